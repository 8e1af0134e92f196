package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// documentation reads the paragraphs of comments in the Go files of a folder, each once.
func documentation(root string) ([]string, error) {
	all := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var one []byte
		end := func() {
			if len(one) > 30 {
				all[string(one)] = true
			}
			one = one[:0]
		}
		for line := range bytes.Lines(raw) {
			if rest, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("//")); ok {
				one = append(append(one, bytes.TrimSpace(rest)...), ' ')
				continue
			}
			end()
		}
		end()
		return nil
	})
	return slices.Sorted(maps.Keys(all)), err
}
