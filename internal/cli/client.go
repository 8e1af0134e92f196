package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
)

// talk is a command that talks to a server. The context carries the idempotency key of the
// invocation, so that it is for one write.
type talk func(ctx context.Context, c *client.Client, args []string) error

// talking makes a talk a cobra command.
func (sh *shell) talking(run talk) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c, err := sh.dial()
		if err != nil {
			return err
		}
		if err := sh.useKey(cmd); err != nil {
			return err
		}
		return run(client.WithKey(cmd.Context(), sh.key), c, args)
	}
}

// dial makes a client of the address and the token that flags, environment and file say.
func (sh *shell) dial() (*client.Client, error) {
	sh.server = orElse(sh.server, orElse(sh.getenv("CANDOR_URL"), "http://127.0.0.1:8080"))
	token, err := sh.token()
	if err != nil {
		return nil, err
	}
	sh.hasToken = token != ""
	c := client.New(sh.server, token)
	c.Agent = "candor-cli/" + strings.ReplaceAll(app.Version(), " ", "")
	return c, nil
}

// token reads the token: from the environment, from the file that was named, or from the usual
// file, which may be missing.
func (sh *shell) token() (string, error) {
	path, named := orElse(sh.tokenFile, sh.getenv("CANDOR_TOKEN_FILE")), true
	if token := sh.getenv("CANDOR_TOKEN"); token != "" && sh.tokenFile == "" {
		return token, nil
	}
	if path == "" {
		dir := sh.getenv("XDG_CONFIG_HOME")
		if dir == "" {
			dir = filepath.Join(sh.getenv("HOME"), ".config")
		}
		path, named = filepath.Join(dir, "candor", "token"), false
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return "", nil
	}
	if err != nil {
		return "", local("The token file cannot be read.").because(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", local("The token file %s can be read by others, so it is not used.", path).next("Run: chmod 600 %s", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", local("The token file cannot be read.").because(err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// prose joins the words of the command line; a single hyphen means the input.
func (sh *shell) prose(args []string) (string, error) {
	if len(args) != 1 || args[0] != "-" {
		return strings.Join(args, " "), nil
	}
	raw, err := io.ReadAll(io.LimitReader(sh.in, 4<<20))
	if err != nil {
		return "", local("The input cannot be read.").because(err)
	}
	return strings.TrimRight(string(raw), "\n"), nil
}

// answer prints v as JSON, or the sentence.
func (sh *shell) answer(v any, sentence string, args ...any) error {
	if sh.json {
		return sh.printJSON(v)
	}
	return sh.say(sentence, args...)
}

// done answers a write that returns nothing: with the name of the thing, or the sentence.
func (sh *shell) done(ref, sentence string, args ...any) error {
	return sh.answer(struct {
		Ref string `json:"ref"`
	}{ref}, sentence, args...)
}

// more says how to get the next page of a list.
func (sh *shell) more(next string) error {
	if next != "" {
		sh.note("More follows: repeat with --cursor %s", next)
	}
	return nil
}

func pagingFlags(cmd *cobra.Command, p *client.Paging) {
	cmd.Flags().IntVar(&p.Limit, "limit", 0, "how many at most")
	cmd.Flags().StringVar(&p.Cursor, "cursor", "", "where the page begins, as the page before said")
}

// oneOf completes a flag and says in its help what it takes.
func oneOf(cmd *cobra.Command, flag string, values ...string) {
	f := cmd.Flags().Lookup(flag)
	f.Usage += " (" + strings.Join(values, ", ") + ")"
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(fmt.Sprintf("complete --%s: %v", flag, err)) // The flag is declared a few lines above.
	}
}
