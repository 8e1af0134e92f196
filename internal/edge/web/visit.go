package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/web/static"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// visit is one request for a page: who asks, and how times are told to them.
type visit struct {
	*Site
	w     http.ResponseWriter
	r     *http.Request
	actor person.Actor
	clock ui.Clock
}

func (s *Site) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{Site: s, w: w, r: r, actor: auth.Actor(r.Context())}
	v.clock = ui.Clock{Zone: zoneOf(r), Now: store.Instant(s.now())}
	return v
}

// zoneOf is the zone that the browser or its person chose; nil for UTC.
func zoneOf(r *http.Request) *time.Location {
	c, err := r.Cookie(ui.ZoneCookie)
	if err != nil || person.CheckZone("zone", c.Value) != nil || c.Value == "" {
		return nil
	}
	zone, err := time.LoadLocation(c.Value)
	if err != nil || c.Value == "UTC" {
		return nil
	}
	return zone
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// read loads what a page shows.
func (v *visit) read(fn func(*store.View) error) error { return v.desk.Store().Read(v.ctx(), fn) }

// show answers with a page. It is rendered as a whole first, so that a failure half-way becomes
// an answer of its own.
func (v *visit) show(status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(v.ctx(), &b); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Encoding")
	if b.Len() < worthPacking || !static.TakesGzip(v.r.Header.Get("Accept-Encoding")) {
		v.w.WriteHeader(status)
		_, _ = v.w.Write(b.Bytes()) // The browser went away: nobody is left to tell.
		return nil
	}
	h.Set("Content-Encoding", "gzip")
	v.w.WriteHeader(status)
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(v.w)
	_, _ = z.Write(b.Bytes())
	_ = z.Close() // As above.
	return nil
}

// worthPacking is from how many bytes on a page is sent compressed.
const worthPacking = 2 << 10

// packers are reused: one holds more memory than a page.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // The level is one that exists.
	return z
}}

// page answers with a component in the frame of a page.
func (v *visit) page(status int, l ui.Layout, content templ.Component) error {
	return v.show(status, framed(l, content))
}

// to leads on after a form was done; the browser then asks for the page anew.
func (v *visit) to(path string) error {
	v.w.Header().Set("Location", path)
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}
