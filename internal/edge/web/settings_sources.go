package web

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// sourceLine is a source as the list shows it.
type sourceLine struct {
	source.Source
	counts  source.Counts
	notices []source.Notice
}

// sourceSettings lists the tools that send, and adds one.
func sourceSettings(v *visit) error { return v.showSources(200, v.blank()) }

func (v *visit) showSources(status int, f *form) error {
	var list []sourceLine
	err := v.read(func(view *store.View) (err error) {
		list, err = sourceLines(view, v.actor)
		return err
	})
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Sources", Lead: "The tools that tell what changed and what is wrong, each with a secret of its own."}
	return v.settingsPage(status, head, sourcesPage(v, f, list))
}

func sourceLines(view *store.View, actor person.Actor) ([]sourceLine, error) {
	list, err := view.Sources(actor)
	if err != nil {
		return nil, err
	}
	counts, err := view.SourceCounts()
	lines := make([]sourceLine, len(list))
	for i, s := range list {
		lines[i] = sourceLine{s, counts[s.ID], s.Notices(counts[s.ID], view.Now())}
	}
	return lines, err
}

// addSource opens a door for a tool. The answer shows its secret, and nothing else ever does.
func addSource(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.NewSource{Secret: f.line("secret"), Source: source.Source{
		Kind: f.line("kind"), Name: f.line("name"), Service: f.line("service"), Environment: f.line("environment"), Mapping: f.get("mapping"),
	}}
	in.SilenceAfter = f.silence()
	if f.bad() {
		return v.showSources(422, f)
	}
	s, secret, err := v.desk.AddSource(v.ctx(), v.once(f), in)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showSources(status, f)
	}
	return v.tellSource("The source is ready", s.ID, secret)
}

// turnSourceSecret gives a source a new secret.
func turnSourceSecret(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	secret, err := v.desk.RotateSourceSecret(v.ctx(), v.once(f), v.source(), "")
	if err != nil {
		return err
	}
	return v.tellSource("The new secret is ready", v.source(), secret)
}

func (v *visit) tellSource(title string, id source.ID, secret string) error {
	return v.page(200, v.layout(title), sourceSecretPage(title, v.absolute("/in/"+string(id)), secret))
}

func (v *visit) source() source.ID { return source.ID(v.r.PathValue("source")) }

func enableSource(v *visit) error {
	return v.toSource("source on", func(a person.Actor) error { return v.desk.EnableSource(v.ctx(), a, v.source(), true) })
}

func disableSource(v *visit) error {
	return v.toSource("source off", func(a person.Actor) error { return v.desk.EnableSource(v.ctx(), a, v.source(), false) })
}

func removeSource(v *visit) error {
	return v.toSource("source removed", func(a person.Actor) error { return v.desk.RemoveSource(v.ctx(), a, v.source()) })
}

func (v *visit) toSource(what string, deed func(person.Actor) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := deed(v.once(f)); err != nil {
		return err
	}
	return v.done(what, "/settings/sources")
}

// oneSource shows what people set of a source, and what it sent and nothing was made of.
func oneSource(v *visit) error { return v.showSource(200, v.blank()) }

func (v *visit) showSource(status int, f *form) error {
	var s source.Source
	var asides []source.Aside
	err := v.read(func(view *store.View) (err error) {
		if s, err = view.Source(v.actor, v.source()); err != nil {
			return err
		}
		asides, err = view.SetAsides(v.actor, s.ID)
		return err
	})
	if err != nil {
		return err
	}
	if !f.has("version") {
		f.values.Set("name", s.Name)
		f.values.Set("service", s.Service)
		f.values.Set("environment", s.Environment)
		f.values.Set("mapping", s.Mapping)
		f.values.Set("quota", strconv.Itoa(s.PerMinute()))
		if s.SilenceAfter > 0 {
			f.values.Set("silence_after", strconv.Itoa(int(s.SilenceAfter/time.Minute)))
		}
		f.values.Set("version", strconv.Itoa(s.Version))
	}
	return v.settingsPage(status, ui.Head{Title: text.Visible(s.Name)}, sourcePage(v, f, s, asides))
}

// changeSource keeps what was written about a source. Its kind and its secret stay.
func changeSource(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	s := source.Source{
		ID: v.source(), Name: f.line("name"), Service: f.line("service"), Environment: f.line("environment"), Mapping: f.get("mapping"),
		Quota: f.number("quota"), Version: f.version(), SilenceAfter: f.silence(),
	}
	if f.bad() {
		return v.showSource(422, f)
	}
	if err := v.desk.SaveSource(v.ctx(), v.once(f), s); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showSource(status, f)
	}
	return v.done("source saved", "/settings/sources")
}

// silence is after how many minutes without a message a notice goes up; none for an empty field.
func (f *form) silence() time.Duration {
	if f.line("silence_after") == "" {
		return 0
	}
	return time.Duration(min(max(f.number("silence_after"), 0), 600_000)) * time.Minute
}

func sourcePath(id source.ID) string { return "/settings/sources/" + url.PathEscape(string(id)) }

// told counts what a source sent, in words.
func (l sourceLine) told() string {
	parts := []string{plural(l.counts.Signals, "message about alerts", "messages about alerts"), plural(l.counts.Changes, "change", "changes")}
	for _, c := range []struct {
		n    int
		word string
	}{{l.counts.Known, "repeated"}, {l.counts.Ignored, "not kept"}, {l.counts.Unreadable, "not readable"}, {l.counts.Unproven, "without the secret"}, {l.counts.OverQuota, "over the quota"}} {
		if c.n > 0 {
			parts = append(parts, thousands(c.n)+" "+c.word)
		}
	}
	return strings.Join(parts, " · ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// sourceKindOptions are the tools that can send, by the names that people know.
func (v *visit) sourceKindOptions() []ui.Option {
	var out []ui.Option
	for _, k := range v.desk.Kinds() {
		out = append(out, ui.Option{Value: k, Label: v.desk.KindTitle(k)})
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	return out
}

// sourceRows are the notices of sources, for the home page of administrators.
func sourceRows(clock ui.Clock, list []sourceLine) []ui.Row {
	var rows []ui.Row
	for _, l := range list {
		for _, n := range l.notices {
			rows = append(rows, ui.Row{Title: text.Visible(l.Name) + ": " + n.Sort, Href: "/settings/sources", Why: []templ.Component{ui.Text(text.Visible(n.Text)), ago(clock.At(n.At))}})
		}
	}
	return rows
}

func ago(w ui.When) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		if err := ui.Text("since ").Render(ctx, out); err != nil {
			return err
		}
		return ui.Time(w).Render(ctx, out)
	})
}
