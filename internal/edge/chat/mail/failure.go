package mail

import (
	"errors"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/outbound"
)

// whileConnecting names what went wrong before the letter was offered. What the server said in
// words is dropped: it may hold anything.
func whileConnecting(err error) news.Outcome {
	var said *textproto.Error
	switch {
	case errors.As(err, &said):
		return news.Outcome{Failure: refusedBefore(said.Code), Status: said.Code}
	case strings.Contains(err.Error(), "AUTH"): // The library has no error value for it.
		return news.Outcome{Failure: news.LoginRefused}
	case strings.Contains(err.Error(), "STARTTLS"):
		return news.Outcome{Failure: news.BadTLS}
	}
	return news.Outcome{Failure: outbound.Failure(err)}
}

// refusedBefore reads the code with which a server refuses to go on: those of RFC 4954 are about
// the login.
func refusedBefore(code int) news.Failure {
	switch code {
	case 432, 454, 530, 534, 535, 538:
		return news.LoginRefused
	}
	return news.Refused
}

// whileSending names why the server did not take the letter. Only a mailbox that does not exist
// is final; a server that relays nothing may be told to by its owner.
func whileSending(err error) news.Outcome {
	var sent *gomail.SendError
	if !errors.As(err, &sent) || sent.ErrorCode() == 0 {
		return news.Outcome{Failure: news.NoAnswer}
	}
	out := news.Outcome{Failure: news.Refused, Status: sent.ErrorCode()}
	relays := strings.HasPrefix(sent.EnhancedStatusCode(), "5.7.")
	if sent.Reason == gomail.ErrSMTPRcptTo && !relays && (out.Status == 550 || out.Status == 551 || out.Status == 553) {
		out.Failure = news.RecipientRefused
	}
	return out
}
