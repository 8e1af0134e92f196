package apptest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

// Server is a whole Candor on a port of its own, with a clock that the test moves when it asked
// for one.
type Server struct {
	*app.App
	Clock *desktest.Clock // Nil: the real clock.
	tb    testing.TB
}

// Password is what everybody uses who was made by a test.
const Password = "a long enough password"

// Start serves on a fresh SQLite file. Bend the configuration before the start.
func Start(tb testing.TB, bend ...func(*app.Config)) *Server {
	tb.Helper()
	c := app.Config{Addr: "127.0.0.1:0", Data: filepath.Join(tb.TempDir(), "data"), JobPoll: 50 * time.Millisecond}
	for _, b := range bend {
		b(&c)
	}
	a, err := app.Start(tb.Context(), c)
	if err != nil {
		tb.Fatalf("start the server: %v", err)
	}
	tb.Cleanup(func() {
		if err := a.Stop(context.Background()); err != nil {
			tb.Errorf("stop the server: %v", err)
		}
	})
	return &Server{App: a, tb: tb}
}

// OnPostgres serves from a fresh PostgreSQL database.
func OnPostgres(tb testing.TB) func(*app.Config) {
	url := storetest.Postgres(tb)
	return func(c *app.Config) { c.DB = url }
}

// Each runs a story on SQLite and on PostgreSQL.
func Each(t *testing.T, story func(t *testing.T, s *Server)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(t, Start(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(t, Start(t, OnPostgres(t)))
	})
}

// Administrator makes an administrator with this address and Password.
func (s *Server) Administrator(name, email string) person.ID {
	s.tb.Helper()
	id, err := s.Desk.CreateAdministrator(s.tb.Context(), person.System, desk.Account{Name: name, Email: email, Password: Password})
	if err != nil {
		s.tb.Fatalf("create an administrator: %v", err)
	}
	return id
}

// Person makes somebody with a role, with this address and Password, by an invitation.
func (s *Server) Person(role person.Role, name, email string) person.ID {
	s.tb.Helper()
	admin := s.actor(s.Administrator("Inviting", "inviting-"+email))
	_, secret, err := s.Desk.InvitePerson(s.tb.Context(), admin, desk.Invite{Email: email, Role: role})
	if err != nil {
		s.tb.Fatalf("invite: %v", err)
	}
	in, err := s.Desk.AcceptInvitation(s.tb.Context(), desk.Acceptance{Secret: secret, Name: name, Email: email, Password: Password})
	if err != nil {
		s.tb.Fatalf("accept the invitation: %v", err)
	}
	return in.Person.ID
}

func (s *Server) actor(id person.ID) person.Actor {
	return person.Actor{ID: id, Role: person.Administrator, Door: person.DoorAPI}
}

// Token makes an API token with everything that the person's role may do.
func (s *Server) Token(id person.ID, role person.Role) string {
	s.tb.Helper()
	actor := person.Actor{ID: id, Role: role, Door: person.DoorAPI}
	_, secret, err := s.Desk.CreateToken(s.tb.Context(), actor, desk.TokenRequest{Name: "test", Role: role})
	if err != nil {
		s.tb.Fatalf("create a token: %v", err)
	}
	return secret
}
