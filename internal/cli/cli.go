// Package cli owns the commands. They talk to a server through the public client, as any other
// program would; only serve, admin, doctor, backup, restore, audit and config work on the
// database or on files themselves. It refuses rules: a command checks what it was typed, and
// the server decides.
//
// Start reading at Main; then one file per noun. fail.go says what the exit codes mean.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/domain/text"
)

// shell is what commands work with: the streams, the environment, the clock, and the flags that
// every command has.
type shell struct {
	in     io.Reader
	out    *screen // What was asked for.
	err    *screen // What else is to be said.
	getenv func(string) string
	now    func() time.Time

	json      bool
	server    string
	tokenFile string
	key       string
	hasToken  bool // A token is sent.
}

// Main carries out a command and returns the exit code.
func Main(argv []string) int {
	sh := &shell{in: os.Stdin, out: newScreen(os.Stdout), err: newScreen(os.Stderr), getenv: os.Getenv, now: app.Now}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second Ctrl-C ends the process at once.
	return sh.run(ctx, argv)
}

func (sh *shell) run(ctx context.Context, argv []string) int {
	root := sh.root()
	root.SetArgs(argv)
	root.SetIn(sh.in)
	root.SetOut(sh.out)
	root.SetErr(sh.err)
	err := root.ExecuteContext(ctx)
	var ran *ranError
	if err != nil && !errors.As(err, &ran) {
		err = asUsage(err) // Cobra refused it before any command ran.
	}
	return sh.fail(ctx, err)
}

// ranError marks what a command returned, as against what cobra refused.
type ranError struct{ error }

func (e *ranError) Unwrap() error { return e.error }

func (sh *shell) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "candor",
		Short: "Production incidents and blameless postmortems",
		Long: "Candor helps people through production incidents and what is learned from them.\n\n" +
			"Commands that talk to a server read CANDOR_URL and CANDOR_TOKEN, or the file ~/.config/candor/token (mode 0600).\n" +
			"Exit codes: 0 fine, 1 findings or no, 2 usage, 3 not authenticated, 4 not found or forbidden, 5 conflict,\n" +
			"6 server unreachable or failed, 7 local file or configuration.",
		SilenceErrors: true, SilenceUsage: true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&sh.server, "server", "", "address of the server (CANDOR_URL; default http://127.0.0.1:8080)")
	flags.StringVar(&sh.tokenFile, "token-file", "", "file that holds the token (CANDOR_TOKEN_FILE)")
	flags.BoolVar(&sh.json, "json", false, "print JSON")
	flags.StringVar(&sh.key, "key", "", "idempotency key of the write, to repeat one whose outcome is not known")
	root.AddCommand(sh.serveCommand(), sh.adminCommand(), sh.configCommand(), sh.versionCommand(), sh.tokenCommand(), sh.alertCommand(), sh.sourceCommand(),
		sh.reportCommand(), sh.reportsCommand(), sh.incidentCommand(), sh.timelineCommand(), sh.hypothesisCommand(),
		sh.needCommand(), sh.offerCommand(), sh.thanksCommand(), sh.changeCommand(), sh.recapCommand(), sh.catalogCommand(), sh.templateCommand(), sh.postmortemCommand(), sh.factorCommand(), sh.riskCommand(), sh.actionCommand(), sh.exportCommand(), sh.searchCommand(), sh.importCommand(), sh.lintCommand(), sh.lspCommand(), sh.feedCommand(), sh.personCommand(),
		sh.backupCommand(), sh.restoreCommand(), sh.auditCommand(), sh.doctorCommand(), sh.demoCommand())
	prepare(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err) })
	return root
}

// prepare makes every command answer alike: a group without a command is a usage error that
// names the nearest one, and what a command returns is told apart from what cobra refuses.
func prepare(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(c *cobra.Command, args []string) error {
			if err := run(c, args); err != nil {
				return &ranError{err}
			}
			return nil
		}
		if accepts := cmd.Args; accepts != nil {
			cmd.Args = func(c *cobra.Command, args []string) error {
				if err := accepts(c, args); err != nil {
					return argsError(c, args)
				}
				return nil
			}
		}
	} else if cmd.HasSubCommands() {
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = missingCommand
	}
	for _, sub := range cmd.Commands() {
		prepare(sub)
	}
}

// argsError names what is missing, as the usage of the command calls it, or what is too much.
func argsError(cmd *cobra.Command, args []string) error {
	var needed []string
	for _, w := range strings.Fields(cmd.Use)[1:] {
		if strings.HasPrefix(w, "[") || strings.HasPrefix(w, "-") {
			break
		}
		needed = append(needed, strings.ReplaceAll(w, "|", " or "))
	}
	err := usage("%s takes no more than that: %q is too much.", cmd.CommandPath(), strings.Join(args, " "))
	switch {
	case len(args) < len(needed):
		err = usage("%s needs %s.", cmd.CommandPath(), strings.Join(needed[len(args):], " and "))
	case len(args) > len(needed):
		err = usage("%s does not take %q.", cmd.CommandPath(), args[len(needed)])
	}
	return err.next("%s --help tells more.", cmd.CommandPath())
}

func missingCommand(cmd *cobra.Command, args []string) error {
	names := make([]string, 0, len(cmd.Commands()))
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	if len(args) == 0 {
		return &ranError{usage("%s needs a command: %s.", cmd.CommandPath(), strings.Join(names, ", "))}
	}
	err := usage("There is no command %q in %s.", args[0], cmd.CommandPath())
	if near := text.Nearest(args[0], names); near != "" {
		return &ranError{err.next("Did you mean %s %s?", cmd.CommandPath(), near)}
	}
	return &ranError{err.next("%s --help lists the commands.", cmd.CommandPath())}
}

// flagError names the nearest flag when one is unknown.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return asUsage(err)
	}
	var names []string
	add := func(f *pflag.Flag) {
		if !f.Hidden && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	out := usage("%s has no flag --%s.", cmd.CommandPath(), unknown.GetSpecifiedName())
	if near := text.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		return out.next("Did you mean --%s?", near)
	}
	return out.next("%s --help lists the flags.", cmd.CommandPath())
}

func (sh *shell) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which Candor this is", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if sh.json {
				return sh.printJSON(struct {
					Version string `json:"version"`
				}{app.Version()})
			}
			return sh.say("candor %s", app.Version())
		},
	}
}

// say prints a line of what was asked for.
func (sh *shell) say(format string, args ...any) error {
	_, err := fmt.Fprintf(sh.out, format+"\n", args...)
	return err
}

// note prints a line beside what was asked for, such as what to do next.
func (sh *shell) note(format string, args ...any) {
	_, _ = fmt.Fprintf(sh.err, format+"\n", args...) // There is nobody left to tell.
}
