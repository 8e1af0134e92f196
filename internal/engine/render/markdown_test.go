package render_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
)

func TestHTML(t *testing.T) {
	t.Parallel()
	m := render.NewMarkdown()
	const foreign = ` rel="noopener noreferrer nofollow"`
	for name, c := range map[string]struct{ src, want string }{
		"a paragraph":               {"It *was* **down** ~~up~~.", "<p>It <em>was</em> <strong>down</strong> <del>up</del>.</p>\n"},
		"headings move down":        {"# A\n\n## B\n\n###### C", "<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>\n"},
		"a heading inside a quote":  {"> # A", "<blockquote>\n<h2>A</h2>\n</blockquote>\n"},
		"a table":                   {"|a|b|\n|:-|-:|\n|1|2|", "<table>\n<thead>\n<tr>\n<th align=\"left\">a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"left\">1</td>\n<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n"},
		"a task list":               {"- [x] a\n- [ ] b", "<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\" aria-label=\"Done\"> a</li>\n<li><input type=\"checkbox\" disabled=\"\" aria-label=\"To do\"> b</li>\n</ul>\n"},
		"code":                      {"```go\na < b\n```", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>\n"},
		"code with an odd language": {"```go\" onclick=\"x\na\n```", "<pre><code>a\n</code></pre>\n"},
		"a numbered list":           {"3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
		"a link elsewhere":          {"[a](https://example.com/?a=1&b=2)", `<p><a href="https://example.com/?a=1&amp;b=2"` + foreign + ">a</a></p>\n"},
		"a link here":               {"[a](/incidents/INC-142#top)", "<p><a href=\"/incidents/INC-142#top\">a</a></p>\n"},
		"an address as it is":       {"see https://example.com/x.", `<p>see <a href="https://example.com/x"` + foreign + ">https://example.com/x</a>.</p>\n"},
		"a host without scheme":     {"[a](//example.com)", `<p><a href="//example.com"` + foreign + ">a</a></p>\n"},
		"a mail address":            {"<ana@example.com>", `<p><a href="mailto:ana@example.com"` + foreign + ">ana@example.com</a></p>\n"},
		"a script in a link":        {"[a](javascript:alert(1))", "<p>a</p>\n"},
		"a script, spelled oddly":   {"[a](JaVa&#x53;cript&colon;alert(1))", "<p>a</p>\n"},
		"a script after a tab":      {"[a](<\tjavascript:alert(1)>)", "<p>a</p>\n"},
		"a script in an autolink":   {"<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"},
		"data in a link":            {"[a](data:text/html;base64,PHNjcmlwdD4=)", "<p>a</p>\n"},
		"vbscript in a link":        {"[a]( vbscript:x )", "<p>a</p>\n"},
		"a file in a link":          {"[a](file:///etc/passwd)", "<p>a</p>\n"},
		"a quote in a link":         {`[a](https://example.com/"onclick=x "t\"itle")`, `<p><a href="https://example.com/%22onclick=x"` + foreign + ` title="t&#34;itle">a</a></p>` + "\n"},
		"a picture of ours":         {`![the graph](/files/0198-a/graph.png "Rate")`, `<p><img src="/files/0198-a/graph.png" alt="the graph" loading="lazy" title="Rate"></p>` + "\n"},
		"a picture elsewhere":       {"![pixel](https://spy.example/p.png)", `<p><a href="https://spy.example/p.png"` + foreign + ">Image: pixel</a></p>\n"},
		"a picture, no scheme":      {"![](//spy.example/p.png)", `<p><a href="//spy.example/p.png"` + foreign + ">Image: //spy.example/p.png</a></p>\n"},
		"a picture as data":         {"![x](data:image/png;base64,AA==)", "<p>Image: x</p>\n"},
		"a picture with a way out":  {"![x](/files/../logout)", "<p><a href=\"/files/../logout\">Image: x</a></p>\n"},
		"a picture in a link":       {"[![x](https://spy.example/p.png)](https://example.com)", `<p><a href="https://example.com"` + foreign + ">Image: x</a></p>\n"},
		"raw HTML is text":          {"a <b onclick=x>b</b> List<String>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; List&lt;String&gt;</p>\n"},
		"a line break is one":       {"a<br/>b", "<p>a<br>b</p>\n"},
		"a comment vanishes":        {"a <!-- candor:ignore quoted --> b", "<p>a  b</p>\n"},
		"a block of HTML is text":   {"<script>\nalert(1)\n</script>", "<pre>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</pre>\n"},
		"a block comment vanishes":  {"<!-- a\nb -->\n\nc", "<p>c</p>\n"},
		"the direction is shown":    {"a\u202eb", "<p>a⟨U+202E⟩b</p>\n"},
		"the direction as entity":   {"a&#x202e;b [x](/a \"&#8294;\")", "<p>a⟨U+202E⟩b <a href=\"/a\" title=\"⟨U+2066⟩\">x</a></p>\n"},
		"an entity":                 {"&lt;script&gt; &copy; &", "<p>&lt;script&gt; © &amp;</p>\n"},
		"nothing":                   {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // The second answer is the remembered one.
				if got := string(m.HTML(c.src, 2)); got != c.want {
					t.Errorf("got  %q\nwant %q", got, c.want)
				}
			}
		})
	}
	if got := m.HTML("# A\n\n##### B", 4); got != "<h4>A</h4>\n<h6>B</h6>\n" {
		t.Errorf("a deeper top: %q", got)
	}
}

func TestAStoredTextOverTheLimitIsShownPlain(t *testing.T) {
	t.Parallel()
	src := strings.Repeat(">", 100_000) + "<b>"
	got := string(render.NewMarkdown().HTML(src, 2))
	if !strings.HasPrefix(got, `<pre class="plain">&gt;`) || !strings.Contains(got, "&lt;b&gt;</pre>") {
		t.Fatalf("got %.60q", got)
	}
}

// hostileDocuments are shapes that keep goldmark busy for seconds or swell a hundredfold.
func hostileDocuments() map[string]string {
	wide := "|" + strings.Repeat("a|", 300) + "\n|" + strings.Repeat("-|", 300) + "\n"
	return map[string]string{
		"300 kB":                      strings.Repeat("word \n", 60_000),
		"a line of 20 kB":             strings.Repeat("word ", 4_000),
		"100,000 quotes":              strings.Repeat(">", 100_000),
		"quotes on many lines":        strings.Repeat(strings.Repeat("> ", 40)+"a\n", 800),
		"nested lists":                strings.Repeat("- ", 100) + "a",
		"lists that deepen line-wise": deepening("-"), "numbered lists likewise": deepening("1."),
		"two markers that look like a rule": deepening("- -"),
		"emphasis":                          strings.Repeat("*a **a ", 4_000), "emphasis in lines": strings.Repeat("*a _b ~~c\n", 5_000),
		"open links": strings.Repeat("[", 5_000), "links": strings.Repeat("[a](b)\n", 5_000), "images": strings.Repeat("![a](\n", 5_000),
		"code marks": codeMarks(), "angles": strings.Repeat("a <!-- b\n", 5_000), "link definitions": strings.Repeat("[a]: b\n", 5_000),
		"20,000 columns":        "|" + strings.Repeat("a|", 4_900) + "\n|" + strings.Repeat("-|", 4_900) + "\n|a|\n",
		"short rows":            wide + strings.Repeat("|\n", 10_000),
		"rows without pipes":    wide + strings.Repeat("a\n", 10_000),
		"many small wide ones":  strings.Repeat(wide+"|\n|\n|\n\n", 20),
		"a table in a quote":    strings.ReplaceAll("\n"+wide+strings.Repeat("|\n", 100), "\n", "\n> "),
		"escaped pipes in code": "|a|b|\n|-|-|\n" + strings.Repeat("|`\\|\\|\\|`|b|\n", 1_000),
	}
}

func deepening(marker string) string {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "%s%s a\n", strings.Repeat(" ", i*(len(marker)+1)), marker)
	}
	return b.String()
}

func codeMarks() string {
	var b strings.Builder
	for i := range 1_200 {
		fmt.Fprintf(&b, "a %s b\n", strings.Repeat("`", 1+i%60))
	}
	return b.String()
}

func TestCheckMarkdownRefusesHostileShapes(t *testing.T) {
	t.Parallel()
	for name, src := range hostileDocuments() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := problem.Of(render.CheckMarkdown("body", src))
			if p == nil || p.Kind != problem.KindInvalid || p.Field != "body" || !strings.ContainsAny(p.Say, "0123456789") {
				t.Fatalf("%d bytes: %v", len(src), p)
			}
			if got := render.NewMarkdown().HTML(src, 2); len(got) > 6*len(src)+100 {
				t.Errorf("%d bytes became %d", len(src), len(got))
			}
		})
	}
}

func TestCheckMarkdownAcceptsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"a long postmortem":        strings.Repeat("## Part\n\nWe *saw* `code_here` and [a link](https://example.com).\n\n- one\n- two\n\n", 2_000),
		"a long log in code":       "```\n" + strings.Repeat("2026-11-20 [info] <a> snake_case_name *x* `y`\n", 4_000) + "```\n",
		"a long log without code":  strings.Repeat("2026-11-20 info snake_case_name=1 other_name=2\n", 2_000),
		"a large table":            "|a|b|c|d|\n|-|-|-|-|\n" + strings.Repeat("|`a`|**b**|[c](d)|<e>|\n", 1_000),
		"a long checklist":         strings.Repeat("- [ ] **step** `run` it\n", 2_000),
		"lists in lists":           "- a\n  - b\n    - c\n      1. d\n         > e\n- f\n",
		"a rule of stars":          strings.Repeat("* ", 60) + "\n",
		"YAML in code":             "```yaml\n" + strings.Repeat("a:\n  - b:\n      - c: 1\n", 500) + "```\n",
		"an answer in an answer":   strings.Repeat("> ", 8) + "a\n",
		"Windows line ends":        "# A\r\n\r\n|a|b|\r\n|-|-|\r\n|1|2|\r\n",
		"emoji and other writing":  strings.Repeat("決済が停止 🚨 مدفوعات\n\n", 2_000),
		"a line of equals (setext": "A\n" + strings.Repeat("=", 200) + "\n",
	} {
		if err := render.CheckMarkdown("body", src); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzMarkdown: whatever is typed, the markup has no way to run a script or to call another
// host, it is stable under its own sanitizer's reading, and its size is bounded by the text's.
func FuzzMarkdown(f *testing.F) {
	for _, src := range hostileDocuments() {
		f.Add(src[:min(len(src), 2_000)])
	}
	for _, src := range []string{"[a](javascript:x)", "<img src=x onerror=y>", "![a](//b)", "|a|\n|-|\n|`\\|`|", "- [x] a", "a\n\n[a]: javascript:x"} {
		f.Add(src)
	}
	m := render.NewMarkdown()
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			return
		}
		out := string(m.HTML(src, 2))
		// Each cell that a short row leaves out costs markup; otherwise a byte becomes at most
		// a link around its escaped self, with rel, or an escaped direction mark.
		if len(out) > 200*len(src)+40*render.MaxCells {
			t.Fatalf("%d bytes became %d", len(src), len(out))
		}
		inspect(t, out)
	})
}

func inspect(t *testing.T, out string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(out))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		switch tok.Data {
		case "script", "style", "iframe", "object", "embed", "svg", "math", "form", "base", "link", "meta", "h1":
			if tok.Type != html.TextToken && tok.Type != html.CommentToken {
				t.Fatalf("<%s> in %q", tok.Data, out)
			}
		}
		for _, a := range tok.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcset", a.Key == "id", a.Key == "name":
				t.Fatalf("attribute %s in %q", a.Key, out)
			case a.Key == "src" && !strings.HasPrefix(value, "/files/"):
				t.Fatalf("src %q", a.Val)
			case a.Key == "href" && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "vbscript:")):
				t.Fatalf("href %q", a.Val)
			}
		}
	}
}
