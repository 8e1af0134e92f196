package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Notify tells the other processes on the same database which streams to look at again. An
// empty payload is nothing to tell.
func (s *Store) Notify(ctx context.Context, payload string) error {
	if payload == "" {
		return nil
	}
	return s.dialect.notify(ctx, s.writer, payload)
}

// Listen calls hear for every Notify of this or another process until ctx ends or the line
// breaks. It returns nil at once where a database has only one process.
func (s *Store) Listen(ctx context.Context, hear func(payload string)) error {
	return s.dialect.listen(ctx, s.url, hear)
}

const channel = "candor"

// listenPostgres holds a connection of its own: database/sql has no way to wait for a notice.
func listenPostgres(ctx context.Context, url string, hear func(string)) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to listen: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // Nothing was written on it.
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("wait for a notice: %w", err)
		}
		hear(n.Payload)
	}
}
