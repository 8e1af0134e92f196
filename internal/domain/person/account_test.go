package person_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

func TestNew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		name, email string
		role        person.Role
		field       string // Empty: accepted.
	}{
		"accepts a person":                {"Noor", "noor@example.com", person.Viewer, ""},
		"accepts any script":              {"Łucja 王", "lucja@xn--wa-jja.example", person.Viewer, ""},
		"accepts an odd local part":       {"Noor", "o'neil+tag@localhost", person.Viewer, ""},
		"refuses a blank name":            {"\u200b ", "noor@example.com", person.Viewer, "name"},
		"refuses a name of two lines":     {"a\nb", "noor@example.com", person.Viewer, "name"},
		"refuses a name that turns round": {"a\u202eb", "noor@example.com", person.Viewer, "name"},
		"refuses a long name":             {strings.Repeat("é", 81), "noor@example.com", person.Viewer, "name"},
		"refuses no address":              {"Noor", "", person.Viewer, "email"},
		"refuses an address without @":    {"Noor", "noor", person.Viewer, "email"},
		"refuses two @":                   {"Noor", "a@b@c", person.Viewer, "email"},
		"refuses a header in an address":  {"Noor", "a@b\r\nBcc: c@d", person.Viewer, "email"},
		"refuses a display name":          {"Noor", "Noor <noor@example.com>", person.Viewer, "email"},
		"refuses a long address":          {"Noor", strings.Repeat("a", 251) + "@b.c", person.Viewer, "email"},
		"refuses an unknown role":         {"Noor", "noor@example.com", "owner", "role"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := person.New("1", time.Unix(0, 0), c.name, c.email, c.role)
			p := problem.Of(err)
			if c.field == "" && err != nil {
				t.Errorf("refused: %v", err)
			}
			if c.field != "" && (p == nil || p.Kind != problem.KindInvalid || p.Field != c.field) {
				t.Errorf("got %#v, want Invalid at %s", p, c.field)
			}
		})
	}
	if p, _ := person.New("1", time.Unix(0, 0), " Noor ", " NOOR@Example.com ", person.Viewer); p.Name != "Noor" || p.Email != "noor@example.com" {
		t.Errorf("the normal form is %q, %q", p.Name, p.Email)
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for pw, ok := range map[string]bool{
		"ten lettrs":                 true,
		"pässwörtèr":                 true,
		strings.Repeat("x", 1024):    true,
		"nine char":                  false,
		"":                           false,
		strings.Repeat(" ", 20):      false,
		strings.Repeat("x", 1025):    false,
		"\xff\xfe\xff\xfe\xff\xfe..": false,
	} {
		if err := person.CheckPassword("password", pw); (err == nil) != ok {
			t.Errorf("%.20q: %v", pw, err)
		}
	}
}

func TestRolesCoverWhatTheyMayDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role, other person.Role
		want        bool
	}{
		{person.Administrator, person.Auditor, true},
		{person.Administrator, person.Responder, true},
		{person.Responder, person.Viewer, true},
		{person.Viewer, person.Viewer, true},
		{person.Viewer, person.Responder, false},
		{person.Auditor, person.Viewer, false},
		{person.Responder, person.Auditor, false},
	} {
		if got := c.role.Covers(c.other); got != c.want {
			t.Errorf("%s covers %s: %v", c.role, c.other, got)
		}
	}
}
