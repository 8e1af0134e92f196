package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"candor.dev/candor/blameless"
)

// lintOptions are the flags of lint.
type lintOptions struct {
	format   string
	jsonl    bool
	rules    []string
	thorough bool
	context  string
}

func (sh *shell) lintCommand() *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use: "lint FILE...|-", Short: "Find wording that puts a person where a system belongs",
		Long: "Find wording that puts a person where a system belongs, and offer another. Needs no server.\n\n" +
			"Code, links, front matter, lines of a log, block quotes and tables are not read as prose. A finding is waived by\n" +
			"<!-- candor:ignore REASON --> on its line or in front of its paragraph. Files that end in .txt are plain text.\n" +
			"With --jsonl, standard input holds one object a line, {\"id\",\"text\",\"context\"}, and each gets one line of answer.\n" +
			"Exit code 1 says that there are findings.",
		Example: "  candor lint postmortem.md\n  candor lint --format github docs/*.md\n  git show HEAD:postmortem.md | candor lint -",
		RunE:    func(cmd *cobra.Command, args []string) error { return sh.lint(cmd.Context(), o, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "", "text, json, sarif or github (default text, or json with --json)")
	flags.BoolVar(&o.jsonl, "jsonl", false, "read passages as JSON lines from standard input, answer in JSON lines")
	flags.StringArrayVar(&o.rules, "rules", nil, "file with an organisation's own rules (YAML); may be repeated")
	flags.BoolVar(&o.thorough, "thorough", false, "read block quotes and the cells of tables too")
	flags.StringVar(&o.context, "context", "", "heading that the text stands under, such as \"Action items\"")
	return cmd
}

func (sh *shell) lint(ctx context.Context, o lintOptions, args []string) error {
	if o.format == "" && sh.json && !o.jsonl {
		o.format = "json"
	}
	print, ok := lintFormats[cmpOr(o.format, "text")]
	switch {
	case !ok:
		return usage("There is no format %q.", o.format).next("Choose text, json, sarif or github.")
	case o.jsonl && (len(args) > 0 || o.format != ""):
		return usage("--jsonl reads standard input, answers in JSON lines, and takes neither files nor a format.")
	case !o.jsonl && len(args) == 0:
		return usage("candor lint needs a FILE, or - for standard input.").next("candor lint --help shows examples.")
	}
	rules, err := lintRules(o.rules)
	if err != nil {
		return err
	}
	if o.jsonl {
		return sh.lintPassages(rules)
	}
	var files []lintedFile
	unread := 0
	for _, name := range args {
		f, err := sh.lintFile(rules, name, o)
		if err != nil {
			sh.fail(ctx, err) // The others are still read.
			unread++
			continue
		}
		files = append(files, f)
	}
	if err := print(sh.out, files); err != nil {
		return err
	}
	if unread > 0 {
		return &fault{code: exitLocal} // Each was told.
	}
	if slices.ContainsFunc(files, lintedFile.speaks) {
		return errFindings
	}
	return nil
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// lintRules are the built-in rules with those of the files beside them.
func lintRules(names []string) (*blameless.Rules, error) {
	rules := blameless.Builtin()
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, local("The rules %s cannot be read.", name).because(errors.Unwrap(err))
		}
		if rules, err = rules.Extend(raw); err != nil {
			say := strings.NewReplacer("yaml: unmarshal errors:\n  ", "", " in type blameless.file", "", " in type blameless.rule", "").Replace(err.Error())
			return nil, local("The rules %s cannot be used: %s", name, say).next("docs/language.md shows what a rules file may hold.")
		}
	}
	return rules, nil
}

// lintedFile is a text that was read, and what was found in it.
type lintedFile struct {
	name  string
	text  string
	found []blameless.Finding
}

// speaks says whether anything is left that was not waived.
func (f lintedFile) speaks() bool {
	return slices.ContainsFunc(f.found, func(one blameless.Finding) bool { return one.Severity != blameless.Waived })
}

// mostLintBytes bounds one text: far more than a person writes, far less than memory.
const mostLintBytes = 64 << 20

func (sh *shell) lintFile(rules *blameless.Rules, name string, o lintOptions) (lintedFile, error) {
	raw, err := sh.readText(name)
	if err != nil {
		return lintedFile{}, err
	}
	opts := blameless.Options{Thorough: o.thorough, Context: o.context, Plain: strings.EqualFold(filepath.Ext(name), ".txt")}
	text := string(raw)
	if at := blameless.Unreadable(text); at >= 0 {
		what := "no UTF-8"
		if text[at] == 0 {
			what = "a NUL"
		}
		return lintedFile{}, local("%s is not text: byte %d is %s.", name, at+1, what).next("Save it as UTF-8, or leave it out.")
	}
	return lintedFile{name, text, rules.Check(text, opts)}, nil
}

func (sh *shell) readText(name string) ([]byte, error) {
	from, size := sh.in, int64(0)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, local("%s cannot be read.", name).because(errors.Unwrap(err))
		}
		defer f.Close()
		if at, err := f.Stat(); err == nil {
			if at.IsDir() {
				return nil, local("%s is a folder.", name).next("Name its files: candor lint %s", filepath.Join(name, "*.md"))
			}
			size = at.Size()
		}
		from = f
	}
	var all bytes.Buffer
	all.Grow(int(min(size, mostLintBytes)) + bytes.MinRead)
	_, err := all.ReadFrom(io.LimitReader(from, mostLintBytes+1))
	if err != nil {
		return nil, local("%s cannot be read.", name).because(err)
	}
	raw := all.Bytes()
	if len(raw) > mostLintBytes {
		return nil, local("%s is larger than 64 MiB.", name).next("Split it, or lint the parts that people wrote.")
	}
	return raw, nil
}

// passage is one line of --jsonl.
type passage struct {
	ID      json.RawMessage `json:"id"`
	Text    *string         `json:"text"`
	Context string          `json:"context"`
}

type passageAnswer struct {
	ID       json.RawMessage     `json:"id"`
	Labels   []string            `json:"labels"`
	Findings []blameless.Finding `json:"findings"`
}

func (sh *shell) lintPassages(rules *blameless.Rules) error {
	in := bufio.NewReaderSize(sh.in, 1<<16)
	speaks := false
	for line := 1; ; line++ {
		raw, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return local("Line %d of the input cannot be read.", line).because(err)
		}
		if len(bytes.TrimSpace(raw)) > 0 {
			var p passage
			if bad := json.Unmarshal(raw, &p); bad != nil {
				return local("Line %d is no JSON object with id and text.", line).because(bad)
			}
			if p.Text == nil && isBare(raw) {
				p.Text = new(string) // Programs leave out what is empty.
			}
			if p.ID == nil || p.Text == nil {
				return local("Line %d has no id or no text.", line).next("Each line is an object: {\"id\": 1, \"text\": \"...\"}")
			}
			found := rules.Check(*p.Text, blameless.Options{Passage: true, Context: p.Context})
			speaks = speaks || lintedFile{found: found}.speaks()
			answer, bad := marshal(passageAnswer{p.ID, labelsOf(found), nonNil(found)}, "")
			if bad != nil {
				return bad
			}
			if _, bad = sh.out.Write(answer); bad != nil {
				return bad
			}
		}
		if err != nil {
			break
		}
	}
	if speaks {
		return errFindings
	}
	return nil
}

// isBare says whether an object holds nothing beside id and context, so that its text was left
// out, and does not stand under another name.
func isBare(raw []byte) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(new(passage)) == nil
}

// readLine reads up to the end of a line, and no more than one text may hold.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if line = append(line, part...); len(line) > mostLintBytes {
			return nil, errors.New("it is larger than 64 MiB")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// labelsOf are the labels that stand, once each: in the order of blameless.Labels, then those of
// an organisation's own.
func labelsOf(found []blameless.Finding) []string {
	labels, known := []string{}, blameless.Labels()
	for _, f := range found {
		if !slices.Contains(known, f.Label) {
			known = append(known, f.Label)
		}
	}
	for _, label := range known {
		if slices.ContainsFunc(found, func(f blameless.Finding) bool { return f.Label == label && f.Severity != blameless.Waived }) {
			labels = append(labels, label)
		}
	}
	return labels
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
