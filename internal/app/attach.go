package app

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Attach opens the database for one of the operator's commands, also while a server uses it. It
// migrates nothing and makes nothing: NotFound when there is no database, Conflict when its
// schema is not the one of this binary. The store has the installation's key when the key file
// can be read.
func Attach(ctx context.Context, c Config) (*store.Store, error) {
	c, err := c.WithDefaults()
	if err != nil {
		return nil, err
	}
	if file, ok := c.onFile(); ok {
		if _, err := os.Stat(file); err != nil {
			none := problem.New(problem.KindNotFound, "There is no database at %s.", file).
				Next("Name it with --db or --data, or start the server once.")
			if !errors.Is(err, fs.ErrNotExist) {
				none = none.Because(err)
			}
			return nil, none
		}
	}
	s, err := store.Attach(ctx, c.store())
	if err != nil {
		return nil, err
	}
	if key, err := readKey(c.KeyFile); err == nil {
		s.UseKey(key)
	}
	return s, nil
}

// Prepare opens the database as Attach does, and makes a new one where there is none.
func Prepare(ctx context.Context, c Config) (*store.Store, error) {
	c, err := c.WithDefaults()
	if err != nil {
		return nil, err
	}
	if err := openData(c.Data); err != nil {
		return nil, err
	}
	s, err := store.Attach(ctx, c.store())
	if !errors.Is(err, store.ErrNew) {
		return s, err
	}
	if file, ok := c.onFile(); ok {
		lock, err := lockFile(file)
		if err != nil {
			return nil, err
		}
		defer func() { _ = lock.Close() }() // It ends with the process at the latest.
	}
	return store.Open(ctx, c.store())
}

// Operator is a desk for the operator's own commands.
func Operator(s *store.Store) *desk.Desk { return desk.New(desk.Config{Store: s, Now: Now}) }

func (c Config) store() store.Config {
	return store.Config{URL: c.DB, Now: c.Now, Log: c.Log, WeakSync: c.WeakSync}
}
