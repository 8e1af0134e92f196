package postmortem_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

func TestASourceSaysThatPeopleWroteOnSince(t *testing.T) {
	t.Parallel()
	pm := &postmortem.Postmortem{State: postmortem.Drafting}
	s := &postmortem.Section{Key: postmortem.WhatHappened, Text: "a", Source: "From the last update."}
	for _, words := range []string{"b", "c"} {
		if _, err := pm.Edit(person.Actor{ID: "ana"}, time.Unix(0, 0), s, 0, words, 0); err != nil {
			t.Fatal(err)
		}
		if s.Source != "From the last update, then edited." {
			t.Errorf("after %q the source is %q", words, s.Source)
		}
	}
}
