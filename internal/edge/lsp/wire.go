package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// mostBytes bounds one message.
const mostBytes = 64 << 20

// frame is what came between two headers: a body, or what is wrong with it.
type frame struct {
	body    []byte
	problem *problem
}

// read sends what comes until the stream ends, and closes the channel then.
func read(ctx context.Context, in io.Reader, to chan<- frame) {
	defer close(to)
	buffered := bufio.NewReaderSize(in, 1<<16)
	for {
		f, err := readFrame(buffered)
		if err != nil {
			return
		}
		select {
		case to <- f:
		case <-ctx.Done():
			return
		}
	}
}

// readFrame reads headers and the body that they announce. Lines without a length before the
// next blank line are one problem; what follows is passed over up to the next Content-Length.
// An error ends the stream.
func readFrame(in *bufio.Reader) (frame, error) {
	length, seen := -1, false
	for {
		line, err := headerLine(in)
		if err != nil {
			return frame{}, err
		}
		if n, known := contentLength(line); known {
			length = n
		}
		if line != "" {
			seen = true
			continue
		}
		if length >= 0 {
			break
		}
		if seen {
			return frame{problem: &problem{parseError, "A message begins with Content-Length and a blank line."}}, nil
		}
	}
	if length > mostBytes {
		if _, err := io.CopyN(io.Discard, in, int64(length)); err != nil {
			return frame{}, err
		}
		return frame{problem: &problem{invalidRequest, fmt.Sprintf("A message may hold %d bytes.", mostBytes)}}, nil
	}
	body, err := io.ReadAll(io.LimitReader(in, int64(length))) // Grows with what comes, not with what was announced.
	if err == nil && len(body) < length {
		err = io.ErrUnexpectedEOF
	}
	return frame{body: body}, err
}

// headerLine reads a line without its end; of one that is far too long only the last part.
func headerLine(in *bufio.Reader) (string, error) {
	long := false
	for {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = true
			continue
		}
		if err != nil {
			return "", err
		}
		text := string(bytes.TrimRight(line, "\r\n"))
		if long && text == "" {
			text = "?" // The end of a long line is no blank line.
		}
		return text, nil
	}
}

// contentLength reads the header that counts; what a line holds in front of it is noise that
// had no end of its own. A length that is no number is -1.
func contentLength(line string) (int, bool) {
	parts := lengthHeader.FindStringSubmatch(line)
	if parts == nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(parts[1]))
	if err != nil || n < 0 {
		return -1, true
	}
	return n, true
}

var lengthHeader = regexp.MustCompile(`(?is)^.*content-length:(.*)$`)

// write sends a message in one piece.
func write(out io.Writer, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	if _, err := out.Write(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...)); err != nil {
		return fmt.Errorf("answer the editor: %w", err)
	}
	return nil
}

// message is a request, a notification or an answer.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// idIsSound: a number, a text, or none. A null counts as one, since somebody waits for it.
func (m message) idIsSound() bool {
	return m.ID == nil || m.ID[0] != '{' && m.ID[0] != '[' && m.ID[0] != 't' && m.ID[0] != 'f'
}

// read takes the parameters.
func (m message) read(into any) error {
	if len(m.Params) == 0 {
		return &problem{invalidParams, m.Method + " needs parameters."}
	}
	if err := json.Unmarshal(m.Params, into); err != nil {
		return &problem{invalidParams, "The parameters of " + m.Method + " do not fit: " + err.Error()}
	}
	return nil
}

type response struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  any             `json:"result"`
}

type refusal struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Error   *problem        `json:"error"`
}

type notification struct {
	JSONRPC string `json:"jsonrpc"`
	Method  string `json:"method"`
	Params  any    `json:"params"`
}

// problem is why a request was refused.
type problem struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (p *problem) Error() string { return p.Message }

// The codes of JSON-RPC and of the protocol.
const (
	parseError     = -32700
	invalidRequest = -32600
	methodNotFound = -32601
	invalidParams  = -32602
	notInitialized = -32002
)
