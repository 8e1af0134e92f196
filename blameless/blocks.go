package blameless

import "strings"

// paragraphs splits a part without fenced code into blocks: at blank lines, headings, items of
// lists, rows of tables and lines of a log.
func (r *reader) paragraphs(from, to int) {
	open := -1
	flush := func(at int) {
		if open >= 0 && open < at {
			r.blocks = append(r.blocks, block{span: span{open, at}})
		}
		open = -1
	}
	afterBlank := true
	for at := from; at < to; {
		end := min(lineEnd(r.doc, at), to)
		line := strings.TrimRight(r.doc[at:end], " \t\r\n")
		body := strings.TrimLeft(line, " \t>")
		blank := body == ""
		switch {
		case blank, isRule(body):
			if open >= 0 && isUnderline(body) {
				r.blocks = append(r.blocks, block{span{open, at}, true})
				open = -1
			}
			flush(at)
		case open < 0 && afterBlank && isIndentedCode(line, r.blocks) || isLog(body):
			flush(at)
			blank = isIndentedCode(line, nil)
		case strings.HasPrefix(body, "#") && strings.HasPrefix(strings.TrimLeft(body, "#"), " "):
			flush(at)
			r.blocks = append(r.blocks, block{span{end - len(strings.TrimLeft(r.doc[at:end], " \t>#")), end}, true})
		case isReference(body):
			flush(at)
		case isRow(body):
			flush(at)
			if r.thorough {
				r.cells(at, end)
			}
		default:
			if mark := itemMark(body); mark > 0 {
				flush(at)
				open = end - len(r.doc[at:end]) + strings.Index(r.doc[at:end], body) + mark
			} else if open < 0 {
				open = at
			}
		}
		afterBlank = blank
		at = end
	}
	flush(to)
}

// isRule knows lines that only divide: ---, ***, ===.
func isRule(body string) bool { return len(body) > 1 && strings.Trim(body, "-=*_ ") == "" }

// isUnderline knows the line under a heading.
func isUnderline(body string) bool {
	return len(body) > 1 && (strings.Trim(body, "=") == "" || strings.Trim(body, "-") == "")
}

// isIndentedCode knows a line that four blanks or a tab make code, where no list goes before.
func isIndentedCode(line string, before []block) bool {
	return (strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")) && len(before) == 0
}

// isReference knows the line that says where a link's name leads: [name]: https://...
func isReference(body string) bool {
	end := strings.Index(body, "]:")
	return end > 1 && body[0] == '[' && body[1] != '^' && strings.Contains(body[end:], "/")
}

// isRow knows a row of a table.
func isRow(body string) bool {
	return strings.HasPrefix(body, "|") && strings.Count(body, "|") > 1 || strings.Contains(body, " | ") && strings.Count(body, "|") > 1
}

// cells makes each cell of a row a block of its own.
func (r *reader) cells(at, end int) {
	for at < end {
		stop := at
		for stop < end && (r.doc[stop] != '|' || stop > at && r.doc[stop-1] == '\\') {
			stop++
		}
		if strings.Trim(r.doc[at:stop], " \t\r\n:-|>") != "" {
			r.blocks = append(r.blocks, block{span: span{at, stop}})
		}
		at = stop + 1
	}
}

// itemMark is the length of the mark of a list's item, its checkbox included, or 0.
func itemMark(body string) int {
	n := 0
	switch {
	case len(body) > 1 && strings.IndexByte("-*+", body[0]) >= 0 && (body[1] == ' ' || body[1] == '\t'):
		n = 2
	case body[0] >= '0' && body[0] <= '9':
		for n < len(body) && n < 4 && body[n] >= '0' && body[n] <= '9' {
			n++
		}
		if n+1 >= len(body) || body[n] != '.' && body[n] != ')' || body[n+1] != ' ' {
			return 0
		}
		n += 2
	}
	if n > 0 && len(body) > n+3 && body[n] == '[' && body[n+2] == ']' {
		n += 3
	}
	return n
}

// isLog knows a line that a program wrote: it opens with a time to the second or finer and a
// level, with a level and a colon or bracket, or it is a frame of a stack trace.
func isLog(line string) bool {
	if strings.HasPrefix(line, "at ") && strings.HasSuffix(line, ")") && strings.Contains(line, "(") && !strings.Contains(line, " the ") {
		return true
	}
	rest, stamped := strings.TrimLeft(line, "[("), false
	for word := range strings.FieldsSeq(rest) {
		w := strings.Trim(word, "[]():|,")
		switch {
		case isStamp(w):
			stamped = stamped || strings.Count(w, ":") >= 2
		case isLevel(w):
			return stamped || len(w) != len(word)
		case strings.HasPrefix(word, "level=") || strings.HasPrefix(word, "msg=") || strings.HasPrefix(word, "lvl="):
			return true
		default:
			return false
		}
	}
	return false
}

// isStamp knows a date or a time: digits with what joins them, T and Z.
func isStamp(w string) bool {
	digits := 0
	for _, c := range []byte(w) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case strings.IndexByte(":-/.,TZ+", c) < 0:
			return false
		}
	}
	return digits > 1
}

func isLevel(w string) bool {
	switch w {
	case "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "ERR", "CRITICAL", "CRIT", "FATAL", "PANIC", "E", "W", "I":
		return len(w) > 1
	}
	return false
}

// containsFold says whether s, in small letters, contains the word w.
func containsFold(s, w string) bool { return strings.Contains(s, strings.ToLower(w)) }
