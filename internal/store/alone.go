package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// migrating names the advisory lock of whoever changes the schema of a PostgreSQL database.
const migrating = 0x63616e646f72 // "candor"

// alone runs change while no other process changes the schema: servers that start together on
// one database wait for each other.
func (s *Store) alone(ctx context.Context, change func() error) error {
	release, err := s.dialect.alone(ctx, s.writer)
	if err != nil {
		return fmt.Errorf("wait for others who migrate: %w", err)
	}
	return errors.Join(change(), release())
}

// alonePostgres takes the lock on a connection of its own. It asks again and again instead of
// waiting inside the database: a statement that waits keeps an index from being built
// concurrently, by the very process that it waits for.
func alonePostgres(ctx context.Context, db *sql.DB) (release func() error, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		var got bool
		if err := conn.QueryRowContext(ctx, `select pg_try_advisory_lock($1)`, migrating).Scan(&got); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		if got {
			return func() error { return letGo(context.WithoutCancel(ctx), conn) }, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), conn.Close())
		case <-again.C:
		}
	}
}

// letGo gives the lock back; where that fails, the session ends and the lock with it.
func letGo(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `select pg_advisory_unlock($1)`, migrating); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		return fmt.Errorf("let others migrate: %w", err)
	}
	return conn.Close()
}
