package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// The exit codes, the same for every command.
const (
	exitFine            = 0
	exitFindings        = 1 // Findings, or the answer "no".
	exitUsage           = 2
	exitUnauthenticated = 3
	exitNotFound        = 4 // Not found or forbidden.
	exitConflict        = 5
	exitServer          = 6 // The server cannot be reached, or failed.
	exitLocal           = 7 // A local file or the configuration.
)

// fault is a failure that the command line itself finds.
type fault struct {
	code      int
	say, hint string
	cause     error
}

func (f *fault) Error() string { return f.say }
func (f *fault) Unwrap() error { return f.cause }

// next returns a copy of f that tells what to do next.
func (f *fault) next(hint string, args ...any) *fault {
	g := *f
	g.hint = fmt.Sprintf(hint, args...)
	return &g
}

// usage: what was typed cannot be carried out.
func usage(say string, args ...any) *fault {
	return &fault{code: exitUsage, say: fmt.Sprintf(say, args...)}
}

// local: a file of this machine, or the configuration, does not allow it.
func local(say string, args ...any) *fault {
	return &fault{code: exitLocal, say: fmt.Sprintf(say, args...)}
}

// because returns a copy of f that tells why.
func (f *fault) because(err error) *fault {
	g := *f
	g.cause = err
	g.say = strings.TrimSuffix(g.say, ".") + ": " + reason(err)
	return &g
}

// reason tells in words why a file cannot be used.
func reason(err error) string {
	var p *fs.PathError
	if !errors.As(err, &p) {
		return err.Error()
	}
	name := p.Path
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no " + name + "."
	case errors.Is(err, fs.ErrExist):
		return name + " exists already."
	case errors.Is(err, fs.ErrPermission):
		return "this account may not use " + name + "."
	case errors.Is(err, syscall.EISDIR):
		return name + " is a folder."
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of " + name + " is no folder."
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full."
	}
	return err.Error()
}

// findings ends a command that did its work and found something; the words were printed already.
var errFindings = &fault{code: exitFindings}

// asUsage makes a sentence of what cobra says.
func asUsage(err error) error {
	var f *fault
	if errors.As(err, &f) {
		return err
	}
	say := err.Error()
	first, rest, _ := strings.Cut(say, "\n")
	first = strings.ToUpper(first[:1]) + first[1:]
	out := usage("%s.", strings.TrimSuffix(first, "."))
	if near := strings.Fields(strings.TrimPrefix(strings.TrimSpace(rest), "Did you mean this?")); len(near) > 0 {
		return out.next("Did you mean %s?", strings.Join(near, " or "))
	}
	return out.next("candor --help lists the commands.")
}

// onFile turns what the server's own parts say about files and configuration into exit code 7.
type onFile struct{ error }

func (e onFile) Unwrap() error { return e.error }

// fail tells a person what is the matter and what to do, and returns the exit code.
func (sh *shell) fail(ctx context.Context, err error) int {
	if err == nil {
		return exitFine
	}
	t := sh.told(err)
	if ctx.Err() != nil && t.code == exitServer {
		t.say, t.hint = "Interrupted.", ""
	}
	if t.say != "" {
		sh.note("%s", t.say)
	}
	if t.hint != "" {
		sh.note("%s", t.hint)
	}
	for _, more := range t.also {
		sh.note("%s", more)
	}
	if t.key != "" {
		sh.note("The outcome is not known. Repeat with --key %s; it is then done once.", t.key)
	}
	return t.code
}

// telling is a failure as it is shown.
type telling struct {
	code      int
	say, hint string
	also      []string // What else is the matter.
	key       string   // When the outcome of a write is not known.
}

func (sh *shell) told(err error) telling {
	var f *fault
	var e *client.Error
	p := problem.Of(err)
	switch {
	case errors.As(err, &f):
		return telling{code: f.code, say: f.say, hint: f.hint}
	case errors.As(err, &e):
		return sh.toldByServer(e)
	case p != nil:
		t := telling{code: codeOf(string(p.Kind)), say: p.Say, hint: p.Hint}
		if errors.As(err, new(onFile)) && (t.code == exitUsage || t.code == exitNotFound) {
			t.code = exitLocal
		}
		if cause := errors.Unwrap(p); cause != nil {
			t.say += " (" + cause.Error() + ")" // The operator sits at the keyboard.
		}
		return t
	}
	t := telling{code: exitServer, say: "This did not work: " + err.Error() + "."}
	if errors.As(err, new(onFile)) {
		t.code = exitLocal
	}
	return t
}

func (sh *shell) toldByServer(e *client.Error) telling {
	t := telling{code: codeOf(string(e.Kind)), say: e.Error(), hint: e.Hint}
	if strings.HasPrefix(e.Detail, text.Named(e.Field)+" ") {
		t.say = e.Detail // The sentence names the field already.
	}
	for _, more := range e.Also {
		one := sh.toldByServer(&client.Error{Kind: e.Kind, Detail: more.Detail, Field: more.Field})
		t.also = append(t.also, strings.TrimSpace(one.say+" "+more.Hint))
	}
	if e.Kind == client.Unreachable {
		t.say = strings.Replace(t.say, "The server could", "The server "+sh.server+" could", 1)
	}
	if e.Kind == client.Unauthenticated && t.hint == "" {
		t.say, t.hint = "The server does not accept this token; it may have ended.", "Make one under Your account, API tokens, and set CANDOR_TOKEN."
		if !sh.hasToken {
			t.say, t.hint = "No token was sent.", "Set CANDOR_TOKEN; make one under Your account, API tokens."
		}
	}
	if e.Kind == client.Internal && e.RequestID != "" {
		t.hint = strings.TrimSpace(t.hint + " The request is " + e.RequestID + " in the server's log.")
	}
	if t.code == exitServer && e.Kind != client.Full {
		t.key = e.Key
	}
	return t
}

func codeOf(kind string) int {
	switch client.Kind(kind) {
	case client.Malformed, client.Invalid, client.Precondition, client.TooLarge, client.Unsupported:
		return exitUsage
	case client.Unauthenticated:
		return exitUnauthenticated
	case client.Forbidden, client.NotFound, client.Gone:
		return exitNotFound
	case client.Conflict, client.Stale:
		return exitConflict
	}
	return exitServer
}
