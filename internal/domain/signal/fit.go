package signal

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/text"
)

// Fit completes a message and cuts what is too long, so that it can be kept whatever a tool sent:
// an unknown state fires, a missing time is now, a missing fingerprint is made of the labels and
// the title, a missing key of fingerprint, state, level and times.
func (o *Observed) Fit(now time.Time) {
	if o.State != Resolved {
		o.State = Firing
	}
	if !slices.Contains([]Level{Critical, Error, Warning, Info}, o.Level) {
		o.Level = ""
	}
	if o.Fingerprint == "" {
		o.Fingerprint = fingerprint(o)
	}
	told := o.At
	o.fitTimes(now)
	if o.Key == "" {
		if told.IsZero() { // Then it is now, and a repeat would look new.
			told = o.StartsAt
		}
		o.Key = strings.Join([]string{
			o.Fingerprint, string(o.State), string(o.Level), o.StartsAt.Format(time.RFC3339Nano), o.EndsAt.Format(time.RFC3339Nano),
			told.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano),
		}, "|")
	}
	o.Fingerprint, o.Key = text.Line(o.Fingerprint, MaxFingerprint), text.Line(o.Key, 2*MaxFingerprint)
	o.Title, o.Detail = cmp.Or(text.Line(o.Title, MaxTitle), "An alert without a title"), text.Cut(o.Detail, MaxDetail)
	o.Service, o.Environment, o.URL = text.Line(o.Service, 200), text.Line(o.Environment, 200), text.Link(o.URL)
	o.Labels = fitLabels(o.Labels)
	if len(o.Raw) > MaxRaw {
		o.Raw = []byte(text.Cut(string(o.Raw), MaxRaw))
	}
}

// fitTimes keeps times within what can be told apart from a broken clock: a century around now.
func (o *Observed) fitTimes(now time.Time) {
	odd := func(t time.Time) bool { return t.IsZero() || t.Year() < now.Year()-50 || t.Year() > now.Year()+50 }
	if odd(o.At) {
		o.At = now
	}
	if odd(o.StartsAt) {
		o.StartsAt = o.At
	}
	if odd(o.EndsAt) {
		o.EndsAt = time.Time{}
	}
	if o.State == Resolved && o.EndsAt.IsZero() {
		o.EndsAt = o.At
	}
	for _, t := range []*time.Time{&o.At, &o.StartsAt, &o.EndsAt} {
		*t = t.UTC().Truncate(time.Microsecond)
	}
}

// fitLabels cuts long names and values, and keeps the first labels by name when there are too
// many.
func fitLabels(labels map[string]string) map[string]string {
	fit := make(map[string]string, min(len(labels), MaxLabels))
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		if len(fit) == MaxLabels {
			fit["…"] = "more labels were sent than are kept"
			break
		}
		fit[text.Line(name, MaxLabelName)] = text.Cut(labels[name], MaxLabelValue)
	}
	return fit
}

func fingerprint(o *Observed) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(o.Labels)) {
		sum.Write([]byte(name + "\x00" + o.Labels[name] + "\x00"))
	}
	sum.Write([]byte(o.Title + "\x00" + o.Service + "\x00" + o.Environment))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
