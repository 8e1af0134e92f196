package blameless

// match tries the pattern with its anchor at tokens[at], and returns the tokens that it covers.
func (p *pattern) match(tokens []token, at int) (from, to int, ok bool) {
	to, ok = right(p.row[p.anchor+1:], tokens, at+1)
	if !ok {
		return 0, 0, false
	}
	from, ok = left(p.row[:p.anchor], tokens, at-1)
	return from, to, ok
}

// right matches row to tokens[at:], and returns where it ends.
func right(row []*element, tokens []token, at int) (int, bool) {
	for i := range row {
		e := row[i]
		switch e.kind {
		case atStart:
			return 0, false
		case atEnd:
			for at < len(tokens) && tokens[at].class.has(trailing) {
				at++
			}
			if at < len(tokens) {
				return 0, false
			}
		case notNext:
			if at < len(tokens) && e.holds(&tokens[at]) {
				return 0, false
			}
		case gap, wideGap:
			for n := 0; n <= e.upTo && at+n <= len(tokens); n++ {
				if end, ok := right(row[i+1:], tokens, at+n); ok {
					return end, true
				}
				if at+n < len(tokens) && e.kind == gap && tokens[at+n].class.has(clause) {
					break
				}
			}
			return 0, false
		default:
			if at >= len(tokens) || !e.holds(&tokens[at]) {
				return 0, false
			}
			at++
		}
	}
	return at, true
}

// left matches row backwards from tokens[at], and returns its first token.
func left(row []*element, tokens []token, at int) (int, bool) {
	for i := len(row) - 1; i >= 0; i-- {
		e := row[i]
		switch e.kind {
		case atEnd:
			return 0, false
		case atStart:
			for at >= 0 && tokens[at].class.has(trailing) {
				at--
			}
			if at >= 0 {
				return 0, false
			}
		case notNext:
			if at >= 0 && e.holds(&tokens[at]) {
				return 0, false
			}
		case gap, wideGap:
			for n := 0; n <= e.upTo && at-n >= -1; n++ {
				if from, ok := left(row[:i], tokens, at-n); ok {
					return from, true
				}
				if at-n >= 0 && e.kind == gap && tokens[at-n].class.has(clause) {
					break
				}
			}
			return 0, false
		default:
			if at < 0 || !e.holds(&tokens[at]) {
				return 0, false
			}
			at--
		}
	}
	return at + 1, true
}
