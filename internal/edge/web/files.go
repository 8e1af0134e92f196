package web

import (
	"mime"
	"net/http"
	"strconv"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/store"
)

// evidenceFile sends a stored file to whoever may see its incident. Pictures are shown; anything
// else is only ever saved, whatever it calls itself.
func evidenceFile(v *visit) error {
	var f incident.File
	err := v.read(func(view *store.View) (err error) {
		f, err = view.File(v.actor, v.r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	disposition := "attachment"
	h.Set("Content-Type", "application/octet-stream")
	if desk.IsPicture(f.MediaType) {
		disposition = "inline"
		h.Set("Content-Type", f.MediaType)
		h.Set("Cache-Control", "private, max-age=600")
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	_, _ = v.w.Write(f.Data) // The browser went away: nobody is left to tell.
	return nil
}

// dropUploads removes what a form with files left in temporary files. The server does so only for
// the request that it made itself; ours is a copy with a context.
func (s *Site) dropUploads(r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		s.log.WarnContext(r.Context(), "an upload was not removed from the temporary folder", "error", err)
	}
}
