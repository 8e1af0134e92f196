package postmortem_test

import (
	"slices"
	"testing"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

func TestNothingForCustomersLeadsToThisServer(t *testing.T) {
	t.Parallel()
	for words, leads := range map[string]bool{
		"See [the page](/postmortems/PM-1).":                        true,
		"See [the page][1].\n\n[1]: /incidents":                     true,
		"See [the page](https://candor.example.org/postmortems/x).": true,
		"See https://Candor.example.org/x.":                         true,
		"See [our status](https://status.example.org/).":            false,
		"A price of 5 (net) / month.":                               false,
	} {
		c := &postmortem.CustomerVersion{Version: 1, Parts: []postmortem.CustomerPart{{Key: postmortem.ForHappened, Text: words}}}
		waits := c.CustomerWaits(postmortem.CustomerDossier{Server: "https://candor.example.org"}, postmortem.CustomerReleasing{})
		if got := slices.ContainsFunc(waits, func(p *problem.Problem) bool { return p.Field == "words" }); got != leads {
			t.Errorf("%q leads to this server: %t", words, got)
		}
	}
}
