// Package commandline says what a command line did, without persons and without secrets. It takes
// away too much rather than too little: the value of every flag that could hold a password or an
// account, what signs in within an address, constants in SQL, and every word that looks like a key.
//
// Start reading at Told.
package commandline

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"candor.dev/candor/internal/engine/nameless"
)

const hidden = "…"

// Told is a command line as it may be told: the program without its folder, and its arguments
// without secrets, without the people that are named and without whoever the language marks as one.
func Told(args []string, people ...string) string {
	var p nameless.Persons
	p.Add(people...)
	said, hide := make([]string, 0, len(args)), false
	for i, arg := range args {
		switch {
		case i == 0:
			arg = filepath.Base(arg)
		case hide:
			arg, hide = hidden, false
		case strings.ContainsAny(arg, " \t\n"):
			arg = script(arg)
		default:
			arg, hide = argument(arg)
		}
		said = append(said, p.Text(arg))
	}
	return strings.Join(strings.Fields(p.Text(strings.Join(said, " "))), " ")
}

var (
	secretive = regexp.MustCompile(`(?i)pass|pwd|secret|token|api[-_]?key|access[-_]?key|credential|auth|private|signature|cookie|session`)
	account   = regexp.MustCompile(`(?i)^(?:db|database|pg|mysql|http|basic|proxy|ssh|become|remote)?[-_]?(?:user|user[-_]?name|login|owner|author|account|e?mail|as|run[-_]?as|installed[-_]?by|on[-_]behalf[-_]of)$|^(?i:name)$`)
	letters   = []string{"u", "U", "p", "P", "H", "l"} // -u USER, -p PASSWORD, -H "Authorization: ...", ssh -l USER.

	// harmless are flags of one hyphen that begin like -pSECRET and hold none.
	harmless = strings.Fields("url urls path paths port ports profile profiles project platform plan prefix print pretty parallel parallelism properties params up update upgrade")

	flag     = regexp.MustCompile(`^(--?[A-Za-z][\w.\-]*)(?:=(.*))?$`)
	setting  = regexp.MustCompile(`(?s)^([A-Za-z_][\w.\-]*)=(.*)$`)
	attached = regexp.MustCompile(`(?s)^-([upUP])[^\-].*$`) // -pSECRET, -uroot.

	header   = regexp.MustCompile(`(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|[a-z\-]*(?:token|key|secret|auth)[a-z\-]*)["']? *: *\S.*`)
	given    = regexp.MustCompile(`(?i)\b((?:identified|encrypted)(?: +with +\S+)? +by|password|passphrase) +(?:'[^']*'|"[^"]*"|[^\s'"]+)`)
	constant = regexp.MustCompile(`(?i)(=|<>|!=|[<>]|\blike\b|\bthen\b|\belse\b|\(|,) *(?:'[^']*'|"[^"]*")`)
	signsIn  = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/]*@`)
	database = regexp.MustCompile(`((?i:postgres|postgresql|mysql|mariadb|redis|rediss|mongodb|mongodb\+srv|amqp|amqps|sqlserver|oracle|clickhouse|ftp|sftp|ssh|smtp|ldap|ldaps)://)\S*@`)
	asked    = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.\-]*://[^\s?#]*)[?#]\S*`)
	atHost   = regexp.MustCompile(`^[^@\s/:=]+@([A-Za-z][\w.\-]*(?::.*)?)$`)
	issued   = regexp.MustCompile(`\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|sk[-_]|rk_|pk_|hf_|npm_|dckr_pat_|AKIA|ASIA|AIza|ya29\.|eyJ|SG\.)[A-Za-z0-9_\-.=/+]{6,}`)
	commit   = regexp.MustCompile(`\b([0-9a-f]{7})[0-9a-f]{33}\b`)
	long     = regexp.MustCompile(`[A-Za-z0-9+/=]{20,}`)
)

// script is a text within a command line: SQL, or a line for another shell.
func script(s string) string {
	s = header.ReplaceAllString(s, "${1}: "+hidden)
	s = given.ReplaceAllString(s, "${1} "+hidden)
	for before := ""; before != s; { // Of a list of constants one is found at a time.
		before, s = s, constant.ReplaceAllString(s, "${1} "+hidden)
	}
	words, hide := strings.Fields(s), false
	for i, w := range words {
		if hide {
			words[i], hide = hidden, false
			continue
		}
		words[i], hide = argument(w)
	}
	return strings.Join(words, " ")
}

// argument is a word as it may be told, and whether the next one is its value and may not.
func argument(arg string) (string, bool) {
	if m := flag.FindStringSubmatch(arg); m != nil {
		name := strings.TrimLeft(m[1], "-")
		hides := secretive.MatchString(name) || account.MatchString(name) || slices.Contains(letters, name)
		switch {
		case hides && strings.Contains(arg, "="):
			return m[1] + "=" + hidden, false
		case hides:
			return m[1], true
		case attached.MatchString(arg) && !slices.Contains(harmless, name):
			return arg[:2] + hidden, false
		case strings.Contains(arg, "="):
			return m[1] + "=" + value(m[2]), false
		}
		return value(arg), false
	}
	if attached.MatchString(arg) {
		return arg[:2] + hidden, false
	}
	if m := setting.FindStringSubmatch(arg); m != nil {
		if secretive.MatchString(m[1]) || account.MatchString(m[1]) {
			return m[1] + "=" + hidden, false
		}
		return value(m[1]) + "=" + value(m[2]), false
	}
	return value(arg), false
}

func value(s string) string {
	s = header.ReplaceAllString(s, "${1}: "+hidden)
	s = database.ReplaceAllString(s, "${1}") // A password may hold what an address may not.
	s = signsIn.ReplaceAllString(s, "${1}")
	s = asked.ReplaceAllString(s, "${1}")
	s = atHost.ReplaceAllString(s, "${1}")
	s = issued.ReplaceAllString(s, hidden)
	s = commit.ReplaceAllString(s, "${1}")
	return long.ReplaceAllStringFunc(s, func(w string) string {
		digits := strings.ContainsAny(w, "0123456789")
		mixed := strings.ContainsFunc(w, isLetter)
		if digits && mixed && !strings.Contains(w, "/") || digits && strings.ContainsAny(w, "+=") {
			return hidden
		}
		return w
	})
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
