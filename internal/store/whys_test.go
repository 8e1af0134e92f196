package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAWhyTreeComesBackAsItWasKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := postmortem.ID(store.NewID())
		tree := postmortem.WhyTree{}
		for i := range 120 { // More than one statement takes.
			w := postmortem.Why{ID: postmortem.WhyID(store.NewID()), Kept: "a quote"}
			w.Question, w.Answer, w.Evidence, w.Factor = fmt.Sprintf("Why %d?", i), "Because.", "The log.", "access"
			switch i % 3 {
			case 1:
				w.Parent, w.Action = tree.Whys[i-1].ID, "gone"
			case 2:
				w.Parent = tree.Whys[i-1].ID
				w.Risk = &postmortem.AcceptedRisk{Statement: "It may come again.", Prevent: "A month.", Suffer: "A day.", Approver: "owner", ReviewAt: store.Instant(time.Unix(2e9, 0))}
			}
			tree.Whys = append(tree.Whys, w)
		}
		read := func() (got postmortem.WhyTree) {
			if err := s.Read(t.Context(), func(v *store.View) (err error) { got, err = v.Whys(id); return err }); err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := read(); got.Version != 0 || len(got.Whys) != 0 {
			t.Errorf("before anything: %+v", got)
		}
		save := func(tree *postmortem.WhyTree) error {
			return s.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveWhys(id, tree) })
		}
		if err := save(&tree); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tree, read()); diff != "" {
			t.Error(diff)
		}
		old := postmortem.WhyTree{}
		if err := save(&old); problem.KindOf(err) != problem.KindStale {
			t.Errorf("over another version: %v", err)
		}
		tree.Whys = tree.Whys[:3]
		if err := save(&tree); err != nil {
			t.Fatal(err)
		}
		if got := read(); got.Version != 2 || len(got.Whys) != 3 {
			t.Errorf("shortened: version %d, %d whys", got.Version, len(got.Whys))
		}
	})
}
