package mailtest

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// decoded is the text of a part and of the parts within it, each after its media type.
func decoded(tb testing.TB, mediaType, encoding, body string) string {
	tb.Helper()
	kind, params, err := mime.ParseMediaType(mediaType)
	if err != nil {
		tb.Fatalf("the media type %q: %v", mediaType, err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return kind + "\n" + opened(tb, encoding, body)
	}
	var b strings.Builder
	parts := multipart.NewReader(strings.NewReader(body), params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			tb.Fatal(err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			tb.Fatal(err)
		}
		b.WriteString(decoded(tb, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), string(content)))
	}
}

func opened(tb testing.TB, encoding, body string) string {
	tb.Helper()
	var r io.Reader = strings.NewReader(body)
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}
