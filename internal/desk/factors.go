package desk

import (
	"context"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// FactorsText is another list of contributing factors, as YAML.
type FactorsText struct {
	Text    string
	BuiltIn bool // Instead of Text: the built-in list again.
	Version *int // The version that the caller read; Stale when it changed since.
}

// SaveFactors gives the taxonomy another list: all of it or nothing. What a why names stays
// readable, as retired. Invalid names the lines that cannot be taken, and a factor that is a
// person. Records settings.changed with the keys that differ, unless nothing does.
func (d *Desk) SaveFactors(ctx context.Context, actor person.Actor, in FactorsText) (postmortem.Taxonomy, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (postmortem.Taxonomy, error) {
		if err := actor.May(person.Administer); err != nil {
			return postmortem.Taxonomy{}, err
		}
		before, err := tx.Taxonomy()
		if err != nil {
			return before, err
		}
		if err := unchanged(in.Version, before.Version); err != nil {
			return before, err
		}
		if in.BuiltIn {
			in.Text = postmortem.BuiltInFactors().Text
		}
		used, err := tx.FactorsInUse()
		if err != nil {
			return before, err
		}
		next, changed, err := before.Follow(in.Text, used)
		if err != nil {
			return before, err
		}
		if err := d.conditions(&tx.View, next.Factors); err != nil {
			return before, err
		}
		if len(changed) == 0 && next.Text == before.Text {
			return before, nil
		}
		if err := tx.SaveTaxonomy(next); err != nil {
			return before, err
		}
		next.Version++
		return next, d.settingsChanged(tx, actor, "factors", changed)
	})
}

// conditions refuses a factor that puts a person where a condition belongs.
func (d *Desk) conditions(v *store.View, list []postmortem.Factor) error {
	read, err := d.knowing(v)
	if err != nil {
		return err
	}
	var wrong []error
	for _, f := range list {
		for _, words := range []string{f.Name, f.Definition} {
			for _, x := range read(words, blameless.Options{Plain: true, Context: postmortem.Factors.Heading()}) {
				if x.Severity == blameless.Block && len(wrong) < 20 {
					wrong = append(wrong, problem.Invalid("text", "The factor %s says “%s”. %s", f.Key, words[x.Start:x.End], x.Why).
						Next("A factor is a condition: what made it possible, easy or likely?"))
				}
			}
		}
	}
	return problem.All(wrong...)
}

// choose returns nil when a why may be given a factor.
func choose(v *store.View, key, before string) error {
	if key == "" || key == before {
		return nil
	}
	t, err := v.Taxonomy()
	if err != nil {
		return err
	}
	return t.Choose(key, before)
}

// named is the taxonomy for whys; it is asked for only where one of them names a factor.
func named(t postmortem.WhyTree, ask func() (postmortem.Taxonomy, error)) (postmortem.Taxonomy, error) {
	for _, w := range t.Whys {
		if w.Factor != "" {
			return ask()
		}
	}
	return postmortem.Taxonomy{}, nil
}
