package intake

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/store"
)

// MaxBody is the largest delivery, in bytes.
const MaxBody = 8 << 20

// Config says what the door works with.
type Config struct {
	Desk      *desk.Desk
	Now       func() time.Time
	Strangers *doorway.Strangers // Slows down who proves nothing; nil: nobody.
	Log       *slog.Logger
}

// Door takes what tools send.
type Door struct{ Config }

// New makes the door. It answers under /in/.
func New(c Config) http.Handler {
	d := &Door{c}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /in/{source}", d.take)
	mux.HandleFunc("POST /in/{source}/{secret}", d.take)
	return doorway.Routed(mux, doorway.Fail)
}

// take answers when everything that the delivery tells is durable. Whoever called is asked for
// proof before the body is parsed.
func (d *Door) take(w http.ResponseWriter, r *http.Request) {
	src, f, delivery, err := d.admit(r)
	if err != nil {
		doorway.Fail(w, r, err)
		return
	}
	observed, err := f.Read(delivery)
	switch {
	case err != nil:
		d.putAside(w, r, src, f, delivery, source.Unreadable, unreadable(err))
		return
	case len(observed.Changes)+len(observed.Signals) == 0:
		d.putAside(w, r, src, f, delivery, source.Ignored, observed.Ignored)
		return
	}
	got, err := d.Desk.TakeIn(r.Context(), src.Source, desk.Incoming{Changes: observed.Changes, Signals: observed.Signals})
	if err != nil {
		doorway.Fail(w, r, err)
		return
	}
	answer(w, taken(got))
}

// admit finds the source, and lets in whoever proves to be it.
func (d *Door) admit(r *http.Request) (desk.Opened, Format, *Delivery, error) {
	src, err := d.Desk.OpenSource(r.Context(), source.ID(r.PathValue("source")))
	unknown := problem.KindOf(err) == problem.KindNotFound
	if err != nil && !unknown {
		return src, Format{}, nil, err
	}
	body, err := doorway.BodyOf(r, MaxBody)
	if err != nil {
		return src, Format{}, nil, err
	}
	f, _ := FormatOf(src.Kind)
	delivery := &Delivery{Header: r.Header, Body: body, Source: src.Source, Now: d.Now()}
	if unknown { // As long as a wrong secret takes: the time tells nothing more than the answer.
		src.Secrets = []string{"no secret of any source at all"}
	}
	proof := prove(r, f, delivery, src.Secrets)
	switch {
	case unknown:
		err = problem.NotFound("source")
	case proof == Stale:
		err = problem.New(problem.KindUnauthenticated, "The signature is right, but its time is more than five minutes from ours.").Next("Check the sender's clock.")
	case proof != Valid:
		err = problem.New(problem.KindUnauthenticated, "This does not prove that it comes from the source.").
			Next("Send the secret as X-Candor-Token, or sign with it as the tool does.")
	default:
		return src, f, delivery, readable(r.Header)
	}
	if !unknown {
		d.Desk.Refused(src.ID)
	}
	return src, f, nil, errors.Join(d.Strangers.Ask(r), err)
}

// prove says whether one of the secrets shows that the source sent this: the vendor's signature
// where there is one, else Candor's token in a header or in the address.
func prove(r *http.Request, f Format, d *Delivery, secrets []string) Proof {
	best := Absent
	for _, secret := range secrets {
		p := Absent
		if f.Proof != nil {
			p = f.Proof(d, secret)
		}
		if p == Absent {
			p = proveToken(r, secret)
		}
		if p == Valid {
			return Valid
		}
		best = max(best, p)
	}
	return best
}

// proveToken looks for the secret where tools can put one: X-Candor-Token, a bearer token, the
// password of basic authentication, or the end of the address.
func proveToken(r *http.Request, secret string) Proof {
	_, basic, _ := r.BasicAuth()
	scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		bearer = ""
	}
	proof := Absent
	for _, given := range []string{r.Header.Get("X-Candor-Token"), strings.TrimSpace(bearer), basic, r.PathValue("secret")} {
		switch {
		case Equal(given, secret):
			proof = Valid
		case given != "" && proof == Absent:
			proof = Wrong
		}
	}
	return proof
}

// Equal compares a secret in a time that tells nothing of it.
func Equal(given, secret string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && secret != ""
}

// readable says whether the body is JSON: nothing else is parsed here, ever.
func readable(h http.Header) error {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	switch {
	case h.Get("Content-Encoding") != "" && !strings.EqualFold(h.Get("Content-Encoding"), "identity"):
		return problem.New(problem.KindUnsupported, "A compressed body is not accepted here.").Next("Send it uncompressed.")
	case err != nil || media != "application/json" && !strings.HasSuffix(media, "+json"):
		return problem.New(problem.KindUnsupported, "Only JSON is taken here.").Next("Send it with Content-Type: application/json.")
	}
	return nil
}

// unreadable is what a tool's operator is told of a delivery that could not be read.
func unreadable(err error) string {
	if p := problem.Of(err); p != nil && p.Kind != problem.KindInternal {
		return text.Line(p.Say, 300)
	}
	return "The body could not be read as this kind of source sends it."
}

// putAside keeps what tells nothing, so that people can see what the tool sends, and answers.
func (d *Door) putAside(w http.ResponseWriter, r *http.Request, src desk.Opened, f Format, delivery *Delivery, state, why string) {
	if src.Kind == "heartbeat" {
		d.Desk.Heard(src.ID)
		answer(w, reply{Status: state, Why: why})
		return
	}
	err := d.Desk.PutAside(r.Context(), src.Source, source.Aside{State: state, Why: why, Body: nameless(f, delivery.Body)})
	if err != nil {
		doorway.Fail(w, r, err)
		return
	}
	answer(w, reply{Status: state, Why: why})
}

// reply is what a tool hears.
type reply struct {
	Status  string `json:"status"` // accepted, duplicate, ignored or unreadable.
	Signals int    `json:"signals"`
	Changes int    `json:"changes"`
	Known   int    `json:"known"` // What was sent before and is not kept twice.
	Why     string `json:"why,omitempty"`
}

func taken(a store.Appended) reply {
	status := "accepted"
	if a.Signals+a.Changes == 0 {
		status = "duplicate"
	}
	return reply{Status: status, Signals: a.Signals, Changes: a.Changes, Known: a.Known}
}

func answer(w http.ResponseWriter, a reply) {
	status := http.StatusAccepted
	if a.Status == "duplicate" {
		status = http.StatusOK
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a) // A tool that left does not want it.
}
