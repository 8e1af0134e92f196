package app_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/intake/intaketest"
)

// TestNobodyBehindAChangeIsKeptAnywhere: every payload of every tool, with persons planted in each
// personal field and in all free text, comes in by the real door with the tool's own signature. An
// incident is run over what they tell, up to the published postmortem. Afterwards neither the
// database, the API, the pages, the feed, the exports, a backup, the figures nor the log at its
// most talkative holds one of them.
func TestNobodyBehindAChangeIsKeptAnywhere(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]func(*app.Config){"sqlite": func(*app.Config) {}, "postgres": apptest.OnPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hunt{t: t, log: &logKept{}}
			h.s = apptest.Start(t, on, func(c *app.Config) {
				c.OpenMetrics, c.LogLevel = true, slog.LevelDebug
				c.Log = slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			h.token = h.s.Token(h.s.Administrator("Ana Alvarez", "ana@example.com"), person.Administrator)
			h.boss = client.New(h.s.URL(), h.token)
			h.send()
			h.commands()
			ref := h.told()
			h.api(ref)
			h.pages(ref)
			h.database()
			h.log.mu.Lock()
			defer h.log.mu.Unlock()
			h.none("the log", h.log.b.String())
			if !strings.Contains(h.log.b.String(), "/in/") {
				t.Error("the log does not tell of the deliveries: the test looks in the wrong place")
			}
		})
	}
}

// hunt looks for canaries in one installation.
type hunt struct {
	t     *testing.T
	s     *apptest.Server
	log   *logKept
	token string
	boss  *client.Client
}

// canary is a word that intaketest plants, or enough of one to know it by.
var canary = regexp.MustCompile(`(?i)` + intaketest.Mark + `([bdfgklmnprst][aeiou]){2}`)

// none looks for canaries in what somebody can read at a place.
func (h *hunt) none(where, what string) {
	h.t.Helper()
	if len(what) == 0 {
		h.t.Errorf("%s is empty: the test looks in the wrong place", where)
	}
	for i, at := range canary.FindAllStringIndex(what, 5) {
		h.t.Errorf("%s holds a canary (%d): %q", where, i+1, what[max(0, at[0]-90):min(len(what), at[1]+60)])
	}
}

func (h *hunt) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// send brings every planted payload to the door, twice: as its tool signs it, and once more.
func (h *hunt) send() {
	h.t.Helper()
	sources, canaries := map[string]client.MadeSource{}, 0
	for _, p := range intaketest.Payloads(h.t) {
		src, known := sources[p.Kind]
		if !known {
			var err error
			src, err = h.boss.AddSource(h.t.Context(), client.NewSource{Kind: p.Kind, Name: p.Kind, Secret: ownSecret(p)})
			h.must(err)
			sources[p.Kind] = src
		}
		for range 2 {
			status, said := h.deliver(p, src)
			if status != http.StatusAccepted && status != http.StatusOK || strings.Contains(said, "unreadable") {
				h.t.Errorf("%s/%s is answered %d: %s", p.Kind, p.Name, status, said)
			}
			h.none("the answer to "+p.Kind+"/"+p.Name, said)
		}
		canaries += len(p.Canaries)
	}
	if canaries < 1000 {
		h.t.Errorf("only %d canaries were planted", canaries)
	}
}

// ownSecret is the secret that a tool brings along; empty: Candor makes one.
func ownSecret(p intaketest.Payload) string {
	found := regexp.MustCompile(`"routing_key": *"([^"]+)"`).FindSubmatch(p.Planted)
	if p.Kind != "pagerduty-changes" || found == nil {
		return ""
	}
	return string(found[1])
}

// deliver sends a payload with the signature of its tool.
func (h *hunt) deliver(p intaketest.Payload, src client.MadeSource) (int, string) {
	h.t.Helper()
	to, err := url.Parse(src.URL)
	h.must(err)
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.s.URL()+to.Path, bytes.NewReader(p.Planted))
	h.must(err)
	r.Header = p.With.Clone()
	sign := func(header, prefix string, of func() hash.Hash) {
		mac := hmac.New(of, []byte(src.Secret))
		mac.Write(p.Planted)
		r.Header.Set(header, prefix+hex.EncodeToString(mac.Sum(nil)))
	}
	switch p.Kind {
	case "github":
		sign("X-Hub-Signature-256", "sha256=", sha256.New)
	case "gitlab":
		r.Header.Set("X-Gitlab-Token", src.Secret)
	case "flux":
		sign("X-Signature", "sha256=", sha256.New)
	case "launchdarkly":
		sign("X-LD-Signature", "", sha256.New)
	case "sentry":
		sign("Sentry-Hook-Signature", "", sha256.New)
		r.Header.Set("Sentry-Hook-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
	case "terraform":
		sign("X-TFE-Notification-Signature", "", sha512.New)
	case "pagerduty-changes": // Its key stands in the body.
	default:
		r.Header.Set("Authorization", "Bearer "+src.Secret)
	}
	res, err := http.DefaultClient.Do(r)
	h.must(err)
	defer func() { _ = res.Body.Close() }() // It is read whole below.
	said, err := io.ReadAll(res.Body)
	h.must(err)
	return res.StatusCode, string(said)
}

// told runs an incident over what the tools told, up to its published postmortem.
func (h *hunt) told() string {
	ctx := h.t.Context()
	for range 200 { // Alerts are grouped a moment after they came.
		alerts, err := h.boss.Alerts(ctx, client.AlertQuery{})
		h.must(err)
		if len(alerts.Items) > 2 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	inc, err := h.boss.DeclareIncident(ctx, client.Declaration{Title: "Payments time out", Severity: "SEV2", Services: []string{"checkout"}, Environment: "production"})
	h.must(err)
	changes, err := h.boss.Changes(ctx, client.ChangeQuery{Paging: client.Paging{Limit: 200}})
	h.must(err)
	if len(changes.Items) < 20 {
		h.t.Fatalf("only %d changes were kept", len(changes.Items))
	}
	for i, c := range changes.Items {
		mark := client.Mark{Mark: "confirmed"}
		if i%3 == 0 {
			mark = client.Mark{Mark: "cleared", Evidence: "It was undone without effect."}
		}
		h.must(h.boss.MarkChange(ctx, inc.Ref, c.ID, mark))
	}
	h.must(h.boss.StabiliseIncident(ctx, inc.Ref, client.Move{}))
	h.must(h.boss.ResolveIncident(ctx, inc.Ref, client.Move{}))
	_, err = h.boss.DraftPostmortem(ctx, inc.Ref)
	h.must(err)
	moments, err := h.boss.Moments(ctx, "PM-1")
	h.must(err)
	for _, m := range moments.Items {
		if m.At.IsZero() {
			_, err := h.boss.SetMoment(ctx, "PM-1", m.Name, m.Version, client.MomentSetting{Waived: "Not recorded in this story."})
			h.must(err)
		}
	}
	sections, err := h.boss.Sections(ctx, "PM-1")
	h.must(err)
	for _, part := range sections.Items {
		_, err := h.boss.EditSection(ctx, "PM-1", part.Key, part.Version, client.SectionText{Text: "For 20 minutes nobody could pay.\n\n" + part.Text})
		h.must(err)
	}
	act, err := h.boss.CommitAction(ctx, client.NewAction{Postmortem: "PM-1", Title: "Every deploy waits for a canary", Owner: "Platform"})
	h.must(err)
	h.must(h.boss.MoveAction(ctx, act.Ref, client.ActionStep{State: "agreed"}))
	h.must(h.boss.AcknowledgeDirective(ctx, "PM-1"))
	h.must(h.boss.RequestReview(ctx, "PM-1"))
	h.must(h.boss.ApprovePostmortem(ctx, "PM-1"))
	_, err = h.boss.PublishPostmortem(ctx, "PM-1", client.Publishing{})
	h.must(err)
	return inc.Ref
}
