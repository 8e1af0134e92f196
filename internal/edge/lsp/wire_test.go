package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"candor.dev/candor/blameless"
)

func framed(bodies ...string) string {
	var b strings.Builder
	for _, body := range bodies {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	return b.String()
}

const (
	hello   = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
	goodbye = `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`
	leave   = `{"jsonrpc":"2.0","method":"exit"}`
)

// Garbage is answered once, and what comes after it is understood.
func TestWhatIsNoMessageIsRefusedAndTheNextIsRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		noise string
		codes []int
	}{
		"no JSON":                  {framed("{nope"), []int{parseError}},
		"nothing":                  {framed(""), []int{parseError}},
		"a batch":                  {framed(`[{"id":1,"method":"shutdown"}]`), []int{invalidRequest}},
		"a number":                 {framed(`7`), []int{invalidRequest}},
		"no method":                {framed(`{"id":3}`), []int{invalidRequest}},
		"a method that is no text": {framed(`{"id":3,"method":7}`), []int{invalidRequest}},
		"an id that is an object":  {framed(`{"id":{},"method":"shutdown"}`), []int{invalidRequest}},
		"an unknown request":       {framed(`{"id":"x","method":"workspace/symbol"}`), []int{methodNotFound}},
		"parameters that misfit":   {framed(`{"id":3,"method":"textDocument/hover","params":[1]}`), []int{invalidParams}},
		"no parameters":            {framed(`{"id":3,"method":"textDocument/hover"}`), []int{invalidParams}},
		"a second initialize":      {framed(hello), []int{invalidRequest}},
		"an answer":                {framed(`{"id":3,"result":null}`, `{"id":3,"error":{}}`), nil},
		"an unknown notification":  {framed(`{"method":"$/odd","params":{}}`), nil},
		"a change of nothing":      {framed(`{"method":"textDocument/didChange","params":{"textDocument":{"uri":"x"},"contentChanges":[]}}`), nil},
		"a length that is no number": {
			"Content-Length: ten\r\n\r\n{}", []int{parseError},
		},
		"a length below nothing": {"Content-Length: -5\r\n\r\n", []int{parseError}},
		"another protocol":       {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", []int{parseError}},
		"bytes without a line":   {"\x00\xff\xfe{}", nil},
		"a line without an end":  {strings.Repeat("x", 1<<20), nil},
		"blank lines":            {"\r\n\r\n\n", nil},
		"a header of another name": {
			"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n" + framed(`{"id":3,"method":"nope"}`), []int{methodNotFound},
		},
		"small letters": {"content-length:24\n\n" + `{"id":3,"method":"nope"}`, []int{methodNotFound}},
		"more than a message may hold": {
			fmt.Sprintf("Content-Length: %d\r\n\r\n%s", mostBytes+1, strings.Repeat(" ", mostBytes+1)), []int{invalidRequest},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			in := strings.NewReader(framed(hello) + c.noise + framed(goodbye, leave))
			if err := Serve(t.Context(), in, &out, Settings{Rules: blameless.Builtin()}); err != nil {
				t.Fatalf("ended with %v", err)
			}
			answers := bodies(t, out.String())
			if len(answers) != len(c.codes)+2 {
				t.Fatalf("%d answers: %s", len(answers), out.String())
			}
			for i, code := range c.codes {
				if got := answers[i+1].Error.Code; got != code {
					t.Errorf("answered %d, want %d", got, code)
				}
			}
			if last := answers[len(answers)-1]; string(last.ID) != "2" || last.Error.Code != 0 {
				t.Errorf("the shutdown was answered by %+v", last)
			}
		})
	}
}

type answer struct {
	ID    json.RawMessage `json:"id"`
	Error struct {
		Code int `json:"code"`
	} `json:"error"`
}

func bodies(t *testing.T, out string) []answer {
	t.Helper()
	var list []answer
	for out != "" {
		var n int
		if _, err := fmt.Sscanf(out, "Content-Length: %d\r\n", &n); err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(out, "\r\n\r\n")
		var a answer
		if err := json.Unmarshal([]byte(rest[:n]), &a); err != nil {
			t.Fatal(err)
		}
		list, out = append(list, a), rest[n:]
	}
	return list
}

// Before initialize nothing is served; after shutdown neither. The end is orderly only after a
// shutdown.
func TestASessionHasABeginningAndAnEnd(t *testing.T) {
	t.Parallel()
	const early = `{"id":9,"method":"textDocument/hover","params":{}}`
	for name, c := range map[string]struct {
		in      string
		orderly bool
		codes   []int
	}{
		"all in order":              {framed(hello, goodbye, leave), true, []int{0, 0}},
		"exit without a shutdown":   {framed(hello, leave), false, []int{0}},
		"the stream ends":           {framed(hello), false, []int{0}},
		"it ends after a shutdown":  {framed(hello, goodbye), true, []int{0, 0}},
		"it ends within a message":  {framed(hello) + "Content-Length: 99\r\n\r\n{", false, []int{0}},
		"nothing at all":            {"", false, nil},
		"exit at once":              {framed(leave), false, nil},
		"a request comes too early": {framed(early, hello, goodbye, leave), true, []int{notInitialized, 0, 0}},
		"a request comes too late":  {framed(hello, goodbye, early, leave), true, []int{0, 0, invalidRequest}},
	} {
		var out bytes.Buffer
		err := Serve(t.Context(), strings.NewReader(c.in), &out, Settings{Rules: blameless.Builtin()})
		if c.orderly != (err == nil) || err != nil && !errors.Is(err, ErrLeft) {
			t.Errorf("%s: ended with %v", name, err)
		}
		answers := bodies(t, out.String())
		for i, a := range answers {
			if len(answers) != len(c.codes) || a.Error.Code != c.codes[i] {
				t.Errorf("%s: answered %+v", name, answers)
				break
			}
		}
	}
}

// Whatever comes, the session ends when the stream does, and every answer is a message.
func FuzzServe(f *testing.F) {
	f.Add(framed(hello, goodbye, leave))
	f.Add(framed(hello, `{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"a.md","text":"It was human error 😀"}}}`,
		`{"method":"textDocument/didChange","params":{"textDocument":{"uri":"a.md"},"contentChanges":[{"range":{"start":{"line":0,"character":7},"end":{"line":3,"character":-1}},"text":"x"}]}}`,
		`{"id":3,"method":"textDocument/codeAction","params":{"textDocument":{"uri":"a.md"},"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":9}}}}`))
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		if err := Serve(t.Context(), strings.NewReader(in), &out, Settings{Rules: blameless.Builtin()}); err != nil && !errors.Is(err, ErrLeft) {
			t.Error(err)
		}
		bodies(t, out.String())
	})
}
