package web_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

// published brings the postmortem of an incident to its page, with an account of Leo's in it.
func (h *house) told(t *testing.T) (ana, leo *browser) {
	t.Helper()
	ana, inc := h.resolved(t)
	leo = h.as(t, h.named(t, person.Viewer, "Leo Martin"))
	leo.get("/incidents/" + inc.Ref() + "/account").wants(404)
	ana.draft(inc)
	p := one(leo.get("/incidents/"+inc.Ref()+"/account")).wants(200, "In your own words", "Nobody is asked to")
	p = p.sent("Keep it for me", url.Values{"text": {"The prompt was green, like zanzibar. Ana called."}, "signature": {"name"}}).wants(200, "Kept, for your eyes alone.")
	ana.get("/postmortems/PM-1/draft").wants(200).wantsNot("zanzibar")
	p = one(p.sent("Hand it in", nil)).wants(422, "“Ana” looks like the name of a colleague.", "What looks like a name is no colleague")
	p.sent("Hand it in", url.Values{"text": {"The prompt was green, like zanzibar. The commander called."}}).wants(200, "Handed in. Thank you.", "signed Leo Martin")
	ana.get("/postmortems/PM-1/draft").wants(200, "In their own words", "zanzibar", "— Leo Martin")
	ana.ready("Nobody could pay.")
	ana.get("/postmortems/PM-1/publish").wants(200, "zanzibar").sent("Publish", nil).wants(200, "In their own words", "Read fewer than five times until yesterday.")
	return ana, leo
}

// Also where somebody's account stands in it.
func TestAPublishedPageNeedsFewQueries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, _ := h.told(t)
		vic := h.as(t, h.Viewer(t))
		vic.get("/postmortems/PM-1").wants(200) // And is counted, once a day.
		for who, b := range map[string]*browser{"a reader": vic, "a writer": ana} {
			b.get("/postmortems/PM-1").wants(200, "zanzibar")
			n := h.queries.Load() // And one for the session.
			t.Logf("%s: %d queries", who, n+1)
			if n > 11 {
				t.Errorf("the page of %s needs %d queries", who, n+1)
			}
		}
	})
}

func TestAnAccountIsToldAndTakenBackByPlainForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, leo := h.told(t)
		vic := h.as(t, h.Viewer(t))
		places := []string{"/postmortems/PM-1", "/postmortems/PM-1/editions/1", "/postmortems/PM-1/export?format=md", "/postmortems/PM-1/export?format=html", "/postmortems/PM-1/export?format=json", "/search?q=zanzibar"}
		for _, path := range places {
			vic.get(path).wants(200, "zanzibar")
		}
		vic.get("/postmortems/PM-1/export?format=confluence").wants(200).wantsNot("zanzibar") // It could not be taken back there.
		vic.get("/postmortems/PM-1/export?format=confluence&accounts=with").wants(200, "zanzibar")
		vic.get("/postmortems/PM-1/export?format=md&accounts=without").wants(200).wantsNot("zanzibar")
		vic.get("/postmortems/PM-1/export?format=md&accounts=some").wants(422)
		vic.get("/postmortems/PM-1/account").wants(200).wantsNot("zanzibar")
		one(leo.get("/postmortems/PM-1").link("tell it in your own words")).wants(200, "It is part of what is published").
			sent("Delete my account of it", nil).wants(200, "Deleted, every word of it.").wantsNot("zanzibar")
		for _, b := range []*browser{ana, vic, leo} {
			for _, path := range places[:5] {
				b.get(path).wants(200).wantsNot("zanzibar", "In their own words", "— Leo Martin")
			}
			b.get(places[5]).wantsNot("The prompt was green", "PM-1")
		}
	})
}

func TestAPublishedPageIsReadAndPrinted(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana, leo := h.told(t)
	dir := t.TempDir()
	if kept := os.Getenv("CANDOR_PICTURES"); kept != "" {
		dir = kept
	}
	for who, pages := range map[*browser][]string{ana: {"/postmortems/PM-1", "/postmortems/PM-1/publish"}, leo: {"/postmortems/PM-1", "/postmortems/PM-1/account"}} {
		tab := h.tab(t, who.actor)
		for name, view := range map[string]apptest.View{"desktop": {}, "phone": {Width: 390, Height: 844}, "dark": {Dark: true}} {
			tab.Look(view)
			for _, path := range pages {
				tab.Open(h.url + path)
				for _, complaint := range tab.Axe() {
					t.Errorf("%s as %+v: %s", path, view, complaint)
				}
				if wide := apptest.Eval[int](tab, `document.documentElement.scrollWidth`); view.Width > 0 && wide > view.Width {
					t.Errorf("%s is %d wide on a phone", path, wide)
				}
				if dir != "" {
					tab.Screenshot(filepath.Join(dir, string(who.actor.Role)+"-"+filepath.Base(path)+"-"+name+".png"), view)
				}
			}
		}
	}
	tab := h.tab(t, ana.actor)
	tab.Open(h.url + "/postmortems/PM-1")
	tab.Look(apptest.View{Print: true})
	for _, gone := range []string{".bar", ".rail", ".sift", ".comments", ".exports", "form"} {
		if apptest.Eval[bool](tab, `[...document.querySelectorAll("`+gone+`")].some(e => e.checkVisibility())`) {
			t.Errorf("paper shows %s", gone)
		}
	}
	for _, stays := range []string{".directive", ".statement", "h1", "figure svg", "#accounts", "table"} {
		if !apptest.Eval[bool](tab, `[...document.querySelectorAll("`+stays+`")].some(e => e.checkVisibility())`) {
			t.Errorf("paper lacks %s", stays)
		}
	}
	if head := apptest.Eval[string](tab, `getComputedStyle(document.querySelector("thead")).display`); head != "table-header-group" {
		t.Errorf("the head of a table is not repeated on the next sheet: %s", head)
	}
	tab.PDF(filepath.Join(dir, "a4.pdf"), 8.27, 11.69)
	tab.PDF(filepath.Join(dir, "letter.pdf"), 8.5, 11)
	for _, sheet := range []string{"a4.pdf", "letter.pdf"} {
		if info, err := os.Stat(filepath.Join(dir, sheet)); err != nil || info.Size() < 5000 {
			t.Errorf("%s is not there: %v", sheet, err)
		}
	}
}
