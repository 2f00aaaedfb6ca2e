// Package rpc answers JSON-RPC 2.0 on a pair of streams, as language servers
// and servers of the Model Context Protocol do. What cannot be read is answered
// with an error in the protocol's form, and the session goes on.
package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/workers"
)

// MaxMessage is how many bytes a message may have.
const MaxMessage = 64 << 20

// Handler answers a request, or takes note of a notification. An error that is
// not a *jsonrpc2.Error is answered as an internal one.
type Handler func(ctx context.Context, method string, params json.RawMessage, notification bool) (any, error)

// Conn is what a server says on its own account.
type Conn interface {
	Notify(ctx context.Context, method string, params any) error
}

type conn struct{ *jsonrpc2.Conn }

func (c conn) Notify(ctx context.Context, method string, params any) error {
	return c.Conn.Notify(ctx, method, params)
}

// Serve answers messages until the input ends or the handler returns io.EOF.
// Requests are answered in their order. server is called with the connection
// before the first.
func Serve(ctx context.Context, in io.Reader, out io.Writer, framing Framing, server func(Conn) Handler) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := newStream(in, out, framing)
	var handle Handler
	ready := make(chan struct{})
	c := jsonrpc2.NewConn(ctx, s, jsonrpc2.HandlerWithError(func(ctx context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) (result any, err error) {
		<-ready
		defer func() {
			if p := workers.Caught(recover()); p != nil {
				err = internal(fmt.Errorf("internal failure: %v; please report it at https://github.com/logsieve/logsieve/issues", p.Value))
			}
		}()
		var params json.RawMessage
		if r.Params != nil {
			params = *r.Params
		}
		result, err = handle(ctx, r.Method, params, r.Notif)
		if err == io.EOF {
			s.end()
			return nil, nil
		}
		return result, internal(err)
	}), jsonrpc2.SetLogger(log.New(io.Discard, "", 0)))
	handle = server(conn{c})
	close(ready)
	select {
	case <-c.DisconnectNotify():
	case <-ctx.Done():
		_ = c.Close()
		return nil
	}
	if s.failed != nil && !errors.Is(s.failed, io.EOF) {
		return s.failed
	}
	return nil
}

// internal is an error as the protocol has it.
func internal(err error) error {
	var told *jsonrpc2.Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	return &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: err.Error()}
}

// Invalid is the error of a request whose parameters are not what they should
// be.
func Invalid(format string, args ...any) error {
	return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: fmt.Sprintf(format, args...)}
}

// Unknown is the error of a method that the server does not have.
func Unknown(method string) error {
	return &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: fmt.Sprintf("there is no method %q", method)}
}

// Params reads the parameters of a method.
func Params(data json.RawMessage, to any) error {
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	err := json.Unmarshal(data, to)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return Invalid("the parameter %s must not be %s", wrong.Field, jsontext.Kind(wrong.Value))
	case errors.As(err, &wrong):
		return Invalid("the parameters must be an object, not %s", jsontext.Kind(wrong.Value))
	case err != nil:
		return Invalid("the parameters cannot be read: %v", err)
	}
	return nil
}
