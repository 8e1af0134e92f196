package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// house is the pages around a real desk, served on a port of their own.
type house struct {
	*desktest.Desk
	tb     testing.TB
	url    string
	people map[person.ID]person.Actor
	site   *web.Site
	// queries counts those of the last page.
	queries *atomic.Int64
}

// asHeader tells the house who a browser of a test is.
const asHeader = "X-Test-Person"

func open(tb testing.TB, s *store.Store) *house {
	tb.Helper()
	h := &house{Desk: desktest.New(tb, s), tb: tb, people: map[person.ID]person.Actor{}}
	hub := live.New(live.Config{Store: s})
	ctx, stop := context.WithCancel(context.Background())
	tb.Cleanup(stop)
	go func() { _ = hub.Run(ctx) }() // Ends with the test.
	site := web.New(web.Config{
		Desk: h.Desk.Desk, Live: hub, Now: h.Clock.Now, CursorKey: []byte("a key for tests"),
		Auth: auth.New(auth.Config{Desk: h.Desk.Desk, Now: h.Clock.Now}),
	})
	h.site, h.queries = site, new(atomic.Int64)
	signed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, n := store.CountQueries(r.Context())
		r = r.WithContext(ctx)
		defer func() { h.queries.Store(n.Load()) }()
		if id := r.URL.Query().Get("test-person"); id != "" { // How a real browser says who it is.
			http.SetCookie(w, &http.Cookie{Name: "test-person", Value: id, Path: "/"})
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		if c, err := r.Cookie("test-person"); err == nil && r.Header.Get(asHeader) == "" {
			r.Header.Set(asHeader, c.Value)
		}
		if a, known := h.people[person.ID(r.Header.Get(asHeader))]; known && a.SignedIn() {
			a.Once.Bond = "person/" + string(a.ID)
			r = r.WithContext(auth.With(r.Context(), a))
		}
		site.ServeHTTP(w, r)
	})
	server := httptest.NewServer(doorway.Wrap(signed, doorway.Config{Now: h.Clock.Now, Log: quiet, Fail: site.Fail}))
	tb.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// each opens the house on every engine.
func each(t *testing.T, run func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) { run(t, open(t, s)) })
}

// browser keeps cookies, like those with JavaScript off: it follows links and sends forms.
type browser struct {
	tb     testing.TB
	house  *house
	actor  person.Actor
	client *http.Client
}

// as is the browser of somebody; the zero actor is a visitor without an account.
func (h *house) as(tb testing.TB, a person.Actor) *browser {
	tb.Helper()
	h.people[a.ID] = a
	return &browser{tb: tb, house: h, actor: a, client: &http.Client{Jar: jar{}}}
}

// jar keeps cookies by name, whatever clock they were made by.
type jar map[string]*http.Cookie

func (j jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	for _, c := range cookies {
		j[c.Name] = &http.Cookie{Name: c.Name, Value: c.Value}
		if c.MaxAge < 0 {
			delete(j, c.Name)
		}
	}
}

func (j jar) Cookies(*url.URL) (list []*http.Cookie) {
	for _, c := range j {
		list = append(list, c)
	}
	return list
}

// page is what came back.
type page struct {
	tb      testing.TB
	browser *browser
	path    string // Where the browser ended.
	status  int
	header  http.Header
	raw     string
	doc     *html.Node
}

func (b *browser) get(path string) *page {
	b.tb.Helper()
	return b.do(http.MethodGet, path, "", nil)
}

func (b *browser) do(method, path, contentType string, body io.Reader) *page {
	b.tb.Helper()
	r, err := http.NewRequestWithContext(b.tb.Context(), method, b.house.url+path, body)
	if err != nil {
		b.tb.Fatal(err)
	}
	r.Header.Set(asHeader, string(b.actor.ID))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return b.answers(r)
}

// answers sends a request and reads the page that it leads to.
func (b *browser) answers(r *http.Request) *page {
	b.tb.Helper()
	b.client.CheckRedirect = func(next *http.Request, _ []*http.Request) error {
		next.Header.Set(asHeader, string(b.actor.ID))
		return nil
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.tb.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.tb.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(raw)))
	if err != nil {
		b.tb.Fatal(err)
	}
	return &page{
		tb: b.tb, browser: b, path: res.Request.URL.RequestURI(), status: res.StatusCode, header: res.Header, raw: string(raw), doc: doc,
	}
}

// sent fills in the form with the given button and sends it as a browser without JavaScript
// does: what the page proposes stays, fields override it.
func (p *page) sent(button string, fields url.Values) *page {
	p.tb.Helper()
	action, values := p.form(button)
	for name, v := range fields {
		values[name] = v
	}
	return p.browser.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// form finds the form of a button and what it would send as it stands.
func (p *page) form(button string) (string, url.Values) {
	p.tb.Helper()
	for _, f := range find(p.doc, "form") {
		for _, b := range find(f, "button") {
			if textOf(b) != plain(button) {
				continue
			}
			values := fieldsOf(f)
			if name := attr(b, "name"); name != "" {
				values.Set(name, attr(b, "value"))
			}
			if to := attr(b, "formaction"); to != "" {
				return to, values
			}
			return attr(f, "action"), values
		}
	}
	p.tb.Fatalf("%s has no button %q; it says:\n%s", p.path, button, p.main())
	return "", nil
}

func fieldsOf(f *html.Node) url.Values {
	values := url.Values{}
	for _, in := range find(f, "input") {
		_, checked := has(in, "checked")
		kind := attr(in, "type")
		if kind == "file" || (kind == "radio" || kind == "checkbox") && !checked {
			continue
		}
		values.Add(attr(in, "name"), attr(in, "value"))
	}
	for _, t := range find(f, "textarea") {
		values.Add(attr(t, "name"), rawText(t))
	}
	for _, s := range find(f, "select") {
		for i, o := range find(s, "option") {
			if _, selected := has(o, "selected"); selected || i == 0 {
				values.Set(attr(s, "name"), attr(o, "value"))
			}
		}
	}
	return values
}

// link follows the link with these words.
func (p *page) link(words string) *page {
	p.tb.Helper()
	for _, a := range find(p.doc, "a") {
		if textOf(a) == plain(words) {
			return p.browser.get(attr(a, "href"))
		}
	}
	p.tb.Fatalf("%s has no link %q; it says:\n%s", p.path, words, p.main())
	return nil
}

// text is what the page says to those who listen.
func (p *page) text() string {
	for _, b := range find(p.doc, "body") {
		return textOf(b)
	}
	return ""
}

// main is what the page says besides bar and foot.
func (p *page) main() string {
	for _, b := range find(p.doc, "main") {
		return textOf(b)
	}
	return ""
}

func (p *page) wants(status int, sayings ...string) *page {
	p.tb.Helper()
	if p.status != status {
		p.tb.Errorf("%s answers %d, want %d:\n%s", p.path, p.status, status, p.main())
	}
	for _, s := range sayings {
		if !strings.Contains(p.text(), plain(s)) {
			p.tb.Errorf("%s does not say %q; it says:\n%s", p.path, s, p.main())
		}
	}
	return p
}

func (p *page) wantsNot(sayings ...string) *page {
	p.tb.Helper()
	for _, s := range sayings {
		if strings.Contains(p.text(), plain(s)) {
			p.tb.Errorf("%s says %q", p.path, s)
		}
	}
	return p
}

// beside is the sentence beside a field.
func (p *page) beside(field string) string {
	p.tb.Helper()
	for _, n := range find(p.doc, "p") {
		if attr(n, "id") == field+"-error" {
			return textOf(n)
		}
	}
	return ""
}

// plain is a text as one reads it out: one space between words, none before a colon.
func plain(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(spaces.ReplaceAllString(s, " "), " :", ":"))
}

var spaces = regexp.MustCompile(`\s+`)

func textOf(n *html.Node) string {
	return plain(rawText(n))
}

func rawText(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "template") {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(rawText(c))
		if c.Type == html.ElementNode && !inline[c.Data] {
			b.WriteString(" ")
		}
	}
	return b.String()
}

var inline = map[string]bool{"span": true, "a": true, "strong": true, "code": true, "time": true, "small": true, "em": true, "svg": true, "path": true}

func find(n *html.Node, tag string) []*html.Node {
	var out []*html.Node
	if n.Type == html.ElementNode && n.Data == tag {
		out = append(out, n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, find(c, tag)...)
	}
	return out
}

func attr(n *html.Node, name string) string {
	s, _ := has(n, name)
	return s
}

func has(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
