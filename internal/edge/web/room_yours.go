package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/edge/web/ui"
)

// yourOffers are the reader's own offers that can still be taken back.
func (p *roomPage) yourOffers() []*incident.Offer {
	return slices.DeleteFunc(slices.Clone(p.parts.Offers), func(o *incident.Offer) bool {
		return o.Person != p.v.actor.ID || (o.State != incident.Offered && o.State != incident.OfferMatchedState)
	})
}

// yourThanks are what the reader was thanked for: only they decide about their name.
func (p *roomPage) yourThanks() []*incident.Thanks {
	return slices.DeleteFunc(slices.Clone(p.parts.Thanks), func(t *incident.Thanks) bool { return t.ToPerson == "" || t.ToPerson != p.v.actor.ID })
}

func (p *roomPage) consent(t *incident.Thanks) ui.Button {
	if t.Named {
		return ui.Button{Label: "Leave my name out", Name: "named", Value: "no", Look: ui.Tiniest, About: t.For}
	}
	return ui.Button{Label: "Name me", Name: "named", Value: "yes", Look: ui.Tiniest, About: t.For}
}

func (p *roomPage) consentWords(t *incident.Thanks) string {
	if t.Named {
		return "Your name stays with it in the published copy."
	}
	return "Your name is left out of the published copy unless you want it there."
}

func (p *roomPage) followWords() string {
	if p.parts.Follows {
		return "You follow this incident and hear of its news."
	}
	return "You do not follow this incident."
}

func (p *roomPage) followButton() ui.Button {
	if p.parts.Follows {
		return ui.Button{Label: "Stop following", Name: "follow", Value: "no", Look: ui.Tiniest}
	}
	return ui.Button{Label: "Follow", Name: "follow", Value: "yes", Look: ui.Tiniest}
}

// asked is a form of the room that nobody has filled in yet, as its own page would show it.
func (p *roomPage) asked(slug string) asking {
	return asking{v: p.v, room: &p.room, form: &form{values: p.form.values}, slug: slug}
}

func (p *roomPage) earlierURL() string {
	if p.earlier == 0 {
		return ""
	}
	return p.path(fmt.Sprintf("?before=%d", p.earlier))
}

func stateWords(s string) string { return strings.ReplaceAll(s, "_", " ") }

func relationWords(r incident.Relation) string { return strings.ReplaceAll(string(r), "_", " ") }

func wholeRecap(n int) string {
	switch {
	case n == 0:
		return "Look further back"
	case n == 1:
		return "This change, and those further back"
	}
	return fmt.Sprintf("All %d changes of that time, ranked", n)
}

// unfoldKey is the keyboard key of a form of the room.
func unfoldKey(id string) templ.Attributes {
	if id == "add-idea" {
		return templ.Attributes{"data-key": "h"}
	}
	return nil
}

func swiftly(is bool, action, id string) templ.Attributes {
	if !is {
		return nil
	}
	return ui.Swift(action, id)
}

func noteText() ui.TextArea {
	return ui.TextArea{Field: ui.Field{Placeholder: "Write what you see. “15:50 …” is taken as the time."}}
}
