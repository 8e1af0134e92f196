package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"candor.dev/candor/internal/domain/news"
)

// compose makes the message of a letter: the same one each time. Its ID derives from the
// delivery, and what it refers to from the incident, so that mailboxes show one thread.
func compose(server news.Mail, l news.Letter) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	if err := msg.From(address(server.FromName, server.From)); err != nil {
		return nil, fmt.Errorf("set the sender: %w", err)
	}
	if err := msg.AddTo(address(l.ToName, l.To)); err != nil {
		return nil, fmt.Errorf("set the recipient: %w", err)
	}
	_, domain, _ := strings.Cut(server.From, "@")
	thread := "<" + l.Thread + "@" + domain + ">"
	msg.Subject(l.Subject)
	msg.SetDateWithValue(l.Date)
	msg.SetMessageIDWithValue("news-" + string(l.ID) + "@" + domain)
	msg.SetGenHeader(gomail.HeaderReferences, thread)
	msg.SetGenHeader(gomail.HeaderInReplyTo, thread)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no machine answers.
	msg.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	msg.SetUserAgent("Candor")
	if l.Unsubscribe != "" {
		msg.SetListUnsubscribe(l.Unsubscribe)
		if strings.HasPrefix(l.Unsubscribe, "https://") { // RFC 8058 asks for it.
			msg.SetListUnsubscribePost()
		}
	}
	var page bytes.Buffer
	if err := letterPage.Execute(&page, l); err != nil {
		return nil, fmt.Errorf("write the letter: %w", err)
	}
	msg.SetBodyString(gomail.TypeTextPlain, plain(l))
	msg.AddAlternativeString(gomail.TypeTextHTML, page.String())
	if a := l.Attached; a != nil {
		err := msg.AttachReader(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.MediaType)))
		if err != nil {
			return nil, fmt.Errorf("attach a file: %w", err)
		}
	}
	return msg, nil
}

// address is a name with its address, in the form of mail, whatever characters the name has.
func address(name, at string) string {
	return (&mail.Address{Name: name, Address: at}).String()
}

// plain is the letter for people who read without pictures; nothing is missing from it.
func plain(l news.Letter) string {
	var b strings.Builder
	write := func(paragraphs ...string) {
		for _, p := range paragraphs {
			if p != "" {
				b.WriteString(p + "\n\n")
			}
		}
	}
	heading := l.Heading
	if l.Facts != "" {
		heading += "\n" + l.Facts
	}
	write(heading)
	write(l.Lines...)
	if l.Link != "" {
		write(l.LinkLabel + ": " + l.Link)
	}
	b.WriteString("-- \n" + l.Why + "\n")
	if l.Unsubscribe != "" {
		b.WriteString("No more mail from Candor: " + l.Unsubscribe + "\n")
	}
	return b.String()
}

// letterPage has no picture, no script and no style from elsewhere: opening it tells nobody.
var letterPage = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40em">
<h1 style="font-size: 1.25em; margin: 0">{{.Heading}}</h1>
{{with .Facts}}<p style="margin: 0.25em 0 1em">{{.}}</p>
{{end}}{{range .Lines}}<p>{{.}}</p>
{{end}}{{if .Link}}<p><a href="{{.Link}}">{{.LinkLabel}}</a></p>
{{end}}<hr>
<p style="font-size: 0.875em">{{.Why}}{{with .Unsubscribe}} <a href="{{.}}">No more mail from Candor</a>.{{end}}</p>
</body>
</html>
`))
