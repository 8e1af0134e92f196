package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// table prints aligned columns.
func (sh *shell) table(fill func(*tabwriter.Writer)) error {
	w := tabwriter.NewWriter(sh.out, 0, 8, 2, ' ', 0)
	fill(w)
	return w.Flush()
}

// row adds a line to a table; each cell stays on one line.
func row(w *tabwriter.Writer, cells ...string) {
	for i := range cells {
		cells[i] = plain(cells[i])
	}
	_, _ = fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t")) // Flush tells.
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// fact adds a named value; nothing when there is none.
func fact(w *tabwriter.Writer, name, value string) {
	if value != "" {
		row(w, name, value)
	}
}

// orJSON prints what was loaded as JSON, unless loading it did not work.
func (sh *shell) orJSON(v any, err error) error {
	if err != nil {
		return err
	}
	return sh.printJSON(v)
}
