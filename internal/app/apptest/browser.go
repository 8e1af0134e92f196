// Package apptest is the harness of the stories: the whole app as people meet it. Its browser
// finds things by their accessible names, so that a story reads as somebody would tell it.
//
// Start reading at Browser; what a Tab can do is in browser_tab.go.
package apptest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Profile is a browser of one's own: its cookies are shared by its tabs and with nobody else.
type Profile struct {
	tb    testing.TB
	ctx   context.Context
	cable *cable
	tabs  []*Tab
}

// Browser returns a fresh profile in the one headless Chromium of this test process. It closes
// with the test. Where Chromium is missing the test fails with what to install.
func Browser(tb testing.TB) *Profile {
	tb.Helper()
	chromium, err := chromiumOnce()
	if err != nil {
		tb.Fatal(err)
	}
	cable, err := newCable()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(cable.close)
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext(func(p *target.CreateBrowserContextParams) {
		p.ProxyServer, p.ProxyBypassList = "socks5://"+cable.listener.Addr().String(), "<-loopback>"
	}))
	tb.Cleanup(cancel)
	return &Profile{tb: tb, ctx: ctx, cable: cable}
}

// Tab opens a tab in a window of its own, so that it is visible whatever the others do.
func (p *Profile) Tab() *Tab {
	p.tb.Helper()
	if len(p.tabs) == 0 {
		return p.newTab(p.ctx) // The context of the profile comes with its first tab.
	}
	return p.open()
}

// TabBeside opens a tab in the window of the profile's first tab, and hides that one as a person
// does who switches tabs. Front brings a hidden tab back.
func (p *Profile) TabBeside() *Tab {
	p.tb.Helper()
	if len(p.tabs) == 0 {
		return p.Tab()
	}
	return p.open(chromedp.WithNewWindow(false))
}

func (p *Profile) open(options ...chromedp.ContextOption) *Tab {
	p.tb.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx, options...)
	p.tb.Cleanup(cancel)
	return p.newTab(ctx)
}

// chromium is the browser process.
type chromium struct {
	ctx  context.Context
	hold io.Closer // While it is open, the profile's folder stays.
}

var chromiumOnce = sync.OnceValues(startChromium)

// startChromium starts the browser, which ends with this process: they share a pipe. A child of
// ours waits for the same moment and removes the browser's folder.
func startChromium() (*chromium, error) {
	path, err := chromiumPath()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "candor-chromium-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for Chromium: %w", err)
	}
	sweeper := exec.Command("/bin/sh", "-c", `cat >/dev/null; sleep 2; rm -rf "$1"`, "candor-chromium-guard", dir)
	hold, err := sweeper.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("make the guard's pipe: %w", err)
	}
	if err := sweeper.Start(); err != nil {
		return nil, fmt.Errorf("start the guard: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// A full-page picture is as wide as its viewport, whatever scrolls.
		chromedp.Flag("hide-scrollbars", true))
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...) // Ends with the process.
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return &chromium{ctx: ctx, hold: hold}, nil
}

func chromiumPath() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("Chromium is missing: install it (Debian: apt-get install chromium), so that the tests can use the pages as people do")
}
