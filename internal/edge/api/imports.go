package api

import (
	"context"
	"net/http"
	"strconv"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// maxImport is how much the body of an import may hold.
const maxImport = 16 << 20

func (h *handler) importPostmortems(ctx context.Context, in *struct{ Body client.Import }) (*body[client.Imported], error) {
	actor := auth.Actor(ctx)
	if err := actor.May(person.Write); err != nil { // Before large texts are read for nothing; the desk asks too.
		return nil, err
	}
	d := desk.Importing{DryRun: in.Body.DryRun, Partial: in.Body.Partial, Update: in.Body.Update, Publish: in.Body.Publish, Zone: in.Body.Zone}
	for _, doc := range in.Body.Documents {
		d.Documents = append(d.Documents, desk.Written(doc))
	}
	got, err := h.desk.ImportPostmortems(ctx, actor, d)
	if err != nil {
		return nil, err
	}
	out := client.Imported{
		DryRun: got.DryRun, Written: !got.DryRun && (d.Partial || got.Count(desk.ImportRefused) == 0),
		New: got.Count(desk.ImportNew), Same: got.Count(desk.ImportSame), Changed: got.Count(desk.ImportChanged),
		Updated: got.Count(desk.ImportUpdated), Refused: got.Count(desk.ImportRefused), Items: each(got.Documents, wireImported),
	}
	return &body[client.Imported]{Body: out}, nil
}

func wireImported(d desk.ImportedDocument) client.ImportedDocument {
	return client.ImportedDocument{
		Origin: d.Origin, Outcome: string(d.Outcome), Reason: d.Reason, Incident: d.Incident, Postmortem: d.Postmortem,
		Understood: client.Understood(d.Understood),
	}
}

// showOriginal sends the document that a postmortem was taken from, as it was.
func (h *handler) showOriginal(ctx context.Context, in *One) (*streamed, error) {
	var im *postmortem.Import
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		im, err = v.Original(auth.Actor(ctx), in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return streaming(func(w http.ResponseWriter) {
		head := w.Header()
		head.Set("Content-Type", "text/markdown; charset=utf-8")
		head.Set("Content-Length", strconv.Itoa(len(im.Source)))
		head.Set("Content-Disposition", `attachment; filename="original.md"`)
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(im.Source)) // Whoever left does not need it any more.
	}), nil
}
