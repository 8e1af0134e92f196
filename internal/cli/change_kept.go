package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"candor.dev/candor/client"
)

// keptChange is a change that its server does not know yet.
type keptChange struct {
	Server string           `json:"server"`
	PID    int              `json:"pid,omitempty"` // Of the process that is still at it; 0: it has ended.
	Change client.NewChange `json:"change"`
}

// keptDir is the folder of changes that could not be told yet, readable by nobody else.
func (sh *shell) keptDir() string {
	state := sh.getenv("XDG_STATE_HOME")
	if state == "" {
		state = filepath.Join(sh.getenv("HOME"), ".local", "state")
	}
	return filepath.Join(state, "candor", "changes")
}

// keepChange writes a change to a file of this machine, whole or not at all, and returns its name. The
// same change again takes the place of the earlier file.
func (sh *shell) keepChange(in client.NewChange, pid int) (string, error) {
	sh.server = orElse(sh.server, orElse(sh.getenv("CANDOR_URL"), "http://127.0.0.1:8080"))
	raw, err := json.MarshalIndent(keptChange{sh.server, pid, in}, "", "  ")
	if err != nil {
		return "", err
	}
	dir := sh.keptDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", local("The change cannot be kept.").because(err)
	}
	path := filepath.Join(dir, strings.ReplaceAll(in.Key, ":", "-")+".json")
	f, err := os.CreateTemp(dir, ".new-*") // Mode 0600.
	if err != nil {
		return "", local("The change cannot be kept.").because(err)
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // What matters is told.
		return "", local("The change cannot be kept.").because(err)
	}
	return path, nil
}

func forgetKept(path string) {
	if path != "" {
		_ = os.Remove(path) // Told once more, it is known by its key.
	}
}

// mostKept is how many kept changes are told in one go.
const mostKept = 200

// tellKept tells the server what was kept for it earlier, the oldest first, until it cannot be reached.
// What it refuses for good is put aside and named.
func (sh *shell) tellKept(ctx context.Context, c *client.Client) {
	names, err := filepath.Glob(filepath.Join(sh.keptDir(), "*.json"))
	if err != nil || len(names) == 0 {
		return
	}
	type one struct {
		path string
		keptChange
	}
	var list []one
	for _, path := range names {
		k := one{path: path}
		raw, err := os.ReadFile(path)
		if err != nil || json.Unmarshal(raw, &k.keptChange) != nil || k.Server != sh.server || running(k.PID) {
			continue
		}
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b one) int { return a.Change.OccurredAt.Compare(b.Change.OccurredAt) })
	told := 0
	for _, k := range list[:min(len(list), mostKept)] {
		_, err := c.RecordChange(ctx, k.Change)
		var e *client.Error
		switch {
		case err == nil:
			forgetKept(k.path)
			told++
			continue
		case errors.As(err, &e) && codeOf(string(e.Kind)) == exitUsage:
			_ = os.Rename(k.path, k.path+".refused") // Else it is refused again the next time.
			sh.note("A change that was kept earlier is refused (%s); it stays as %s.refused.", sentence(e.Error()), k.path)
			continue
		}
		break
	}
	if told > 0 {
		sh.note("Recorded now: %s kept earlier.", counted(told, "change"))
	}
}

// running says whether a process of this machine is still at it.
func running(pid int) bool {
	if pid <= 0 || pid == os.Getpid() {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
