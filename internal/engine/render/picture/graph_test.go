package picture_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"candor.dev/candor/internal/engine/render/picture"
)

// box is a drawn point.
type box struct {
	name       string
	x, y, w, h float64
}

// boxes reads the drawn points of a picture, which has to be well-formed XML.
func boxes(tb testing.TB, svg string) (list []box, wide, high float64) {
	tb.Helper()
	num := func(e xml.StartElement, name string) float64 {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				n, err := strconv.ParseFloat(a.Value, 64)
				if err != nil {
					tb.Fatal(err)
				}
				return n
			}
		}
		return 0
	}
	title := ""
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list, wide, high
		}
		if err != nil {
			tb.Fatalf("%v in %.200s", err, svg)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "svg":
			wide, high = num(e, "width"), num(e, "height")
		case "title":
			if err := d.DecodeElement(&title, &e); err != nil {
				tb.Fatal(err)
			}
		case "rect":
			list = append(list, box{title, num(e, "x"), num(e, "y"), num(e, "width"), num(e, "height")})
		}
	}
}

func service(i int) picture.Point { return picture.Point{Name: fmt.Sprintf("service-%02d", i)} }

func TestAGraphDrawsEveryPointOnceAndApart(t *testing.T) {
	t.Parallel()
	a, b, c, db := picture.Point{Name: "a"}, picture.Point{Name: "b"}, picture.Point{Name: `c <&">`}, picture.Point{Name: "a", Store: true}
	var forty, dense, circle []picture.Line
	for i := range 40 {
		forty = append(forty, picture.Line{From: service(i / 3), To: service(i), Soft: i%4 == 0})
		circle = append(circle, picture.Line{From: service(i), To: service((i + 1) % 40)})
	}
	for i := range 12 {
		for j := range 12 {
			dense = append(dense, picture.Line{From: service(i), To: service(j)})
		}
	}
	for name, lines := range map[string][]picture.Line{
		"two":                       {{From: a, To: b}},
		"a store of the same name":  {{From: a, To: db}, {From: c, To: db, Soft: true}},
		"a circle of two":           {{From: a, To: b}, {From: b, To: a}},
		"a point that needs itself": {{From: a, To: a}, {From: a, To: b}},
		"a circle of forty":         circle,
		"forty services":            forty,
		"everything everything":     dense,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := picture.Graph{Lines: lines, Here: a}
			svg := g.SVG()
			drawn, wide, high := boxes(t, svg)
			if len(drawn) != len(g.Points()) {
				t.Fatalf("%d of %d points are drawn", len(drawn), len(g.Points()))
			}
			for i, p := range drawn {
				if p.x < 0 || p.y < 0 || p.x+p.w > wide || p.y+p.h > high {
					t.Errorf("%+v stands outside of %g x %g", p, wide, high)
				}
				for _, q := range drawn[:i] {
					if p.x < q.x+q.w && q.x < p.x+p.w && p.y < q.y+q.h && q.y < p.y+p.h {
						t.Errorf("%+v stands on %+v", p, q)
					}
				}
			}
			if svg != g.SVG() {
				t.Error("the same graph is drawn in two ways")
			}
			if strings.Contains(svg, "style=") || strings.Contains(svg, "id=") {
				t.Error("a picture has neither styles nor identifiers")
			}
		})
	}
}

func TestWhatIsNeededStandsToTheRight(t *testing.T) {
	t.Parallel()
	shop, checkout, mail, db := picture.Point{Name: "shop"}, picture.Point{Name: "checkout"}, picture.Point{Name: "mail"}, picture.Point{Name: "db", Store: true}
	drawn, _, _ := boxes(t, picture.Graph{Lines: []picture.Line{
		{From: checkout, To: db}, {From: shop, To: checkout}, {From: shop, To: db}, {From: mail, To: db},
	}}.SVG())
	x := map[string]float64{}
	for _, b := range drawn {
		x[b.name] = b.x
	}
	if !(x["shop"] < x["checkout"] && x["checkout"] < x["db"] && x["mail"] == x["checkout"]) {
		t.Errorf("the columns are %v", x)
	}
}

func TestAGraphSaysHowMuchThereIs(t *testing.T) {
	t.Parallel()
	g := picture.Graph{Lines: []picture.Line{{From: service(0), To: picture.Point{Name: "db", Store: true}}}}
	if got := g.Describe(); got != "What needs what: 1 service, 1 data store, 1 line between them." {
		t.Error(got)
	}
	if (picture.Graph{}).SVG() != "" {
		t.Error("nothing is drawn")
	}
	for i := range picture.MostPoints + 1 {
		g.Lines = append(g.Lines, picture.Line{From: service(i), To: service(i + 1)})
	}
	if g.SVG() != "" {
		t.Error("more is drawn than can be told apart")
	}
}
