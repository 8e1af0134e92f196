package web

import (
	"net/http"
	"strconv"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
)

// exportPostmortem answers with a published copy, or a draft for those who write, as a file to keep. It is always a download, so
// that nothing in it is read as a page of this site.
func exportPostmortem(v *visit) error {
	q := v.r.URL.Query()
	format, err := render.FormatNamed(q.Get("format"))
	if err != nil {
		return err
	}
	edition := 0
	if s := q.Get("edition"); s != "" {
		if edition, err = strconv.Atoi(s); err != nil || edition < 1 {
			return problem.Invalid("edition", "The edition must be a number from 1.")
		}
	}
	in := desk.Exporting{Postmortem: v.r.PathValue("ref"), Edition: edition, Draft: q.Get("draft") == "yes", Letter: q.Get("paper") == "letter"}
	if in.Accounts, err = format.WithAccounts(q.Get("accounts")); err != nil {
		return err
	}
	if format.Images {
		in.Pictures = v.markdown.Pictures
	}
	d, err := v.desk.Export(v.ctx(), v.actor, in)
	if err != nil {
		return err
	}
	doc, name, err := format.Export(d, v.markdown)
	if err != nil {
		return err
	}
	return v.send(format.MediaType, name, doc)
}

// send answers with a file that the browser keeps. The name is one of our own making.
func (v *visit) send(mediaType, name, doc string) error {
	h := v.w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write([]byte(doc)) // The browser went away: nobody is left to tell.
	return nil
}
