package render

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
)

// DocumentTable exports the whys alone: the table of the playbook, as Markdown.
func DocumentTable(c postmortem.Copy) string {
	var b strings.Builder
	writeWhyTable(&b, c)
	return b.String()
}

// DocumentCSV exports the same table for spreadsheets. A cell that a spreadsheet could take for a
// formula has an apostrophe before it; ReadCSV takes it off again.
func DocumentCSV(c postmortem.Copy) (string, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range append([]row{whyHead}, numbered(whyRows(c))...) {
		cells := make([]string, len(r))
		for i, cell := range r {
			cells[i] = guarded(cell)
		}
		if err := w.Write(cells); err != nil {
			return "", fmt.Errorf("write the table of %s: %w", c.Ref, err)
		}
	}
	w.Flush()
	return b.String(), w.Error()
}

// ReadCSV reads a table that DocumentCSV wrote, as its cells are meant.
func ReadCSV(src string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(src)).ReadAll()
	for _, r := range rows {
		for i, cell := range r {
			if strings.HasPrefix(cell, "'") && isFormula(cell) {
				r[i] = cell[1:]
			}
		}
	}
	return rows, err
}

func guarded(cell string) string {
	if isFormula(cell) {
		return "'" + cell
	}
	return cell
}

// isFormula says whether a spreadsheet could calculate with a cell, now or once apostrophes before
// it are taken off.
func isFormula(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	return cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0])
}
