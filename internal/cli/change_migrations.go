package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/nameless"
)

const maxMigrations = 8 << 20

// The columns by which tools that migrate databases tell the same.
var (
	versionColumns = []string{"version_id", "version", "version_num", "migration_name", "script", "id", "name", "filename"}
	titleColumns   = []string{"description", "name", "script", "filename"}
	timeColumns    = []string{"installed_on", "tstamp", "executed_at", "applied_at", "run_at", "migration_time", "inserted_at", "created_at", "finished_at", "dateexecuted", "applied"}
	personColumns  = []string{"installed_by", "executed_by", "applied_by", "created_by", "author", "user", "username"}
	migratedTimes  = []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999Z07", "2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999"}
)

// migrations reads the rows of a table of migrations, whichever tool wrote it.
func (sh *shell) migrations(in importing) ([]client.NewChange, error) {
	from := sh.in
	if in.migrations != "-" {
		f, err := os.Open(in.migrations)
		if err != nil {
			return nil, local("The migrations cannot be read.").because(err)
		}
		defer func() { _ = f.Close() }() // It was only read.
		from = f
	}
	raw, err := io.ReadAll(io.LimitReader(from, maxMigrations+1))
	switch {
	case err != nil:
		return nil, local("The migrations cannot be read.").because(err)
	case len(raw) > maxMigrations:
		return nil, local("The migrations are larger than %d MiB.", maxMigrations>>20)
	}
	rows, err := tableRows(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, err
	}
	var list []client.NewChange
	for i, row := range rows {
		c, err := migrationChange(in, row)
		if err != nil {
			return nil, usage("Row %d of the migrations cannot be used: %s.", i+1, err).next("candor change import --help shows which tables are read.")
		}
		if c.Key != "" && !c.OccurredAt.Before(in.since) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b client.NewChange) int { return a.OccurredAt.Compare(b.OccurredAt) })
	return list, nil
}

// tableRows reads CSV with a first line of names, a JSON array of objects, or JSON lines.
func tableRows(raw []byte) ([]map[string]string, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && (raw[0] == '[' || raw[0] == '{') {
		return jsonRows(raw)
	}
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord = 0
	lines, err := in.ReadAll()
	switch {
	case err != nil:
		return nil, usage("The migrations are no CSV: %v.", err)
	case len(lines) == 0:
		return nil, usage("The migrations are empty.").next("The first line holds the names of the columns.")
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, v := range line {
			row[strings.ToLower(strings.TrimSpace(lines[0][i]))] = strings.TrimSpace(v)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func jsonRows(raw []byte) ([]map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var rows []map[string]string
	add := func(o map[string]any) {
		row := map[string]string{}
		for k, v := range o {
			if v != nil {
				row[strings.ToLower(k)] = fmt.Sprint(v)
			}
		}
		rows = append(rows, row)
	}
	for {
		var v any
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, usage("The migrations are no JSON: %v.", err)
		}
		switch v := v.(type) {
		case map[string]any:
			add(v)
		case []any:
			for _, one := range v {
				o, ok := one.(map[string]any)
				if !ok {
					return nil, usage("The migrations are no array of objects.")
				}
				add(o)
			}
		default:
			return nil, usage("The migrations are neither objects nor an array of them.")
		}
	}
}

// migrationChange is a row as a change; without a key when it tells of none, such as goose's first row.
func migrationChange(in importing, row map[string]string) (client.NewChange, error) {
	first := func(names []string) string {
		for _, name := range names {
			if row[name] != "" {
				return row[name]
			}
		}
		return ""
	}
	version, title := first(versionColumns), first(titleColumns)
	if version == "" {
		return client.NewChange{}, errors.New("it has no column of a version, such as version, version_id or script")
	}
	if row["version_id"] == "0" || row["type"] == "SCHEMA" {
		return client.NewChange{}, nil
	}
	at, stamp := in.at, "" // Without a time of its own, a row is known by its version alone.
	if said := first(timeColumns); said != "" {
		var err error
		if at, err = migratedAt(said); err != nil {
			return client.NewChange{}, err
		}
		stamp = strconv.FormatInt(at.Unix(), 10)
	}
	if at.IsZero() {
		return client.NewChange{}, errors.New("it does not say when it ran; --at does")
	}
	var p nameless.Persons
	p.Add(in.people...)
	for _, name := range personColumns {
		p.Add(row[name])
	}
	undone := falsy(row["is_applied"])
	c := client.NewChange{
		Kind: "migration", Service: in.service, Environment: in.environment, Ref: text.Line(p.Text(version), 200), OccurredAt: at.UTC(), Outcome: "succeeded",
		Summary: "Migration " + version,
		Key:     text.Line(strings.Join([]string{"migration", in.service, in.environment, p.Text(version), stamp}, ":"), 200),
	}
	if title != "" && title != version {
		c.Summary += ": " + title
	}
	if undone {
		c.Kind, c.Summary = "rollback", "Migration "+version+" taken back"
	}
	if falsy(row["success"]) || truthy(row["dirty"]) || row["error"] != "" {
		c.Outcome = "failed"
	}
	c.Summary = text.Line(p.Text(c.Summary), 1000)
	if script := first([]string{"script", "filename"}); script != "" {
		c.Paths = []string{text.Line(p.Text(script), 300)}
	}
	if ms := row["execution_time"]; ms != "" {
		c.Detail = "It took " + taken(ms) + "."
	}
	return c, nil
}

// taken is a time as tools write it down: milliseconds of Flyway, nanoseconds of Atlas.
func taken(s string) string {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
		return text.Line(s, 40)
	case n > 100_000_000:
		return time.Duration(n).Round(time.Millisecond).String()
	}
	return (time.Duration(n) * time.Millisecond).String()
}

func migratedAt(s string) (time.Time, error) {
	for _, layout := range migratedTimes {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 1e8 && n < 1e10 {
		return time.Unix(n, 0), nil
	}
	return time.Time{}, fmt.Errorf("%q is not a time", text.Line(s, 40))
}

func falsy(s string) bool {
	return slices.Contains([]string{"f", "false", "0", "no"}, strings.ToLower(s))
}

func truthy(s string) bool {
	return slices.Contains([]string{"t", "true", "1", "yes"}, strings.ToLower(s))
}
