package mail

import (
	"net/mail"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/news"
)

// Whatever characters a name has, the mail goes to the one address of its person, with that name.
func TestAnyNameCanBeWrittenTo(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "Ana", `Rob "Bob" Lee`, `Joe 5" Smith`, `back\`, `\"`, "Müller, Jörg", "山田 太郎", "a@b",
		`x" <evil@evil.example>, "y`, `x" <evil@evil.example> "`,
	} {
		msg, err := compose(news.Mail{From: "candor@example.com", FromName: name}, news.Letter{To: "ana@example.com", ToName: name, Subject: "s", Date: time.Unix(0, 0)})
		if err != nil {
			t.Errorf("%q cannot be written to: %v", name, err)
			continue
		}
		for who, list := range map[string][]string{"ana@example.com": msg.GetToString(), "candor@example.com": msg.GetFromString()} {
			if len(list) != 1 {
				t.Errorf("%q is written as %v", name, list)
				continue
			}
			if got, err := mail.ParseAddress(list[0]); err != nil || got.Address != who || got.Name != name {
				t.Errorf("%q is written as %s, which reads as %v, %v", name, list[0], got, err)
			}
		}
	}
}
