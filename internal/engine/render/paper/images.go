package paper

import (
	"bytes"
	"image"
	_ "image/gif"  // Pictures of people come in these forms.
	_ "image/jpeg" // JPEG.
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // WebP.
)

// still is a picture in the form that the library reads whatever it came in, and its size in
// pixels as it came.
type still struct {
	png        []byte
	wide, high float64
}

const (
	maxPixels = 40_000_000
	maxWide   = 1_400 // More than print needs over the width of a page.
)

// stills are the images that can be read; the others are told by their words.
func stills(images map[string][]byte) map[string]still {
	out := map[string]still{}
	for name, data := range images {
		if img, ok := stillOf(data); ok {
			out[name] = img
		}
	}
	return out
}

func stillOf(data []byte) (still, bool) {
	head, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || head.Width <= 0 || head.Height <= 0 || head.Width > maxPixels/head.Height {
		return still{}, false
	}
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return still{}, false
	}
	wide, high := min(head.Width, maxWide), head.Height
	if wide < head.Width {
		high = max(1, head.Height*wide/head.Width)
	}
	flat := image.NewRGBA(image.Rect(0, 0, wide, high)) // On white, since paper is.
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(flat, flat.Bounds(), src, src.Bounds(), draw.Over, nil)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, flat); err != nil {
		return still{}, false
	}
	return still{b.Bytes(), float64(head.Width), float64(head.Height)}, true
}
