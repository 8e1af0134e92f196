package jobs_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/chat/mail"
	"candor.dev/candor/internal/edge/chat/mail/mailtest"
	"candor.dev/candor/internal/edge/jobs"
	"candor.dev/candor/internal/edge/webhook"
	"candor.dev/candor/internal/outbound"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// inbox receives webhooks, checks their signatures, and can be down.
type inbox struct {
	*httptest.Server
	mu   sync.Mutex
	down bool
	hook *standardwebhooks.Webhook
	took map[string]int // How often each webhook-id was taken.
	lost int            // So many answers are lost after the message was taken.
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{took: map[string]int{}, lost: 1}
	in.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // A body that was cut fails the signature.
		in.mu.Lock()
		defer in.mu.Unlock()
		if in.down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		if err := in.hook.VerifyIgnoringTimestamp(body, r.Header); err != nil {
			t.Errorf("the signature: %v", err)
		}
		in.took[r.Header.Get("webhook-id")]++
		if in.lost > 0 {
			in.lost--
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		}
	}))
	t.Cleanup(in.Close)
	return in
}

func (in *inbox) set(down bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.down = down
}

// until waits for a claim about the database to become true.
func until(t *testing.T, what string, claim func() bool) {
	t.Helper()
	look, late := time.NewTicker(20*time.Millisecond), time.NewTimer(60*time.Second)
	defer look.Stop()
	defer late.Stop()
	for !claim() {
		select {
		case <-look.C:
		case <-late.C:
			t.Fatalf("it did not happen: %s", what)
		}
	}
}

func listed(t *testing.T, d *desktest.Desk) (list []news.Delivery) {
	t.Helper()
	d.Read(t, func(v *store.View) (err error) {
		list, _, err = v.Deliveries(person.System, store.DeliveryFilter{Limit: 1000})
		return err
	})
	return list
}

func deliveries(t *testing.T, d *desktest.Desk) map[news.State]int {
	t.Helper()
	states := map[news.State]int{}
	for _, del := range listed(t, d) {
		states[del.State]++
	}
	return states
}

// triedTwice counts the messages whose second try has ended: the third is a minute away.
func triedTwice(t *testing.T, d *desktest.Desk) (n int) {
	t.Helper()
	for _, del := range listed(t, d) {
		if del.Tries == 2 && del.NextAt.Equal(d.Clock.Now().Add(time.Minute)) {
			n++
		}
	}
	return n
}

// post gives the desk a real postman, a real courier and workers that run until the test ends.
func post(t *testing.T, d *desktest.Desk) {
	t.Helper()
	g, err := outbound.Allowing([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	d.Desk = desk.New(desk.Config{
		Store: d.Store(), Now: d.Clock.Now, Postman: mail.New(mail.Config{Guard: g}), Retry: news.Policy{Delays: news.DefaultDelays()},
		Courier: webhook.New(webhook.Config{Outbound: outbound.Config{Guard: g}, Now: d.Clock.Now}),
	})
	crew, err := jobs.New(jobs.Config{Store: d.Store(), Desk: d.Desk, Poll: 100 * time.Millisecond, Due: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- crew.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the workers: %v", err)
		}
	})
}

// The receivers are down when three things happen, and come back later: each mail arrives once,
// each webhook is taken once, but for one whose answer was lost, which comes again under the
// same ID.
func TestNewsSurvivesAnOutageOfItsReceivers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, smtp, in := desktest.New(t, s), mailtest.Start(t, mailtest.Options{}), newInbox(t)
		boss, ana := d.Administrator(t), d.Responder(t)
		post(t, d)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(d.SaveMail(t.Context(), boss, smtp.Mail()))
		_, secret, err := d.AddEndpoint(t.Context(), boss, desk.NewEndpoint{Name: "inbox", URL: in.URL})
		must(err)
		in.hook, err = standardwebhooks.NewWebhook(secret)
		must(err)
		smtp.Stop()
		in.set(true)
		inc, err := d.DeclareIncident(t.Context(), ana, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout is down", Severity: "SEV1"}})
		must(err)
		must(d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		must(d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		// Two people and one endpoint: of each, the first message is tried and the others wait.
		until(t, "three messages failed", func() bool {
			return cmp.Equal(deliveries(t, d), map[news.State]int{news.Failed: 3, news.Pending: 6})
		})
		d.Clock.Advance(10 * time.Second)
		until(t, "they failed again", func() bool { return triedTwice(t, d) == 3 })
		smtp.Restart(t)
		in.set(false)
		d.Clock.Advance(time.Minute)
		until(t, "all mail is sent, and the first webhook lost its answer", func() bool {
			return cmp.Equal(deliveries(t, d), map[news.State]int{news.Sent: 6, news.Failed: 1, news.Pending: 2})
		})
		d.Clock.Advance(5 * time.Minute)
		until(t, "all are sent", func() bool { return deliveries(t, d)[news.Sent] == 9 })
		ids := map[string]int{}
		for _, m := range smtp.Got() {
			ids[m.Header.Get("Message-ID")]++
		}
		if len(ids) != 6 || len(smtp.Got()) != 6 {
			t.Errorf("the mail server took %v", ids)
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		twice := 0
		for _, n := range in.took {
			twice += n - 1
		}
		if len(in.took) != 3 || twice != 1 {
			t.Errorf("the inbox took %v", in.took)
		}
	})
}
