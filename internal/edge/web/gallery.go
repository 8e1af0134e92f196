package web

import (
	"net/http"

	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
)

// addGallery adds the page that shows every component in every state, for those who work on
// them. It stands beside the table of pages: no installation has it.
func (s *Site) addGallery(mux *http.ServeMux) {
	mux.HandleFunc("GET /_gallery", func(w http.ResponseWriter, r *http.Request) {
		if err := s.visit(w, r).show(http.StatusOK, ui.Gallery()); err != nil {
			s.Fail(w, r, err)
		}
	})
	// The gallery has a living region, in which nothing happens.
	mux.HandleFunc("GET /_gallery/live", func(w http.ResponseWriter, r *http.Request) {
		err := doorway.Stream(w, r, s.now, func(send func([]byte) error) {
			if send([]byte(": nothing happens here\n\n")) == nil {
				<-r.Context().Done()
			}
		})
		if err != nil {
			s.Fail(w, r, err)
		}
	})
}
