package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

const factors = "Contributing factors"

// writing is somebody in front of the draft of PM-1, and what they write there.
type writing struct {
	*house
	tab      *apptest.Tab
	reworded string // The text once the first wording that is marked was taken.
	tabActor person.Actor
}

const typed = "Café ☕ closed at 16:14. " + blamed + " Orders came back at 17:02."

func write(t *testing.T) *writing {
	t.Helper()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	b, inc := h.resolved(t)
	b.draft(inc)
	found, err := h.ReadWording(t.Context(), b.actor, desk.Wording{Text: typed, Context: factors, Thorough: true})
	if err != nil || len(found) == 0 || found[0].Suggest == "" {
		t.Fatalf("nothing is found: %+v, %v", found, err)
	}
	at := found[0].Replace
	return &writing{house: h, tab: h.tab(t, b.actor), tabActor: b.actor, reworded: typed[:at.Start] + found[0].Suggest + typed[at.End:]}
}

// saved is the text of the section in the record.
func (w *writing) saved(t *testing.T) (text string) {
	t.Helper()
	w.Read(t, func(v *store.View) error {
		pm, err := v.Postmortem(person.System, "PM-1")
		if err != nil {
			return err
		}
		list, err := v.Sections(pm.ID)
		for _, s := range list {
			if s.Key == postmortem.Factors {
				text = s.Text
			}
		}
		return err
	})
	return text
}

// field is what the form would send.
func (w *writing) field() string {
	return apptest.Eval[string](w.tab, `document.getElementById("factors-text").value`)
}

// marks are the words that are underlined.
func (w *writing) marks() int {
	return apptest.Eval[int](w.tab, `document.querySelector("#factors .editor").shadowRoot.querySelectorAll(".cm-lintRange").length`)
}

func (w *writing) press(key, modifiers string) {
	apptest.Eval[bool](w.tab, `(() => {
		const at = document.activeElement.shadowRoot.activeElement
		return at.dispatchEvent(new KeyboardEvent("keydown", { key: "`+key+`", `+modifiers+` bubbles: true, composed: true, cancelable: true }))
	})()`)
}

func TestWordingIsMarkedAndRewordedByKeyboard(t *testing.T) {
	t.Parallel()
	w := write(t)
	tab := w.tab
	tab.Open(w.url + "/postmortems/PM-1/edit")
	tab.WaitText("F8 or Ctrl+. leads to the next mark", 5*time.Second)
	tab.Fill(factors, typed)
	part := tab.Within(factors)
	part.WaitText("Use this wording", 10*time.Second)
	if w.marks() == 0 || w.field() != typed {
		t.Errorf("%d words are marked in %q", w.marks(), w.field())
	}
	status := apptest.Eval[string](tab, `document.getElementById("factors-text-status").textContent`)
	if !strings.HasPrefix(status, factors+": ") || !strings.Contains(status, "marked") {
		t.Errorf("whoever hears the page is told %q", status)
	}
	w.look(t, "editor")

	tab.Press(kb.F8)
	w.waits(t, `document.activeElement.shadowRoot?.activeElement?.textContent`, "Use this wording")
	w.shot("editor-tip", apptest.View{Width: 1280, Height: 900})
	tab.Press(kb.Escape)
	w.press(".", "ctrlKey: true,")
	w.waits(t, `document.activeElement.shadowRoot?.activeElement?.textContent`, "Use this wording")
	tab.Press(kb.Enter)
	w.waits(t, `document.getElementById("factors-text").value`, w.reworded)
	w.press("z", "ctrlKey: true,")
	w.waits(t, `document.getElementById("factors-text").value`, typed)
	w.press("y", "ctrlKey: true,")
	w.waits(t, `document.getElementById("factors-text").value`, w.reworded)
	tab.Press("e?") // Keys of the page do nothing while one types.
	w.waits(t, `String(document.querySelector("dialog[open]"))`, "null")
	w.press("z", "ctrlKey: true,")
	part.Click("Save")
	tab.WaitText("Saved.", 5*time.Second)
	if got := w.saved(t); got != w.reworded {
		t.Errorf("saved is\n%q, want\n%q", got, w.reworded)
	}
}

func TestWordingIsRewordedByMouse(t *testing.T) {
	t.Parallel()
	w := write(t)
	w.tab.Look(apptest.View{Width: 360, Height: 740})
	w.tab.Open(w.url + "/postmortems/PM-1/edit")
	w.tab.Fill(factors, typed)
	w.tab.Within(factors).Click("Use this wording: operator was careless")
	w.waits(t, `document.getElementById("factors-text").value`, w.reworded)
	w.tab.Within(factors).Click("Save")
	w.tab.WaitText("Saved.", 5*time.Second)
	if got := w.saved(t); got != w.reworded {
		t.Errorf("saved is\n%q, want\n%q", got, w.reworded)
	}
}

func TestWordingIsToldWithoutJavaScript(t *testing.T) {
	t.Parallel()
	w := write(t)
	w.tab.JavaScriptOff()
	w.tab.Open(w.url + "/postmortems/PM-1/edit")
	w.tab.Fill(factors, typed)
	w.tab.Within(factors).Click("Save")
	w.tab.WaitText("Saved.", 5*time.Second)
	part := w.tab.Within(factors)
	for _, want := range []string{"careless", "before publishing"} {
		if !part.Has(want) {
			t.Errorf("the page does not say %q beside the text:\n%s", want, part.Text())
		}
	}
	if got := w.saved(t); got != typed || w.tab.Has("F8") {
		t.Errorf("saved is %q", got)
	}
}

// waits until a script gives this.
func (w *writing) waits(t *testing.T, script, want string) {
	t.Helper()
	var got string
	for end := time.After(10 * time.Second); ; {
		if got = apptest.Eval[string](w.tab, "String("+script+")"); got == want {
			return
		}
		select {
		case <-end:
			t.Fatalf("%s is\n%q, want\n%q", script, got, want)
		case <-time.After(40 * time.Millisecond):
		}
	}
}

// look has axe look at the page as it is. With CANDOR_SHOTS=folder it also takes pictures.
func (w *writing) look(t *testing.T, name string) {
	t.Helper()
	for as, view := range map[string]apptest.View{
		"wide": {Width: 1280, Height: 900}, "phone": {Width: 360, Height: 740}, "dark": {Width: 1280, Height: 900, Dark: true},
	} {
		w.shot(name+"-"+as, view)
		w.tab.Look(view)
		if found := w.tab.Axe(); len(found) > 0 {
			t.Errorf("%s, %s: axe finds\n%s", name, as, strings.Join(found, "\n"))
		}
		if over := apptest.Eval[int](w.tab, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s, %s: the page is %d pixels too wide", name, as, over)
		}
	}
	w.tab.Look(apptest.View{})
}

func (w *writing) shot(name string, view apptest.View) {
	if dir := os.Getenv("CANDOR_SHOTS"); dir != "" {
		w.tab.Screenshot(filepath.Join(dir, name+".png"), view)
	}
}

// TestPublicationWaitsForTheWordingThatIsTyped: a sentence is typed and saved, publication is
// refused because of it, the wording that the editor offers is taken, and the refusal is gone.
func TestPublicationWaitsForTheWordingThatIsTyped(t *testing.T) {
	t.Parallel()
	w := write(t)
	fill := func() {
		w.tab.Open(w.url + "/postmortems/PM-1/edit")
		w.tab.WaitText("F8 or Ctrl+. leads to the next mark", 5*time.Second)
	}
	save := func() {
		w.tab.Within(factors).Click("Save")
		w.tab.WaitText("Saved.", 5*time.Second)
	}
	fill()
	w.tab.Fill(factors, typed)
	save()
	w.tab.Open(w.url + "/postmortems/PM-1/publish")
	w.tab.WaitText("publication up", 5*time.Second)
	if page := apptest.Eval[string](w.tab, `document.body.textContent`); strings.Contains(page, "Nothing in the wording holds publication up.") {
		t.Error("a blaming sentence does not hold publication up")
	}
	fill()
	w.tab.Within(factors).Click("Use this wording: operator was careless")
	w.waits(t, `document.getElementById("factors-text").value`, w.reworded)
	save()
	w.tab.Open(w.url + "/postmortems/PM-1/review")
	w.tab.WaitText("Nothing in the wording holds publication up.", 5*time.Second)
}
