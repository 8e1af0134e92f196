package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
	_ "time/tzdata" // Zones are known on a machine that has no zone files.

	"golang.org/x/sync/errgroup"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/jobs"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// drain is how long requests that are under way may take when the server stops.
const drain = 8 * time.Second

// App is a running server.
type App struct {
	Store *store.Store
	Desk  *desk.Desk
	Hub   *live.Hub

	config   Config
	lock     *os.File
	listener net.Listener
	server   *http.Server
	crew     *jobs.Crew
	setup    string

	stopping context.CancelFunc // Ends streams and background work.
	group    *errgroup.Group
	once     sync.Once // Guards stopped.
	stopped  error
}

// Start opens the database, migrates it, and serves until Stop. When it returns, requests are
// answered. Its errors are problems that say what to do.
func Start(ctx context.Context, c Config) (*App, error) {
	c, err := c.WithDefaults()
	if err != nil {
		return nil, err
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	a := &App{config: c}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	if err := a.wire(); err != nil {
		return nil, errors.Join(err, a.close())
	}
	if a.setup, err = a.Desk.OpenSetup(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	if a.listener, err = listen(ctx, c.Addr); err != nil {
		return nil, errors.Join(err, a.close())
	}
	a.run()
	return a, nil
}

func (a *App) open(ctx context.Context) (err error) {
	if err := openData(a.config.Data); err != nil {
		return err
	}
	if file, ok := a.config.onFile(); ok {
		if a.lock, err = lockFile(file); err != nil {
			return err
		}
	}
	a.Store, err = store.Open(ctx, store.Config{URL: a.config.DB, Now: a.config.Now, Log: a.config.Log, WeakSync: a.config.WeakSync})
	if err != nil {
		return err
	}
	if err := a.checkDurability(ctx); err != nil {
		return err
	}
	if err := installKey(ctx, a.Store, a.config.KeyFile); err != nil {
		return err
	}
	err = a.Store.Write(ctx, func(tx *store.Tx) error { return tx.NoteVersion(Version()) })
	if err != nil {
		return err
	}
	return a.findPublicURL(ctx)
}

// findPublicURL takes the address from the settings when the operator named none.
func (a *App) findPublicURL(ctx context.Context) error {
	if a.config.PublicURL != "" {
		return nil
	}
	return a.Store.Read(ctx, func(v *store.View) error {
		org, err := v.Organisation()
		a.config.PublicURL = org.PublicURL
		return err
	})
}

// run starts everything that works in the background. When a part of it fails, the server stops
// as well: half a server that answers would be taken for a whole one.
func (a *App) run() {
	ctx, stop := context.WithCancel(context.Background())
	a.stopping = stop
	a.group, ctx = errgroup.WithContext(ctx)
	a.group.Go(func() error { return a.orStop(a.Hub.Run(ctx)) })
	a.group.Go(func() error { return a.orStop(a.crew.Run(ctx)) })
	a.group.Go(func() error {
		if err := a.server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
}

// orStop stops answering when a part has failed, and returns its error for Wait.
func (a *App) orStop(failed error) error {
	if failed == nil {
		return nil
	}
	a.stopping()
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := a.server.Shutdown(ctx); err != nil {
		return errors.Join(failed, a.server.Close())
	}
	return failed
}

// URL is where the server answers.
func (a *App) URL() string {
	host, port, err := net.SplitHostPort(a.listener.Addr().String())
	if err != nil {
		return "http://" + a.listener.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// PublicURL is where people reach the server: as configured, else where it answers.
func (a *App) PublicURL() string {
	if a.config.PublicURL != "" {
		return a.config.PublicURL
	}
	return a.URL()
}

// SetupLink is the one-time link by which the first administrator is made; empty when there is
// one already.
func (a *App) SetupLink() string {
	if a.setup == "" {
		return ""
	}
	return a.PublicURL() + "/setup/" + a.setup
}

// Wait returns when the server stops by itself, with the reason.
func (a *App) Wait() error { return a.group.Wait() }

// Stop ends streams, lets requests that are under way finish, then stops the work behind them
// and closes the database. What was acknowledged is kept. Twice is once.
func (a *App) Stop(ctx context.Context) error {
	a.once.Do(func() { a.stopped = a.stop(ctx) })
	return a.stopped
}

func (a *App) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drain)
	defer cancel()
	a.stopping()
	err := a.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = a.server.Close()
	}
	return errors.Join(err, a.group.Wait(), a.close())
}

func (a *App) close() error {
	var errs []error
	if a.Store != nil {
		errs = append(errs, a.Store.Close())
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}

// newServer makes the HTTP server with its limits.
func newServer(h http.Handler) *http.Server {
	s := &http.Server{Handler: h}
	doorway.Patience(s)
	return s
}
