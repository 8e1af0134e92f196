package web_test

import (
	"strings"
	"testing"
)

func TestAFeedLinkIsShownOnceAndCanBeRevoked(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Viewer(t))
		p := b.get("/account/feed").wants(200, "You have no feed link yet.").isClean()
		first := p.sent("Make a feed link", nil).wants(200, "Your feed link is ready").isClean().secret()
		p.sent("Make a feed link", nil).wants(409, "already made").wantsNot(first)
		one := b.get("/account/feed").wants(200, "You have a feed link.").isClean()
		if strings.Contains(one.raw, first) {
			t.Error("the page tells the link again")
		}
		if second := one.sent("Make another link", nil).secret(); second == first || !strings.HasPrefix(second, h.url+"/feed/") {
			t.Errorf("the links are %s and %s", first, second)
		}
		one.sent("Revoke it", nil).wants(200, "The feed link is revoked.", "You have no feed link yet.")
		h.as(t, h.Auditor(t)).get("/account/feed").wants(403)
	})
}
