package store

import (
	"errors"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

const invitationColumns = `id, role, email, created_by, created_at, expires_at`

// Invitations lists the invitations that can still be accepted, newest first.
func (v *View) Invitations(actor person.Actor) ([]person.Invitation, error) {
	if err := actor.May(person.Administer); err != nil {
		return nil, err
	}
	return all(v, `select `+invitationColumns+` from invitations where expires_at > $1 order by id desc`,
		[]any{v.now.UnixMicro()}, readInvitation)
}

// InvitationBehind returns the invitation whose link has this hash; Gone when there is none
// that can be accepted. Whoever holds the link may see it.
func (v *View) InvitationBehind(hash string) (person.Invitation, error) {
	in, err := single(v, `select `+invitationColumns+` from invitations where hash = $1 and expires_at > $2`,
		[]any{hash, v.now.UnixMicro()}, readInvitation)
	return in, linkGone(err)
}

// TakeInvitation uses an invitation up: of two who come at once, one gets it and one gets Gone.
func (tx *Tx) TakeInvitation(hash string) (person.Invitation, error) {
	in, err := single(&tx.View, `delete from invitations where hash = $1 and expires_at > $2 returning `+invitationColumns,
		[]any{hash, tx.now.UnixMicro()}, readInvitation)
	return in, linkGone(err)
}

// AddInvitation keeps an invitation under the hash of its link.
func (tx *Tx) AddInvitation(hash string, in person.Invitation) error {
	return tx.put(`insert into invitations (id, hash, role, email, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		string(in.ID), hash, string(in.Role), in.Email, orNull(in.CreatedBy), in.CreatedAt.UnixMicro(), in.ExpiresAt.UnixMicro())
}

// RemoveInvitation withdraws an invitation; not found when there is none.
func (tx *Tx) RemoveInvitation(id person.InvitationID) error {
	n, err := tx.exec(`delete from invitations where id = $1`, string(id))
	if err == nil && n == 0 {
		return problem.NotFound("invitation")
	}
	return err
}

// RemoveLinksMadeBy withdraws what a person handed out: invitations and links for new
// passwords. Otherwise somebody who loses a right could keep a way back to it.
func (tx *Tx) RemoveLinksMadeBy(id person.ID) error {
	if err := tx.put(`delete from invitations where created_by = $1`, string(id)); err != nil {
		return err
	}
	return tx.put(`delete from one_time_links where created_by = $1`, string(id))
}

func linkGone(err error) error {
	if errors.Is(err, errNoRow) {
		return person.LinkGone()
	}
	return err
}

func readInvitation(r scanner) (person.Invitation, error) {
	var in person.Invitation
	err := r.Scan(&in.ID, &in.Role, &in.Email, text(&in.CreatedBy), into(&in.CreatedAt), into(&in.ExpiresAt))
	return in, err
}
