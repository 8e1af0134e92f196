package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/engine/render"
)

// gitExport is what candor export --git was asked for.
type gitExport struct {
	dir, folder string
	push        bool
	accounts    bool
}

// keptFile names the files that an export may write or take out; a reference from a server is no more
// than that.
var keptFile = regexp.MustCompile(`^PM-[1-9][0-9]{0,9}\.md$`)

// exportGit brings a folder of a working copy to what is published, and commits the difference.
func (sh *shell) exportGit(ctx context.Context, c *client.Client, in gitExport) error {
	if _, err := inGit(ctx, in.dir, "rev-parse", "--is-inside-work-tree"); err != nil {
		return err
	}
	root, err := os.OpenRoot(in.dir) // A link in the working copy leads nowhere else.
	if err != nil {
		return local("The folder cannot be opened.").because(err)
	}
	defer root.Close() // Nothing is written through it any more.
	if err := root.MkdirAll(in.folder, 0o755); err != nil {
		return local("The folder %s cannot be made there.", in.folder).because(err)
	}
	changes, err := sh.writeAll(ctx, c, root, in)
	if err != nil {
		return err
	}
	state, err := inGit(ctx, in.dir, "status", "--porcelain", "--", in.folder)
	if err != nil {
		return err
	}
	say := "Nothing changed."
	if len(bytes.TrimSpace(state)) > 0 {
		message := commitMessage(changes)
		if _, err := inGit(ctx, in.dir, "add", "--all", "--", in.folder); err != nil {
			return err
		}
		if _, err := inGit(ctx, in.dir, "commit", "--quiet", "--no-gpg-sign", "--message", message, "--", in.folder); err != nil {
			return err
		}
		say, _, _ = strings.Cut(message, "\n")
		say = "Committed: " + say + "."
	}
	if in.push {
		if _, err := inGit(ctx, in.dir, "push", "--quiet", "origin", "HEAD"); err != nil {
			return err
		}
		say += " Pushed to origin."
	}
	return sh.answer(map[string]any{"changes": changes, "pushed": in.push}, "%s", say)
}

// gitChange tells what became of a file.
type gitChange struct {
	Ref   string `json:"ref"`
	Title string `json:"title,omitempty"`
	What  string `json:"what"` // added, changed or removed.
}

// writeAll writes what is published and takes out what no longer is. Accounts stay out unless they
// are asked for: whoever takes theirs back cannot take it out of the history of a repository.
func (sh *shell) writeAll(ctx context.Context, c *client.Client, root *os.Root, in gitExport) ([]gitChange, error) {
	q, folder := client.ExportQuery{Format: "md", Accounts: "without"}, in.folder
	if in.accounts {
		q.Accounts = "with"
	}
	changes, there := []gitChange{}, map[string]bool{}
	for page := (client.Paging{}); ; {
		got, err := c.Publications(ctx, page)
		if err != nil {
			return nil, err
		}
		for _, p := range got.Items {
			name := p.Ref + ".md"
			if !keptFile.MatchString(name) {
				return nil, local("The server names a postmortem %q.", p.Ref)
			}
			there[name] = true
			doc, err := c.ExportAs(ctx, p.Ref, q)
			if err != nil {
				return nil, err
			}
			what, err := keep(root, path.Join(folder, name), doc.Data)
			if err != nil {
				return nil, err
			}
			if what != "" {
				changes = append(changes, gitChange{Ref: p.Ref, Title: p.Title, What: what})
			}
		}
		if page.Cursor = got.Next; page.Cursor == "" {
			break
		}
	}
	removed, err := dropOthers(root, folder, there)
	changes = append(changes, removed...)
	slices.SortFunc(changes, func(a, b gitChange) int {
		if n := len(a.Ref) - len(b.Ref); n != 0 {
			return n
		}
		return strings.Compare(a.Ref, b.Ref)
	})
	return changes, err
}

// keep writes a file unless it says the same already.
func keep(root *os.Root, name string, data []byte) (what string, err error) {
	before, err := root.ReadFile(name)
	switch {
	case err == nil && bytes.Equal(before, data):
		return "", nil
	case err == nil:
		what = "changed"
	case errors.Is(err, fs.ErrNotExist):
		what = "added"
	default:
		return "", local("%s cannot be read.", name).because(err)
	}
	if err := root.WriteFile(name, data, 0o644); err != nil {
		return "", local("%s cannot be written.", name).because(err)
	}
	return what, nil
}

// dropOthers takes out the documents of ours that are no longer published for whoever asks. Other
// files stay.
func dropOthers(root *os.Root, folder string, there map[string]bool) ([]gitChange, error) {
	entries, err := fs.ReadDir(root.FS(), path.Clean(folder))
	if err != nil {
		return nil, local("The folder %s cannot be read.", folder).because(err)
	}
	var changes []gitChange
	for _, e := range entries {
		if there[e.Name()] || !keptFile.MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		name := path.Join(folder, e.Name())
		raw, err := root.ReadFile(name)
		if err != nil {
			return nil, local("%s cannot be read.", name).because(err)
		}
		if _, ours, _ := render.ReadMarkdown(string(raw)); !ours {
			continue
		}
		if err := root.Remove(name); err != nil {
			return nil, local("%s cannot be removed.", name).because(err)
		}
		changes = append(changes, gitChange{Ref: strings.TrimSuffix(e.Name(), ".md"), What: "removed"})
	}
	return changes, nil
}

// commitMessage says what is now true of which postmortem.
func commitMessage(changes []gitChange) string {
	var lines []string
	for _, ch := range changes {
		switch ch.What {
		case "removed":
			lines = append(lines, ch.Ref+" is not published here any more")
		default:
			lines = append(lines, fmt.Sprintf("%s %s: %s", ch.Ref, ch.What, strings.Join(strings.Fields(ch.Title), " ")))
		}
	}
	switch len(lines) {
	case 0: // Somebody had changed a file, and it is as it was.
		return "postmortems: as they are published"
	case 1:
		return "postmortems: " + lines[0]
	}
	return fmt.Sprintf("postmortems: %d documents\n\n%s", len(lines), strings.Join(lines, "\n"))
}

// inGit runs git in a working copy, as nobody in particular: whoever exports is not the author of
// what was learned.
func inGit(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	cmd.WaitDelay = 2 * time.Second
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") && !strings.HasPrefix(v, "GIT_SSH") }),
		"GIT_AUTHOR_NAME=Candor", "GIT_AUTHOR_EMAIL=candor@localhost", "GIT_COMMITTER_NAME=Candor", "GIT_COMMITTER_EMAIL=candor@localhost", "GIT_TERMINAL_PROMPT=0")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, local("There is no git on this machine.")
	case err != nil:
		line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return nil, local("git %s did not work: %s.", args[0], sentence(orElse(strings.TrimPrefix(line, "fatal: "), err.Error())))
	}
	return out.Bytes(), nil
}
