package render

import "candor.dev/candor/internal/domain/incident"

// helpSentences tells who coordinates and who helps, without a name.
var helpSentences = map[string]teller{
	"role.taken": telling(func(b incident.RoleTaken) string {
		if b.From != "" {
			return with("The role "+b.Role+" was handed over.", b.Note)
		}
		return with("The role "+b.Role+" was taken.", b.Note)
	}),
	"role.released": telling(func(b incident.RoleReleased) string {
		return with("The role "+b.Role+" is free again.", b.Note)
	}),
	"need.posted": telling(func(b incident.NeedPosted) string { return with("Needed.", b.Text) }),
	"need.moved": telling(func(b incident.NeedMoved) string {
		switch b.To {
		case incident.NeedMet:
			return with("A need was met.", b.Text)
		case incident.NeedOpen:
			return with("Help is needed again.", b.Text)
		}
		return with("No longer needed.", b.Text)
	}),
	"offer.made": telling(func(b incident.OfferMade) string {
		s := with("Help is offered.", b.Text)
		if !b.Until.IsZero() {
			s += " Until " + clock(b.Until) + "."
		}
		return s
	}),
	"offer.matched": telling(func(b incident.OfferMatched) string {
		return closed("An offer meets a need: " + line(b.Offer) + " → " + line(b.Need))
	}),
	"offer.thanked":   telling(func(b incident.OfferThanked) string { return with("Thanks for an offer of help.", b.Text) }),
	"offer.withdrawn": telling(func(b incident.OfferWithdrawn) string { return with("An offer was taken back.", b.Text) }),
	"thanks.given":    telling(func(b incident.Thanked) string { return with("Thanks to "+line(b.To)+".", b.For) }),
	"member.invited":  fixed("Somebody was invited to this private incident."),
	"member.joined":   fixed("An administrator joined this private incident."),
	"member.left":     fixed("Somebody left this private incident."),
}
