package render_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"candor.dev/candor/internal/engine/render"
)

// marked is a text whose first [[words]] are marked.
func marked(src string) (string, []render.Mark) {
	var marks []render.Mark
	for {
		start := strings.Index(src, "[[")
		end := strings.Index(src, "]]")
		if start < 0 || end < start {
			return src, marks
		}
		src = src[:start] + src[start+2:end] + src[end+2:]
		marks = append(marks, render.Mark{ID: string(rune('a' + len(marks))), Start: utf8.RuneCountInString(src[:start]), End: utf8.RuneCountInString(src[:end-2])})
	}
}

func TestWordsAreMarkedInWhatIsShown(t *testing.T) {
	t.Parallel()
	m := render.NewMarkdown()
	for name, c := range map[string]struct{ src, want string }{
		"in a sentence":          {"It [[was down]] ☕.", `<p>It <mark class="about" id="about-a">was down</mark> ☕.</p>` + "\n"},
		"behind other writing":   {"決済 ☕ [[停止]].", `<p>決済 ☕ <mark class="about" id="about-a">停止</mark>.</p>` + "\n"},
		"over emphasis":          {"It [[was **very** down]].", `<p>It <mark class="about" id="about-a">was </mark><strong><mark class="about">very</mark></strong><mark class="about"> down</mark>.</p>` + "\n"},
		"over code":              {"Ran [[`drop <a>`]] there.", `<p>Ran <mark class="about" id="about-a"><code>drop &lt;a&gt;</code></mark> there.</p>` + "\n"},
		"over two paragraphs":    {"a [[b\n\nc]] d", "<p>a <mark class=\"about\" id=\"about-a\">b</mark></p>\n<p><mark class=\"about\">c</mark> d</p>\n"},
		"over two lines":         {"a [[b\nc]] d", "<p>a <mark class=\"about\" id=\"about-a\">b\n</mark><mark class=\"about\">c</mark> d</p>\n"},
		"in a list":              {"- one\n- [[two]]", "<ul>\n<li>one</li>\n<li><mark class=\"about\" id=\"about-a\">two</mark></li>\n</ul>\n"},
		"in a table":             {"|a|b|\n|-|-|\n|1|[[2]]|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td><mark class=\"about\" id=\"about-a\">2</mark></td>\n</tr>\n</tbody>\n</table>\n"},
		"in a block of code":     {"```\na\n[[b]]\n```", "<div class=\"about\" id=\"about-a\"><pre><code>a\nb\n</code></pre>\n</div>"},
		"an address":             {"see [[https://example.com/x]] there", `<p>see <mark class="about" id="about-a"><a href="https://example.com/x" rel="noopener noreferrer nofollow">https://example.com/x</a></mark> there</p>` + "\n"},
		"the words of a link":    {"[the [[prompt]]](/a)", `<p><a href="/a">the <mark class="about" id="about-a">prompt</mark></a></p>` + "\n"},
		"not within an entity":   {"a &a[[mp; b]]", `<p>a <mark class="about" id="about-a">&amp; b</mark></p>` + "\n"},
		"not behind a backslash": {`a \[[* b]]`, `<p>a <mark class="about" id="about-a">* b</mark></p>` + "\n"},
		"one beside another":     {"[[a]] [[b]]", `<p><mark class="about" id="about-a">a</mark> <mark class="about" id="about-b">b</mark></p>` + "\n"},
		"markup is still text":   {"a [[<b onclick=x>]]", `<p>a <mark class="about" id="about-a">&lt;b onclick=x&gt;</mark></p>` + "\n"},
	} {
		src, marks := marked(c.src)
		if got := string(m.MarkedHTML(src, 2, marks)); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
	over := []render.Mark{{ID: "a", Start: 0, End: 5}, {ID: "b", Start: 2, End: 7}}
	if got, want := string(m.MarkedHTML("one two", 2, over)), `<p><mark class="about" id="about-a">on</mark><mark class="about" id="about-b">e two</mark></p>`+"\n"; got != want {
		t.Errorf("one over another:\ngot  %q\nwant %q", got, want)
	}
}

func TestWordsAreFoundAsTheyRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, words, want string }{
		"as written":           {"It was down.", "was down", "was down"},
		"through emphasis":     {"It was **very** down.", "was very down", "was **very** down"},
		"through a link":       {"See [the graph](/files/a) of it.", "the graph of", "the graph](/files/a) of"},
		"through code":         {"Ran `drop a` there.", "Ran drop a", "Ran `drop a"},
		"through a line break": {"It was\n  down.", "was down", "was\n  down"},
		"through a list":       {"- one\n- two", "one two", "one\n- two"},
		"an entity":            {"a &amp; b", "a & b", "a &amp; b"},
		"an escape":            {`a \* b`, "a * b", `a \* b`},
		"in a table":           {"|a|b|\n|-|-|\n|1|2|", "1 2", "1|2"},
		"in a block of code":   {"```\na *b* c\n```", "*b*", "*b*"},
		"an address":           {"see <https://a.example/b> now", "https://a.example/b", "https://a.example/b"},
		"another writing":      {"☕ 決済が**停止**", "が停止", "が**停止"},
	} {
		got := render.Places(c.src, c.words)
		if len(got) != 1 || string([]rune(c.src)[got[0].Start:got[0].End]) != c.want {
			t.Errorf("%s: %+v in %q", name, got, c.src)
		}
	}
	if got := render.Places("a b [c](/b) b", "b"); len(got) != 2 {
		t.Errorf("an address behind a link is shown: %+v", got)
	}
	if got := render.WrittenPlaces("a b [c](/b) b", "b"); len(got) != 3 {
		t.Errorf("as written: %+v", got)
	}
	if got := render.Places("a b", " \n"); got != nil {
		t.Errorf("nothing is found at %+v", got)
	}
}

// Marks add marks and nothing else: without them, the words read as before.
func TestMarksChangeNoWord(t *testing.T) {
	t.Parallel()
	m := render.NewMarkdown()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b ", "*", "**", "_", "`", "\n", "\n\n", "- ", "> ", "[", "](/x)", "![p](/files/a)", "&amp;", "\\*", "☕", "|", "|-|-|\n", "```\n", "<b>", "https://a.example ", "# ", "~~"}), 0, 30)
		src := strings.Join(parts.Draw(t, "source"), "")
		var marks []render.Mark
		for i := range rapid.IntRange(1, 3).Draw(t, "marks") {
			n := utf8.RuneCountInString(src)
			start := rapid.IntRange(0, n).Draw(t, "start")
			marks = append(marks, render.Mark{ID: string(rune('a' + i)), Start: start, End: rapid.IntRange(start, n).Draw(t, "end")})
		}
		plain, with := read(t, string(m.HTML(src, 2))), read(t, string(m.MarkedHTML(src, 2, marks)))
		if plain != with {
			t.Fatalf("%q reads\n%q, and marked\n%q", src, plain, with)
		}
	})
}

func read(t *rapid.T, page string) string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return strings.Join(strings.Fields(b.String()), " ")
}
