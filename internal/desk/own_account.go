package desk

import (
	"cmp"
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/naming"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// OwnAccount is somebody's own account, as they alone see it.
type OwnAccount struct {
	postmortem.Account
	Ref        string             // Of the postmortem.
	Incident   *incident.Incident // Nil: its writer may not see it any more, and can only take back or delete.
	Signatures map[postmortem.Signature]string
}

// OwnAccount loads the actor's own account of an incident; an empty one when there is none.
func (d *Desk) OwnAccount(ctx context.Context, actor person.Actor, ref string) (OwnAccount, error) {
	var own OwnAccount
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.PostmortemToTell(actor, ref)
		if problem.KindOf(err) == problem.KindNotFound {
			if pm, err = v.PostmortemTold(actor, ref); err == nil {
				own.Ref = pm.Ref()
				own.Account, err = v.OwnAccount(pm.ID, actor.ID)
			}
			return err
		}
		if err != nil {
			return err
		}
		own.Ref = pm.Ref()
		if own.Incident, err = v.Incident(actor, string(pm.Incident)); err != nil {
			return err
		}
		if own.Account, err = v.OwnAccount(pm.ID, actor.ID); err != nil {
			return err
		}
		_, titles, err := involved(v, own.Incident, pm)
		own.Signatures = postmortem.Signatures(actor.Name, titles[actor.ID])
		return err
	})
	return own, err
}

// AccountWords is what somebody writes into their own account.
type AccountWords struct {
	Postmortem string
	Text       string
	Signature  postmortem.Signature
	ForCompany bool // Of a private incident: it may go along when the company gets to read.
	KeepNames  bool // What looks like a colleague's name is none.
	HandIn     bool // Give it to those who write, and to the next edition.
	Version    int  // As the writer has read it; 0 for none yet.
}

// WriteAccount keeps the actor's own account and returns its version. Nobody else reads it until
// it is handed in: then names of others have to be roles, since published text speaks of these.
// Stale when it was changed meanwhile. Handing in records account.handed_in, without a person; nor
// is an idempotency key kept, which would hold person and instant side by side when the account is
// gone. The version keeps a repeat from doing anything.
func (d *Desk) WriteAccount(ctx context.Context, actor person.Actor, in AccountWords) (version int, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) (err error) {
		version, err = d.writeAccount(tx, actor, in)
		return err
	})
	return version, err
}

func (d *Desk) writeAccount(tx *store.Tx, actor person.Actor, in AccountWords) (int, error) {
	pm, err := tx.PostmortemToTell(actor, in.Postmortem)
	if err != nil {
		return 0, err
	}
	a, err := ownAccount(tx, actor, pm)
	if err != nil {
		return 0, err
	}
	inc, err := tx.View.Incident(actor, string(pm.Incident))
	if err != nil {
		return 0, err
	}
	if err := unchanged(&in.Version, a.Version); err != nil {
		return 0, err
	}
	in.Signature = cmp.Or(in.Signature, postmortem.Unnamed)
	if err := a.Write(d.now(), in.Text, in.Signature, in.ForCompany); err != nil {
		return 0, err
	}
	if err := render.CheckMarkdown("text", in.Text); err != nil {
		return 0, err
	}
	events, err := d.handIn(&tx.View, actor, inc, pm, &a, in)
	if err != nil {
		return 0, err
	}
	if a.ID == "" {
		a.ID = store.NewID()
	}
	if err := tx.SaveAccount(&a); err != nil {
		return 0, err
	}
	return a.Version, tx.Record(events...)
}

func ownAccount(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem) (postmortem.Account, error) {
	if !actor.SignedIn() {
		return postmortem.Account{}, problem.Unauthenticated()
	}
	return tx.OwnAccount(pm.ID, actor.ID)
}

// undo loads and locks the actor's own account to take it back or delete it: also when they may not
// see the incident any more, and without an idempotency key, as in WriteAccount.
func (d *Desk) undo(ctx context.Context, actor person.Actor, ref string, deed func(*store.Tx, *postmortem.Postmortem, postmortem.Account) error) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, err := toUndo(tx, actor, ref)
		if err != nil {
			return err
		}
		a, err := ownAccount(tx, actor, pm)
		if err != nil {
			return err
		}
		return deed(tx, pm, a)
	})
}

// toUndo loads and locks the postmortem of which the actor takes something of their own back.
func toUndo(tx *store.Tx, actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := tx.PostmortemToTell(actor, ref)
	if problem.KindOf(err) == problem.KindNotFound {
		pm, err = tx.PostmortemTold(actor, ref)
	}
	return pm, err
}

// handIn checks the signature, and when the account is to be handed in, that it names nobody
// else.
func (d *Desk) handIn(v *store.View, actor person.Actor, inc *incident.Incident, pm *postmortem.Postmortem, a *postmortem.Account, in AccountWords) ([]event.Event, error) {
	people, titles, err := involved(v, inc, pm)
	if err != nil {
		return nil, err
	}
	self, err := v.Person(person.System, actor.ID)
	if err != nil {
		return nil, err
	}
	signed, err := postmortem.CheckSignature(in.Signature, postmortem.Signatures(self.Name, titles[actor.ID]))
	if err != nil || !in.HandIn {
		return nil, err
	}
	if !in.KeepNames {
		if err := namesNobodyElse(people, self, in.Text); err != nil {
			return nil, err
		}
	}
	return one(a.HandIn(d.now(), signed))
}

// namesNobodyElse refuses a text that names somebody but its writer.
func namesNobodyElse(people []naming.Person, self person.Person, words string) error {
	var others []naming.Person
	for _, p := range people {
		if p.Name != self.Name || p.Email != self.Email {
			others = append(others, p)
		}
	}
	if o, found := firstName(others, "text", words); found {
		return problem.Invalid("text", "“%s” looks like the name of a colleague.", o.Found).
			Next("Published text speaks of roles: write “" + o.Becomes + "”, or say below that it is no colleague.")
	}
	return nil
}

// TakeBackAccount takes the actor's own account out of every page, export and search result that
// told it; the words stay with the actor alone. Records account.taken_back, without a person.
func (d *Desk) TakeBackAccount(ctx context.Context, actor person.Actor, ref string) error {
	return d.undo(ctx, actor, ref, func(tx *store.Tx, pm *postmortem.Postmortem, a postmortem.Account) error {
		ev, err := a.TakeBack(d.now())
		if err != nil {
			return err
		}
		if err := tx.SaveAccount(&a); err != nil {
			return err
		}
		if err := tx.UntellAccount(pm, a.ID); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}

// WithdrawAccount deletes the actor's own account, everywhere and with its words. Twice is once.
// Records account.taken_back, without a person, when somebody else could read it.
func (d *Desk) WithdrawAccount(ctx context.Context, actor person.Actor, ref string) error {
	return d.undo(ctx, actor, ref, func(tx *store.Tx, pm *postmortem.Postmortem, a postmortem.Account) error {
		if a.ID == "" {
			return nil
		}
		if err := tx.ForgetAccount(a.ID); err != nil {
			return err
		}
		if err := tx.UntellAccount(pm, a.ID); err != nil {
			return err
		}
		return tx.Record(a.Withdraw(d.now())...)
	})
}

// Accounts lists the accounts that were handed in, for those who write. Who wrote them is known
// by their signatures alone.
func (d *Desk) Accounts(ctx context.Context, actor person.Actor, ref string) ([]postmortem.CopyAccount, error) {
	var list []postmortem.CopyAccount
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		handed, err := v.HandedIn(pm.ID)
		list = asTold(handed)
		return err
	})
	return list, err
}

func asTold(accounts []postmortem.Account) []postmortem.CopyAccount {
	list := []postmortem.CopyAccount{}
	for _, a := range accounts {
		list = append(list, postmortem.CopyAccount{SignedAs: a.SignedAs, Text: a.Text})
	}
	return list
}

// along are the handed-in accounts that belong to an edition for this audience.
func along(v *store.View, pm *postmortem.Postmortem, to postmortem.Audience) ([]postmortem.Account, error) {
	handed, err := v.HandedIn(pm.ID)
	var list []postmortem.Account
	for _, a := range handed {
		if a.GoesAlong(pm.Private, to) {
			list = append(list, a)
		}
	}
	return list, err
}

// tell makes an edition refer to the accounts that belong to it.
func tell(tx *store.Tx, pm *postmortem.Postmortem, to postmortem.Audience) error {
	list, err := along(&tx.View, pm, to)
	for i := 0; err == nil && i < len(list); i++ {
		err = tx.TellAccount(pm.ID, pm.Edition, list[i].ID)
	}
	return err
}
