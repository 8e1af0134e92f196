package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/nameless"
)

// The fields of a commit in the answer of git, each ended by a NUL. Authors are read so that their names
// can be taken out of the message; they go nowhere.
const gitFormat = "--format=commit:%H%x00%ct%x00%s%x00%b%x00%an%x00%ae%x00%cn%x00%ce"

const (
	gitFields = 8
	gitPaths  = 300 // As many as a change names.
)

// commits are the commits of the first line of a branch, the oldest first, as changes.
func commits(ctx context.Context, in importing, span ...string) ([]client.NewChange, error) {
	args := append([]string{"-C", in.git, "log", "--first-parent", "-m", "--no-renames", "--no-show-signature", "--no-color", "--no-ext-diff", "-z", "--numstat", gitFormat}, span...)
	raw, err := ask(ctx, "git", append(args, "--")...)
	if err != nil {
		return nil, err
	}
	var list []client.NewChange
	words := strings.Split(string(raw), "\x00")
	for i := 0; i < len(words); {
		hash, ok := strings.CutPrefix(strings.TrimLeft(words[i], "\n"), "commit:")
		if !ok || i+gitFields > len(words) {
			i++
			continue
		}
		end := i + gitFields
		for end < len(words) && !strings.HasPrefix(strings.TrimLeft(words[end], "\n"), "commit:") {
			end++
		}
		list = append(list, commitChange(in, hash, words[i+1:end]))
		i = end
	}
	slices.Reverse(list)
	return list, nil
}

// commitChange is a commit as a change: what it says without anybody's name, and what it touched.
func commitChange(in importing, hash string, words []string) client.NewChange {
	var p nameless.Persons
	p.Add(words[3:7]...)
	p.Add(in.people...)
	seconds, _ := strconv.ParseInt(words[0], 10, 64) // Git writes numbers.
	c := client.NewChange{
		Kind: "code", Service: in.service, Environment: in.environment, Ref: hash, Key: "git:" + hash + ":" + in.service, OccurredAt: time.Unix(seconds, 0).UTC(),
		Summary: text.Line(orElse(p.Branch(words[1]), "A commit without a message"), 1000), Detail: text.Cut(p.Text(strings.TrimSpace(words[2])), 4_000),
	}
	for _, line := range words[7:] {
		part := strings.SplitN(strings.TrimLeft(line, "\n"), "\t", 3)
		if len(part) != 3 {
			continue
		}
		added, _ := strconv.Atoi(part[0]) // "-" for a picture, which has no lines.
		removed, _ := strconv.Atoi(part[1])
		c.Additions, c.Deletions = c.Additions+added, c.Deletions+removed
		c.Paths = append(c.Paths, text.Line(p.Text(part[2]), 300))
	}
	if n := len(c.Paths); n > gitPaths {
		c.Paths = c.Paths[:gitPaths]
		c.Detail = strings.TrimSpace(c.Detail + fmt.Sprintf("\nIt touched %d files; the first %d are named.", n, gitPaths))
	}
	return c
}

// ask runs a program of this machine and returns what it prints.
func ask(ctx context.Context, program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = 2 * time.Second
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, local("There is no %s on this machine.", program)
	case err != nil:
		line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return nil, local("%s did not answer: %s.", program, sentence(orElse(strings.TrimPrefix(line, "fatal: "), err.Error())))
	}
	return out.Bytes(), nil
}
