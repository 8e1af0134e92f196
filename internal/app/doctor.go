package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Health is what doctor says of one thing.
type Health string

// The three answers. Advice alone leaves the whole in order.
const (
	Good   Health = "good"
	Advice Health = "advice"
	Bad    Health = "bad"
)

// Check is one line of what doctor found.
type Check struct {
	Name   string `json:"name"`
	Health Health `json:"health"`
	Say    string `json:"say"`
	Do     string `json:"do,omitempty"`
}

// Examine says which of Candor's promises hold on this machine, with this database. It changes
// nothing. The error is that of a database which cannot be opened at all.
func Examine(ctx context.Context, c Config) ([]Check, error) {
	c, err := c.WithDefaults()
	if err != nil {
		return nil, err
	}
	s, err := Attach(ctx, c)
	if err != nil {
		return nil, err
	}
	e := &examination{config: c, store: s, now: c.Now()}
	for _, look := range []func(context.Context){e.durability, e.key, e.folder, e.disk, e.clock, e.backups, e.jobs, e.seals, e.mail, e.address} {
		look(ctx)
	}
	return e.found, s.Close()
}

type examination struct {
	config Config
	store  *store.Store
	now    time.Time
	found  []Check
}

func (e *examination) add(name string, h Health, say, do string) {
	e.found = append(e.found, Check{name, h, say, do})
}

// failed notes that something could not be looked at.
func (e *examination) failed(name string, err error) {
	e.add(name, Bad, "This cannot be read: "+err.Error(), "")
}

func (e *examination) durability(ctx context.Context) {
	d, err := e.store.Durability(ctx)
	if err != nil {
		e.failed("database", err)
		return
	}
	schema, err := e.store.SchemaVersion(ctx)
	if err != nil {
		e.failed("database", err)
		return
	}
	e.add("database", Good, fmt.Sprintf("%s answers, with schema %d.", d.Version, schema), "")
	for _, g := range d.Guards {
		if !g.Holds {
			e.add("durability", Bad, g.Name+" is "+g.Value+": what was acknowledged can be lost at a power cut.",
				"Set "+g.Name+" as it is by default, or run without --weak-sync.")
			continue
		}
		e.add("durability", Good, g.Name+" is "+g.Value+".", "")
	}
	if !d.Clock.IsZero() {
		e.compareClock("the database's clock", d.Clock)
	}
}

func (e *examination) key(ctx context.Context) {
	key, err := readKey(e.config.KeyFile)
	switch {
	case errors.Is(err, os.ErrNotExist):
		e.add("key", Bad, "There is no key file at "+e.config.KeyFile+".", "Put it back from your backup of the key, or start the server once on a new database.")
		return
	case err != nil:
		p := problem.Of(err)
		if p == nil {
			e.failed("key", err)
			return
		}
		e.add("key", Bad, p.Say, p.Hint)
		return
	}
	e.store.UseKey(key)
	began, err := e.store.HasKeyCheck(ctx)
	if err == nil && began {
		err = e.store.CheckKey(ctx)
	}
	if err != nil {
		e.add("key", Bad, "The key file does not belong to this database.", "Put the key file back that was there when the database was begun.")
		return
	}
	e.add("key", Good, "The key file is there, readable for its owner only. Keep a copy apart from the backups.", "")
}

func (e *examination) folder(context.Context) {
	info, err := os.Stat(e.config.Data)
	switch {
	case err != nil:
		e.add("folder", Advice, "There is no data folder at "+e.config.Data+".", "")
	case info.Mode().Perm()&0o077 != 0:
		e.add("folder", Advice, fmt.Sprintf("The data folder can be read by others (mode %04o).", info.Mode().Perm()), "Run: chmod 700 "+e.config.Data)
	default:
		e.add("folder", Good, "The data folder is its owner's alone.", "")
	}
}

const mebibyte = 1 << 20

func (e *examination) disk(context.Context) {
	dir := e.config.Data
	if file, ok := e.config.onFile(); ok {
		dir = filepath.Dir(file)
	}
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		e.add("disk", Advice, "The free space cannot be read.", "")
		return
	}
	free := st.Bavail * uint64(st.Bsize) / mebibyte
	say := fmt.Sprintf("%d MiB are free.", free)
	switch {
	case free < 100:
		e.add("disk", Bad, say, "Free some space: without it nothing new can be kept.")
	case free < 1024:
		e.add("disk", Advice, say, "Plan for more space.")
	default:
		e.add("disk", Good, say, "")
	}
}

// clock compares with what was recorded: an entry from the future means that a clock was wrong.
func (e *examination) clock(ctx context.Context) {
	var newest time.Time
	err := e.store.Read(ctx, func(v *store.View) (err error) {
		newest, _, err = v.NewestEntry()
		return err
	})
	switch {
	case err != nil:
		e.failed("clock", err)
	case newest.After(e.now.Add(time.Minute)):
		e.add("clock", Bad, "The newest entry is from the future ("+newest.Format(time.RFC3339)+").", "Set the clock of this machine by NTP.")
	default:
		e.add("clock", Good, "The clock does not stand before what was recorded.", "")
	}
}

func (e *examination) compareClock(name string, other time.Time) {
	if d := other.Sub(e.now).Abs(); d > 5*time.Second {
		e.add("clock", Bad, fmt.Sprintf("This machine and %s differ by %s.", name, d.Round(time.Second)), "Set both by NTP.")
	}
}

func (e *examination) backups(ctx context.Context) {
	var at time.Time
	err := e.store.Read(ctx, func(v *store.View) error { _, err := v.Setting(lastBackup, &at); return err })
	age := e.now.Sub(at)
	switch {
	case err != nil:
		e.failed("backup", err)
	case at.IsZero():
		e.add("backup", Advice, "No backup was made with candor backup.", "Run candor backup FILE regularly, and restore one to try it.")
	case age > 7*24*time.Hour:
		e.add("backup", Advice, fmt.Sprintf("The last backup is %d days old.", int(age.Hours()/24)), "Run candor backup FILE regularly.")
	default:
		e.add("backup", Good, "The last backup is of "+at.UTC().Format("2006-01-02 15:04 MST")+".", "")
	}
}

func (e *examination) jobs(ctx context.Context) {
	b, err := e.store.Backlog(ctx)
	switch {
	case err != nil:
		e.failed("jobs", err)
	case !b.Running.IsZero() && e.now.Sub(b.Running) > time.Hour:
		e.add("jobs", Advice, "A job has been running since "+b.Running.UTC().Format(time.RFC3339)+".", "Look into the server's log.")
	case !b.Waiting.IsZero() && e.now.Sub(b.Waiting) > 10*time.Minute:
		e.add("jobs", Advice, "A job has been waiting since "+b.Waiting.UTC().Format(time.RFC3339)+".", "Is a server running? It works through the jobs.")
	default:
		e.add("jobs", Good, "No job is late.", "")
	}
}

func (e *examination) seals(ctx context.Context) {
	var entry, sealed time.Time
	err := e.store.Read(ctx, func(v *store.View) (err error) {
		entry, sealed, err = v.NewestEntry()
		return err
	})
	switch {
	case err != nil:
		e.failed("record", err)
	case entry.Sub(sealed) > 3*time.Hour && e.now.Sub(entry) > 3*time.Hour:
		e.add("record", Advice, "The newest entries are not sealed by a checkpoint.", "A running server seals every hour; is one running?")
	default:
		e.add("record", Good, "The record is sealed by checkpoints; candor audit verify checks all of it.", "")
	}
}

func (e *examination) mail(ctx context.Context) {
	var host string
	err := e.store.Read(ctx, func(v *store.View) error {
		m, err := v.MailServer()
		host = m.Host
		return err
	})
	switch {
	case err != nil:
		e.add("mail", Bad, "The mail settings cannot be read with this key.", "Save them again on the settings page.")
	case host == "":
		e.add("mail", Advice, "Mail is off: nobody hears of incidents by mail.", "Name a mail server on the settings page.")
	default:
		e.add("mail", Good, "Mail leaves by "+host+".", "")
	}
}

func (e *examination) address(ctx context.Context) {
	public := e.config.PublicURL
	if public == "" {
		err := e.store.Read(ctx, func(v *store.View) error {
			org, err := v.Organisation()
			public = org.PublicURL
			return err
		})
		if err != nil {
			e.failed("address", err)
			return
		}
	}
	u, err := url.Parse(public)
	switch {
	case public == "" || err != nil:
		e.add("address", Advice, "No public address is set: links in mail cannot be made, and cookies travel unencrypted.", "Set CANDOR_PUBLIC_URL to the https address.")
	case u.Scheme != "https" && !isLocal(u.Hostname()):
		e.add("address", Bad, "People reach the server by http at "+public+": passwords and cookies travel unencrypted.", "Put a proxy with TLS before it, and set CANDOR_PUBLIC_URL to the https address.")
	default:
		e.add("address", Good, "People reach the server at "+public+".", "")
	}
}

func isLocal(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
