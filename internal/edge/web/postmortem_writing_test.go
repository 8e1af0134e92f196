package web_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/postmortem"
)

// writers are two people before the draft of PM-1.
func (h *house) writers(t *testing.T) (ana, ben *browser) {
	t.Helper()
	ana, inc := h.resolved(t)
	ana.draft(inc)
	return ana, h.as(t, h.Responder(t))
}

func (b *browser) writes(section, words string) *page {
	b.tb.Helper()
	return b.get("/postmortems/PM-1/edit").sent("Save : "+postmortem.Key(section).Heading(), url.Values{section: {words}}).wants(200, "Saved.")
}

// keeps is what the page sends while somebody types.
func (b *browser) keeps(section, words, version, kept string) (status int, answer struct {
	At, Kept, Say string
	Saved         bool
},
) {
	b.tb.Helper()
	values := url.Values{"section": {section}, "text": {words}, "version": {version}, "kept": {kept}}
	p := b.do("POST", "/postmortems/PM-1/unsaved", "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
	if err := json.Unmarshal([]byte(p.raw), &answer); err != nil {
		b.tb.Errorf("the answer reads %q: %v", p.raw, err)
	}
	return p.status, answer
}

func TestTwoTextsComeTogetherAndNobodyLosesAWord(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, ben := h.writers(t)
		base := "The disk of the database was full.\n\nNobody could pay for an hour. Support heard of it first.\n\nWe were lucky."
		ana.writes("summary", base)
		mine, theirs := ana.get("/postmortems/PM-1/edit"), ben.get("/postmortems/PM-1/edit")
		theirs.sent("Save : Summary", url.Values{"summary": {strings.Replace(strings.Replace(base, "an hour", "two hours", 1), "full", "full of logs", 1)}})
		h.Clock.Advance(time.Minute)
		p := mine.sent("Save : Summary", url.Values{"summary": {strings.Replace(strings.Replace(base, "an hour", "55 minutes", 1), "lucky", "lucky twice", 1)}})
		one(p).wants(412, "In one place you both wrote", "Both wrote here", "The text that both began from")
		_, values := p.form("Save : Summary")
		want := "The disk of the database was full of logs.\n\nNobody could pay for two hours. Nobody could pay for 55 minutes. Support heard of it first.\n\nWe were lucky twice."
		if got := values.Get("summary"); got != want {
			t.Errorf("the proposal is %q", got)
		}
		// Whoever leaves that page finds their words again; they are brought together anew.
		again := ana.get("/postmortems/PM-1/edit").wants(200, "and have not saved it.", "Somebody saved this section since")
		again.link("Continue with it : Summary").wants(200, "In one place you both wrote")

		// Meanwhile the other one goes on; the person merges once more, and nothing of it is lost.
		ben.writes("summary", strings.Replace(base, "an hour", "two hours", 1)+"\n\nAnd a line below.")
		p = p.sent("Save : Summary", url.Values{"summary": {strings.Replace(want, "Nobody could pay for two hours. ", "", 1)}}).wants(412, "And a line below.")
		_, values = p.form("Save : Summary")
		if got := values.Get("summary"); !strings.Contains(got, "And a line below.") || !strings.Contains(got, "55 minutes") || !strings.Contains(got, "lucky twice") {
			t.Errorf("the proposal is %q", got)
		}
		p.sent("Save : Summary", nil).wants(200, "Saved.").wantsNot("have not saved it")
		ana.get("/postmortems/PM-1/draft").wants(200, "And a line below.", "55 minutes", "lucky twice")
		ana.get("/postmortems/PM-1/history/summary").wants(200, "of logs", "two hours", "And a line below.", "55 minutes")
	})
}

func TestATitleThatTwoPeopleChangeShowsBoth(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, ben := h.writers(t)
		mine, theirs := ana.get("/postmortems/PM-1/edit"), ben.get("/postmortems/PM-1/edit")
		theirs.sent("Save : Title", url.Values{"title": {"Checkout failed"}}).wants(200, "Checkout failed")
		p := one(mine.sent("Save : Title", url.Values{"title": {"Nobody could pay"}})).wants(412, "Somebody saved “Title” while you were writing.", "Checkout failed")
		if _, values := p.form("Save : Title"); values.Get("title") != "Nobody could pay" {
			t.Errorf("the title came back as %q", values.Get("title"))
		}
		p.sent("Save : Title", nil).wants(200, "Saved.")
		ana.get("/postmortems/PM-1/history/title").wants(200, "Checkout failed", "Nobody could pay")
	})
}

func TestTheHistoryShowsEveryWordingAndBringsOneBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, _ := h.writers(t)
		for _, words := range []string{"The disk was full.", "The volume was full.", "The volume of the database was full, <b>twice</b>."} {
			h.Clock.Advance(time.Minute)
			ana.writes("summary", words)
		}
		ana.writes("lucky", "Ben was awake.")
		p := one(ana.get("/postmortems/PM-1/edit").link("History")).wants(200, "Where we were lucky", "4 words added", "The draft", "It was made from the record")
		if n := len(find(p.doc, "b")); n > 0 {
			t.Error("what was typed became markup")
		}
		p = one(ana.get("/postmortems/PM-1/edit").link("Earlier wordings: Summary")).wants(200, "History: Summary", "of the database").wantsNot("Ben was awake")
		rows := find(find(p.doc, "ol")[0], "li")
		if len(rows) != 4 {
			t.Fatalf("%d wordings are listed", len(rows))
		}
		// Any two are compared; what the form asks for is where it leads.
		number := func(i int) string { return strings.TrimPrefix(attr(rows[i], "id"), "revision-") }
		one(ana.get("/postmortems/PM-1/history/summary?from="+number(3)+"&to="+number(1))).wants(200, "Compared with the wording of", "The volume was full.")
		p = one(ana.get("/postmortems/PM-1/history/summary/"+number(2))).wants(200, "The disk was full.", "Compared with the wording before it.", "the present wording")
		p.link("the present wording").wants(200, "of the database", "This is the present wording.")
		ben := h.as(t, h.Responder(t))
		late := ben.get("/postmortems/PM-1/history/summary/" + number(1))
		one(p.sent("Restore this wording", nil)).wants(200, "The earlier wording is back.")
		ana.get("/postmortems/PM-1/draft").wants(200, "The disk was full.")
		ana.get("/postmortems/PM-1/history/summary").wants(200, "An earlier wording came back", "of the database")
		one(late.sent("Restore this wording", nil)).wants(412, "Somebody saved this part meanwhile.")
		for _, none := range []string{"history/nothing", "history/summary/999", "history/lucky/" + number(2), "history/summary/x", "history/summary/" + number(2) + "?with=999", "history/summary?from=x&to=1"} {
			ana.get("/postmortems/PM-1/" + none).wants(404)
		}
		vic := h.as(t, h.Viewer(t))
		vic.get("/postmortems/PM-1/history/summary/" + number(2)).wants(404)
	})
}

func TestWhatIsTypedIsOfferedAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, ben := h.writers(t)
		ana.writes("lucky", "Ben was awake.")
		status, first := ana.keeps("lucky", "Ben was awake, by chance", "2", "0")
		if status != 200 || first.Kept == "" || first.At != "14:00" && first.At == "" {
			t.Fatalf("%d %+v", status, first)
		}
		h.Clock.Advance(time.Minute)
		if status, _ := ana.keeps("lucky", "Ben was awake, by pure chance.", "2", first.Kept); status != 200 {
			t.Fatalf("answers %d", status)
		}
		// Another tab does not write over it.
		if status, other := ana.keeps("lucky", "Something else", "2", "0"); status != 412 || !strings.Contains(other.Say, "earlier text of yours") {
			t.Errorf("%d %+v", status, other)
		}
		ben.get("/postmortems/PM-1/edit").wants(200).wantsNot("pure chance", "have not saved")
		p := one(ana.get("/postmortems/PM-1/edit")).wants(200, "You wrote this on", "and have not saved it.", "by pure chance")
		if _, values := p.form("Save : Where we were lucky"); values.Get("lucky") != "Ben was awake." {
			t.Errorf("the field holds %q before anybody decided", values.Get("lucky"))
		}
		// Saving another section, or other words here, leaves it to be decided about.
		p.sent("Save : Impact", url.Values{"impact": {"40 orders."}, "lucky": {"Other words."}}).wants(200, "Saved.", "by pure chance")
		p = ana.get("/postmortems/PM-1/edit").link("Continue with it : Where we were lucky").wants(200)
		_, values := p.form("Save : Where we were lucky")
		if got := values.Get("lucky"); !strings.Contains(got, "by pure chance.") || !strings.Contains(got, "Other words.") {
			t.Errorf("the field holds %q", got)
		}
		p.sent("Save : Where we were lucky", url.Values{"lucky": {"Ben was awake, by pure chance."}}).wants(200, "Saved.").wantsNot("have not saved")

		// Discarded, with something unsaved in another field of the same form.
		ana.keeps("worked", "The alert", "1", "0")
		p = ana.get("/postmortems/PM-1/edit").sent("Discard it : What worked", url.Values{"surprised": {"The pager was off."}})
		if _, values := p.wants(200).wantsNot("have not saved").form("Save : What surprised us"); values.Get("surprised") != "The pager was off." {
			t.Errorf("the other field came back as %q", values.Get("surprised"))
		}
		ana.keeps("worked", "The alert", "1", "0")
		ana.get("/postmortems/PM-1/edit").sent("Discard it : What worked", nil).wants(200, "is discarded").wantsNot("have not saved")

		// Refused as what cannot be saved is refused, in a sentence.
		for _, bad := range []string{strings.Repeat("x", postmortem.MaxSection+1), strings.Repeat("> ", 500) + "deep"} {
			if status, answer := ana.keeps("lucky", bad, "3", "0"); status != 422 || answer.Say == "" {
				t.Errorf("%d %+v", status, answer)
			}
		}
	})
}

// Whoever types while the document is approved does not lose it.
func TestWordsTypedWhileADocumentIsApprovedAreShown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, ben := h.writers(t)
		open := ana.get("/postmortems/PM-1/edit")
		ben.ready("Nobody could pay.")
		p := one(open.sent("Save : Where we were lucky", url.Values{"lucky": {"Ben was awake."}})).wants(409, "approved", "Ben was awake.", "have not saved it")
		p.sent("Discard it : Where we were lucky", nil).wants(200).wantsNot("Ben was awake.")
	})
}

func TestTheWritingPagesOfALongHistoryNeedFewQueries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, inc := h.resolved(t, func(d *desk.Declaration) { d.Environment = "prod" })
		ana.draft(inc)
		desktest.Must[desk.Asked](t)(h.AddWhy(t.Context(), ana.actor, desk.WhyEdit{Postmortem: "PM-1", Said: postmortem.Said{
			Question: "Why did the disk fill?", Answer: "Logs were kept for ever.", Factor: "interface",
		}}))
		for i := range 300 {
			key := postmortem.Keys()[i%10]
			desktest.Must[int](t)(h.EditSection(t.Context(), ana.actor, desk.SectionEdit{
				Postmortem: "PM-1", Section: string(key), Text: fmt.Sprintf("%s %d", strings.Repeat("Nobody could pay for it. ", 160), i), Version: 1 + i/10,
			}))
		}
		for range 200 {
			desktest.Must[string](t)(h.CommentPostmortem(t.Context(), ana.actor, desk.Remark{Postmortem: "PM-1", Text: "A question."}))
		}
		ana.keeps("summary", "typed", "31", "0")
		for path, most := range map[string]int64{
			"/postmortems/PM-1/edit": 11, "/postmortems/PM-1/edit?continue=summary": 11, "/postmortems/PM-1/draft": 10, "/postmortems/PM-1": 11,
			"/postmortems/PM-1/history": 7, "/postmortems/PM-1/history/summary": 7,
		} {
			ana.get(path).wants(200)
			n := h.queries.Load() // And one for the session.
			t.Logf("%s: %d queries", path, n+1)
			if n > most {
				t.Errorf("%s needs %d queries", path, n+1)
			}
		}
		p := ana.get("/postmortems/PM-1/history").wants(200)
		if n := len(find(p.doc, "ol")); n != 1 || len(find(find(p.doc, "ol")[0], "li")) != 20 {
			t.Errorf("%d lists", n)
		}
	})
}
