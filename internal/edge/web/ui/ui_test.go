package ui

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// components is every leaf component, empty and full.
func components() map[string][2]templ.Component {
	when := ago(72)
	field := Field{Name: "n", Label: "L", Hint: "H", Error: "E", Value: "V", Placeholder: "P", Key: "k", MaxLength: 9, Autocomplete: "off", Optional: true}
	options := []Option{{Value: "V", Label: "One", Hint: "hint"}, {Value: "W", Label: "Two"}}
	next := &Button{Label: "Next", Href: "/next"}
	deeds := []templ.Component{Press{Action: "/x", Button: Button{Label: "Do", About: "it"}, Hidden: []Hidden{{"version", "3"}}}}
	empty := Empty{Title: "Nothing", For: "What it is for.", Next: next}
	evidence := []Evidence{
		{Label: "link", Href: "/e"},
		{Kind: EvidenceImage, Label: "graph", Href: "/i", Thumb: "/t", Width: 120},
		{Kind: EvidenceFile, Href: "/f", Size: "2 kB"},
		{Kind: EvidenceText, Text: "select 1"},
	}
	entry := Entry{ID: "entry-1", Order: 1, When: when, Recorded: ago(1), Kind: "note", Group: People, Say: "S", By: "ops", Turn: true, Edited: true, HistoryURL: "/h", Evidence: evidence, Do: deeds, Live: true}
	return map[string][2]templ.Component{
		"Time":             {Time(When{}), Time(agoWithin(72, time.Minute))},
		"Since":            {Since(When{}), Since(when)},
		"Until":            {Until(When{}), Until(ago(-5))},
		"Day":              {Day(When{}), Day(when)},
		"Duration":         {Duration(0), Duration(time.Hour)},
		"Tag":              {Tag{}, Tag{Word: "w", Tone: Alarm, Shape: Disc, Title: "t"}},
		"Severity":         {Severity("", 0, ""), Severity("SEV1", 1, "bad")},
		"State":            {State(""), Substate("active", "diagnosed")},
		"Environment":      {Environment{}.Tag(), Environment{Name: "production", Colour: Red}.Tag()},
		"Path":             {Path("p", nil, ""), Path("p", []string{"a", "b", "c"}, "b")},
		"Button":           {Button{}, Button{Label: "L", More: "m", Name: "n", Value: "v", Look: Main, Key: "k", About: "a", Disabled: true, Shape: Check}},
		"Press":            {Press{}, deeds[0]},
		"Confirm":          {Confirm(Confirmation{}), Confirm(Confirmation{ID: "c", Label: "L", About: "a", Title: "T", Text: "x", Action: "/a", Hidden: []Hidden{{"a", "b"}}, Do: "D", Left: true})},
		"TextField":        {TextField{}, TextField{Field: field, Type: "email", InputMode: "email", Pattern: ".*"}},
		"TextArea":         {TextArea{}, TextArea{Field: field, Rows: 5}},
		"Select":           {Select{}, Select{Field: field, Options: options, None: "none"}},
		"Radios":           {Radios{}, Radios{Field: field, Options: options}},
		"Checkbox":         {Checkbox{}, Checkbox{Field: field, Checked: true}},
		"Checkboxes":       {Checkboxes{}, Checkboxes{Field: field, Options: options, Values: []string{"W"}}},
		"FileField":        {FileField{}, FileField{Field: field, Accept: "image/*", Multiple: true}},
		"DateTime":         {DateTime{}, DateTime{Field: field, When: when}},
		"ErrorSummary":     {ErrorSummary{}, galleryErrors()},
		"Head":             {Head{}, Head{Over: "o", Title: "t", Lead: "l", Where: deeds, Do: deeds}},
		"Empty":            {Empty{}, empty},
		"Rows":             {Rows{Empty: empty}, Rows{ID: "r", Rows: galleryIncidents()}},
		"Facts":            {Facts{}, Facts{Facts: []Fact{{"a", Text("b")}, {"c", nil}}}},
		"Table":            {Table{Empty: empty}, Table{Caption: "c", Heads: []string{"a", "b"}, Rows: [][]Cell{{{Value: Num("1"), Num: true}, {Value: Anchor{Label: "l", Href: "/"}}}}}},
		"Pager":            {Pager{}, Pager{Newer: "/n", Older: "/o", Here: "1 to 2"}},
		"Sift":             {Sift{}, Timeline{URL: "/u", Show: Changes}.sift()},
		"Panel":            {Panel(PanelHead{ID: "a"}), Panel(PanelHead{ID: "b", Title: "t", Small: Text("s"), Aside: next})},
		"Section":          {Section(PanelHead{ID: "a"}), Section(PanelHead{ID: "b", Title: "t", Small: Text("s"), Aside: next})},
		"Entry":            {Entry{}, entry},
		"Entry withdrawn":  {Entry{Gone: true}, Entry{ID: "e", Rich: Text("rich"), Edited: true}},
		"Timeline":         {Timeline{Empty: empty}, Timeline{Entries: []Entry{entry}, URL: "/u", Show: People, Earlier: "/u?before=1"}},
		"TimelineComposer": {TimelineComposer{}, TimelineComposer{Action: "/a", Text: TextArea{Field: Field{Error: "E"}}, Upload: "image/*", Open: true, Hidden: []Hidden{{"a", "b"}}}},
		"EvidenceList":     {EvidenceList{}, EvidenceList(evidence)},
		"Hypotheses":       {Hypotheses{Empty: empty}, Hypotheses{ID: "h", Ideas: galleryIdeas()}},
		"ChangeList":       {ChangeList{Empty: empty}, ChangeList{ID: "c", Changes: galleryChanges()}},
		"Help":             {Help{Empty: empty}, galleryHelp()},
		"Plan":             {Plan{Empty: empty}, Plan{ID: "p", Steps: galleryPlan()}},
		"RoleList":         {RoleList{}, RoleList{{Role: "Commander", Holder: "Ana", You: true, Note: "n", Do: deeds}, {Role: "Scribe"}}},
		"Update":           {Update{}, Update{ID: "u", When: when, Audience: "the company", Text: "t", State: "active"}},
		"UpdateComposer":   {UpdateComposer{}, UpdateComposer{Action: "/u", Audiences: options, Values: []string{"V"}, Statuses: options, Next: options, NextValue: "V", Errors: galleryErrors()}},
		"Follow":           {Follow(Live{}), Follow(Live{URL: "/incidents/INC-1/live", Seq: 4})},
		"LiveStatus":       {LiveStatus(), RoomPath("active")},
		"Rail":             {Rail{}, galleryRail()},
		"DurationsStrip":   {DurationsStrip{}, DurationsStrip{Moments: galleryMoments(""), Clock: galleryClock, Caption: "c"}},
		"Moments":          {Moments{}, Moments{{Name: "Detected", When: when, Evidence: evidence, Do: deeds}, {Name: "Escalated", Waived: "w"}, {Name: "Stable"}}},
		"Directive":        {Directive(""), Directive(primeDirective)},
		"Findings":         {Findings{}, Findings{{Anchor: "a", Match: "m", Say: "s", Why: "w", Use: "u", Blocks: true, Do: deeds}}},
		"Actions":          {Actions{Empty: empty}, galleryActions()},
		"Secret":           {Secret{}, Secret{ID: "s", Label: "l", Value: "v", Hint: "h"}},
		"Snippets":         {Snippets(nil, empty), Snippets([]Snippet{{Row: galleryIncidents()[0], Parts: []SnippetPart{{"a", true}, {"b", false}}}}, empty)},
		"Notice":           {Notice{}, Notice{Tone: Calm, Text: "t", Undo: &Press{Action: "/u", Button: Button{Label: "Undo"}}, Link: Link{Label: "l", Href: "/"}}},
		"Problem":          {Problem{}, Problem{Status: 422, Title: "t", Say: "s", Hint: "h", RequestID: "r", Next: []Button{*next}}},
		"Postmortem":       {Postmortem(nil, nil), Postmortem(galleryRail(), Findings{})},
		"Page":             {Page(Layout{}), Page(GalleryLayout())},
		"Bare":             {Bare(Layout{}), Bare(Layout{Title: "t", Theme: Dark, NotIndexed: true, Feed: "/f"})},
	}
}

func TestEveryComponentRendersEmptyAndFull(t *testing.T) {
	t.Parallel()
	for name, pair := range components() {
		for i, c := range pair {
			out := rendered(t, c)
			if i == 1 && out == "" {
				t.Errorf("%s writes nothing though it has something to say", name)
			}
			isStrict(t, name, out)
		}
	}
}

func TestGalleryIsOneDocumentWithoutAnythingInline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]templ.Component{"Gallery": Gallery(), "GalleryBare": GalleryBare()} {
		isStrict(t, name, rendered(t, c))
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(rendered(t, Gallery()), -1) {
		if ids[m[1]] {
			t.Errorf("the ID %q is given twice", m[1])
		}
		ids[m[1]] = true
	}
}

func TestWordsOfPeopleAreEscaped(t *testing.T) {
	t.Parallel()
	const evil = `<img src=x onerror=alert(1)>"'`
	for name, c := range map[string]templ.Component{
		"Text": Text(evil), "Num": Num(evil), "Tag": Tag{Word: evil, Title: evil}, "Button": Button{Label: evil, Href: "javascript:alert(1)"},
		"Entry":  Entry{ID: evil, Say: evil, By: evil, Kind: evil, Evidence: []Evidence{{Label: evil, Href: "javascript:alert(1)"}, {Kind: EvidenceText, Text: evil}}},
		"Strip":  DurationsStrip{Moments: galleryMoments("partial"), Caption: evil},
		"Field":  TextArea{Field: Field{Name: evil, Label: evil, Hint: evil, Error: evil, Value: evil, Placeholder: evil}},
		"Select": Select{Field: Field{Name: "n", Label: evil}, Options: []Option{{Value: evil, Label: evil}}},
		"Page":   Page(Layout{Title: evil, Viewer: evil, Search: evil, Path: evil, Theme: Theme(evil), Environment: Environment{Name: evil, Colour: Colour(evil), Alerts: evil}}),
	} {
		out := rendered(t, c)
		if strings.Contains(out, "<img src=x") || strings.Contains(out, "javascript:") || strings.Contains(out, `>"'`) {
			t.Errorf("%s lets words through unescaped:\n%s", name, out)
		}
		isStrict(t, name, out)
	}
}

func TestErrorsAreTiedToTheirField(t *testing.T) {
	t.Parallel()
	out := rendered(t, TextField{Field: Field{Name: "title", Label: "Title", Hint: "H", Error: "E"}})
	for _, want := range []string{`for="title"`, `aria-describedby="title-hint title-error"`, `aria-invalid="true"`, `id="title-error"`, ` required`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is missing in\n%s", want, out)
		}
	}
}

func TestTimesAlwaysTellDateAndZone(t *testing.T) {
	t.Parallel()
	for want, w := range map[string]When{
		"13 Nov 16:15:30 CET":       ago(72),
		"13 Nov 15:50 CET ±5 min":   agoWithin(97, 5*time.Minute),
		"23 Sep 2025 01:27:30 CET":  ago(600000),
		"not known yet":             {},
		"13 Nov 15:15:30 UTC ±30 s": {At: ago(72).At, Precision: 30 * time.Second, Clock: Clock{Now: galleryNow}},
	} {
		if got := w.String(); got != want {
			t.Errorf("told as %q, not %q", got, want)
		}
	}
}

// isStrict says what the content security policy would stop.
func isStrict(tb testing.TB, name, out string) {
	tb.Helper()
	doc, err := html.Parse(strings.NewReader(out))
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "style" || (n.Data == "script" && n.FirstChild != nil) {
			tb.Errorf("%s holds an inline %s", name, n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || strings.HasPrefix(a.Val, "javascript:") {
				tb.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
		}
	}
}

func rendered(tb testing.TB, c templ.Component) string {
	tb.Helper()
	var b bytes.Buffer
	if err := c.Render(tb.Context(), &b); err != nil {
		tb.Fatal(fmt.Errorf("render: %w", err))
	}
	return b.String()
}
