package blameless_test

import (
	"testing"

	"candor.dev/candor/blameless"
)

// A directory also holds accounts that are called by what somebody does. Their words, "the" among
// them, are no names of persons.
func TestADescriptionInTheDirectoryIsNoName(t *testing.T) {
	t.Parallel()
	rules := blameless.Builtin().WithPeople("Engineer new to the team", "Visitor of the demo", "Incident lead", "Zdenka van der Quillf")
	for _, clean := range []string{"The checkout table had been dropped in production.", "Of the tables one was dropped in production."} {
		if found := rules.Check(clean, blameless.Options{}); len(found) > 0 {
			t.Errorf("%q: %+v", clean, found)
		}
	}
	for _, told := range []string{"Zdenka dropped the table in production.", "Quillf dropped the table in production."} {
		if found := rules.Check(told, blameless.Options{}); len(found) == 0 {
			t.Errorf("%q is not found", told)
		}
	}
}
