package ui

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DateTime asks for an instant with its zone and precision: three fields, Name for day and
// time, Name_zone for the zone, Name_within for the precision in seconds. ReadDateTime reads
// them back.
type DateTime struct {
	Field           // Value is only for showing again what could not be read.
	When     When   // What is known already; its clock gives the zone.
	Zone     string // The zone chosen, to show again; the clock's when empty.
	Within   string // The precision chosen, to show again, in seconds.
	NoWithin bool   // Does not ask for precision.
}

// Render writes the fields.
func (f DateTime) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// precisions are the answers to "how exactly is it known".
var precisions = []Option{
	{Value: "0", Label: "exactly"},
	{Value: "60", Label: "± 1 min"},
	{Value: "120", Label: "± 2 min"},
	{Value: "300", Label: "± 5 min"},
	{Value: "900", Label: "± 15 min"},
	{Value: "1800", Label: "± 30 min"},
	{Value: "3600", Label: "± 1 h"},
	{Value: "10800", Label: "± 3 h"},
}

// withinOptions offers the usual precisions, and the one that is known already.
func (f DateTime) withinOptions() []Option {
	chosen := f.within()
	if slices.ContainsFunc(precisions, func(o Option) bool { return o.Value == chosen }) {
		return precisions
	}
	seconds, err := strconv.Atoi(chosen)
	if err != nil || seconds <= 0 {
		return precisions
	}
	return append(slices.Clone(precisions), Option{Value: chosen, Label: "± " + Words(time.Duration(seconds)*time.Second)})
}

const fieldLayout = "2006-01-02T15:04:05"

func (f DateTime) value() string {
	if f.Value != "" || !f.When.Known() {
		return f.Value
	}
	return f.When.Clock.in(f.When.At).Format(fieldLayout)
}

func (f DateTime) within() string {
	if f.Within != "" {
		return f.Within
	}
	return strconv.Itoa(int(f.When.Precision / time.Second))
}

// zones offers the zone of the page and UTC.
func (f DateTime) zones() []Option {
	own := f.When.Clock.Zone
	if own == nil || own == time.UTC {
		return []Option{{Value: "UTC", Label: "UTC"}}
	}
	at := f.When.At
	if at.IsZero() {
		at = f.When.Clock.Now
	}
	return []Option{{Value: own.String(), Label: own.String() + " (" + f.When.Clock.ZoneName(at) + ")"}, {Value: "UTC", Label: "UTC"}}
}

func (f DateTime) zone() string {
	if f.Zone != "" || f.When.Clock.Zone == nil {
		return f.Zone
	}
	return f.When.Clock.Zone.String()
}

// ReadDateTime reads what DateTime asked for, by the form's lookup. An empty field is the zero
// time and no error; the error's text is a sentence for the person. A time that the zone skips
// when clocks go forward is refused, since it did not happen.
func ReadDateTime(form func(string) string, name string) (time.Time, time.Duration, error) {
	text := strings.TrimSpace(form(name))
	if text == "" {
		return time.Time{}, 0, nil
	}
	zone, err := time.LoadLocation(strings.TrimSpace(form(name + "_zone")))
	if err != nil || form(name+"_zone") == "Local" {
		return time.Time{}, 0, fmt.Errorf("The zone must be a name such as Europe/Berlin or UTC.") //nolint:staticcheck,revive // A sentence for a person.
	}
	at, err := readLocal(text, zone)
	if err != nil {
		return time.Time{}, 0, err
	}
	within, err := strconv.Atoi(or(form(name+"_within"), "0"))
	if err != nil || within < 0 || within > 7*24*3600 {
		return time.Time{}, 0, fmt.Errorf("The precision must be one of those offered.") //nolint:staticcheck,revive // A sentence for a person.
	}
	return at.UTC(), time.Duration(within) * time.Second, nil
}

func readLocal(text string, zone *time.Location) (time.Time, error) {
	text = strings.Replace(text, " ", "T", 1)
	for _, layout := range []string{fieldLayout, "2006-01-02T15:04"} {
		at, err := time.ParseInLocation(layout, text, zone)
		if err != nil {
			continue
		}
		if at.Format(layout) != text {
			return at, fmt.Errorf("This time was skipped when the clocks went forward in %s.", zone) //nolint:staticcheck,revive // A sentence for a person.
		}
		return at, nil
	}
	return time.Time{}, fmt.Errorf("Write the time as 2026-11-13 16:15.") //nolint:staticcheck,revive // A sentence for a person.
}
