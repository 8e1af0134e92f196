package nameless_test

import (
	"testing"

	"candor.dev/candor/internal/engine/nameless"
)

func TestWhoDidItIsTakenOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Deploy v12 by zquillf":                    "Deploy v12 by someone",
		"Triggered by zquillf via API":             "Triggered by someone via API",
		"initiated by zquillf":                     "initiated by someone",
		"rolled back by zquillf.":                  "rolled back by someone.",
		"Rollback requested by Zdenka Quillf":      "Rollback requested by someone",
		"Merge branch 'zquillf/fix-cart'":          "Merge branch '…/fix-cart'",
		"Merge branch 'zquillf/fix-cart' into dev": "Merge branch '…/fix-cart' into dev",
		"Emma Quillf deployed checkout":            "someone deployed checkout",
		"assigned to Emma Quillf":                  "assigned to someone",
		"on-call: Emma Quillf":                     "on-call: someone",
		"user=zquillf":                             "user=…",
	} {
		if got := nameless.Text(in); got != want {
			t.Errorf("%q\n is %q\nwant %q", in, got, want)
		} else if again := nameless.Text(got); again != got {
			t.Errorf("%q changes again: %q", got, again)
		}
	}
}

func TestWhatDidItStays(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"triggered by default", "changed by hand", "started by the scheduler", "created by Kubernetes", "updated by 10 %", "created by Horizontal Pod Autoscaler",
		"triggered by schedule", "released by argocd", "deployed by Spinnaker", "Merge branch 'feature/cart'", "Merge branch 'renovate/go'", "Merge branch 'release-4/x'",
		"user=postgres", "assigned to Node Pool", "on-call: payments", "Deploy v12 by 5 %", "Payment Service deployed", "Postgres Operator updated replicas",
		"created by kube-controller-manager", "triggered by cronjob", "created by createTable()", "Crash triggered by nil pointer",
	} {
		if got := nameless.Text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}
