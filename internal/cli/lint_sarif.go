package cli

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/app"
)

// The parts of SARIF 2.1.0 that code scanners read (OASIS, sarif-schema-2.1.0).
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string    `json:"id"`
	ShortDescription sarifText `json:"shortDescription"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification"`
}

func lintSARIF(w io.Writer, files []lintedFile) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "candor lint", Version: app.Version(), Rules: []sarifRule{}}}, ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	for _, f := range files {
		at := newSpots(f.text)
		for _, one := range f.found {
			if !slices.ContainsFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == one.Rule }) {
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{one.Rule, sarifText{one.Why}})
			}
			run.Results = append(run.Results, sarifFinding(f.name, at.of(one.Place), one))
		}
	}
	return encode(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func sarifFinding(name string, p spot, one blameless.Finding) sarifResult {
	r := sarifResult{RuleID: one.Rule, Level: "warning", Message: sarifText{one.Label + ": " + one.Why + " Instead: " + one.Suggest}}
	r.Locations = []sarifLocation{{sarifPhysical{sarifArtifact{artifactURI(name)}, sarifRegion{p.line, p.column, p.endLine, p.endColumn}}}}
	switch one.Severity {
	case blameless.Block:
		r.Level = "error"
	case blameless.Waived:
		r.Suppressions = []sarifSuppression{{"inSource", one.Reason}}
	}
	return r
}

// artifactURI is a file's name as a reference: relative as it was typed, or file:///...
func artifactURI(name string) string {
	path := filepath.ToSlash(name)
	if !filepath.IsAbs(name) {
		return (&url.URL{Path: path}).String()
	}
	return (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(path, "/")}).String()
}
