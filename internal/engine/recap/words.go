package recap

import "bytes"

// Bounds of what is read of one change and of one case: more tells nothing more, and a hostile
// text costs no time.
const (
	mostText  = 4 << 10
	mostBody  = 2 << 10
	mostTitle = 512
	mostPath  = 256
	mostPaths = 64
)

func head(s string, most int) string { return s[:min(len(s), most)] }

// eachWord hands over the words of s in lower case and without their endings, each beside how it stands
// in s: the parts of identifiers (camelCase, snake_case, letters and digits), and an identifier of
// several parts as a whole. The word is only valid during the call.
func eachWord(s string, do func(word []byte, typed string, whole bool)) {
	var room [96]byte
	for i := 0; i < len(s); {
		if !inWord(s[i]) {
			i++
			continue
		}
		all, from := room[:0], i
		part, partFrom, parts := 0, i, 0
		end := func(to int) {
			if len(all) > part {
				do(stem(all[part:len(all):len(all)]), s[partFrom:to], false)
				parts++
			}
			part, partFrom = len(all), to
		}
		for last := byte(0); i < len(s) && inWord(s[i]) && len(all) < cap(room); i++ {
			b, next := s[i], byte(0)
			if i+1 < len(s) {
				next = s[i+1]
			}
			if b == '_' {
				end(i)
				partFrom, last = i+1, b
				continue
			}
			if len(all) > part && boundary(last, b, next) {
				end(i)
			}
			all, last = append(all, lower(b)), b
		}
		if end(i); parts > 1 {
			do(all, s[from:i], true)
		}
	}
}

func inWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b >= 0x80
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// boundary says whether a part of an identifier ends between last and b.
func boundary(last, b, next byte) bool {
	switch {
	case isDigit(last) != isDigit(b):
		return true
	case isUpper(b) && !isUpper(last):
		return true
	case isUpper(b) && isUpper(last) && next >= 'a' && next <= 'z':
		return true // HTTPServer: HTTP, Server.
	}
	return false
}

// stem takes common endings off a lower-case word, so that caches, caching and cached meet.
func stem(w []byte) []byte {
	if len(w) < 4 || isDigit(w[0]) {
		return w
	}
	if w[len(w)-1] == 's' {
		switch {
		case len(w) > 4 && ends(w, "ies"):
			return w[:len(w)-3]
		case ends(w, "sses"), ends(w, "shes"), ends(w, "ches"), ends(w, "xes"):
			w = w[:len(w)-2]
		case !ends(w, "ss") && !ends(w, "us") && !ends(w, "is"):
			w = w[:len(w)-1]
		}
	}
	switch w[len(w)-1] {
	case 'g':
		if len(w) > 5 && ends(w, "ing") {
			w = undouble(w[:len(w)-3])
		}
	case 'd':
		if len(w) > 4 && ends(w, "ed") {
			w = undouble(w[:len(w)-2])
		}
	case 'n':
		if len(w) > 6 && ends(w, "ion") {
			w = w[:len(w)-3]
		}
	case 'y':
		if len(w) > 5 && ends(w, "ly") {
			w = w[:len(w)-2]
		}
	}
	if last := w[len(w)-1]; len(w) > 3 && (last == 'e' || last == 'y') {
		w = w[:len(w)-1]
	}
	return w
}

func ends(w []byte, end string) bool { return bytes.HasSuffix(w, []byte(end)) }

func undouble(w []byte) []byte {
	if n := len(w); n > 3 && w[n-1] == w[n-2] && w[n-1] != 's' && w[n-1] != 'l' {
		return w[:n-1]
	}
	return w
}
