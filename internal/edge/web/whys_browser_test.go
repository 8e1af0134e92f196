package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store/storetest"
)

// chain is the playbook's, with answers that tell of systems.
var chain = []struct{ question, answer, action string }{
	{"Why did the site go down?", "The production checkout table was dropped.", "Set Postgres table deletion locks."},
	{"Why was the table dropped?", "A clean-up script ran in production, and the role it used may drop tables.", "Remove direct production DB write access."},
	{"Why was it running there?", "Staging and Production credentials looked identical.", "Standardize distinct prompt colors for terminal shells."},
	{"Why was the script written?", "To clean up test transactions manually.", "Build an automated cleanup cron job for staging."},
}

// waitsAt waits until the focus is at a why, or in a field.
func (w *writing) waitsAt(t *testing.T, where string) {
	t.Helper()
	w.waits(t, `(e => e?.dataset?.why ? e.querySelector(".why-q").textContent : e?.name || e?.tagName)(document.activeElement)`, where)
}

func (w *writing) types(t *testing.T, at, words string) {
	t.Helper()
	w.waitsAt(t, at)
	w.tab.Press(words)
}

func TestThePlaybooksTreeIsBuiltByKeyboardAlone(t *testing.T) {
	t.Parallel()
	w := write(t)
	b := w.as(t, w.people[w.only(t)])
	tab := w.tab
	tab.Open(w.url + whysOfPM1)
	for i, c := range chain {
		if i > 0 {
			tab.Press("b") // Below the one before.
		}
		w.types(t, "question", c.question)
		tab.Press(kb.Enter) // Without an answer the browser holds it back, and leads there.
		w.types(t, "answer", c.answer)
		tab.Press(kb.Tab)
		w.types(t, "evidence", "The audit log.")
		tab.Press(kb.Enter)
		number := "1" + strings.Repeat(".1", i)
		w.waitsAt(t, number+" "+c.question)
		tab.Press("a")
		w.types(t, "title", c.action)
		tab.Press(kb.Enter)
		tab.WaitText("The action is written down", 5*time.Second)
		w.waitsAt(t, number+" "+c.question)
	}
	w.look(t, "whys-chain")
	if got, want := apptest.Eval[string](tab, `[...document.querySelectorAll("details table tr")].map(r => [...r.cells].map(c => c.textContent.trim()).join(" | ")).join("\n")`), playbookRows(); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}

	tab.Press(kb.Home)
	w.waitsAt(t, "1 Why did the site go down?")
	tab.Press(kb.ArrowRight)
	w.waitsAt(t, "1.1 Why was the table dropped?")
	tab.Press("n")
	w.types(t, "question", "How did the alert come so late?")
	tab.Press(kb.Tab + kb.Tab + kb.Tab)
	w.types(t, "answer", "It asks once an hour.")
	tab.Press(kb.Tab + kb.Tab + kb.Tab + kb.Tab)
	w.waits(t, `document.activeElement.textContent.trim()`, "Ask it")
	tab.Press(kb.Enter)
	w.waitsAt(t, "1.2 How did the alert come so late?")
	tab.PressAlt(kb.ArrowUp)
	w.waitsAt(t, "1.1 How did the alert come so late?")
	tab.PressAlt(kb.ArrowDown)
	w.waitsAt(t, "1.2 How did the alert come so late?")
	tab.PressAlt(kb.ArrowLeft)
	w.waitsAt(t, "2 How did the alert come so late?")
	tab.PressAlt(kb.ArrowRight)
	w.waitsAt(t, "1.2 How did the alert come so late?")
	tab.Press("r")
	w.waitsAt(t, "statement")
	w.look(t, "whys-risk")
	tab.Press("It may be late again." + kb.Tab + "A month." + kb.Tab + "Minutes." + kb.Tab + "head of operations" + kb.Enter)
	w.waitsAt(t, "1.2 How did the alert come so late?")
	tab.WaitText("The risk is accepted until its date.", 5*time.Second)
	tab.Press(kb.Enter)
	w.types(t, "question", " And again")
	tab.Press(kb.Escape)
	w.waitsAt(t, "1.2 How did the alert come so late?")
	tab.Press("?")
	tab.WaitText("Ask on below the why", 5*time.Second)
	tab.Press(kb.Escape)
	w.waits(t, `String(document.querySelector("dialog[open]"))`, "null")
	w.waitsAt(t, "1.2 How did the alert come so late?")
	tab.Press(kb.Delete)
	tab.WaitText("The question and its answer go.", 5*time.Second)
	w.waits(t, `document.activeElement.textContent.trim()`, "Remove the question")
	tab.Press(kb.Enter)
	w.waitsAt(t, "1.1.1.1 Why was the script written?")
	w.wantTree(t, b, "1 Why did the site go down? = ACT-1", "1.1 Why was the table dropped? = ACT-2",
		"1.1.1 Why was it running there? = ACT-3", "1.1.1.1 Why was the script written? = ACT-4")
	tab.Open(w.url + whysOfPM1 + "#why-1-1-1")
	w.waitsAt(t, "1.1.1 Why was it running there?")
}

// playbookRows is the table of the playbook with these answers.
func playbookRows() string {
	rows := []string{"Question Chain | Answer | Action Item / Mitigation"}
	for _, c := range chain {
		rows = append(rows, c.question+" | "+c.answer+" | "+c.action)
	}
	return strings.Join(rows, "\n")
}

// A tree of forty questions with long texts stays a page that can be used, on a phone too.
func TestATreeOfFortyIsReadable(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	b, inc := h.resolved(t)
	b.draft(inc)
	long := strings.Repeat("the replica that serves the checkout was promoted without its newest rows and nobody could see that ", 2)
	var ids []postmortem.WhyID
	for i := range 40 {
		in := desk.WhyEdit{Postmortem: "PM-1", Said: postmortem.Said{Question: fmt.Sprintf("Why did step %d happen?", i+1), Answer: fmt.Sprintf("Because %s(%d).", long[:40+i*4], i), Factor: "detection"}}
		if i%5 == 0 {
			in.Question += " " + long
		}
		if i > 0 {
			in.Below = string(ids[(i-1)/2])
		}
		if i > 25 && i < 31 {
			in.Below = string(ids[i-1])
		}
		ids = append(ids, desktest.Must[desk.Asked](t)(h.AddWhy(t.Context(), b.actor, in)).ID)
	}
	w := &writing{house: h, tab: h.tab(t, b.actor)}
	w.tab.Open(h.url + whysOfPM1)
	w.look(t, "whys-forty")
	if n := len(b.get(whysOfPM1).raw); n > 400_000 {
		t.Errorf("the page has %d bytes", n)
	}
	w.tab.Open(h.url + "/postmortems/PM-1/draft")
	w.look(t, "whys-forty-read")
}

// only is the one person of the house.
func (w *writing) only(t *testing.T) person.ID {
	t.Helper()
	for id := range w.people {
		return id
	}
	t.Fatal("nobody is here")
	return ""
}
