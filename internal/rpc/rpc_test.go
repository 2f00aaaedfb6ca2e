package rpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/rpc"
)

func server(rpc.Conn) rpc.Handler {
	return func(_ context.Context, method string, params json.RawMessage, _ bool) (any, error) {
		switch method {
		case "echo":
			var p struct {
				Text string `json:"text"`
			}
			if err := rpc.Params(params, &p); err != nil {
				return nil, err
			}
			return p.Text, nil
		case "panic":
			panic("a fault of the program")
		case "fail":
			return nil, errors.New("cannot")
		case "exit":
			return nil, io.EOF
		}
		return nil, rpc.Unknown(method)
	}
}

func headers(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(text), text)
	}
	return b.String()
}

const echo = `{"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":"a"}}`

// TestServe sends what is no message, and asks whether the session goes on.
func TestServe(t *testing.T) {
	const answer = `{"id":1,"result":"a","jsonrpc":"2.0"}`
	for _, tt := range []struct {
		name    string
		framing rpc.Framing
		in      string
		want    []string // answers
	}{
		{"lines", rpc.Lines, echo + "\n\n" + echo + "\n", []string{answer, answer}},
		{"the last line has no end", rpc.Lines, echo, []string{answer}},
		{"headers", rpc.Headers, headers(echo, echo), []string{answer, answer}},
		{"other headers", rpc.Headers, "Content-Type: x\r\ncontent-length:" + fmt.Sprint(len(echo)) + "\r\n\r\n" + echo, []string{answer}},
		{"not JSON", rpc.Lines, "{\n" + echo + "\n", []string{`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not JSON"}}`, answer}},
		{"not JSON, with headers", rpc.Headers, headers("{", echo), []string{`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not JSON"}}`, answer}},
		{"no request", rpc.Lines, "[1]\n" + echo + "\n", []string{`{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the message is not a JSON-RPC 2.0 request or response"}}`, answer}},
		{"no length", rpc.Headers, "Length: 3\r\n\r\n" + headers(echo), []string{`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"a message must start with a header Content-Length: NUMBER, and an empty line"}}`, answer}},
		{"a long header", rpc.Headers, "X: " + strings.Repeat("x", 100_000) + "\r\n" + headers(echo), []string{answer}},
		{"a message that is cut", rpc.Headers, headers(echo) + "Content-Length: 1000\r\n\r\n{", []string{answer}},
		{"no such method", rpc.Lines, `{"jsonrpc":"2.0","id":"x","method":"y"}` + "\n", []string{`{"id":"x","error":{"code":-32601,"message":"there is no method \"y\""},"jsonrpc":"2.0"}`}},
		{"wrong parameters", rpc.Lines, `{"jsonrpc":"2.0","id":2,"method":"echo","params":[]}` + "\n", []string{`{"id":2,"error":{"code":-32602,"message":"the parameters must be an object, not an array"},"jsonrpc":"2.0"}`}},
		{"a wrong parameter", rpc.Lines, `{"jsonrpc":"2.0","id":2,"method":"echo","params":{"text":5}}` + "\n", []string{`{"id":2,"error":{"code":-32602,"message":"the parameter text must not be a number"},"jsonrpc":"2.0"}`}},
		{"a failure", rpc.Lines, `{"jsonrpc":"2.0","id":2,"method":"fail"}` + "\n" + echo + "\n", []string{`{"id":2,"error":{"code":-32603,"message":"cannot"},"jsonrpc":"2.0"}`, answer}},
		{"a panic", rpc.Lines, `{"jsonrpc":"2.0","id":2,"method":"panic"}` + "\n" + echo + "\n", []string{`{"id":2,"error":{"code":-32603,"message":"internal failure: a fault of the program; please report it at https://github.com/logsieve/logsieve/issues"},"jsonrpc":"2.0"}`, answer}},
		{"the end", rpc.Lines, `{"jsonrpc":"2.0","method":"exit"}` + "\n" + echo + "\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := rpc.Serve(t.Context(), strings.NewReader(tt.in), &out, tt.framing, server)
			if cut := strings.Contains(tt.name, "cut"); (err != nil) != cut {
				t.Error(err)
			}
			if diff := cmp.Diff(tt.want, answers(t, out.String(), tt.framing)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// answers are the messages of an output.
func answers(t testing.TB, out string, framing rpc.Framing) (list []string) {
	t.Helper()
	if framing == rpc.Lines {
		for line := range strings.Lines(out) {
			list = append(list, strings.TrimSuffix(line, "\n"))
		}
		return list
	}
	for out != "" {
		var n int
		if _, err := fmt.Sscanf(out, "Content-Length: %d\r\n\r\n", &n); err != nil {
			t.Fatalf("%q: %v", out, err)
		}
		_, out, _ = strings.Cut(out, "\r\n\r\n")
		list = append(list, out[:n])
		out = out[n:]
	}
	return list
}

// TestLargeMessage passes over a message that is too large.
func TestLargeMessage(t *testing.T) {
	for framing, in := range map[rpc.Framing]io.Reader{
		rpc.Lines:   io.MultiReader(io.LimitReader(endless{}, rpc.MaxMessage+1), strings.NewReader("\n"+echo+"\n")),
		rpc.Headers: io.MultiReader(strings.NewReader(fmt.Sprintf("Content-Length: %d\r\n\r\n", rpc.MaxMessage+1)), io.LimitReader(endless{}, rpc.MaxMessage+1), strings.NewReader(headers(echo))),
	} {
		var out bytes.Buffer
		if err := rpc.Serve(t.Context(), in, &out, framing, server); err != nil {
			t.Error(err)
		}
		got := answers(t, out.String(), framing)
		if len(got) != 2 || !strings.Contains(got[0], "the message is larger than 64 MiB") || !strings.Contains(got[1], `"result":"a"`) {
			t.Errorf("%v: %s", framing, out.String())
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	p[0] = '1'
	return len(p), nil
}

// FuzzServe sends anything: no answer is lost, and the session ends with the
// input.
func FuzzServe(f *testing.F) {
	f.Add(true, headers(echo, "{", "[]"))
	f.Add(false, echo+"\n{\n\n[]\n"+`{"id":-1,"method":""}`)
	f.Fuzz(func(t *testing.T, withHeaders bool, in string) {
		fuzzbound.Watch(t, in)
		framing := rpc.Lines
		if withHeaders {
			framing = rpc.Headers
		}
		var out bytes.Buffer
		_ = rpc.Serve(t.Context(), strings.NewReader(in), &out, framing, server)
		for _, a := range answers(t, out.String(), framing) {
			if !json.Valid([]byte(a)) {
				t.Errorf("%q is answered with %q", in, a)
			}
		}
	})
}
