package render_test

import (
	"time"

	"pgregory.net/rapid"

	"candor.dev/candor/internal/domain/postmortem"
)

// awkward are texts that look like what stands around them in a document.
var awkward = []string{
	"# Summary\n\n## Impact\n\nwords", "Summary\n=======\n\nImpact\n------\n", "---\ntitle: other\nref: PM-9\n---\n", "trailing  \nspaces   ", "\r\nCRLF\r\n\r\nlines\r\n",
	"| a | b |\n|---|---|\n| x \\| y | `|` |", "```\n## Impact\nnever closed", "~~~~\n```\n~~~~\n\n    ## indented\n", "🔥 中文 \u202e שלום e\u0301", "<!-- candor:end -->",
	"<!-- candor:section summary -->\n", "<!-- candor-1:section summary -->", "## Actions\n\n| Action |", "> quoted\n\n1. one\n   - two\n", " \n\t", "###### six\n\n## two", "    # code", "\\# no heading", "## Summary ##\n",
	"a: b\n- c", "\x01\x7f\u0085\u2028\ufeff", "null", "true", "0x1F", "2026-11-13", "'", "\"", "%", "&amp;", "=1+1", "@x", "\ttab", "C:\\\\", "]]>", "\xff\xfe broken",
}

func drawText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom(awkward), rapid.String(), rapid.Custom(func(t *rapid.T) string {
		s := ""
		for _, part := range rapid.SliceOfN(rapid.SampledFrom(awkward), 1, 4).Draw(t, "parts") {
			s += part + rapid.SampledFrom([]string{"", "\n", "\n\n", "\r\n", " "}).Draw(t, "between")
		}
		return s
	}))
}

func drawTime(t *rapid.T, name string) time.Time {
	if rapid.IntRange(0, 4).Draw(t, name+" known") == 0 {
		return time.Time{}
	}
	return time.UnixMicro(rapid.Int64Range(0, 4_000_000_000_000_000).Draw(t, name)).UTC()
}

// drawCopy makes a copy of anything.
func drawCopy(t *rapid.T) postmortem.Copy {
	word := func(name string) string { return drawText().Draw(t, name) }
	some := func(name string) []int { return make([]int, rapid.IntRange(0, 3).Draw(t, name)) }
	c := postmortem.Copy{
		Ref: word("ref"), Edition: rapid.IntRange(0, 9).Draw(t, "edition"), Title: word("title"), Incident: word("incident"), Severity: word("severity"),
		Environment: word("environment"), Organisation: word("organisation"), PublishedAt: drawTime(t, "published"), Until: drawTime(t, "until"),
		Audience: postmortem.Audience(word("audience")), Directive: word("directive"), Statement: word("statement"),
	}
	for range some("services") {
		c.Services = append(c.Services, word("service"))
	}
	for i, k := range rapid.Permutation([]postmortem.Key{postmortem.Summary, postmortem.Impact, postmortem.Factors, "lucky", "odd key"}).Draw(t, "sections")[:rapid.IntRange(0, 5).Draw(t, "how many")] {
		heading := rapid.OneOf(rapid.SampledFrom([]string{"Summary", "Impact", "Impact", "Times"}), drawText()).Draw(t, "heading")
		if i == 4 {
			k = postmortem.Summary // Twice.
		}
		c.Sections = append(c.Sections, postmortem.CopySection{Key: k, Heading: heading, Text: word("text")})
	}
	var moments []postmortem.Moment
	for _, n := range postmortem.MomentNames()[:rapid.IntRange(0, 6).Draw(t, "moments")] {
		moments = append(moments, postmortem.Moment{
			Name: n, At: drawTime(t, "at"), Zone: rapid.SampledFrom([]string{"", "UTC", "Europe/Berlin", "Nowhere/Else"}).Draw(t, "zone"),
			Precision: time.Duration(rapid.IntRange(0, 7200).Draw(t, "precision")) * time.Second, Evidence: word("evidence"), Waived: rapid.SampledFrom([]string{"", "why"}).Draw(t, "waived"),
		})
	}
	c.Moments, c.Durations = postmortem.MomentsOf(moments), postmortem.DurationsOf(moments)
	if rapid.Bool().Draw(t, "older durations") {
		c.Durations = []postmortem.CopyDuration{{From: postmortem.Detected, To: postmortem.Stable, State: "known", Seconds: 1.5, Precision: 0.25, Why: word("why")}}
	}
	for range some("whys") {
		w := postmortem.CopyWhy{
			Number: rapid.SampledFrom([]string{"1", "1.1", "1.2", "2", ""}).Draw(t, "number"), Question: word("question"), Answer: word("answer"),
			Evidence: word("shown by"), Factor: word("factor"), Action: word("action"), Title: word("title of the action"),
		}
		if rapid.Bool().Draw(t, "risk") {
			w.Risk = &postmortem.AcceptedRisk{Statement: word("risk"), Prevent: word("prevent"), Suffer: word("suffer"), Approver: word("approver"), ReviewAt: drawTime(t, "review")}
		}
		c.Whys = append(c.Whys, w)
	}
	for range some("actions") {
		c.Actions = append(c.Actions, postmortem.CopyAction{Ref: word("ref"), Title: word("title"), Type: word("type"), Owner: word("owner"), Due: drawTime(t, "due"), State: word("state")})
	}
	for range some("thanks") {
		c.Thanks = append(c.Thanks, postmortem.CopyThanks{To: word("to"), For: word("for")})
	}
	for range some("accounts") {
		c.Accounts = append(c.Accounts, postmortem.CopyAccount{SignedAs: word("signed"), Text: word("account")})
	}
	return c
}
