package intake_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// No value of a Secret and none of the environment of a container is kept, in whatever message it
// comes, readable or not.
func TestNoValueOfASecretIsKept(t *testing.T) {
	t.Parallel()
	const hidden = "aHVzaC1odXNo"
	secret := `"metadata":{"name":"db","uid":"u","resourceVersion":"7"},"data":{"key":"` + hidden + `"},"stringData":{"key":"` + hidden + `"}`
	deployment := `{"kind":"Deployment","metadata":{"name":"shop","uid":"d","generation":3,"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"env\":\"` + hidden + `\"}","other/copy":"{\"data\":\"` + hidden + `\"}"}},
		"spec":{"template":{"spec":{"containers":[{"image":"shop:2","env":[{"name":"PLAIN","value":"` + hidden + `"}]}],"initContainers":[{"env":[{"name":"PLAIN","value":"` + hidden + `"}]}]}}}}`
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{Kind: "kubernetes"})
		for name, tt := range map[string]struct{ body, status string }{
			"a list whose items have no kind": {`{"kind":"SecretList","items":[{` + secret + `}]}`, "unreadable"},
			"a list without any kind":         {`{"items":[{` + secret + `}]}`, "unreadable"},
			"a review of admission":           {`{"kind":"AdmissionReview","request":{"kind":{"kind":"Secret"},"object":{"kind":"Secret",` + secret + `},"oldObject":{"kind":"Secret",` + secret + `}}}`, "ignored"},
			"a good and a bad item":           {`{"kind":"List","items":[{"kind":"Secret",` + secret + `},{"metadata":{}}]}`, "unreadable"},
			"a Secret among ConfigMaps":       {`{"kind":"ConfigMapList","items":[{"kind":"Secret",` + secret + `},{"metadata":{}}]}`, "unreadable"},
			"a Pod":                           {strings.Replace(deployment, "Deployment", "Pod", 1), "ignored"},
			"a Deployment":                    {deployment, "accepted"},
			"a Secret":                        {`{"kind":"Secret",` + secret + `}`, "accepted"},
			"a Secret that was altered":       {`{"type":"MODIFIED","object":{"kind":"Secret",` + secret + `},"oldObject":{"kind":"Secret","data":{"key":"b2xk"}}}`, "accepted"},
			"a Secret that was cut off":       {`{"kind":"Secret",` + secret, "unreadable"},
			"a bare list":                     {`[{"kind":"Secret",` + secret + `},{"spec":{"env":[{"name":"A","value":"` + hidden + `"}]}}]`, "unreadable"},
		} {
			if got := h.send(t, h.in(), tt.body); got.Status != tt.status {
				t.Errorf("%s: %+v, want %s", name, got, tt.status)
			}
		}
		rows := 0
		for _, table := range []string{"changes", "set_aside", "sources"} {
			for _, row := range storetest.Rows(t, s, `select * from `+table) {
				rows++
				if all := strings.Join(row, "|"); strings.Contains(all, hidden) {
					t.Errorf("%s: a value is kept: %s", table, all)
				}
			}
		}
		if rows < 12 {
			t.Errorf("%d rows: the test looks in the wrong place", rows)
		}
	})
}
