package recap

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Posed is a case of a file of cases, one JSON object a line.
type Posed struct {
	ID     string
	System string // The repository, or whatever stands for the system concerned.
	Case   Case
	Among  []Candidate
	Sought string // ID of the change that it turned out to be; empty when the file does not tell.
}

// line is a case as a file holds it. Other names, such as authors, are passed over unread.
type line struct {
	ID       *string    `json:"id"`
	Repo     string     `json:"repo"`
	At       *time.Time `json:"at"`
	Incident *struct {
		Text         string         `json:"text"`
		Error        string         `json:"error"`
		Service      string         `json:"service"`
		Environment  string         `json:"environment"`
		Dependencies map[string]int `json:"dependencies"`
	} `json:"incident"`
	Candidates []lineCandidate `json:"candidates"`
	Culprit    string          `json:"culprit"` // The file's word for the change that was looked for.
}

type lineCandidate struct {
	ID          string     `json:"id"`
	At          *time.Time `json:"at"`
	Title       string     `json:"title"`
	Body        string     `json:"body"`
	Paths       []string   `json:"paths"`
	Additions   int        `json:"additions"`
	Deletions   int        `json:"deletions"`
	Kind        string     `json:"kind"`
	Service     string     `json:"service"`
	Environment string     `json:"environment"`
	RolledBack  *time.Time `json:"rolled_back_at"`
}

// ReadPosed reads one line of a file of cases. The error is a sentence.
func ReadPosed(raw []byte) (Posed, error) {
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) && typed.Field != "" {
			return Posed{}, fmt.Errorf("%s cannot be a %s", typed.Field, typed.Value)
		}
		return Posed{}, errors.New("it is no JSON object of a case")
	}
	switch {
	case bytes.Equal(bytes.TrimSpace(raw), []byte("null")):
		return Posed{}, errors.New("it is no JSON object of a case")
	case l.ID == nil || *l.ID == "":
		return Posed{}, errors.New("it has no id")
	case l.At == nil:
		return Posed{}, errors.New("it has no at, the time of the incident")
	case l.Incident == nil:
		return Posed{}, errors.New("it has no incident")
	case l.Candidates == nil:
		return Posed{}, errors.New("it has no candidates")
	}
	p := Posed{ID: *l.ID, System: l.Repo, Sought: l.Culprit, Among: make([]Candidate, len(l.Candidates)), Case: Case{
		At: *l.At, Text: l.Incident.Text, Error: l.Incident.Error,
		Service: l.Incident.Service, Environment: l.Incident.Environment, Dependencies: l.Incident.Dependencies,
	}}
	known := make(map[string]bool, len(l.Candidates))
	for i, c := range l.Candidates {
		switch {
		case c.ID == "":
			return Posed{}, fmt.Errorf("candidate %d has no id", i+1)
		case known[c.ID]:
			return Posed{}, fmt.Errorf("there are two candidates %q", c.ID)
		case c.At == nil:
			return Posed{}, fmt.Errorf("candidate %q has no at", c.ID)
		}
		known[c.ID] = true
		p.Among[i] = Candidate{
			ID: c.ID, At: *c.At, Title: c.Title, Body: c.Body, Paths: c.Paths, Additions: c.Additions, Deletions: c.Deletions,
			Kind: c.Kind, Service: c.Service, Environment: c.Environment,
		}
		if c.RolledBack != nil {
			p.Among[i].RolledBack = *c.RolledBack
		}
	}
	if p.Sought != "" && !known[p.Sought] {
		return Posed{}, fmt.Errorf("no candidate is %q", p.Sought)
	}
	return p, nil
}

// Place is where the change that was sought stands in a ranking, from 1; 0 when it is not there.
func (p Posed) Place(ranking []Ranked) int {
	for place, r := range ranking {
		if r.ID == p.Sought {
			return place + 1
		}
	}
	return 0
}

// at is the index of the change that was sought, or -1.
func (p Posed) at() int {
	for i, c := range p.Among {
		if c.ID == p.Sought {
			return i
		}
	}
	return -1
}

// Solved is p for Fit; false when nobody knows the change, or it is the only one.
func (p Posed) Solved() (Solved, bool) {
	at := p.at()
	if at < 0 || len(p.Among) < 2 {
		return Solved{}, false
	}
	return Measure(p.Case, p.Among, at), true
}
