package picture_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render/picture"
)

// forty is a tree of forty whys in four branches.
func forty() []postmortem.CopyWhy {
	var list []postmortem.CopyWhy
	for i := range 4 {
		number := fmt.Sprint(i + 1)
		for j := range 10 {
			w := postmortem.CopyWhy{
				Number: number, Question: "Why could a clean-up that was meant for staging reach the production database?",
				Answer: "The credentials of both looked alike, & <nothing> told them apart at the prompt.",
			}
			switch j {
			case 8:
				w.Risk = &postmortem.AcceptedRisk{Statement: "It may happen again until spring."}
			case 9:
				w.Action, w.Title = "ACT-7", strings.Repeat("unbroken", 30)
			}
			list = append(list, w)
			if j < 8 {
				number += ".1"
			} else {
				number = number[:len(number)-1] + "2"
			}
		}
	}
	return list
}

func TestAWhyTreeOfFortyIsDrawnWholeOnPageAndPhone(t *testing.T) {
	t.Parallel()
	for _, width := range []int{680, 320} {
		tree := picture.WhyTree{Whys: forty(), Width: width, Class: "wide"}
		svg := tree.SVG()
		if svg != tree.SVG() {
			t.Error("the same tree gives other bytes")
		}
		d, boxes, words := xml.NewDecoder(strings.NewReader(svg)), 0, ""
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch x := tok.(type) {
			case xml.StartElement:
				if x.Name.Local == "rect" {
					boxes++
				}
			case xml.CharData:
				if most := (width - 16) / 7; len(x) > most {
					t.Errorf("a line of %d letters is wider than %d pixels: %s", len(x), width, x)
				}
				words += string(x) + " "
			}
		}
		if boxes != 40 || strings.Count(words, "& <nothing>") != 40 || !strings.Contains(words, "Accepted risk: It may") || strings.Count(strings.ReplaceAll(words, " ", ""), "unbroken") < 30 {
			t.Errorf("%d boxes with %s", boxes, words)
		}
		if !strings.Contains(svg, `aria-label="Why-tree, questions: 40, first questions: 4"`) || strings.Contains(svg, "style=") {
			t.Error(svg[:300])
		}
	}
}
