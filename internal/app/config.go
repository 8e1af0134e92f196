// Package app is the composition root: it knows every room, wires them together, starts them in
// order and stops them in reverse. It refuses rules, pages and SQL; what it may do alone is read
// the clock.
//
// Start reading at Start; wire.go shows who gets what.
package app

import (
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/doorway"
)

// Config is everything that an operator can choose. The zero value serves on loopback with
// SQLite in ./data.
type Config struct {
	Addr      string // Where to listen; default 127.0.0.1:8080.
	DB        string // sqlite:PATH or postgres://...; default sqlite:DATA/candor.db.
	Data      string // The folder for the database file, the key and the lock; default "data".
	KeyFile   string // Default DATA/candor.key.
	PublicURL string // Where people reach the server; empty: wherever they reached it, by http.
	Hosts     []string
	Proxies   []string // Peers whose forwarded headers are believed.
	// WeakSync permits a synchronous setting below the promise (row 104 of the bad inputs).
	WeakSync bool
	// PlainHTTP permits a public address that begins with http (row 103).
	PlainHTTP bool
	// OpenMetrics serves /metrics to whoever reaches the port, instead of to administrators and
	// auditors.
	OpenMetrics bool
	// Dev adds the gallery of components at /_gallery.
	Dev bool
	// LogLevel is from where on a line is worth writing to the log; the zero value is info.
	LogLevel slog.Level
	// JobPoll is how often the job queue is looked at; zero for a second.
	JobPoll time.Duration
	// AllowPrivate names networks or hosts that mail and webhooks may reach although they are
	// private.
	AllowPrivate []string

	// Strangers is how much somebody may ask and report who is not signed in; nil for the usual.
	Strangers *doorway.Strangers

	Now func() time.Time // Nil: the real clock.
	Log *slog.Logger     // Nil: nothing is logged.
}

// WithDefaults fills in what was not chosen and checks what was.
func (c Config) WithDefaults() (Config, error) {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:8080"
	}
	if c.Data == "" {
		c.Data = "data"
	}
	if c.DB == "" {
		c.DB = "sqlite:" + filepath.Join(c.Data, "candor.db")
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "candor.key")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Strangers == nil {
		c.Strangers = doorway.NewStrangers(c.Now)
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	c.PublicURL, err = workspace.CheckPublicURL(c.PublicURL)
	return c, err
}

// Check refuses an address that nobody can listen on, and what would put people at risk: an address over http that is not this machine's
// own, unless PlainHTTP agrees to it, and a proxy range that believes everybody.
func (c Config) Check() error {
	if err := checkAddr(c.Addr); err != nil {
		return err
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Scheme != "http" || isLocal(u.Hostname()) || c.PlainHTTP {
		return err
	}
	return problem.Invalid("public_url", "People would reach this server by http at %s: passwords and cookies would travel unencrypted.", c.PublicURL).
		Next("Put a proxy with TLS before it and name its https address, or agree with --plain-http.")
}

// proxies reads the believed peers. Believing everybody would let anyone choose their address.
func (c Config) proxies() ([]netip.Prefix, error) {
	list, err := doorway.ParseProxies(c.Proxies)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		if p.Bits() == 0 {
			return nil, problem.Invalid("proxies", "The proxy range %s would believe everybody.", p).
				Next("Name the address of the proxy, for example 10.0.0.5/32.")
		}
	}
	return list, nil
}

// onFile says whether the database is a file, and which.
func (c Config) onFile() (string, bool) {
	return strings.CutPrefix(c.DB, "sqlite:")
}
