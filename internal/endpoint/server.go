package endpoint

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// Options say what an endpoint is like.
type Options struct {
	// Store keeps the state. Without it, operations on resources are answered
	// NotImplementedException.
	Store *store.Store
	// Now is the clock; it is required.
	Now func() time.Time
	// AsOf asks for the service as it answered at a time, where its texts or
	// quotas have changed since; the zero time is the newest.
	AsOf time.Time
	// Log takes what happens; nil discards it.
	Log *slog.Logger
	// Account and Region are whose endpoint it is; empty means
	// DefaultAccount and DefaultRegion.
	Account, Region string
	// Credentials, when set, must have signed every request.
	Credentials *Credentials
	// Hosts are names under which requests may come beside those that can lead
	// to this machine only.
	Hosts []string
	// Sink takes what subscription filters deliver; nil lets it go.
	Sink Sink
	// ExportDir holds the buckets of export tasks, each a directory; empty
	// means that there is no bucket.
	ExportDir string
	// NewID makes the identifiers of what is created; nil makes random UUIDs.
	NewID func() string
	// MaxMemory limits what the requests under way take together, in bytes; 0
	// means DefaultMaxMemory.
	MaxMemory int64
	// MaxBody limits the body of a request, in bytes after decompression; 0
	// means DefaultMaxBody.
	MaxBody int64
}

// What is assumed where Options say nothing.
const (
	DefaultAccount = "123456789012"
	DefaultRegion  = "us-east-1"
	// DefaultMaxBody has room for a full PutLogEvents batch of 1 MiB in which
	// every character is escaped.
	DefaultMaxBody = 8 << 20
)

// Server is an endpoint. It is an http.Handler for concurrent use.
type Server struct {
	options    Options
	operations map[string]operation // of CloudWatch Logs on state
	filters    cache[*metric.Filter]
	patterns   cache[*engine.Filter]
	wake       chan struct{} // for deliveries
	exports    chan struct{} // for export tasks
	delivering sync.Mutex
	exporting  sync.Mutex
	tails      tails
	memory     memory
	large      sync.Mutex       // held while an answer is made of which there may be one
	clock      func() time.Time // of connections, whose deadlines are real
}

// New returns an endpoint. Background work, which are deliveries and exports,
// is done while Run runs, or by Drain.
func New(o Options) *Server {
	o.Account = cmp.Or(o.Account, DefaultAccount)
	o.Region = cmp.Or(o.Region, DefaultRegion)
	o.MaxBody = cmp.Or(o.MaxBody, DefaultMaxBody)
	o.MaxMemory = cmp.Or(o.MaxMemory, DefaultMaxMemory)
	if o.NewID == nil {
		o.NewID = randomID
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{options: o, operations: logsOperations(), wake: make(chan struct{}, 1), exports: make(chan struct{}, 1), clock: time.Now}
	s.memory.free = o.MaxMemory
	s.tails.ended, s.tails.stop = context.WithCancel(context.Background())
	return s
}

// response is what a protocol answers.
type response struct {
	status      int
	contentType string
	body        []byte
	errorType   string // for the header of REST-JSON errors, and for the log
	header      map[string]string
	// stream writes what has no end yet, in place of a body.
	stream func(ctx context.Context, w http.ResponseWriter) error
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.options.Now()
	id := randomID()
	p := s.protocol(r)
	have := s.share()
	defer have.end()
	res := s.answer(w, r, p, id, have)
	h := w.Header()
	h.Set("X-Amzn-Requestid", id)
	if res.contentType != "" {
		h.Set("Content-Type", res.contentType)
	}
	if res.errorType != "" {
		h.Set("X-Amzn-Errortype", res.errorType)
	}
	for name, value := range res.header {
		h.Set(name, value)
	}
	if res.stream != nil {
		// Live tails have a limit of their own, and need the request no more.
		connOf(r.Context()).leaves()
		have.end()
		w.WriteHeader(res.status)
		if err := res.stream(r.Context(), w); err != nil {
			s.options.Log.Debug("a stream has ended", "id", id, "error", err)
		}
	} else {
		h.Set("Content-Length", fmt.Sprint(len(res.body)))
		s.paceAnswer(r.Context(), w, len(res.body))
		w.WriteHeader(res.status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(res.body) // a client that is gone needs no answer
		}
	}
	level := slog.LevelDebug
	if res.status >= 500 && res.status != http.StatusNotImplemented {
		level = slog.LevelError
	}
	s.options.Log.LogAttrs(r.Context(), level, "request",
		slog.String("id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.String("target", r.Header.Get("X-Amz-Target")), slog.Int("status", res.status),
		slog.String("error", res.errorType), slog.Int("bytes", len(res.body)),
		slog.Duration("took", s.options.Now().Sub(start)))
}

// answer never fails: errors are answers too.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, p protocol, id string, have *share) (res response) {
	defer func() {
		if v := recover(); v != nil {
			s.options.Log.Error("panic", "id", id, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			res = p.fail(internalFailure(), id)
		}
	}()
	err := s.admit(r)
	if err == nil {
		res, err = s.admitted(w, r, p, id, have)
	}
	if err == nil {
		return res
	}
	var api *engine.APIError
	if !errors.As(err, &api) {
		s.options.Log.Error("failure", "id", id, "error", err)
		api = internalFailure()
	}
	return p.fail(api, id)
}

// admitted answers a request that may be one.
func (s *Server) admitted(w http.ResponseWriter, r *http.Request, p protocol, id string, have *share) (response, error) {
	limit := s.options.MaxBody
	if p.maxBody != 0 {
		limit = min(limit, p.maxBody)
	}
	body, err := s.readBody(w, r, limit, have)
	if err != nil {
		return response{}, err
	}
	if p.size != nil {
		if err := have.take(p.size(body)); err != nil {
			return response{}, err
		}
	}
	if p.alone {
		s.large.Lock()
		defer s.large.Unlock()
	}
	res, err := p.answer(r.Context(), r, body, id)
	if err == nil {
		err = have.keep(int64(len(res.body))) // as long as the client reads
	}
	return res, err
}

func internalFailure() *engine.APIError {
	return &engine.APIError{Code: "InternalFailure", Message: "The endpoint failed; its log says why.", Status: http.StatusInternalServerError}
}

// randomID is a random UUID.
func randomID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
