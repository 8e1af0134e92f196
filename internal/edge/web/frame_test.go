package web_test

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/doorway"
)

var quiet = slog.New(slog.DiscardHandler)

func TestWhoIsNotSignedInIsLedToTheLoginAndBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, person.Actor{})
		p := b.get("/incidents?state=open")
		if p.path != "/login?next=%2Fincidents%3Fstate%3Dopen" {
			t.Errorf("the browser ends at %s", p.path)
		}
		if p = b.do("POST", "/incidents", "application/x-www-form-urlencoded", strings.NewReader("title=x")); p.status != 401 {
			t.Errorf("a form answers %d", p.status)
		}
	})
}

func TestEveryPageKeepsTheContentSecurityPolicy(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Responder(t))
		for _, path := range []string{"/", "/incidents", "/report", "/report/next", "/reports", "/preferences", "/search?q=x", "/nowhere"} {
			p := b.get(path)
			if got := p.header.Get("Content-Security-Policy"); got != doorway.ContentSecurityPolicy {
				t.Errorf("%s has the policy %q", path, got)
			}
			p.isClean()
		}
	})
}

// isClean fails the test when the page holds something that the policy forbids, or when two
// elements share an ID.
func (p *page) isClean() *page {
	p.tb.Helper()
	seen := map[string]bool{}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") && (a.Key == "href" || a.Key == "src" || a.Key == "action") {
				p.tb.Errorf("%s: <%s %s=%q>", p.path, n.Data, a.Key, a.Val)
			}
			if a.Key == "id" && seen[a.Val] {
				p.tb.Errorf("%s: the ID %q is there twice", p.path, a.Val)
			}
			seen[a.Val] = seen[a.Val] || a.Key == "id"
		}
		if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script" && (attr(n, "src") == "" || n.FirstChild != nil)) {
			p.tb.Errorf("%s: an inline <%s>", p.path, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(p.doc)
	return p
}

func TestPreferencesStayInTheBrowser(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Viewer(t))
		p := b.get("/preferences").wants(200, "Times are told in UTC.")
		p.sent("Keep", url.Values{"zone": {"Mars/Olympus"}}).wants(422, "This time zone is not known.")
		p = p.sent("Keep", url.Values{"zone": {"Europe/Berlin"}, "theme": {"dark"}})
		p.wants(200, "Your preferences are kept", "Times are told in Europe/Berlin (CEST).")
		if !strings.Contains(p.raw, `data-theme="dark"`) {
			t.Error("the page is not dark")
		}
		b.get("/preferences").wantsNot("Your preferences are kept")
		q := b.do("POST", "/theme", "application/x-www-form-urlencoded", strings.NewReader("theme=light&back=//evil.example/"))
		if q.path != "/" || !strings.Contains(q.raw, `data-theme="light"`) {
			t.Errorf("the switch leads to %s", q.path)
		}
	})
}
