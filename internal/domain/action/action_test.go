package action_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

var (
	now = time.Date(2026, time.October, 2, 14, 0, 0, 0, time.UTC)
	ana = person.Actor{ID: "p-1", Name: "Ana Lopez", Role: person.Responder}
	inc = &incident.Incident{ID: "i-1", Number: 142, Title: "Checkout returns errors", State: incident.Resolved}
)

func valid() action.Commitment {
	return action.Commitment{Title: "Refuse DROP TABLE on payments-db", Type: action.Prevent, Owner: "data platform"}
}

func TestCommit(t *testing.T) {
	t.Parallel()
	a, ev, err := action.Commit("a-1", 7, ana, now, inc, valid())
	if err != nil || a.Ref() != "ACT-7" || a.State != action.Proposed || ev.Kind != "action.committed" {
		t.Fatalf("committed %+v, %s, %v", a, ev.Kind, err)
	}
	if want := now.Add(14 * 24 * time.Hour); !a.Due.Equal(want) {
		t.Errorf("due %s, want 14 days after: %s", a.Due, want)
	}
	if a.Overdue(a.Due) || !a.Overdue(a.Due.Add(time.Second)) {
		t.Error("an action is overdue after its date, not at it")
	}
	for name, c := range map[string]struct {
		bend  func(*action.Commitment)
		field string
	}{
		"refuses an empty title":        {func(c *action.Commitment) { c.Title = "\u200b" }, "title"},
		"refuses an unknown type":       {func(c *action.Commitment) { c.Type = "hope" }, "type"},
		"refuses an owner on two lines": {func(c *action.Commitment) { c.Owner = "a\nb" }, "owner"},
		"refuses a date far ahead":      {func(c *action.Commitment) { c.Due = now.AddDate(9, 0, 0) }, "due"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := valid()
			c.bend(&in)
			_, _, err := action.Commit("a-1", 7, ana, now, inc, in)
			if p := problem.Of(err); p == nil || p.Kind != problem.KindInvalid || p.Field != c.field {
				t.Errorf("got %v, want invalid at %s", err, c.field)
			}
		})
	}
}

func TestMove(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from  action.State
		owner string
		step  action.Step
		kind  problem.Kind
	}{
		"agrees with an owner":                   {action.Proposed, "platform", action.Step{To: action.Agreed}, ""},
		"does not agree without an owner":        {action.Proposed, "", action.Step{To: action.Agreed}, problem.KindInvalid},
		"claims":                                 {action.Agreed, "platform", action.Step{To: action.Claimed}, ""},
		"does not verify what was not claimed":   {action.Agreed, "platform", action.Step{To: action.Verified, Evidence: "x"}, problem.KindConflict},
		"does not verify without evidence":       {action.Claimed, "platform", action.Step{To: action.Verified, Evidence: " "}, problem.KindInvalid},
		"verifies with evidence":                 {action.Claimed, "platform", action.Step{To: action.Verified, Evidence: "DROP was refused"}, ""},
		"returns to work what does not hold":     {action.Claimed, "platform", action.Step{To: action.InProgress}, ""},
		"needs a reason not to do it":            {action.Agreed, "platform", action.Step{To: action.NotDoing}, problem.KindInvalid},
		"is not done for a reason":               {action.Agreed, "platform", action.Step{To: action.NotDoing, Reason: "The service is retired."}, ""},
		"accepts a risk with a reason":           {action.Proposed, "", action.Step{To: action.AcceptedRisk, Reason: "It costs more."}, ""},
		"stays verified":                         {action.Verified, "platform", action.Step{To: action.InProgress}, problem.KindConflict},
		"refuses a state that it is in":          {action.Agreed, "platform", action.Step{To: action.Agreed}, problem.KindConflict},
		"refuses a state that does not exist":    {action.Agreed, "platform", action.Step{To: "done"}, problem.KindInvalid},
		"does not start what was not agreed yet": {action.Proposed, "platform", action.Step{To: action.InProgress}, problem.KindConflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &action.Action{ID: "a-1", Number: 7, Title: "x", State: c.from, Owner: c.owner, Due: now}
			_, err := a.Move(ana, now, c.step)
			if got := problem.KindOf(err); got != c.kind {
				t.Errorf("got %q (%v), want %q", got, err, c.kind)
			}
			if want := map[bool]action.State{true: c.step.To, false: c.from}[c.kind == ""]; a.State != want {
				t.Errorf("it is %s, want %s", a.State, want)
			}
		})
	}
}

func TestReviseKeepsAnAgreedActionOwned(t *testing.T) {
	t.Parallel()
	nobody := ""
	a, _, _ := action.Commit("a-1", 7, ana, now, inc, valid())
	if _, err := a.Move(ana, now, action.Step{To: action.Agreed}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Revise(ana, now, action.Revision{Owner: &nobody}); problem.Of(err) == nil || problem.Of(err).Field != "owner" {
		t.Errorf("an agreed action lost its owner: %v", err)
	}
}
