package app_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/chat/mail/mailtest"
)

// journal is a log that a test can read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// An administrator sets a mail server and a webhook on the pages; an incident is declared by a
// program; both receivers hear of it, and the log has no secret.
func TestNewsLeavesAsTheAdministratorSetIt(t *testing.T) {
	t.Parallel()
	smtp, log := mailtest.Start(t, mailtest.Options{User: "candor", Password: "a quiet harbour"}), &journal{}
	heard := make(chan *http.Request, 10)
	inbox := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		heard <- r
	}))
	t.Cleanup(inbox.Close)
	s := apptest.Start(t, func(c *app.Config) {
		c.AllowPrivate = []string{"127.0.0.1"}
		c.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	noor := s.Administrator("Noor", "noor@example.com")
	tab := apptest.Browser(t).Tab()
	tab.Open(s.PublicURL() + "/login")
	tab.Fill("E-mail address", "noor@example.com")
	tab.Fill("Password", apptest.Password)
	tab.Click("Sign in")
	tab.Open(s.PublicURL() + "/settings/mail")
	tab.Fill("Mail server", "127.0.0.1")
	tab.Fill("Port", strconv.Itoa(smtp.Port))
	tab.Check("None")
	tab.Fill("Sender", "candor@example.com")
	tab.Fill("User name", "candor")
	tab.Fill("Password", "a quiet harbour")
	tab.Click("Save")
	tab.WaitText("The mail settings are saved.", 5*time.Second)
	tab.Click("Send me a test mail")
	tab.WaitText("The mail server took the test mail.", 5*time.Second)
	clean(t, tab)
	tab.Open(s.PublicURL() + "/settings/webhooks")
	tab.Fill("Name", "inbox")
	tab.Fill("Address", inbox.URL)
	tab.Click("Add the address")
	tab.WaitText("The webhook is ready", 5*time.Second)
	secret := apptest.Eval[string](tab, `document.body.innerHTML.match(/whsec_[A-Za-z0-9+\/=]+/)[0]`)
	clean(t, tab)
	_, err := client.New(s.PublicURL(), s.Token(noor, person.Administrator)).DeclareIncident(t.Context(), client.Declaration{Title: "Checkout is down", Severity: "SEV1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := smtp.Await(t, 2)[1].Header.Get("Subject"); got != "[SEV1] INC-1 Checkout is down: declared" {
		t.Errorf("the mail is about %q", got)
	}
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	r := <-heard
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := hook.Verify(body, r.Header); err != nil || !bytes.Contains(body, []byte(`"incident.declared"`)) {
		t.Errorf("the webhook is %s, %v", body, err)
	}
	for _, place := range []string{"/settings/deliveries", "/settings/webhooks", "/account/mail"} {
		tab.Open(s.PublicURL() + place)
		clean(t, tab)
	}
	for _, word := range []string{"a quiet harbour", strings.TrimPrefix(secret, "whsec_"), "Checkout is down"} {
		if strings.Contains(log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

func clean(t *testing.T, tab *apptest.Tab) {
	t.Helper()
	for _, found := range tab.Axe() {
		t.Errorf("%s: %s", tab.URL(), found)
	}
}
