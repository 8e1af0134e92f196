// Package webhook brings news to other programs by HTTP, signed as Standard Webhooks describe. It
// refuses to decide who hears of what (that is news) and whether to try again (that is the
// desk): it tries once, through the guarded client, and names what happened.
//
// Start reading at Courier.Post; payload.go is what receivers read.
package webhook

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/outbound"
)

// maxReply is how much of a reply is read: nothing in it matters.
const maxReply = 64 << 10

// Config is what an operator may change.
type Config struct {
	Outbound outbound.Config // The guard, the resolver, the time that a call may take.
	Now      func() time.Time
}

// Courier posts webhooks. It is safe for concurrent use.
type Courier struct {
	client *outbound.Client
	now    func() time.Time
}

// New makes a courier.
func New(c Config) *Courier {
	c.Outbound.MaxReply = maxReply
	return &Courier{client: outbound.New(c.Outbound), now: c.Now}
}

// CheckURL says whether an address may be saved; Invalid at "url" otherwise.
func (c *Courier) CheckURL(raw string) error { return c.client.CheckURL(raw) }

// Post tries once. The header webhook-id is the same over all tries of a delivery, so that a
// receiver knows a repeat; the timestamp is that of the try. Any answer from 200 to 299 means
// that it arrived.
func (c *Courier) Post(ctx context.Context, p news.Parcel) news.Outcome {
	body, err := payload(p.Notice)
	if err != nil {
		return news.Outcome{Failure: news.Refused}
	}
	header, err := c.sign(p, body)
	if err != nil {
		return news.Outcome{Failure: news.SecretUnreadable}
	}
	reply, err := c.client.Post(ctx, p.URL, header, body)
	if err != nil {
		return news.Outcome{Failure: outbound.Failure(err)}
	}
	return news.Outcome{Failure: meaning(reply.Status), Status: reply.Status}
}

// sign makes the headers: one signature for each secret.
func (c *Courier) sign(p news.Parcel, body []byte) (http.Header, error) {
	id, at := "msg_"+string(p.ID), c.now()
	var signatures []string
	for _, secret := range p.Secrets {
		hook, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return nil, fmt.Errorf("read a signing secret: %w", err)
		}
		signature, err := hook.Sign(id, at, body)
		if err != nil {
			return nil, fmt.Errorf("sign a webhook: %w", err)
		}
		signatures = append(signatures, signature)
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(standardwebhooks.HeaderWebhookID, id)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return h, nil
}

// meaning names what a status says.
func meaning(status int) news.Failure {
	switch {
	case status >= 200 && status <= 299:
		return ""
	case status >= 300 && status <= 399:
		return news.Redirected
	case status == http.StatusGone:
		return news.Gone
	}
	return news.Refused
}
