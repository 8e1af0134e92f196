package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"

	"candor.dev/candor/internal/domain/news"
)

// Failure names why somebody outside could not be reached. The name is all that is kept: the
// words of an error may hold an address or worse.
func Failure(err error) news.Failure {
	var dns *net.DNSError
	switch {
	case errors.Is(err, ErrNotAllowed):
		return news.NotAllowed
	case isTLS(err):
		return news.BadTLS
	case errors.As(err, &dns) && dns.IsNotFound:
		return news.NameUnknown
	case isLate(err):
		return news.TimedOut
	}
	return news.NoAnswer
}

func isTLS(err error) bool {
	var (
		unverified *tls.CertificateVerificationError
		alert      tls.AlertError
		header     tls.RecordHeaderError
		unknown    x509.UnknownAuthorityError
		name       x509.HostnameError
	)
	return errors.As(err, &unverified) || errors.As(err, &alert) || errors.As(err, &header) || errors.As(err, &unknown) || errors.As(err, &name)
}

func isLate(err error) bool {
	var late interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &late) && late.Timeout())
}
