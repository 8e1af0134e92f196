package nameless_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"candor.dev/candor/internal/engine/nameless"
)

// pieces are what texts are made of here: persons in all their forms, and what only looks like one.
var pieces = []string{
	"zanzibarra", "Zanzi Barra", "zanzi.barra@example.com", "@zanzibarra", "Signed-off-by: Zanzi Barra <zanzi.barra@example.com>\n",
	"by", "by Jane Doe", "from", "Merge pull request #1 from ", "/", "-", "_", ".", ":", "=", "@", "%40", "%20", " ", "\n", "…", "someone",
	"/home/zanzibarra/", "users/zanzibarra/x", "https://", "refs/heads/", "author: ", "CN=", ",OU=", "arn:aws:iam::1:user/", "~", "\\", "(", ")", "<", ">",
	"default", "checkout", "4.2.0", "é", "漢", "\u0301", "İ", "ß", "<@U12345>", "[~zanzibarra]", "{", "}", "\"", "[", "]", "Cc: x", "\r\n", "\t",
}

func someText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 14).Draw(t, "pieces"), "")
}

// Whatever the text: who is known is gone from it, it stays readable, and cleaning again changes
// nothing.
func TestNobodyKnownIsLeft(t *testing.T) {
	t.Parallel()
	p := &nameless.Persons{}
	p.Add("Zanzi Barra", "zanzibarra", "zanzi.barra@example.com")
	rapid.Check(t, func(t *rapid.T) {
		s := someText(t)
		got := p.Text(s)
		if again := p.Text(got); again != got {
			t.Fatalf("%q is %q, and then %q", s, got, again)
		}
		assertNobody(t, got)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not valid", got)
		}
	})
}

func assertNobody(t interface{ Fatalf(string, ...any) }, s string) {
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(s, "%40", "@")), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= utf8.RuneSelf && r != '…')
	})
	for _, w := range words {
		if w == "zanzibarra" || w == "zanzi" || w == "barra" {
			t.Fatalf("%q still stands in %q", w, s)
		}
	}
}

// A message with persons anywhere comes out as valid JSON without them, and the same once more.
func TestNobodyIsLeftInAMessage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		message := map[string]any{
			"author": map[string]any{"name": "Zanzi Barra", "email": "zanzi.barra@example.com", "username": "zanzibarra"},
			"ref":    someText(t), "list": []any{someText(t), map[string]any{"text": someText(t), "sender": "zanzibarra"}}, someText(t): 1.5,
		}
		raw, _ := json.Marshal(message)
		got, _, err := nameless.JSON(raw)
		if err != nil || !json.Valid(got) {
			t.Fatalf("%s is %s: %v", raw, got, err)
		}
		assertNobody(t, string(got))
		again, _, err := nameless.JSON(got)
		if err != nil || string(again) != string(got) {
			t.Fatalf("%s\n is %s\nand then %s (%v)", raw, got, again, err)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range pieces {
		raw, _ := json.Marshal(map[string]any{"user": s, "text": s, s: []string{s, "author:" + s}})
		f.Add(raw)
	}
	f.Add([]byte(`{"a":"\ud800","a":"\u0000","user":[{"name":{"name":"x"}}],"payload":"{\"user\":\"zz top\"}"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, met, err := nameless.JSON(raw)
		if err != nil {
			return
		}
		if !json.Valid(got) || !utf8.Valid(got) {
			t.Fatalf("%q is not valid: %q", raw, got)
		}
		met.Text(string(raw))
		if _, _, err := nameless.JSON(got); err != nil {
			t.Fatalf("%q cannot be read again: %v", got, err)
		}
	})
}
