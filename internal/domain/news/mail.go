package news

import (
	"net/netip"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// TLS says how the connection to a mail server is protected.
type TLS string

// The ways. None is for a server on the same machine, or with explicit consent.
const (
	StartTLS  TLS = "starttls"
	DirectTLS TLS = "tls"
	NoTLS     TLS = "none"
)

// Mail is how mail leaves: the server, and who it comes from. Without a host no mail is sent.
type Mail struct {
	Host        string // Empty: mail is off.
	Port        int    // Zero: 587, or 465 with tls, or 25 without.
	TLS         TLS    // Empty: starttls.
	PlainAgreed bool   // Consent to send without encryption to another machine.
	From        string
	FromName    string
	Username    string
	HasPassword bool
	Password    string // Only on the way in and on the way to the server; never read back.
	Version     int    // 0 until somebody saves it.
}

// On says whether mail is sent at all.
func (m Mail) On() bool { return m.Host != "" }

// MaxCredential is the longest user name or password of a mail server, in bytes.
const MaxCredential = 500

// Check returns the settings in their normal form; Invalid names the field that breaks a rule.
// Whether the address may be reached is asked elsewhere.
func (m Mail) Check() (Mail, error) {
	m.Host = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(m.Host), "."))
	m.From, m.FromName = person.NormalEmail(m.From), strings.TrimSpace(m.FromName)
	if m.Host == "" {
		return Mail{Version: m.Version}, nil
	}
	if m.TLS == "" {
		m.TLS = StartTLS
	}
	if m.Port == 0 {
		m.Port = map[TLS]int{StartTLS: 587, DirectTLS: 465, NoTLS: 25}[m.TLS]
	}
	if m.FromName == "" {
		m.FromName = "Candor"
	}
	if err := m.checkServer(); err != nil {
		return m, err
	}
	if problem.Of(person.CheckEmail(m.From)) != nil {
		return m, problem.Invalid("from", "This is not an e-mail address.").Next("It looks like candor@example.com.")
	}
	if err := text.CheckTitle("from_name", m.FromName, person.MaxName); err != nil {
		return m, err
	}
	return m, m.checkLogin()
}

func (m Mail) checkServer() error {
	odd := strings.ContainsFunc(m.Host, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\@?#[]<>"`, r) })
	switch {
	case odd || len(m.Host) > 253:
		return problem.Invalid("host", "This is not the name of a mail server.").Next("It looks like smtp.example.com.")
	case m.TLS != StartTLS && m.TLS != DirectTLS && m.TLS != NoTLS:
		return problem.Invalid("tls", "The protection must be starttls, tls or none.")
	case m.Port < 1 || m.Port > 65535:
		return problem.Invalid("port", "The port must be between 1 and 65535; 587 and 465 are usual.")
	case m.TLS == NoTLS && !m.onThisMachine() && !m.PlainAgreed:
		return problem.Invalid("tls", "Without encryption everybody on the way can read the mail.").
			Next("Choose starttls or tls, or agree explicitly to send without encryption.")
	}
	return nil
}

func (m Mail) checkLogin() error {
	for field, s := range map[string]string{"username": m.Username, "password": m.Password} {
		if strings.ContainsAny(s, "\x00\r\n") || len(s) > MaxCredential {
			return problem.Invalid(field, "This has to stay on one line of at most %d bytes.", MaxCredential)
		}
	}
	switch {
	case m.Username == "" && m.Password != "":
		return problem.Invalid("username", "A password needs a user name.")
	case m.Username != "" && m.TLS == NoTLS && !m.onThisMachine():
		return problem.Invalid("username", "A password is not sent without encryption.").Next("Choose starttls or tls.")
	}
	return nil
}

func (m Mail) onThisMachine() bool {
	a, err := netip.ParseAddr(m.Host)
	return m.Host == "localhost" || (err == nil && a.Unmap().IsLoopback())
}

// SameLogin says whether a kept password may still be used: it belongs to one user on one
// server, and never follows to another one or to a weaker connection.
func (m Mail) SameLogin(before Mail) bool {
	return m.Host == before.Host && m.Port == before.Port && m.Username == before.Username && m.TLS == before.TLS
}

// Changed names the fields in which m differs from before, in the wire's spelling.
func (m Mail) Changed(before Mail) []string {
	var fields []string
	for _, f := range []struct {
		differs bool
		name    string
	}{
		{m.Host != before.Host, "host"},
		{m.Port != before.Port, "port"},
		{m.TLS != before.TLS, "tls"},
		{m.PlainAgreed != before.PlainAgreed, "plain_agreed"},
		{m.From != before.From, "from"},
		{m.FromName != before.FromName, "from_name"},
		{m.Username != before.Username, "username"},
		{m.Password != "" || m.HasPassword != before.HasPassword, "password"},
	} {
		if f.differs {
			fields = append(fields, f.name)
		}
	}
	return fields
}
