package kinship_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/engine/kinship"
)

func TestNear(t *testing.T) {
	t.Parallel()
	among := []kinship.Candidate{
		{"login", "People cannot log in"},
		{"checkout", "Checkout returns errors checkout payments-db"},
		{"mail", "Mails arrive late"},
		{"cart", "The cart of the checkout is empty"},
	}
	for name, c := range map[string]struct {
		words string
		want  []string
	}{
		"the most shared words come first":         {"payment fails in checkout with an error", []string{"checkout", "cart"}},
		"an ending does not matter":                {"mailing is slow", []string{"mail"}},
		"words that every report has do not count": {"something looks wrong in production for our users", nil},
		"nothing typed is near nothing":            {"", nil},
		"a long text is bounded":                   {strings.Repeat("a ", 3000) + "checkout", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range kinship.Near(c.words, among, 3) {
				got = append(got, m.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	got := kinship.Near("Payments: checkout errors", among, 1)
	if diff := cmp.Diff([]kinship.Match{{ID: "checkout", Shared: []string{"payments", "checkout", "errors"}}}, got); diff != "" {
		t.Errorf("the reason is told in the words that were typed (-want +got):\n%s", diff)
	}
}
