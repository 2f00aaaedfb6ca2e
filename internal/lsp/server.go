// Package lsp is a language server: the findings of lint while one types, their
// fixes, what the filter pattern under the cursor means, and what can stand
// there.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/logsieve/logsieve/internal/rpc"
)

// ErrNoShutdown is a client that ends the server without having asked it to
// shut down.
var ErrNoShutdown = errors.New("the client ended without a shutdown request")

// Serve speaks the protocol until the client ends it or closes in. version is
// that of the program.
func Serve(ctx context.Context, in io.Reader, out io.Writer, version string) error {
	s := &server{version: version, open: map[string]*document{}, wake: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(ctx)
	var publishing sync.WaitGroup
	err := rpc.Serve(ctx, in, out, rpc.Headers, func(c rpc.Conn) rpc.Handler {
		publishing.Go(func() { s.publish(ctx, c) })
		return s.handle
	})
	stop()
	publishing.Wait()
	if err == nil && s.exited && !s.down {
		return ErrNoShutdown
	}
	return err
}

// server is one session.
type server struct {
	version string
	utf8    bool // of positions
	down    bool // a shutdown was asked for
	// initialized and exited are what the client has sent.
	initialized, exited bool

	mutex  sync.Mutex
	open   map[string]*document // by URI
	roots  []string             // folders of the workspace
	edited int                  // grows with each change
	stop   context.CancelFunc   // of the analysis that runs
	wake   chan struct{}        // something is to be judged again
}

// document is an open buffer.
type document struct {
	uri     string
	name    string // of the file, "" when it is none
	version int
	text    *text
	judged  *judged // nil when it is out of date
}

func (s *server) handle(ctx context.Context, method string, params json.RawMessage, notification bool) (any, error) {
	switch {
	case method == "exit":
		s.exited = true
		return nil, io.EOF
	case s.down && !notification:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "the server was asked to shut down"}
	case method == "initialize":
		return s.initialize(params)
	case !s.initialized && !notification:
		return nil, &jsonrpc2.Error{Code: -32002, Message: "the server is not initialized"}
	}
	switch method {
	case "shutdown":
		s.down = true
		return nil, nil
	case "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose":
		return nil, s.edit(method, params)
	case "textDocument/didSave", "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration":
		s.touch()
		return nil, nil
	case "textDocument/hover":
		return s.about(ctx, params, s.hover)
	case "textDocument/codeAction":
		return s.about(ctx, params, s.codeActions)
	case "textDocument/completion":
		return s.about(ctx, params, s.completion)
	}
	if notification {
		return nil, nil
	}
	return nil, rpc.Unknown(method)
}

// about answers a request about an open document.
func (s *server) about(ctx context.Context, data json.RawMessage, answer func(context.Context, *document, *judged, documentParams) any) (any, error) {
	var p documentParams
	if err := rpc.Params(data, &p); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	d := s.open[p.TextDocument.URI]
	s.mutex.Unlock()
	if d == nil {
		return nil, rpc.Invalid("%q is not open", p.TextDocument.URI)
	}
	j := s.judge(ctx, d)
	if j == nil {
		return nil, nil
	}
	return answer(ctx, d, j, p), nil
}

func (s *server) initialize(params json.RawMessage) (any, error) {
	var p initializeParams
	if err := rpc.Params(params, &p); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.initialized = true
	encoding := "utf-16"
	if slices.Contains(p.Capabilities.General.PositionEncodings, "utf-8") {
		encoding, s.utf8 = "utf-8", true
	}
	if p.RootURI != nil && len(p.WorkspaceFolders) == 0 {
		s.roots = append(s.roots, fileName(*p.RootURI))
	}
	for _, f := range p.WorkspaceFolders {
		s.roots = append(s.roots, fileName(f.URI))
	}
	s.roots = slices.DeleteFunc(s.roots, func(name string) bool { return name == "" })
	return map[string]any{
		"capabilities": map[string]any{
			"positionEncoding":   encoding,
			"textDocumentSync":   map[string]any{"openClose": true, "change": 2, "save": true},
			"hoverProvider":      true,
			"codeActionProvider": map[string]any{"codeActionKinds": []string{quickFix, rewrite, fixAll, formatAll}},
			"completionProvider": map[string]any{"triggerCharacters": []string{"$", ".", " ", "=", "@"}},
		},
		"serverInfo": map[string]string{"name": "logsieve", "version": s.version},
	}, nil
}

// edit takes note of what a client opens, changes and closes.
func (s *server) edit(method string, data json.RawMessage) error {
	var p documentParams
	if err := rpc.Params(data, &p); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	uri := p.TextDocument.URI
	switch d := s.open[uri]; {
	case method == "textDocument/didOpen":
		s.open[uri] = &document{uri: uri, name: fileName(uri), version: p.TextDocument.Version, text: newText([]byte(p.TextDocument.Text), s.utf8)}
	case d == nil:
		return nil // not known: nothing to change
	case method == "textDocument/didClose":
		delete(s.open, uri)
	default:
		changed := *d
		changed.version = p.TextDocument.Version
		for _, c := range p.ContentChanges {
			changed.text = changed.text.change(c.Range, c.Text)
		}
		s.open[uri] = &changed
	}
	s.changed()
	return nil
}

func (s *server) touch() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.changed()
}

// changed has everything judged again: what is open in one file may be about
// another.
func (s *server) changed() {
	s.edited++
	for _, d := range s.open {
		d.judged = nil
	}
	if s.stop != nil {
		s.stop()
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// publish sends the findings of what is open, as often as something changes.
func (s *server) publish(ctx context.Context, c rpc.Conn) {
	published := map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		s.mutex.Lock()
		work, stop := context.WithCancel(ctx)
		s.stop = stop
		var list []*document
		for _, d := range s.open {
			list = append(list, d)
		}
		s.mutex.Unlock()
		slices.SortFunc(list, func(a, b *document) int { return compareURI(a, b) })
		still := map[string]bool{}
		for _, d := range list {
			still[d.uri] = true
			j := s.judge(work, d)
			if j == nil {
				if work.Err() != nil {
					break // something has changed, and is on its way
				}
				continue
			}
			published[d.uri] = true
			_ = c.Notify(ctx, "textDocument/publishDiagnostics", map[string]any{
				"uri": d.uri, "version": d.version, "diagnostics": j.diagnostics,
			})
		}
		if work.Err() == nil {
			for uri := range published {
				if !still[uri] {
					delete(published, uri)
					_ = c.Notify(ctx, "textDocument/publishDiagnostics", map[string]any{"uri": uri, "diagnostics": []diagnostic{}})
				}
			}
		}
		stop()
	}
}
