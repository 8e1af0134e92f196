package intake_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"net/http"
	"strconv"
	"testing"
	"time"

	"candor.dev/candor/internal/edge/intake"
)

func sum(algorithm func() hash.Hash, secret, body string) string {
	mac := hmac.New(algorithm, []byte(secret))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

// Each vendor's own signature over the raw body is understood, and a wrong one is told from none.
func TestSignaturesOfVendors(t *testing.T) {
	t.Parallel()
	const secret, body = "a secret of its own", `{"routing_key":"a secret of its own",  "x":1}`
	right := map[string][2]string{
		"github": {"X-Hub-Signature-256", "sha256=" + sum(sha256.New, secret, body)}, "flux": {"X-Signature", "sha256=" + sum(sha256.New, secret, body)},
		"launchdarkly": {"X-LD-Signature", sum(sha256.New, secret, body)}, "sentry": {"Sentry-Hook-Signature", sum(sha256.New, secret, body)},
		"terraform": {"X-TFE-Notification-Signature", sum(sha512.New, secret, body)}, "gitlab": {"X-Gitlab-Token", secret},
	}
	for kind, header := range right {
		f := format(t, kind)
		ask := func(name, value, body, secret string) intake.Proof {
			d := &intake.Delivery{Header: http.Header{}, Body: []byte(body), Now: now}
			d.Header.Set("Sentry-Hook-Timestamp", strconv.FormatInt(now.Unix(), 10))
			if name != "" {
				d.Header.Set(name, value)
			}
			return f.Proof(d, secret)
		}
		for what, got := range map[string]struct{ is, want intake.Proof }{
			"right":         {ask(header[0], header[1], body, secret), intake.Valid},
			"none":          {ask("", "", body, secret), intake.Absent},
			"other secret":  {ask(header[0], header[1], body, "another secret"), intake.Wrong},
			"no secret":     {ask(header[0], header[1], body, ""), intake.Wrong},
			"not a hash":    {ask(header[0], "sha256=zz", body, secret), intake.Wrong},
			"half the hash": {ask(header[0], header[1][:len(header[1])/2], body, secret), intake.Wrong},
		} {
			if got.is != got.want {
				t.Errorf("%s, %s: %v, want %v", kind, what, got.is, got.want)
			}
		}
		if kind != "gitlab" && ask(header[0], header[1], body+" ", secret) != intake.Wrong {
			t.Errorf("%s: a changed body is taken for signed", kind)
		}
	}
}

// PagerDuty's routing key proves a source when it is the source's secret; any other proves nothing.
func TestRoutingKey(t *testing.T) {
	t.Parallel()
	f := format(t, "pagerduty-changes")
	for body, want := range map[string]intake.Proof{
		`{"routing_key":"s3cret"}`: intake.Valid, `{"routing_key":"0123456789abcdef"}`: intake.Absent, `{}`: intake.Absent, `{"routing_key":7}`: intake.Absent,
		`not JSON`: intake.Absent, `[]`: intake.Absent, `{"routing_key":""}`: intake.Absent,
	} {
		if got := f.Proof(&intake.Delivery{Body: []byte(body)}, "s3cret"); got != want {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
	if f.Proof(&intake.Delivery{Body: []byte(`{"routing_key":""}`)}, "") != intake.Absent {
		t.Error("no key proves the source without a secret")
	}
}

// A right signature with a time that is far from ours is a replay, or a wrong clock.
func TestTheTimeOfASignature(t *testing.T) {
	t.Parallel()
	f := format(t, "sentry")
	seconds := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	for stamp, want := range map[string]intake.Proof{
		seconds(0): intake.Valid, seconds(-4 * time.Minute): intake.Valid, seconds(-6 * time.Minute): intake.Stale, seconds(6 * time.Minute): intake.Stale,
		"yesterday": intake.Stale, "": intake.Stale, "1e400": intake.Stale, "NaN": intake.Stale,
	} {
		d := &intake.Delivery{Header: http.Header{"Sentry-Hook-Signature": {sum(sha256.New, "s", "{}")}, "Sentry-Hook-Timestamp": {stamp}}, Body: []byte("{}"), Now: now}
		if got := f.Proof(d, "s"); got != want {
			t.Errorf("%q: %v, want %v", stamp, got, want)
		}
	}
}
