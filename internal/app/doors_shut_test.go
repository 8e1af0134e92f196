package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// An open stream ends with the session or the token that opened it, although its person may
// still see the incident and nothing happens there. Another session of theirs goes on.
func TestAStreamEndsWithItsDoor(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		ctx := t.Context()
		ana := person.Actor{ID: s.Person(person.Responder, "Ana", "ana@example.com"), Role: person.Responder, Door: person.DoorWeb}
		inc, err := s.Desk.DeclareIncident(ctx, ana, desk.Declaration{Declaration: incident.Declaration{Title: "Payments fail", Severity: "SEV1"}})
		if err != nil {
			t.Fatal(err)
		}
		token, secret, err := s.Desk.CreateToken(ctx, ana, desk.TokenRequest{Name: "watcher", Role: person.Viewer})
		if err != nil {
			t.Fatal(err)
		}
		var sessions [2]string
		for i := range sessions {
			in, err := s.Desk.LogIn(ctx, desk.Login{Email: "ana@example.com", Password: apptest.Password})
			if err != nil {
				t.Fatal(err)
			}
			sessions[i] = in.Session
		}
		page, stream := "/incidents/"+inc.Ref()+"/live", "/api/v1/incidents/"+inc.Ref()+"/stream"
		byToken := opened(t, s.URL()+stream, "Authorization", "Bearer "+secret)
		bySession := opened(t, s.URL()+page, "Cookie", "candor="+sessions[0])
		goesOn := opened(t, s.URL()+page, "Cookie", "candor="+sessions[1])

		if err := s.Desk.RevokeToken(ctx, ana, token.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Desk.LogOut(ctx, ana, sessions[0]); err != nil {
			t.Fatal(err)
		}
		for name, body := range map[string]io.Reader{"the token": byToken, "the session": bySession} {
			all, err := io.ReadAll(body)
			if err != nil || !strings.Contains(string(all), "event: revoked") {
				t.Errorf("with %s the stream ends as %q, %v", name, all, err)
			}
		}
		if _, err := s.Desk.AddNote(ctx, ana, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "still here"}}); err != nil {
			t.Fatal(err)
		}
		heard := ""
		for !strings.Contains(heard, "still here") {
			b := make([]byte, 4096)
			n, err := goesOn.Read(b)
			heard += string(b[:n])
			if err != nil || strings.Contains(heard, "revoked") {
				t.Fatalf("another session hears %q, %v", heard, err)
			}
		}
	})
}

func opened(t *testing.T, url, header, value string) io.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set(header, value)
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v, %v", url, res, err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res.Body
}
