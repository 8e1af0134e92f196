// Package static owns the files that browsers load: the stylesheet, the behaviours and htmx.
// They are embedded, put together once, named by the hash of their content and held
// compressed in memory, so that serving one is a map lookup and a browser may keep it for
// ever. It refuses to serve anything that is not in its list: there is no directory here.
//
// Start reading at Asset (the URL of a file) and Handler (the file at that URL).
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Prefix is the path under which Handler must be mounted.
const Prefix = "/static/"

//go:embed css/*.css js/*.js vendor/*.min.js img/*
var files embed.FS

// sources says what is served and from which files it is put together. The order of the
// stylesheets is the order of the cascade.
var sources = []struct {
	name  string
	parts []string
}{
	{"candor.css", []string{
		"css/tokens.css", "css/base.css", "css/shell.css", "css/controls.css", "css/tags.css",
		"css/forms.css", "css/lists.css", "css/room.css", "css/recap.css", "css/timeline.css",
		"css/postmortem.css", "css/pages.css", "css/phone.css", "css/print.css",
	}},
	{"writing.css", []string{"css/writing.css"}}, // Where postmortems are written, and nowhere else.
	{"theme.js", []string{"js/theme.js"}},
	{"candor.js", []string{
		"js/live.js", "js/keys.js", "js/time.js", "js/draft.js", "js/filter.js", "js/copy.js",
		"js/near.js", "js/swift.js",
	}},
	{"editor.js", []string{"vendor/codemirror.min.js", "js/around.js", "js/editor.js"}}, // Where text is edited, and nowhere else.
	{"whys.js", []string{"js/whys.js"}},                                                 // Where the why-tree is made, and nowhere else.
	{"margin.js", []string{"js/margin.js"}},                                             // Where words are commented on.
	{"margin.css", []string{"css/margin.css"}},
	{"whys.css", []string{"css/whys.css"}},
	{"meeting.css", []string{"css/meeting.css"}},          // On a shared screen, and nowhere else.
	{"writing.js", []string{"js/keep.js", "js/merge.js"}}, // As above.
	{"htmx.js", []string{"vendor/htmx.min.js"}},
	{"icon.svg", []string{"img/icon.svg"}},
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// file is one asset, ready to be sent.
type file struct {
	url         string
	contentType string
	plain, gzip []byte
}

// shelf builds every asset once per process; what it returns is only read.
var shelf = sync.OnceValue(func() map[string]file {
	byName := make(map[string]file, len(sources))
	for _, s := range sources {
		byName[s.name] = bind(s.name, s.parts)
	}
	return byName
})

// Asset returns the URL of an asset, such as /static/candor.5d41402a.css for "candor.css".
// An unknown name is a programming error and panics.
func Asset(name string) string {
	f, ok := shelf()[name]
	if !ok {
		panic("static: no asset " + name)
	}
	return f.url
}

// Handler serves the assets at the URLs that Asset returns, and 404 for everything else. It
// answers GET and HEAD, with gzip where the browser takes it.
func Handler() http.Handler {
	byURL := make(map[string]file, len(sources))
	for _, f := range shelf() {
		byURL[f.url] = f
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := byURL[r.URL.Path]
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Only GET and HEAD.", http.StatusMethodNotAllowed)
		default:
			f.serve(w, r)
		}
	})
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	body, h := f.plain, w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	if TakesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // The browser went away: nobody is left to tell.
	}
}

// TakesGzip says whether an Accept-Encoding header allows gzip; "gzip;q=0" refuses it.
func TakesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
		return q == "" || (err == nil && weight > 0)
	}
	return false
}

// bind puts an asset together from its parts. A missing part means that the binary was built
// wrongly, which the first test notices.
func bind(name string, parts []string) file {
	var b bytes.Buffer
	ext := path.Ext(name)
	for _, p := range parts {
		text, err := fs.ReadFile(files, p)
		if err != nil {
			panic(fmt.Sprintf("static: %v", err))
		}
		b.WriteString(enclose(ext, len(parts), string(text)))
	}
	sum := sha256.Sum256(b.Bytes())
	stem := strings.TrimSuffix(name, ext)
	return file{
		url:         Prefix + stem + "." + hex.EncodeToString(sum[:6]) + ext,
		contentType: contentTypes[ext],
		plain:       b.Bytes(),
		gzip:        compress(b.Bytes()),
	}
}

var (
	spare = regexp.MustCompile(`/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|\s+`)
	loose = regexp.MustCompile(` ?([{};,]) ?|(:) `) // A colon with a space behind it is a declaration, never a selector.
)

// enclose leaves comments and line breaks of stylesheets at home, and keeps the names of one
// module from those of the next when several are sent as one.
func enclose(ext string, parts int, text string) string {
	switch {
	case ext == ".css":
		return loose.ReplaceAllString(spare.ReplaceAllString(text, " "), "$1$2")
	case ext == ".js" && parts > 1:
		return "{\n" + text + "}\n"
	}
	return text
}

func compress(plain []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(plain)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil { // Writing to memory cannot fail.
		panic(fmt.Sprintf("static: %v", err))
	}
	return b.Bytes()
}
