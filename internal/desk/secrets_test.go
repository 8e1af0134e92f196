package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// everySecret carries out every deed that has to do with a secret, under idempotency keys, and
// returns what must be found nowhere.
func everySecret(t *testing.T, d *desktest.Desk) []string {
	t.Helper()
	setup := desktest.Must[string](t)(d.OpenSetup(t.Context()))
	first := desktest.Must[desk.Entered](t)(d.CreateFirstAdministrator(t.Context(), founding(setup)))
	secrets := []string{password, setup, first.Session, "a second lamp", "a third lamp"}
	key := 'a'
	admin := func(session string) person.Actor {
		actor := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), session))
		actor.Once.Key, actor.Once.Hash = string(key), string(key)
		key++
		return actor
	}
	keep := func(secret string, err error) string {
		t.Helper()
		if err != nil || secret == "" {
			t.Fatalf("the secret is %q, %v", secret, err)
		}
		secrets = append(secrets, secret)
		return secret
	}
	_, invitation, err := d.InvitePerson(t.Context(), admin(first.Session), desk.Invite{Role: person.Viewer})
	keep(invitation, err)
	guest, err := d.AcceptInvitation(t.Context(), desk.Acceptance{Secret: invitation, Name: "Ilse", Email: "ilse@example.com", Password: password})
	keep(guest.Session, err)
	_, token, err := d.CreateToken(t.Context(), admin(first.Session), desk.TokenRequest{Name: "deploys"})
	keep(token, err)
	_, reset, err := d.OfferReset(t.Context(), admin(first.Session), guest.Person.ID)
	keep(reset, err)
	again, err := d.ResetPassword(t.Context(), desk.Reset{Secret: reset, Password: "a second lamp"})
	keep(again.Session, err)
	keep(d.ChangePassword(t.Context(), admin(first.Session), desk.PasswordChange{Current: password, New: "a third lamp"}))
	in, err := d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: "a third lamp"})
	keep(in.Session, err)
	return secrets
}

func TestNoSecretIsInAnEvent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		secrets := append(everySecret(t, d), "example.com", "Noor", "Ilse") // Nor addresses, nor names.
		for _, e := range d.Events(t, event.Accounts) {
			for _, secret := range secrets {
				if strings.Contains(string(e.Body), secret) || strings.Contains(e.Subject, secret) {
					t.Errorf("%s holds %q: %s", e.Kind, secret, e.Body)
				}
			}
		}
	})
}

// The real hash is used here, since what is looked for is what a thief of the file would find.
func TestNoSecretIsInTheDatabaseFile(t *testing.T) {
	t.Parallel()
	url := storetest.SQLite(t)
	s := storetest.Open(t, url, time.Now)
	d := desktest.New(t, s)
	d.Desk = desk.New(desk.Config{Store: s, Now: d.Clock.Now})
	secrets := everySecret(t, d)
	files, err := filepath.Glob(strings.TrimPrefix(url, "sqlite:") + "*")
	if err != nil || len(files) < 2 { // The file and its journal.
		t.Fatalf("the files are %v, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "-wal") && !bytes.Contains(content, []byte("ilse@example.com")) {
			t.Errorf("%s does not hold what was written; the search proves nothing", file)
		}
		for _, secret := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds the secret %q", filepath.Base(file), secret)
			}
		}
	}
}
