package client

import (
	"context"
	"net/http"
	"time"
)

// Mail is how mail leaves. The password is never told.
type Mail struct {
	Host        string `json:"host,omitempty" doc:"Absent: mail is off."`
	Port        int    `json:"port,omitempty"`
	TLS         string `json:"tls,omitempty" enum:"starttls,tls,none"`
	PlainAgreed bool   `json:"plain_agreed,omitempty"`
	From        string `json:"from,omitempty"`
	FromName    string `json:"from_name,omitempty"`
	Username    string `json:"username,omitempty"`
	HasPassword bool   `json:"has_password"`
	Version     int    `json:"version" doc:"Also the ETag."`
}

// MailSetting replaces how mail leaves. A password that is left out stays, as long as it is for
// the same user on the same server.
type MailSetting struct {
	Host        string `json:"host,omitempty"`
	Port        int    `json:"port,omitempty" doc:"Absent: 587, or 465 with tls, or 25 without."`
	TLS         string `json:"tls,omitempty" enum:"starttls,tls,none"`
	PlainAgreed bool   `json:"plain_agreed,omitempty" doc:"Consent to send without encryption to another machine."`
	From        string `json:"from,omitempty"`
	FromName    string `json:"from_name,omitempty"`
	Username    string `json:"username,omitempty"`
	Password    string `json:"password,omitempty"`
}

// Endpoint is an address that hears of news by signed webhook.
type Endpoint struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	URL          string    `json:"url"`
	Events       []string  `json:"events" doc:"Empty: every kind."`
	Enabled      bool      `json:"enabled"`
	DisabledWhy  string    `json:"disabled_why,omitempty"`
	Failures     int       `json:"failures" doc:"In a row."`
	FailingSince time.Time `json:"failing_since,omitzero"`
	CreatedAt    time.Time `json:"created_at"`
	Version      int       `json:"version"`
}

// NewEndpoint adds an address.
type NewEndpoint struct {
	Name   string   `json:"name"`
	URL    string   `json:"url"`
	Events []string `json:"events,omitempty" doc:"Absent: every kind."`
}

// MadeEndpoint is a new address; its signing secret is told once.
type MadeEndpoint struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

// MadeSecret is a new signing secret, told once.
type MadeSecret struct {
	Secret string `json:"secret"`
}

// MadeFeed is a new private link to the feed, told once.
type MadeFeed struct {
	Secret string `json:"secret"`
	URL    string `json:"url" doc:"The whole address, for a feed reader; it holds the secret."`
}

// Delivery is one message to one receiver.
type Delivery struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Ref       string    `json:"ref"`
	Channel   string    `json:"channel" enum:"mail,webhook"`
	Target    Someone   `json:"target"`
	State     string    `json:"state" enum:"pending,failed,sent,given_up"`
	Tries     int       `json:"tries"`
	Reason    string    `json:"reason,omitempty" doc:"Why the last try did not succeed."`
	Status    int       `json:"status,omitempty" doc:"What the receiver answered, in numbers."`
	CreatedAt time.Time `json:"created_at"`
	NextAt    time.Time `json:"next_at,omitzero"`
	TriedAt   time.Time `json:"tried_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
}

// Notifications is what somebody wants to hear by mail.
type Notifications struct {
	Mail string `json:"mail" enum:"all,followed,none"`
}

// DeliveryQuery says which deliveries to list.
type DeliveryQuery struct {
	State, Channel, Target string
	Paging
}

// Mail loads how mail leaves.
func (c *Client) Mail(ctx context.Context) (Mail, error) {
	return read[Mail](ctx, c, at("settings", "mail"), nil)
}

// SaveMail replaces how mail leaves over the version that was read.
func (c *Client) SaveMail(ctx context.Context, version int, in MailSetting) (Mail, error) {
	return writeOver[Mail](ctx, c, http.MethodPut, at("settings", "mail"), &version, in)
}

// TestMail sends a mail to oneself.
func (c *Client) TestMail(ctx context.Context) error {
	return do(ctx, c, http.MethodPost, at("settings", "mail", "tests"), nil)
}

// Endpoints lists the addresses that hear of news.
func (c *Client) Endpoints(ctx context.Context) (Page[Endpoint], error) {
	return read[Page[Endpoint]](ctx, c, at("endpoints"), nil)
}

// AddEndpoint adds an address.
func (c *Client) AddEndpoint(ctx context.Context, in NewEndpoint) (MadeEndpoint, error) {
	return write[MadeEndpoint](ctx, c, http.MethodPost, at("endpoints"), in)
}

// RotateEndpointSecret makes a new signing secret.
func (c *Client) RotateEndpointSecret(ctx context.Context, id string) (MadeSecret, error) {
	return write[MadeSecret](ctx, c, http.MethodPost, at("endpoints", id, "secrets"), nil)
}

// EnableEndpoint switches an address on, or off.
func (c *Client) EnableEndpoint(ctx context.Context, id string, on bool) error {
	state := "enabling"
	if !on {
		state = "disabling"
	}
	return do(ctx, c, http.MethodPut, at("endpoints", id, state), nil)
}

// RemoveEndpoint forgets an address.
func (c *Client) RemoveEndpoint(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodDelete, at("endpoints", id), nil)
}

// Deliveries lists what was sent outside, newest first.
func (c *Client) Deliveries(ctx context.Context, q DeliveryQuery) (Page[Delivery], error) {
	return read[Page[Delivery]](ctx, c, at("deliveries"), values(q.Paging, "state", q.State, "channel", q.Channel, "target", q.Target))
}

// RepeatDelivery sends a message once more.
func (c *Client) RepeatDelivery(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodPut, at("deliveries", id, "repetition"), nil)
}

// Notifications loads what one wants to hear by mail.
func (c *Client) Notifications(ctx context.Context) (Notifications, error) {
	return read[Notifications](ctx, c, at("me", "notifications"), nil)
}

// ChangeNotifications keeps what one wants to hear by mail.
func (c *Client) ChangeNotifications(ctx context.Context, in Notifications) error {
	return do(ctx, c, http.MethodPut, at("me", "notifications"), in)
}

// CreateFeedLink makes one's private link to the feed of published postmortems, told once.
func (c *Client) CreateFeedLink(ctx context.Context) (MadeFeed, error) {
	return write[MadeFeed](ctx, c, http.MethodPost, at("me", "feed"), nil)
}

// RevokeFeedLink stops one's private feed link.
func (c *Client) RevokeFeedLink(ctx context.Context) error {
	return do(ctx, c, http.MethodDelete, at("me", "feed"), nil)
}
