// Package commandline says what a command line did, without persons and without secrets. It does
// not look for what must go; it keeps what is known to be harmless and nothing else:
//
//   - the program, without its folder;
//   - up to two well-known sub-commands right behind it, or behind the script that it runs;
//   - the names of flags, without their values;
//   - the names of files of scripts, migrations and manifests, without their folders.
//
// Everything else is "…". Programs and sub-commands that sign in are followed by no words at all.
//
// Start reading at Told.
package commandline

import (
	"regexp"
	"slices"
	"strings"

	"candor.dev/candor/internal/engine/nameless"
)

const hidden = "…"

// Told is a command line as it may be told, also without the people that are named, who may be part
// of the name of a program or a file.
func Told(args []string, people ...string) string {
	if len(args) == 0 {
		return ""
	}
	var p nameless.Persons
	p.Add(people...)
	t := teller{persons: &p}
	t.program(args[0])
	rest := args[1:]
	if t.said[0] == "env" {
		rest = t.environment(rest)
	}
	for _, arg := range rest {
		t.argument(arg)
	}
	return p.Text(strings.Join(t.said, " "))
}

var (
	plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.+\-]{0,59}$`)
	setting   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)
	longFlag  = regexp.MustCompile(`^(--[A-Za-z][A-Za-z\-]{0,31})(=|$)`)
	oneHyphen = regexp.MustCompile(`^(-[A-Za-z][A-Za-z\-]*)(=|$)`)
	file      = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_.\-]{0,79}\.(?:sql|sh|bash|py|rb|pl|php|js|ts|ps1|ya?ml|tf|tfvars|hcl|tpl)$`)
	key       = regexp.MustCompile(`[A-Za-z0-9]*(?:[A-Za-z][0-9]|[0-9][A-Za-z])[A-Za-z0-9]*`)
	secretive = regexp.MustCompile(`(?i)pass|pwd|secret|token|key|cred|auth|priv|sign|cookie|session|login|user|owner|author|account|mail|^p$|^as$`)
	quiet     = strings.Fields("su sudo doas runuser ssh scp sftp rsync mosh telnet ftp login kinit klist id finger who chown chgrp gpg openssl")

	// words are what programs are told to do; a word that is not here may be anything.
	words = set(`add alter analyze annotate apply approve backfill backup build bundle cancel canary check checkout clean cleanup clear
		clone cluster command commit compose config configure console converge copy cordon create cutover data database db
		deploy deployment deployments destroy diff disable down drain drop dump edit enable exec expand expose failback failover
		fetch fix flag flags flush generate get image images import index info init install job jobs kustomize kv label list
		load manage merge migrate migration migrations node nodes optimize package patch pause pipeline plan play pod pods
		promote prune publish pull purge push put rails rake rebalance rebuild redo refresh reindex reload release releases
		remove render repair repeatable replace reset resize resource restart restore resume revert rollback rollforward rollout
		rotate run scale schedule schema script seed select service services set setup show snapshot stack start stage state
		status stop sync tag task tasks taint template test toggle truncate uncordon undo uninstall up update upgrade vacuum
		validate validation values verify version versions workflow workspace auth login secret secrets token password user users`)
	// oneHyphens are longer flags of one hyphen; others of them may be -pSECRET.
	oneHyphens = set(`auto-approve backend-config chdir configfiles destroy dir dry-run env file force help input json locations lock lock-timeout
		path parallelism password plan port project refresh replace state table target target-lock token url user username var var-file
		verbose version`)
	// takesFile are the flags of one letter behind which a file stands.
	takesFile = set("-f -i -k")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// teller reads a command line from its front.
type teller struct {
	persons *nameless.Persons
	said    []string
	open    int    // How many sub-commands may still follow here.
	flag    string // The flag right before, whose value may follow.
}

func (t *teller) say(s string) {
	if s != hidden || len(t.said) == 0 || !strings.HasSuffix(t.said[len(t.said)-1], hidden) {
		t.said = append(t.said, s)
	}
}

// program says the name of a program, and how many sub-commands may follow.
func (t *teller) program(path string) {
	base := strings.TrimSuffix(path[strings.LastIndexAny(path, `/\`)+1:], ".exe")
	if !plainName.MatchString(base) || isKey(base) {
		t.say(hidden)
		t.open = 0
		return
	}
	t.say(t.persons.Text(base))
	t.open = 2
	if slices.Contains(quiet, base) || secretive.MatchString(base) {
		t.open = 0
	}
}

// environment reads past what env sets, up to the program that it runs.
func (t *teller) environment(args []string) []string {
	i := 0
	for i < len(args) && setting.MatchString(args[i]) {
		i++
	}
	t.open = 0
	if i == 0 || i == len(args) {
		return args
	}
	t.say(hidden)
	t.program(args[i])
	return args[i+1:]
}

func (t *teller) argument(arg string) {
	before := t.flag
	t.flag = ""
	if strings.HasPrefix(arg, "-") {
		t.open = 0
		t.option(arg)
		return
	}
	if base := arg[strings.LastIndexAny(arg, `/\`)+1:]; file.MatchString(base) && !isKey(base) && mayBeFile(before) && !strings.ContainsAny(arg, " \t\r\n:@=,;?*'\"") {
		t.say(t.persons.Text(base))
		return
	}
	if t.open > 0 && isWord(arg) {
		t.say(arg)
		t.open--
		if secretive.MatchString(arg) {
			t.open = 0
		}
		return
	}
	t.open = 0
	t.say(hidden)
}

// option says the name of a flag. What is glued to one of a single letter goes.
func (t *teller) option(arg string) {
	if m := longFlag.FindStringSubmatch(arg); m != nil {
		t.named(m[1], m[2])
		return
	}
	if m := oneHyphen.FindStringSubmatch(arg); m != nil && (len(m[1]) == 2 || oneHyphens[m[1][1:]]) {
		t.named(m[1], m[2])
		return
	}
	switch {
	case arg == "--" || arg == "-":
		t.say(arg)
	case strings.HasPrefix(arg, "--"):
		t.say("--" + hidden)
	case len(arg) > 1 && 'A' <= arg[1]&^0x20 && arg[1]&^0x20 <= 'Z':
		t.say(arg[:2] + hidden)
	default:
		t.say(hidden)
	}
}

func (t *teller) named(flag, equals string) {
	if equals == "" {
		t.flag = flag
		t.say(flag)
		return
	}
	t.say(flag + "=" + hidden)
}

// mayBeFile says whether the value of a flag may be the file that it looks like.
func mayBeFile(flag string) bool {
	name := strings.TrimLeft(flag, "-")
	return !secretive.MatchString(name) && (len(name) != 1 || takesFile[flag])
}

// isWord says whether an argument is a sub-command: apply, db:migrate, dry-run.
func isWord(arg string) bool {
	for part := range strings.FieldsFuncSeq(arg, func(r rune) bool { return r == ':' || r == '-' }) {
		if !words[part] {
			return false
		}
	}
	return arg != "" && !strings.HasPrefix(arg, ":")
}

// isKey says whether a name holds what looks like a key: many letters and digits that run together.
func isKey(name string) bool {
	for _, run := range key.FindAllString(name, -1) {
		if len(run) >= 16 {
			return true
		}
	}
	return false
}
