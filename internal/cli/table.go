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
