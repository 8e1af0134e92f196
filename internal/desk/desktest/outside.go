package desktest

import (
	"context"
	"strings"
	"sync"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/problem"
)

// Outside is everybody whom messages are sent to: it keeps what arrived, and can be told to fail.
type Outside struct {
	mu      sync.Mutex
	letters []news.Letter
	servers []news.Mail
	parcels []news.Parcel
	tries   int
	// Down says what goes wrong with a message; nil or an empty failure lets it arrive.
	down func(channel news.Channel, target string) news.Failure
}

// Break makes messages fail as fn says; nil makes all arrive. The target of a mail is its
// address, of a webhook its URL.
func (o *Outside) Break(fn func(channel news.Channel, target string) news.Failure) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = fn
}

// Letters returns the mail that arrived.
func (o *Outside) Letters() []news.Letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]news.Letter{}, o.letters...)
}

// Servers returns the settings with which each mail was sent.
func (o *Outside) Servers() []news.Mail {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]news.Mail{}, o.servers...)
}

// Parcels returns the webhooks that arrived.
func (o *Outside) Parcels() []news.Parcel {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]news.Parcel{}, o.parcels...)
}

// Tries says how often something was sent, whatever came of it.
func (o *Outside) Tries() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.tries
}

func (o *Outside) fails(by news.Channel, target string) news.Failure {
	o.tries++
	if o.down == nil {
		return ""
	}
	return o.down(by, target)
}

// CheckServer refuses servers whose name begins with "internal".
func (o *Outside) CheckServer(host string, _ int) error {
	if strings.HasPrefix(host, "internal") {
		return problem.Invalid("host", "This address is not allowed.")
	}
	return nil
}

// Send keeps a letter, unless mail is broken.
func (o *Outside) Send(_ context.Context, server news.Mail, letter news.Letter) news.Outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.fails(news.ByMail, letter.To); f != "" {
		return news.Outcome{Failure: f}
	}
	o.letters, o.servers = append(o.letters, letter), append(o.servers, server)
	return news.Outcome{Status: 250}
}

// CheckURL refuses addresses that are not https.
func (o *Outside) CheckURL(raw string) error {
	if !strings.HasPrefix(raw, "https://") {
		return problem.Invalid("url", "This address is not allowed.")
	}
	return nil
}

// Post keeps a parcel, unless webhooks are broken.
func (o *Outside) Post(_ context.Context, parcel news.Parcel) news.Outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.fails(news.ByWebhook, parcel.URL); f != "" {
		return news.Outcome{Failure: f, Status: 500}
	}
	o.parcels = append(o.parcels, parcel)
	return news.Outcome{Status: 200}
}
