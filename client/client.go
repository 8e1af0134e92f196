// Package client is the Go client of Candor's API and the home of its wire types: the JSON
// shapes that the server speaks too. It needs nothing but the standard library, and knows
// nothing of the server's insides.
//
// Start reading at New; there is one file per noun. Every failure that the server answers is
// an *Error with the same kinds as inside the server.
package client

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client talks to one server. It may be shared by goroutines.
type Client struct {
	Server string       // Such as https://candor.example.com.
	Token  string       // Empty: anonymous, which is enough to send a report.
	HTTP   *http.Client // Replaceable; New sets one that follows no redirects.
	Agent  string       // The User-Agent; empty for a plain one.
	Tries  int          // How often a request is tried; 0 means 3.
	// Wait sleeps between two tries; nil means a timer. Tests replace it.
	Wait func(context.Context, time.Duration) error
}

// New makes a client for the server at this address.
func New(server, token string) *Client {
	return &Client{
		Server: strings.TrimRight(server, "/"), Token: token,
		HTTP: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Created names what a request made.
type Created struct {
	ID  string `json:"id" doc:"The stable ID."`
	Ref string `json:"ref,omitempty" doc:"The name that people use, such as INC-142, where there is one."`
}

// Page is a part of a list. With a Next, more follows: ask again with it as the cursor.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next_cursor,omitempty" doc:"Send it as cursor to get the next page; absent on the last one."`
}

// Paging asks for a part of a list.
type Paging struct {
	Cursor string
	Limit  int // 0 leaves it to the server.
}

type keyOfContext struct{}

// WithKey makes the writes of ctx use this Idempotency-Key, so that a request that was
// interrupted can be repeated by another process. It is for one write: a second one with
// another body is a conflict.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, keyOfContext{}, key)
}

// NewKey makes an Idempotency-Key that nobody else has.
func NewKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never returns an error.
	return hex.EncodeToString(b[:])
}

func keyOf(ctx context.Context) string {
	if key, _ := ctx.Value(keyOfContext{}).(string); key != "" {
		return key
	}
	return NewKey()
}

// at joins path segments below /api/v1, each escaped.
func at(segments ...string) string {
	var b strings.Builder
	b.WriteString("/api/v1")
	for _, s := range segments {
		b.WriteString("/" + url.PathEscape(s))
	}
	return b.String()
}
