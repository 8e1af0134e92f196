package naming_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/engine/naming"
)

func people() []naming.Person {
	return []naming.Person{
		{Name: "Ana Lopez", Email: "ana.lopez@example.com", Role: "the commander", TookPart: true},
		{Name: "Leo Martin", Email: "lmartin@example.com", Role: "a responder", TookPart: true},
		{Name: "Will Smith", Email: "will@example.com", Role: "a responder", TookPart: true},
		{Name: "Mark Stone", Email: "mark@example.com", Role: "the scribe", TookPart: true},
		{Name: "May Chen", Email: "may@example.com", Role: "a responder", TookPart: true},
		{Name: "José Núñez", Email: "jose@example.com", Role: "the operations lead", TookPart: true},
		{Name: "James Abara", Email: "support@example.com", Role: "a responder", TookPart: true},
		{Name: "Jenkins Oduya", Role: "a responder", TookPart: true},
		{Name: "Bo Ek", Role: "a responder", TookPart: true},
		{Name: "王小明", Role: "a responder", TookPart: true},
		{Name: "responder 2", Email: "responder-2@example.com", Role: "a responder", TookPart: true},
		{Name: "Zoë Quinn", Email: "zq@example.com", Role: "a colleague"},
	}
}

// replaced is a text as it is published when nobody chooses anything.
func replaced(text string) string {
	found := naming.New(people()).Find("text", text)
	return naming.Replace(text, found, func(o naming.Occurrence) bool { return o.Unsure })
}

func TestNamesBecomeRoles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		// Full names, addresses, handles.
		"Ana Lopez called for help.":                        "The commander called for help.",
		"Called by Ana Lopez and LEO MARTIN.":               "Called by the commander and a responder.",
		"Lopez, Ana had the pager.":                         "The commander had the pager.",
		"ask ana.lopez@example.com or @ana.lopez":           "ask the commander or the commander",
		"@leo ran it, @lmartin saw it, @here stays":         "A responder ran it, a responder saw it, @here stays",
		"write to support@corp.example, not to @oncall":     "write to support@corp.example, not to @oncall",
		"user=lmartin ran /home/leo/cleanup.sql":            "user=a-responder ran /home/a-responder/cleanup.sql",
		"@Ana Lopez and @王小明 saw it":                        "The commander and a responder saw it",
		"mail @ana.lopez@example.com":                       "mail the commander",
		"see https://git.example/ana.lopez/repo":            "see https://git.example/the-commander/repo",
		"`leo@db-1:~$ drop table`":                          "`a-responder@db-1:~$ drop table`",
		"Zoë Quinn had left for the day; Zoe Quinn as well": "A colleague had left for the day; a colleague as well",
		"Zoë helped": "Zoë helped", // Single names only of those who took part.
		"王小明运行了脚本":   "a responder运行了脚本",
		// Single names.
		"Leo ran the script.":                   "A responder ran the script.",
		"leo ran the script":                    "a responder ran the script",
		"We thank Leo.":                         "We thank a responder.",
		"Leo's shell and James' shell":          "A responder's shell and a responder's shell",
		"the Leo script, our Ana":               "the responder script, our commander",
		"Ana L. and Ana looked":                 "The commander and the commander looked",
		"Jose Nunez and José restored it":       "The operations lead and the operations lead restored it",
		"Nu\u0301n\u0303ez restored it":         "The operations lead restored it",
		"Martin saw it; so did Lopez":           "A responder saw it; so did the commander",
		"- Ana: restored it\n- Leo: watched it": "- The commander: restored it\n- A responder: watched it",
		"**Leo** wrote “Ana knows”":             "**A responder** wrote “The commander knows”",
		// Parts of other words stay.
		"Leopard, banana, analysis, Leon and Anagram": "Leopard, banana, analysis, Leon and Anagram",
		"leonardo.sql and galileo":                    "leonardo.sql and galileo",
		// Words that are names as well.
		"Will the service recover?":                 "Will the service recover?",
		"It will recover. Will it hold?":            "It will recover. Will it hold?",
		"Will ran the script again.":                "A responder ran the script again.",
		"Then Will called.":                         "Then a responder called.",
		"Will's shell had production credentials":   "A responder's shell had production credentials",
		"Will and Ana looked at it.":                "A responder and the commander looked at it.",
		"Will Smith called.":                        "A responder called.",
		"Mark stable once the queue is empty.":      "Mark stable once the queue is empty.",
		"we pressed “Mark stable” at 18:40":         "we pressed “Mark stable” at 18:40",
		"we pressed Mark stable at 18:40":           "we pressed Mark stable at 18:40",
		"then **Mark resolved** was pressed":        "then **Mark resolved** was pressed",
		"Mark resolved the conflict.":               "The scribe resolved the conflict.",
		"mark it as stable, a question mark":        "mark it as stable, a question mark",
		"Mark wrote the notes.":                     "The scribe wrote the notes.",
		"the Stone was thrown by Mark Stone":        "the scribe was thrown by the scribe",
		"In May the load grew; on 3 May and in May": "In May the load grew; on 3 May and in May",
		"May 2026 was quiet. It may grow.":          "May 2026 was quiet. It may grow.",
		"May was quiet":                             "May was quiet",
		"We asked May for the logs":                 "We asked a responder for the logs",
		"May found the snapshot":                    "A responder found the snapshot",
		"## What Will Change":                       "## What Will Change",
		"Jenkins was down, then Jenkins restarted":  "Jenkins was down, then Jenkins restarted",
		"Jenkins Oduya restarted it":                "A responder restarted it",
		"a responder saw it. Responder on duty":     "a responder saw it. Responder on duty",
		"responder 2 saw it":                        "a responder saw it",
		"bo and BO stay, asked Bo":                  "bo and BO stay, asked a responder",
		"":                                          "",
		"\xff Leo \xff":                             "\xff a responder \xff",
	} {
		if got := replaced(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// A persona's name, and a surname that is a thing, are ordinary words of the text as well.
func TestOrdinaryWordsStay(t *testing.T) {
	t.Parallel()
	f := naming.New([]naming.Person{
		{Name: "Incident lead", Role: "the commander", TookPart: true},
		{Name: "Will Table", Role: "a responder", TookPart: true},
		{Name: "Ines Anker", Role: "an operations lead", TookPart: true},
	})
	for text, want := range map[string]string{
		"An incident was declared at 13:02.":            "An incident was declared at 13:02.",
		"An Incident was declared; the Table was gone.": "An Incident was declared; the Table was gone.",
		"Incident resolved. Table dropped.":             "Incident resolved. Table dropped.",
		"drop table orders; the table was restored":     "drop table orders; the table was restored",
		"Incident lead took command.":                   "The commander took command.",
		"the incident lead took command":                "the incident lead took command",
		"We asked Table, and Table said no.":            "We asked a responder, and a responder said no.",
		"Table said no.":                                "A responder said no.",
		"Will Table restored it.":                       "A responder restored it.",
		"the query that Ines ran; this Ines":            "the query that an operations lead ran; this operations lead",
		// The article before a role that takes the place of a name.
		"a Will Table script, an Anker copy":   "a responder script, an operations lead copy",
		"A ines query, then an Will Table":     "An operations lead query, then a responder",
		"the ines query; plan-a ines":          "the operations lead query; plan-a operations lead",
		"a ines query (a ines). A\nines query": "an operations lead query (an operations lead). A\nan operations lead query",
	} {
		got := naming.Replace(text, f.Find("x", text), func(o naming.Occurrence) bool { return o.Unsure })
		if got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"An Incident was declared": "A commander was declared",
		"table said no":            "a responder said no",
		"drop table orders":        "drop table orders",
	} {
		if got := naming.Replace(text, f.Find("x", text), func(naming.Occurrence) bool { return false }); got != want {
			t.Errorf("everything chosen: %q became %q, want %q", text, got, want)
		}
	}
}

func TestFindListsWhatItIsNotSureOf(t *testing.T) {
	t.Parallel()
	const text = "Will it hold? Mark stable. Leo ran it."
	type line struct {
		Found, Becomes string
		Unsure         bool
	}
	var got []line
	for _, o := range naming.New(people()).Find("sections.summary", text) {
		got = append(got, line{o.Found, o.Becomes, o.Unsure})
		if text[o.Start:o.End] != o.Found || !strings.HasPrefix(o.Key, "sections.summary:") || o.Before+o.Found+o.After != text {
			t.Errorf("the place of %q is %+v", o.Found, o)
		}
	}
	want := []line{{"Will", "A responder", true}, {"Mark", "The scribe", true}, {"Leo", "A responder", false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestANameThatTwoShare(t *testing.T) {
	t.Parallel()
	f := naming.New([]naming.Person{
		{Name: "Ana Lopez", Role: "the commander", TookPart: true},
		{Name: "Ana Berg", Role: "a responder", TookPart: true},
		{Name: "Leo Martin", Role: "a colleague"},
		{Name: "Leo Martin", Role: "the scribe", TookPart: true},
	})
	for text, want := range map[string]string{
		"asked Ana":        "asked somebody involved",
		"asked Ana Berg":   "asked a responder",
		"asked Leo Martin": "asked the scribe",
	} {
		if got := naming.Replace(text, f.Find("x", text), func(naming.Occurrence) bool { return false }); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestFindIsFastEnoughForALargeDirectory(t *testing.T) {
	t.Parallel()
	var all []naming.Person
	for i := range 20_000 {
		all = append(all, naming.Person{Name: "Name" + strings.Repeat("x", i%7) + " Family" + strings.Repeat("y", i%11), Role: "a colleague"})
	}
	text := strings.Repeat("Namexx and Familyyy looked at it. ", 20_000)
	if n := len(naming.New(all).Find("x", text)); n != 0 {
		t.Errorf("found %d", n)
	}
}
