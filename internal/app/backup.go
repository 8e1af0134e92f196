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
	"fmt"
	"io"
	"time"

	"candor.dev/candor/internal/store"
)

// backupFormat names the form of the archive; a reader refuses what it does not know.
const backupFormat = "candor-backup/1"

const manifestName = "manifest.json"

// Manifest tells what a backup holds. It is the last part of the archive, so that an archive
// which ends early has none.
type Manifest struct {
	Format string    `json:"format"`
	Schema int64     `json:"schema"` // Of the database that was saved.
	Engine string    `json:"engine"` // For information; any engine can restore it.
	MadeAt time.Time `json:"made_at"`
	MadeBy string    `json:"made_by"`
	Parts  []Part    `json:"parts"`
}

// Part is one table: a file of lines, each a JSON object.
type Part struct {
	Name   string `json:"name"`
	Table  string `json:"table"`
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Rows is how many rows the backup holds in all.
func (m Manifest) Rows() (n int) {
	for _, p := range m.Parts {
		n += p.Rows
	}
	return n
}

// Backup writes everything that a database holds, as it was at one moment, while servers go on
// writing. Sessions, open invitations and waiting jobs are left out, and the key file is not in
// it.
func Backup(ctx context.Context, s *store.Store, to io.Writer) (Manifest, error) {
	m := Manifest{Format: backupFormat, Engine: s.Engine(), MadeAt: s.Now(), MadeBy: Version()}
	var err error
	if m.Schema, err = s.SchemaVersion(ctx); err != nil {
		return m, err
	}
	archive := zip.NewWriter(to)
	err = s.Snapshot(ctx, func(v *store.View) error {
		for _, table := range store.KeptTables() {
			part, err := savePart(archive, v, table)
			if err != nil {
				return fmt.Errorf("save %s: %w", table, err)
			}
			m.Parts = append(m.Parts, part)
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	w, err := archive.Create(manifestName)
	if err != nil {
		return m, fmt.Errorf("write the manifest: %w", err)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(m); err != nil {
		return m, fmt.Errorf("write the manifest: %w", err)
	}
	return m, archive.Close()
}

func savePart(archive *zip.Writer, v *store.View, table string) (Part, error) {
	part := Part{Name: "tables/" + table + ".jsonl", Table: table}
	w, err := archive.Create(part.Name)
	if err != nil {
		return part, err
	}
	sum := sha256.New()
	lines := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	err = v.Dump(table, func(r store.Row) error {
		part.Rows++
		return writeRow(lines, r)
	})
	if err != nil {
		return part, err
	}
	if err := lines.Flush(); err != nil {
		return part, err
	}
	part.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return part, nil
}

// blob is how bytes stand in a line: everything else is a plain JSON value.
type blob struct {
	Base64 string `json:"base64"`
}

// writeRow writes a row as one line with the columns in their order.
func writeRow(w io.Writer, r store.Row) error {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, column := range r.Columns {
		if i > 0 {
			b.WriteByte(',')
		}
		value := r.Values[i]
		if raw, ok := value.([]byte); ok {
			value = blob{base64.StdEncoding.EncodeToString(raw)}
		}
		text, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("encode %s: %w", column, err)
		}
		fmt.Fprintf(&b, "%q:%s", column, text)
	}
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}

// lastBackup is the setting that tells doctor when a backup was made.
const lastBackup = "last_backup"

// NoteBackup remembers that a backup was made.
func NoteBackup(ctx context.Context, s *store.Store, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		var before time.Time
		version, err := tx.Setting(lastBackup, &before)
		if err != nil {
			return err
		}
		return tx.SaveSetting(lastBackup, version, at)
	})
}
