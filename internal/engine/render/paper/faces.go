package paper

import (
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/*.gz
var files embed.FS

// face is a font as it lies here: PT Serif for reading, PT Sans for what is looked up, DejaVu
// for code and for signs that the others lack. A document holds only the glyphs that it uses.
type face struct {
	name  string // Under which the document knows it.
	file  string
	table func() *glyphs
}

// glyphs tells what a font can show.
type glyphs struct {
	data  []byte
	width [0x10000]uint16 // In thousandths of the size, one more than it is; 0: there is no such glyph.
}

var (
	serif      = newFace("serif", "PTF55F")
	serifBold  = newFace("serif-bold", "PTF75F")
	serifItal  = newFace("serif-italic", "PTF56F")
	serifBoth  = newFace("serif-bold-italic", "PTF76F")
	sans       = newFace("sans", "PTS55F")
	sansBold   = newFace("sans-bold", "PTS75F")
	mono       = newFace("mono", "DejaVuSansMono")
	signs      = newFace("signs", "DejaVuSans")
	unreadable = []*unicode.RangeTable{ // Scripts whose letters need joining or another direction.
		unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Nko, unicode.Thaana,
	}
)

func newFace(name, file string) *face {
	return &face{name, file, sync.OnceValue(func() *glyphs { return read("fonts/" + file + ".ttf.gz") })}
}

// read panics over a font that cannot be read, since all of them are part of the program.
func read(file string) *glyphs {
	data, err := unpacked(file)
	if err != nil {
		panic(fmt.Errorf("%s: %w", file, err))
	}
	f, err := sfnt.Parse(data)
	if err != nil {
		panic(fmt.Errorf("%s: %w", file, err))
	}
	g := &glyphs{data: data}
	var b sfnt.Buffer
	for r := rune(0x20); r < 0x10000; r++ {
		i, err := f.GlyphIndex(&b, r)
		if err != nil || i == 0 {
			continue
		}
		if w, err := f.GlyphAdvance(&b, i, fixed.I(1000), font.HintingNone); err == nil {
			g.width[r] = uint16(w.Round()) + 1
		}
	}
	return g
}

func unpacked(name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // It lies in memory.
	r, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// has says whether the face can show r as it should be read.
func (f *face) has(r rune) bool {
	return r < 0x10000 && f.table().width[r] > 0 && !unicode.In(r, unreadable...)
}

// wide is the width of r at size 1.
func (f *face) wide(r rune) float64 {
	if !f.has(r) {
		return 0
	}
	return float64(f.table().width[r]-1) / 1000
}

func (f *face) width(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		w += f.wide(r)
	}
	return w * size
}
