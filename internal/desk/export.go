package desk

import (
	"context"
	"strings"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// Exporting says what is to be exported.
type Exporting struct {
	Postmortem string
	Edition    int  // 0 is the newest.
	Draft      bool // What is being written, with roles in the place of names, for those who write.
	Letter     bool
	Accounts   bool                           // What people who were there told or signed, and can take back, comes along.
	Pictures   func(postmortem.Copy) []string // The paths of the files that it shows; nil for none.
}

// maxPictures bounds what a file carries; pictures beyond it are told by their words.
const maxPictures = 3 * incident.MaxFile

// Export loads a published copy, or a draft, with those of its pictures that the actor may see.
// Not found for whoever may not read it.
func (d *Desk) Export(ctx context.Context, actor person.Actor, in Exporting) (render.Document, error) {
	doc := render.Document{Draft: in.Draft, Letter: in.Letter, Images: map[string]render.Image{}}
	if in.Draft {
		if in.Edition > 0 {
			return doc, problem.Invalid("draft", "Choose an edition or the draft.")
		}
		if err := actor.May(person.Write); err != nil {
			return doc, err
		}
		p, err := d.PreviewPublication(ctx, actor, Publishing{Postmortem: in.Postmortem})
		if err != nil {
			return doc, err
		}
		doc.Copy = p.Copy
	}
	err := d.store.Read(ctx, func(v *store.View) error {
		if !in.Draft {
			p, err := v.Publication(actor, in.Postmortem, in.Edition)
			if err != nil {
				return err
			}
			doc.Copy = p.Copy
		}
		if !in.Accounts {
			doc.Copy = doc.Copy.WithoutBorrowed()
		}
		if in.Pictures == nil {
			return nil
		}
		size := 0
		for _, path := range in.Pictures(doc.Copy) {
			f, err := v.File(actor, strings.TrimPrefix(path, "/files/"))
			if problem.KindOf(err) == problem.KindNotFound {
				continue
			}
			if err != nil {
				return err
			}
			if size += len(f.Data); size > maxPictures {
				break
			}
			if IsPicture(f.MediaType) {
				doc.Images[path] = render.Image{MediaType: f.MediaType, Data: f.Data}
			}
		}
		return nil
	})
	return doc, err
}
