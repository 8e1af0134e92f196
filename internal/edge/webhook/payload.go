package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/news"
)

// version counts up when a field changes its meaning or goes away; new fields do not change it.
const version = 1

// maxBody keeps messages below what Standard Webhooks advise.
const maxBody = 20_000

// message is what a receiver reads. Of a private incident, and of a report, only the reference
// and the link are there.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // When it happened.
	Version   int       `json:"version"`
	Data      data      `json:"data"`
}

type data struct {
	Sequence   int64       `json:"sequence"` // Orders the events of one thing.
	Text       string      `json:"text,omitempty"`
	Cut        bool        `json:"cut,omitempty"` // Something was too long and is not all here.
	Audience   string      `json:"audience,omitempty"`
	Incident   *incident   `json:"incident,omitempty"`
	Report     *reference  `json:"report,omitempty"`
	Postmortem *postmortem `json:"postmortem,omitempty"`
}

type reference struct {
	Ref string `json:"ref"`
	URL string `json:"url,omitempty"`
}

type incident struct {
	reference
	Private     bool     `json:"private"`
	Title       string   `json:"title,omitempty"`
	Severity    string   `json:"severity,omitempty"`
	State       string   `json:"state,omitempty"`
	Phase       string   `json:"phase,omitempty"`
	Mode        string   `json:"mode,omitempty"`
	Environment string   `json:"environment,omitempty"`
	Services    []string `json:"services,omitempty"`
}

type postmortem struct {
	reference
	Private  bool     `json:"private"`
	Title    string   `json:"title,omitempty"`
	Incident string   `json:"incident,omitempty"`
	Edition  int      `json:"edition,omitempty"`
	Severity string   `json:"severity,omitempty"`
	Services []string `json:"services,omitempty"`
}

// payload writes a notice as JSON of less than maxBody bytes: what is too long is cut, the text
// first.
func payload(n news.Notice) ([]byte, error) {
	text := strings.Join(n.Lines, "\n")
	for _, limit := range []struct{ text, services int }{{len(text), len(n.Services)}, {4000, 50}, {1000, 10}, {200, 0}} {
		short := n
		short.Services = n.Services[:min(limit.services, len(n.Services))]
		m := messageOf(short, shorten(text, limit.text))
		m.Data.Cut = m.Data.Text != text || len(short.Services) < len(n.Services)
		body, err := encode(m)
		if err != nil || len(body) < maxBody {
			return body, err
		}
	}
	return nil, fmt.Errorf("a webhook about %s is too long", n.Ref)
}

func messageOf(n news.Notice, text string) message {
	ref := reference{Ref: n.Ref, URL: n.URL}
	d := data{Sequence: n.Seq, Text: text, Audience: n.Audience}
	switch n.Noun {
	case "incident":
		d.Incident = &incident{ref, n.Private, n.Title, n.Severity, n.State, n.Phase, string(n.Mode), n.Environment, n.Services}
	case "report":
		d.Report = &ref
	case "postmortem":
		d.Postmortem = &postmortem{ref, n.Private, n.Title, n.Incident, n.Edition, n.Severity, n.Services}
	}
	return message{Type: n.Kind, Timestamp: n.At.UTC(), Version: version, Data: d}
}

func shorten(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

func encode(m message) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("write a webhook: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
