package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// editor is a client of candor lsp: another implementation of the wire than ours, over the pipes
// of a real process.
type editor struct {
	t     *testing.T
	cmd   *exec.Cmd
	conn  jsonrpc2.Conn
	marks chan marks
}

type marks struct {
	URI         string
	Version     *int
	Diagnostics []mark
}

type mark struct {
	Range    place
	Severity int
	Code     string
	Source   string
	Message  string
}

type place struct{ Start, End struct{ Line, Character int } }

type pipes struct {
	io.Reader
	io.WriteCloser
}

// edit starts candor lsp and says hello.
func edit(t *testing.T, capabilities string, args ...string) *editor {
	t.Helper()
	path, err := exec.LookPath("candor")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, append([]string{"lsp"}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, cmd: cmd, conn: jsonrpc2.NewConn(jsonrpc2.NewHeaderStream(pipes{out, in})), marks: make(chan marks, 100)}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // It has ended, unless the test failed.
	e.conn.Go(context.Background(), func(_ context.Context, r *jsonrpc2.Request) (any, error) {
		var m marks
		if r.Method() != "textDocument/publishDiagnostics" {
			return nil, errors.New("an editor does not know " + r.Method())
		}
		err := json.Unmarshal(r.Params(), &m)
		e.marks <- m
		return nil, err
	})
	var hello struct {
		Capabilities struct{ PositionEncoding string }
		ServerInfo   struct{ Name string }
	}
	e.call("initialize", `{"processId":null,"rootUri":null,"capabilities":`+capabilities+`}`, &hello)
	if hello.ServerInfo.Name != "candor" || strings.Contains(capabilities, "utf-8") != (hello.Capabilities.PositionEncoding == "utf-8") {
		t.Fatalf("hello: %+v", hello)
	}
	e.notify("initialized", `{}`)
	return e
}

func (e *editor) call(method, params string, into any) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var result jsonrpc2.RawMessage
	if _, err := e.conn.Call(ctx, method, jsonrpc2.RawMessage(params), &result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(result, into); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) notify(method, params string) {
	e.t.Helper()
	if err := e.conn.Notify(context.Background(), method, jsonrpc2.RawMessage(params)); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) open(uri, language, text string) marks {
	e.t.Helper()
	raw, err := json.Marshal(map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": language, "version": 1, "text": text}})
	if err != nil {
		e.t.Fatal(err)
	}
	e.notify("textDocument/didOpen", string(raw))
	return e.next()
}

// next waits for what is published next.
func (e *editor) next() marks {
	e.t.Helper()
	select {
	case m := <-e.marks:
		return m
	case <-time.After(30 * time.Second):
		e.t.Fatal("nothing was published within 30 s")
		return marks{}
	}
}

// leave ends the session in order and returns the exit code.
func (e *editor) leave() int {
	e.t.Helper()
	e.call("shutdown", "null", nil)
	e.notify("exit", "null")
	<-e.conn.Done()
	if err := e.cmd.Wait(); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			e.t.Fatal(err)
		}
	}
	return e.cmd.ProcessState.ExitCode()
}

func (m marks) codes() []string {
	list := []string{}
	for _, d := range m.Diagnostics {
		list = append(list, d.Code)
	}
	return list
}

type action struct {
	Title string
	Edit  struct {
		Changes         map[string][]textEdit
		DocumentChanges []struct {
			TextDocument struct {
				URI     string
				Version int
			}
			Edits []textEdit
		}
	}
}

type textEdit struct {
	Range   place
	NewText string
}

// actions asks for all that can be done in the first line.
func (e *editor) actions(uri string) []action {
	e.t.Helper()
	var list []action
	e.call("textDocument/codeAction", `{"textDocument":{"uri":"`+uri+`"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":999}},"context":{"diagnostics":[]}}`, &list)
	return list
}

func (e *editor) put(uri string, version int, text string) {
	e.t.Helper()
	raw, err := json.Marshal(map[string]any{"textDocument": map[string]any{"uri": uri, "version": version}, "contentChanges": []any{map[string]any{"text": text}}})
	if err != nil {
		e.t.Fatal(err)
	}
	e.notify("textDocument/didChange", string(raw))
}
