package conformance

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

// Exec is a target that is a program: it reads one request a line and answers
// each with one line, in any order of keys:
//
//	{"service": "logs", "operation": "TestMetricFilter", "request": {…}}
//	{"response": {…}}  or  {"error": {"code": "…", "message": "…"}}  or  {"unsupported": true}
//
// Several copies of the program run side by side, each with one request at a
// time. One that ends, answers what is no answer or does not answer in time
// costs its case, and another one is started for the next. One that ends after
// an answer costs nothing: the next request is asked again of a new one.
type Exec struct {
	Command []string      // the program and its arguments
	Timeout time.Duration // for each answer; 0 is DefaultTimeout

	mutex sync.Mutex
	idle  []*process
}

// DefaultTimeout is how long a program may take to answer.
const DefaultTimeout = 30 * time.Second

// MaxAnswer bounds one answer, in bytes.
const MaxAnswer = 16 << 20

type execRequest struct {
	Service   string          `json:"service"`
	Operation string          `json:"operation"`
	Request   json.RawMessage `json:"request"`
}

type execAnswer struct {
	Response    json.RawMessage `json:"response"`
	Error       *ServiceError   `json:"error"`
	Unsupported bool            `json:"unsupported"`
}

// Do implements Target.
func (x *Exec) Do(ctx context.Context, call Call) (Answer, error) {
	line, err := json.Marshal(execRequest{call.Operation.Service, call.Operation.Name, call.Request})
	if err != nil {
		return Answer{}, err
	}
	p, reply, err := x.ask(ctx, append(line, '\n'))
	if err != nil {
		return Answer{}, err
	}
	var answer execAnswer
	if err := json.Unmarshal(reply, &answer); err != nil {
		p.kill()
		return Answer{}, fmt.Errorf("the program answers %q, which is not JSON: %w", clip(reply), err)
	}
	x.give(p)
	switch {
	case answer.Unsupported:
		return Answer{}, ErrUnsupported
	case answer.Error != nil:
		return Answer{Error: answer.Error}, nil
	case len(answer.Response) == 0:
		return Answer{}, fmt.Errorf("the program answers %q, with neither response nor error", clip(reply))
	}
	return Answer{Response: answer.Response}, nil
}

// Close ends the programs.
func (x *Exec) Close() {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	for _, p := range x.idle {
		p.kill()
	}
	x.idle = nil
}

// ask has one copy of the program answer a line, and returns both.
func (x *Exec) ask(ctx context.Context, line []byte) (*process, []byte, error) {
	timeout := x.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	for again := false; ; again = true {
		var p *process
		if !again {
			p = x.take()
		}
		used := p != nil
		if !used {
			var err error
			if p, err = start(ctx, x.Command); err != nil {
				return nil, nil, err
			}
		}
		within, cancel := context.WithTimeout(ctx, timeout)
		reply, err := p.ask(within, line)
		cancel()
		if err == nil {
			return p, reply, nil
		}
		var ended *endedError
		if !used || !errors.As(err, &ended) {
			return nil, nil, err
		}
	}
}

// take is a copy of the program that has answered before; nil when none is
// free.
func (x *Exec) take() *process {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	n := len(x.idle)
	if n == 0 {
		return nil
	}
	p := x.idle[n-1]
	x.idle = x.idle[:n-1]
	return p
}

func (x *Exec) give(p *process) {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	x.idle = append(x.idle, p)
}

// process is one running copy of the program.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *tail
}

func start(ctx context.Context, command []string) (*process, error) {
	if len(command) == 0 {
		return nil, errors.New("no program is named")
	}
	// The program outlives the request that it is started for.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...)
	cmd.WaitDelay = time.Second // for what it has started and left behind
	p := &process{cmd: cmd, stderr: &tail{}}
	cmd.Stderr = p.stderr
	var err error
	if p.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 64<<10)
	return p, cmd.Start()
}

// endedError says that a program ended, and what it said on stderr.
type endedError struct {
	err  error
	said string
}

func (e *endedError) Error() string {
	return fmt.Sprintf("the program ended without an answer: %v%s", e.err, e.said)
}

func (e *endedError) Unwrap() error { return e.err }

// ask writes a line and waits for the next one. When there is none the program
// is ended.
func (p *process) ask(ctx context.Context, line []byte) ([]byte, error) {
	type reply struct {
		line []byte
		err  error
	}
	done := make(chan reply, 1)
	go func() {
		_, werr := p.in.Write(line)
		line, err := readLine(p.out)
		if err != nil && werr != nil {
			err = werr
		}
		done <- reply{line, err}
	}()
	select {
	case r := <-done:
		if r.err == nil {
			return r.line, nil
		}
		p.kill()
		return nil, &endedError{r.err, p.stderr.text()}
	case <-ctx.Done():
		p.kill()
		<-done
		return nil, fmt.Errorf("the program did not answer in time: %w", ctx.Err())
	}
}

func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return bytes.TrimSpace(line), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(line) > MaxAnswer:
			return nil, fmt.Errorf("the answer is longer than %d bytes", MaxAnswer)
		}
	}
}

func (p *process) kill() {
	// It may have ended by itself, which is as well.
	_ = p.in.Close()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// tail keeps the end of what a program says on stderr.
type tail struct {
	mutex sync.Mutex
	data  []byte
}

const maxTail = 500

func (t *tail) Write(data []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.data = append(t.data, data...)
	if n := len(t.data); n > maxTail {
		t.data = append(t.data[:0], t.data[n-maxTail:]...)
	}
	return len(data), nil
}

func (t *tail) text() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if len(t.data) == 0 {
		return ""
	}
	return "; it said: " + string(bytes.TrimSpace(t.data))
}

func clip(data []byte) string {
	const most = 200
	if len(data) > most {
		return string(data[:most]) + "…"
	}
	return string(data)
}
