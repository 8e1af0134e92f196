package app

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// longestLine bounds one row; the largest kept file is far below it.
const longestLine = 256 << 20

// Archive is a backup that was read through once: every part is whole.
type Archive struct {
	Manifest Manifest
	zip      *zip.ReadCloser
}

// OpenArchive opens a backup and checks every part of it against the manifest. Invalid, with
// the part, the line and the reason, when something is missing, damaged or changed.
func OpenArchive(path string) (*Archive, error) {
	z, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) {
		return nil, damaged("It is not a backup, or it ends early.").Because(err)
	}
	if err != nil {
		return nil, problem.Invalid("backup", "The backup cannot be read.").Because(err)
	}
	a := &Archive{zip: z}
	if err := a.check(); err != nil {
		return nil, errors.Join(err, z.Close())
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.zip.Close() }

func damaged(say string, args ...any) *problem.Problem {
	return problem.Invalid("backup", "The backup cannot be restored. "+say, args...).
		Next("Nothing was changed. Use another backup.")
}

func (a *Archive) check() error {
	f, err := a.zip.Open(manifestName)
	if err != nil {
		return damaged("It has no manifest.").Because(err)
	}
	raw, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err := errors.Join(err, f.Close()); err != nil {
		return damaged("Its manifest is damaged.").Because(err)
	}
	if err := json.Unmarshal(raw, &a.Manifest); err != nil {
		return damaged("Its manifest cannot be read.").Because(err)
	}
	if a.Manifest.Format != backupFormat {
		return damaged("Its form is %q; this version reads %q.", a.Manifest.Format, backupFormat)
	}
	for _, p := range a.Manifest.Parts {
		if err := a.checkPart(p); err != nil {
			return err
		}
	}
	return nil
}

// checkPart reads a part through: each line is a row, and all of it is what was saved.
func (a *Archive) checkPart(p Part) error {
	sum, rows := sha256.New(), 0
	err := a.lines(p, func(line []byte) error {
		rows++
		sum.Write(line)
		_, err := readRow(line)
		return err
	})
	switch {
	case err != nil:
		return err
	case rows != p.Rows:
		return damaged("%s has %d lines; the manifest says %d.", p.Name, rows, p.Rows)
	case hex.EncodeToString(sum.Sum(nil)) != p.SHA256:
		return damaged("%s is not what was saved: its SHA-256 differs.", p.Name)
	}
	return nil
}

// lines gives every line of a part, with its end. What give refuses is told with its line.
func (a *Archive) lines(p Part, give func([]byte) error) error {
	f, err := a.zip.Open(p.Name)
	if err != nil {
		return damaged("The part %s is missing.", p.Name).Because(err)
	}
	defer func() { _ = f.Close() }() // It was only read.
	reader := bufio.NewReaderSize(f, 1<<16)
	for n := 1; ; n++ {
		line, err := readLine(reader)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err == nil {
			err = give(line)
		}
		if err != nil {
			if own := problem.Of(err); own != nil && own.Kind != problem.KindMalformed {
				return err
			}
			return damaged("%s, line %d: %s.", p.Name, n, reason(err))
		}
	}
}

func reason(err error) string {
	switch {
	case errors.Is(err, zip.ErrChecksum):
		return "its checksum is wrong"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends in the middle"
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm):
		return "it is damaged"
	}
	if p := problem.Of(err); p != nil {
		return p.Say
	}
	return err.Error()
}

func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := r.ReadSlice('\n')
		line = append(line, piece...)
		if len(line) > longestLine {
			return nil, problem.Malformed("the line is too long")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// readRow reads a line that writeRow wrote.
func readRow(line []byte) (store.Row, error) {
	var r store.Row
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return r, problem.Malformed("it is not a row")
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return r, problem.Malformed("it is not a row")
		}
		var value any
		if err := d.Decode(&value); err != nil {
			return r, problem.Malformed("it is not a row")
		}
		if value, err = restored(value); err != nil {
			return r, err
		}
		r.Columns, r.Values = append(r.Columns, fmt.Sprint(name)), append(r.Values, value)
	}
	if _, err := d.Token(); err != nil {
		return r, problem.Malformed("it is not a row")
	}
	return r, nil
}

// restored is a value as the store takes it.
func restored(value any) (any, error) {
	switch v := value.(type) {
	case nil, string, bool:
		return v, nil
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return nil, problem.Malformed("%s is not a whole number", v)
		}
		return n, nil
	case map[string]any:
		text, ok := v["base64"].(string)
		raw, err := base64.StdEncoding.DecodeString(text)
		if !ok || len(v) != 1 || err != nil {
			return nil, problem.Malformed("a value is not readable")
		}
		return raw, nil
	}
	return nil, problem.Malformed("a value is not readable")
}

// Restore puts a backup into a new, empty database of either engine, in one transaction, and
// brings it to the newest schema. Conflict when the database holds something, or when a newer
// Candor made the backup; then nothing was changed.
func (a *Archive) Restore(ctx context.Context, c Config) error {
	c, err := c.WithDefaults()
	if err != nil {
		return err
	}
	if file, ok := c.onFile(); ok {
		if err := openData(c.Data); err != nil {
			return err
		}
		lock, err := lockFile(file)
		if err != nil {
			return err
		}
		defer func() { _ = lock.Close() }() // It ends with the process at the latest.
	}
	target := c.store()
	target.BackupBy = a.Manifest.MadeBy
	s, err := store.OpenAt(ctx, target, a.Manifest.Schema)
	if err != nil {
		return err
	}
	return errors.Join(a.restore(ctx, s), s.Close())
}

func (a *Archive) restore(ctx context.Context, s *store.Store) error {
	isNewest, err := s.IsNewest(ctx)
	if err != nil {
		return err
	}
	err = s.Write(ctx, func(tx *store.Tx) error {
		if err := a.load(tx); err != nil || !isNewest {
			return err
		}
		return tx.RebuildSearch()
	})
	if err != nil || isNewest {
		return err
	}
	if err := s.Upgrade(ctx); err != nil {
		return err
	}
	return s.Write(ctx, func(tx *store.Tx) error { return tx.RebuildSearch() })
}

func (a *Archive) load(tx *store.Tx) error {
	tables := make([]string, len(a.Manifest.Parts))
	for i, p := range a.Manifest.Parts {
		tables[i] = p.Table
	}
	l, err := tx.Load(tables)
	if err != nil {
		return err
	}
	for _, p := range a.Manifest.Parts {
		err := a.lines(p, func(line []byte) error {
			row, err := readRow(line)
			if err != nil {
				return err
			}
			return l.Add(p.Table, row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
