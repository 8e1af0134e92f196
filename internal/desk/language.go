package desk

import (
	"context"
	"strings"
	"sync"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/store"
)

// Language reads a text that is written for others with rules that know the people here. It is
// never asked about a report: whoever tells that something is wrong may use any words.
type Language func(rules *blameless.Rules, text string, opts blameless.Options) []blameless.Finding

// reading is Language with its rules.
type reading func(text string, opts blameless.Options) []blameless.Finding

// MaxWording is the longest text whose wording is read in one call, in characters.
const MaxWording = 1 << 20

// Wording is a text to be read, and how.
type Wording struct {
	Text     string
	Plain    bool   // Not Markdown.
	Context  string // The heading above it, or what kind of text it is.
	Gentle   bool   // Nothing blocks.
	Thorough bool   // Quotes and tables are read too.
}

// ReadWording finds wording that puts a person where a system belongs. Everybody who is signed in
// may ask; the names of colleagues are known to the rules as far as the asker may know them.
// Nothing is kept.
func (d *Desk) ReadWording(ctx context.Context, actor person.Actor, in Wording) ([]blameless.Finding, error) {
	if !actor.SignedIn() {
		return nil, problem.Unauthenticated()
	}
	if err := text.CheckText("text", in.Text, MaxWording); err != nil {
		return nil, err
	}
	if err := text.CheckText("context", in.Context, postmortem.MaxTitle); err != nil {
		return nil, err
	}
	read, err := d.reader(ctx, actor)
	if err != nil {
		return nil, err
	}
	return read(in.Text, blameless.Options{Plain: in.Plain, Context: in.Context, Gentle: in.Gentle, Thorough: in.Thorough}), nil
}

// reader is the rules for whoever asks.
func (d *Desk) reader(ctx context.Context, actor person.Actor) (read reading, err error) {
	if !actor.KnowsPeople() {
		return d.readingWith(blameless.Builtin()), nil
	}
	err = d.store.Read(ctx, func(v *store.View) error {
		read, err = d.knowing(v)
		return err
	})
	return read, err
}

// knowing is the rules that know everybody by name.
func (d *Desk) knowing(v *store.View) (reading, error) {
	rules, err := d.names.rules(v)
	if err != nil {
		return nil, err
	}
	return d.readingWith(rules), nil
}

func (d *Desk) readingWith(rules *blameless.Rules) reading {
	return func(text string, opts blameless.Options) []blameless.Finding { return d.language(rules, text, opts) }
}

// knownNames keeps the rules with the names of everybody, until somebody comes, goes or takes
// another name. Names of services are not among them: a service may be said to have failed.
type knownNames struct {
	mu    sync.Mutex
	mark  string
	known *blameless.Rules
}

func (k *knownNames) rules(v *store.View) (*blameless.Rules, error) {
	mark, err := v.PeopleMark()
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known != nil && k.mark == mark {
		return k.known, nil
	}
	people, err := v.People(person.System)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	k.known, k.mark = blameless.Builtin().WithPeople(names...), mark
	return k.known, nil
}

// wordingOf is the check of a document that will be published: quotes and tables are read too.
// Titles are plain lines, sections are Markdown under their headings.
func (d *Desk) wordingOf(v *store.View) (postmortem.Check, error) {
	read, err := d.knowing(v)
	if err != nil {
		return nil, err
	}
	return remembered(func(section, words string) []postmortem.Finding {
		opts := blameless.Options{Thorough: true}
		key, err := postmortem.ParseKey(section)
		switch {
		case err == nil:
			opts.Context = key.Heading()
		case section == postmortem.TitleField:
			opts.Plain = true
		case strings.HasPrefix(section, postmortem.WhyPlace):
			opts.Plain, opts.Context = true, postmortem.Factors.Heading()
		default:
			opts.Plain, opts.Context = true, "Action items"
		}
		var list []postmortem.Finding
		for _, f := range read(words, opts) {
			list = append(list, postmortem.Finding{
				Section: section, Label: f.Label, Rule: f.Rule, Match: words[f.Start:f.End], Say: f.Why,
				Suggest: f.Suggest, Sentence: words[f.Replace.Start:f.Replace.End], Start: f.Start, End: f.End,
				Blocks: f.Severity == blameless.Block, Waived: f.Severity == blameless.Waived, Reason: f.Reason,
			})
		}
		return list
	}), nil
}

// remembered asks once about each text: what is found is told in several places of one page.
func remembered(check postmortem.Check) postmortem.Check {
	type asked struct{ section, words string }
	known := map[asked][]postmortem.Finding{}
	return func(section, words string) []postmortem.Finding {
		list, ok := known[asked{section, words}]
		if !ok {
			list = check(section, words)
			known[asked{section, words}] = list
		}
		return list
	}
}
