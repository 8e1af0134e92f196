package apptest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch hears what a tab has to say: what it loads, and what went wrong in it.
type watch struct {
	mu         sync.Mutex
	loading    map[string]bool // By frame.
	complaints []string
	forgiven   []string
}

// Forgive says that complaints with this text are expected in this test.
func (w *watch) Forgive(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forgiven = append(w.forgiven, text)
}

// Complaints are the errors that the pages of this tab wrote, the policies they broke and the
// assets they missed, without those that were forgiven.
func (w *watch) Complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.complaints), func(c string) bool {
		return slices.ContainsFunc(w.forgiven, func(f string) bool { return strings.Contains(c, f) })
	})
}

func (w *watch) isLoading() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.loading) > 0
}

// hear runs on the goroutine that reads the browser's messages: it only takes notes.
func (w *watch) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameStartedLoading:
		w.load(string(e.FrameID), true)
	case *page.EventFrameRequestedNavigation:
		w.load(string(e.FrameID), true)
	case *page.EventFrameStoppedLoading:
		w.load(string(e.FrameID), false)
	case *page.EventFrameDetached:
		w.load(string(e.FrameID), false)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			w.complain("console.%s: %s", e.Type, argsText(e.Args))
		}
	case *runtime.EventExceptionThrown:
		w.complain("uncaught: %s", exceptionText(e.ExceptionDetails))
	case *log.EventEntryAdded:
		// Source network is left out: an answer such as 409 or 422 is part of the conversation,
		// and assets are looked at below.
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			w.complain("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && isAsset(e.Type) {
			w.complain("%s %s answered %d", e.Type, e.Response.URL, e.Response.Status)
		}
	}
}

func (w *watch) load(frame string, loading bool) {
	if w.loading == nil {
		w.loading = map[string]bool{}
	}
	if loading {
		w.loading[frame] = true
	} else {
		delete(w.loading, frame)
	}
}

func (w *watch) complain(format string, args ...any) {
	w.complaints = append(w.complaints, fmt.Sprintf(format, args...))
}

func isAsset(kind network.ResourceType) bool {
	switch kind {
	case network.ResourceTypeStylesheet, network.ResourceTypeScript, network.ResourceTypeImage,
		network.ResourceTypeFont, network.ResourceTypeManifest, network.ResourceTypeOther:
		return true
	}
	return false
}

func argsText(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if len(a.Value) > 0 {
			words = append(words, string(a.Value))
		} else {
			words = append(words, a.Description)
		}
	}
	return strings.Join(words, " ")
}

func exceptionText(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}
