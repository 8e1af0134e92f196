// Package lsp tells editors what the blameless engine finds, by the Language Server Protocol
// 3.17 over a pair of streams. It owns the open texts for as long as they are open, and nothing
// else. It refuses what is no message in one answer and reads on; it never changes a text by
// itself, and asks the editor to.
//
// Start reading at Serve. wire.go frames messages, protocol.go names what we use of the
// protocol, text.go keeps a text and its positions, finding.go and action.go turn findings into
// what editors show.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"candor.dev/candor/blameless"
)

// Settings are what a server is started with.
type Settings struct {
	Rules    *blameless.Rules
	Thorough bool          // Block quotes and the cells of tables are read too.
	Version  string        // Told to the editor.
	Pause    time.Duration // How long typing has to rest before a changed text is read again.
	Log      func(string)  // Told what was passed over; may be nil.
}

// ErrLeft is returned when the editor went away without saying that it would.
var ErrLeft = errors.New("the editor ended without a shutdown")

// Serve answers an editor until it says exit, its stream ends, or ctx does. It returns nil only
// after a shutdown, as the protocol wants of the exit code.
func Serve(ctx context.Context, in io.Reader, out io.Writer, settings Settings) error {
	s := &server{Settings: settings, out: out, texts: map[string]*text{}, due: make(chan due)}
	if s.Log == nil {
		s.Log = func(string) {}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.ctx = ctx
	incoming := make(chan frame)
	go read(ctx, in, incoming)
	for {
		select {
		case f, open := <-incoming:
			if !open {
				return s.left()
			}
			if err := s.frame(f); errors.Is(err, errExit) {
				return s.left()
			} else if err != nil {
				return err
			}
		case d := <-s.due:
			if t := s.texts[d.uri]; t != nil && t.turn == d.turn {
				if err := s.publish(t); err != nil {
					return err
				}
			}
		case <-ctx.Done():
			return s.left()
		}
	}
}

// server is one session. One goroutine has it; timers and the reader send to that one.
type server struct {
	Settings
	ctx   context.Context // Ends with the session.
	out   io.Writer
	texts map[string]*text // By their URI.
	due   chan due

	stage stage
	utf8  bool // Positions count bytes instead of UTF-16 units.
	edits bool // The editor takes edits that name the version they are for.
	plain bool // The editor shows no Markdown.
}

// due says that a text has rested.
type due struct {
	uri  string
	turn int
}

type stage int

const (
	fresh stage = iota // Nothing but initialize may come.
	ready
	shut // Nothing but exit may come.
)

var errExit = errors.New("exit")

func (s *server) left() error {
	if s.stage == shut {
		return nil
	}
	return ErrLeft
}

// frame answers what came.
func (s *server) frame(f frame) error {
	var m message
	switch {
	case f.problem != nil:
		return s.refuse(nil, f.problem)
	case json.Unmarshal(f.body, &m) != nil:
		if json.Valid(f.body) {
			return s.refuse(nil, &problem{invalidRequest, "This is no message of JSON-RPC 2.0."})
		}
		return s.refuse(nil, &problem{parseError, "This is no JSON."})
	case m.Method == "" && (m.Result != nil || m.Error != nil):
		return nil // We ask nothing, so there is nothing to be answered.
	case m.Method == "" || !m.idIsSound():
		return s.refuse(nil, &problem{invalidRequest, "A request needs a method, and a number or a text as its id."})
	case m.ID == nil:
		return s.notice(m)
	}
	result, err := s.request(m)
	var p *problem
	if errors.As(err, &p) {
		return s.refuse(m.ID, p)
	}
	if err != nil {
		return err
	}
	return write(s.out, response{JSONRPC: "2.0", ID: m.ID, Result: result})
}

func (s *server) refuse(id json.RawMessage, p *problem) error {
	if id == nil {
		id = json.RawMessage("null")
	}
	return write(s.out, refusal{JSONRPC: "2.0", ID: id, Error: p})
}

func (s *server) request(m message) (result any, err error) {
	switch {
	case m.Method == "initialize" && s.stage == fresh:
		return s.initialize(m)
	case s.stage == fresh:
		return nil, &problem{notInitialized, "The first request is initialize."}
	case s.stage == shut || m.Method == "initialize":
		return nil, &problem{invalidRequest, m.Method + " has no place here any more."}
	}
	switch m.Method {
	case "shutdown":
		s.stage = shut
		return nil, nil
	case "textDocument/hover":
		var p hoverParams
		if err := m.read(&p); err != nil {
			return nil, err
		}
		return s.hover(p), nil
	case "textDocument/codeAction":
		var p codeActionParams
		if err := m.read(&p); err != nil {
			return nil, err
		}
		return s.actions(p), nil
	}
	return nil, &problem{methodNotFound, m.Method + " is not known here."}
}

func (s *server) initialize(m message) (any, error) {
	var p initializeParams
	if err := m.read(&p); err != nil {
		return nil, err
	}
	s.stage = ready
	encoding := "utf-16"
	for _, e := range p.Capabilities.General.PositionEncodings {
		if e == "utf-8" {
			s.utf8, encoding = true, e
		}
	}
	s.edits = p.Capabilities.Workspace.WorkspaceEdit.DocumentChanges
	formats := p.Capabilities.TextDocument.Hover.ContentFormat
	s.plain = len(formats) > 0 && formats[0] != "markdown"
	return initializeResult{
		Capabilities: serverCapabilities{
			PositionEncoding: encoding,
			TextDocumentSync: syncOptions{OpenClose: true, Change: incremental, Save: true},
			Hover:            true,
			CodeAction:       codeActionOptions{CodeActionKinds: []string{quickFix}},
		},
		ServerInfo: serverInfo{Name: "candor", Version: s.Version},
	}, nil
}

// notice takes what wants no answer.
func (s *server) notice(m message) error {
	if m.Method == "exit" {
		return errExit
	}
	if s.stage != ready {
		return nil // The protocol wants it dropped.
	}
	err := s.change(m)
	var p *problem
	if errors.As(err, &p) {
		s.Log(fmt.Sprintf("%s was passed over: %s", m.Method, p.Message))
		return nil
	}
	return err
}

// change takes news of a text.
func (s *server) change(m message) error {
	switch m.Method {
	case "textDocument/didOpen":
		var p didOpenParams
		if err := m.read(&p); err != nil {
			return err
		}
		d := p.TextDocument
		s.texts[d.URI] = newText(d.URI, d.LanguageID, d.Version, d.Text)
		return s.publish(s.texts[d.URI])
	case "textDocument/didChange":
		var p didChangeParams
		if err := m.read(&p); err != nil {
			return err
		}
		t := s.texts[p.TextDocument.URI]
		if t == nil {
			return &problem{invalidParams, "this text is not open."}
		}
		for _, c := range p.ContentChanges {
			t.change(c, s.utf8)
		}
		t.version = p.TextDocument.Version
		s.rest(t)
	case "textDocument/didSave":
		var p documentParams
		if err := m.read(&p); err != nil {
			return err
		}
		if t := s.texts[p.TextDocument.URI]; t != nil {
			return s.publish(t)
		}
	case "textDocument/didClose":
		var p documentParams
		if err := m.read(&p); err != nil {
			return err
		}
		delete(s.texts, p.TextDocument.URI)
		return s.notify("textDocument/publishDiagnostics", diagnosticsParams{URI: p.TextDocument.URI, Diagnostics: []diagnostic{}})
	}
	return nil
}

// rest publishes what is found in t once typing has rested.
func (s *server) rest(t *text) {
	t.turn++
	d := due{t.uri, t.turn}
	if t.timer != nil {
		t.timer.Stop()
	}
	t.timer = time.AfterFunc(s.Pause, func() {
		select {
		case s.due <- d:
		case <-s.ctx.Done():
		}
	})
}

func (s *server) notify(method string, params any) error {
	return write(s.out, notification{JSONRPC: "2.0", Method: method, Params: params})
}
