package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
)

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

func TestPartsOfTheRecordAreInsertedWithoutJavaScript(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		desktest.Must[desk.Entry](t)(h.AddNote(t.Context(), b.actor, desk.Note{Incident: inc.Ref(), Note: incident.Note{
			Text: "Errors rose at the gateway", Evidence: []incident.Evidence{{Kind: incident.EvidenceLog, Text: "502 bad gateway"}},
		}}))
		b.draft(inc)
		p := one(b.get("/postmortems/PM-1/edit").link("Insert from the record, or add a picture")).wants(200, "Errors rose at the gateway", "Stable, not yet resolved")
		p.sent("Insert", url.Values{"section": {"lucky"}}).wants(422, "Choose what to insert.")
		p = one(b.get("/postmortems/PM-1/record?q=gateway+errors")).wants(200, "parts of the record are listed").wantsNot("Stable, not yet resolved")
		id := ""
		for _, in := range find(p.doc, "input") {
			if attr(in, "name") == "item" && id == "" {
				id = attr(in, "value")
			}
		}
		p.sent("Insert", url.Values{"section": {"lucky"}, "item": {id}}).wants(200, "It stands at the end of the section now.", "Errors rose at the gateway. Evidence: one log (INC-1)")

		picture := func(data string) *page {
			action, values := b.get("/postmortems/PM-1/record").form("Add the picture")
			values["section"], values["alt"] = []string{"lucky"}, []string{"the [graph]"}
			var body bytes.Buffer
			w := multipart.NewWriter(&body)
			for name := range values {
				h.must(t, w.WriteField(name, values.Get(name)))
			}
			part, err := w.CreateFormFile("file", "graph.png")
			h.must(t, err)
			_, err = part.Write([]byte(data))
			h.must(t, err)
			h.must(t, w.Close())
			return b.do(http.MethodPost, action, w.FormDataContentType(), &body)
		}
		picture("<svg onload=alert(1)>").wants(415, "PNG, JPEG, GIF or WebP")
		p = picture(png).wants(200, "It stands at the end of the section now.")
		if n := strings.Count(p.raw, `alt="the (graph)"`); n != 1 {
			t.Errorf("the picture is shown %d times", n)
		}
		b.writeLucky("![](/files/x)").wants(200, "Say what this picture shows")
	})
}

func TestAnEditorHasItsTextAndTheRecordBesideIt(t *testing.T) {
	t.Parallel()
	w := write(t)
	b := w.as(t, w.tabActor)
	b.writeLucky(lucky)
	id, err := w.CommentPostmortem(t.Context(), b.actor, desk.Remark{Postmortem: "PM-1", Section: "lucky", Quote: "one backup was empty", Text: "Since when?"})
	w.must(t, err)
	tab := w.tab
	tab.Open(w.url + "/postmortems/PM-1/edit")
	tab.WaitText("F8 or Ctrl+. leads to the next mark", 5*time.Second)
	w.waits(t, `[...document.querySelector("#lucky .editor").shadowRoot.querySelectorAll(".cm-about")].map(e => e.textContent).join("|")`, "one backup was empty")

	worked := tab.Within("Where we were lucky")
	worked.Click("Comment: Where we were lucky")
	tab.WaitText("Choose the words first", 5*time.Second)
	apptest.Eval[bool](tab, `(() => { const at = document.querySelector("#lucky .editor").shadowRoot.querySelector(".cm-content"); at.focus(); return true })()`)
	w.press("a", "ctrlKey: true,")
	worked.Click("Comment: Where we were lucky")
	tab.Fill("Your comment", "All of it by chance?")
	w.shot("editor-comment", apptest.View{Width: 1280, Height: 900})
	tab.Click("Keep the comment")
	tab.WaitText("Your comment is kept.", 5*time.Second)
	w.waits(t, `document.querySelector("#lucky .editor").shadowRoot.querySelector(".cm-about").textContent.slice(0, 11)`, "The replica")

	tab.Fill(factors, "It was *down*.")
	part := tab.Within(factors)
	part.Click("Preview: " + factors)
	w.waits(t, `document.querySelector("#factors .reads").innerHTML.trim()`, "<p>It was <em>down</em>.</p>")
	tab.Fill(factors, "It was **up** <script>alert(1)</script> ![x](https://spy.example/p.png).")
	w.waits(t, `String(document.querySelector("#factors .reads strong")?.textContent) + document.querySelectorAll("#factors .reads script, #factors .reads img").length`, "up0")

	part.Click("From the record: " + factors)
	tab.WaitText("Stable, not yet resolved", 5*time.Second)
	w.shot("insert-dialog", apptest.View{Width: 1280, Height: 900})
	apptest.Eval[bool](tab, `(() => { [...document.querySelectorAll("dialog .record button")].find(b => b.textContent.includes("Stable, not yet")).click(); return true })()`)
	if got := w.field(); !strings.Contains(got, "Stable, not yet resolved") || !strings.Contains(got, "(/incidents/INC-1#entry-") {
		t.Errorf("inserted is %q", got)
	}

	apptest.Eval[bool](tab, `(() => {
		const data = new DataTransfer(), canvas = document.createElement("canvas")
		const bytes = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), c => c.charCodeAt(0))
		data.items.add(new File([bytes], "graph.png", { type: "image/png" }))
		const at = document.querySelector("#factors .editor").shadowRoot.querySelector(".cm-content")
		at.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, composed: true, cancelable: true }))
		return true
	})()`)
	w.waits(t, `String(/!\[What the picture shows\]\(\/files\/[0-9a-f-]{36}\)/.test(document.getElementById("factors-text").value))`, "true")
	tab.WaitText("Say what this picture shows", 10*time.Second)
	w.look(t, "editor-beside")
	part.Click("Save")
	tab.WaitText("Saved.", 5*time.Second)
	if got := w.saved(t); !strings.Contains(got, "](/files/") {
		t.Errorf("saved is %q", got)
	}
	tab.Open(w.url + "/postmortems/PM-1")
	w.waits(t, `String(document.querySelector("[data-section=factors] img")?.naturalWidth)`, "1")
	if got := strings.Join(strings.Fields(w.markedWords()), " "); !strings.HasSuffix(got, "one backup was empty.") || id == "" {
		t.Errorf("marked is %q", got)
	}
}
