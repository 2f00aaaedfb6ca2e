package endpoint

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// Sink takes what subscription filters deliver. A key is given again only for
// the same delivery.
type Sink interface {
	Deliver(ctx context.Context, key string, d store.Delivery) error
}

// envelope is what a Lambda function gets: the message, packed with gzip and
// written in base64.
type envelope struct {
	AWSLogs struct {
		Data string `json:"data"`
	} `json:"awslogs"`
}

func pack(message []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(message); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	var e envelope
	e.AWSLogs.Data = base64.StdEncoding.EncodeToString(b.Bytes())
	return marshal(e), nil
}

// WriterSink writes one envelope per line.
type WriterSink struct {
	mu sync.Mutex
	w  io.Writer
}

// NewWriterSink returns a sink on a writer.
func NewWriterSink(w io.Writer) *WriterSink { return &WriterSink{w: w} }

// Deliver implements Sink.
func (s *WriterSink) Deliver(_ context.Context, _ string, d store.Delivery) error {
	data, err := pack(d.Message)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err = s.w.Write(append(data, '\n'))
	return err
}

// DirSink writes one file per envelope: DIR/log group/filter/number.json, or
// DIR/destination/number.json for what a destination's own put sends, with
// slashes and the like in names as %2F. Those of another region than the
// endpoint's own lie below its name: DIR/region/log group/filter/number.json.
type DirSink struct{ dir string }

// NewDirSink returns a sink on a directory, which is made if it is missing.
func NewDirSink(dir string) (*DirSink, error) {
	return &DirSink{dir}, os.MkdirAll(dir, 0o700)
}

// Deliver implements Sink.
func (s *DirSink) Deliver(_ context.Context, key string, d store.Delivery) error {
	data, err := pack(d.Message)
	if err != nil {
		return err
	}
	dir := filepath.Join(s.dir, d.Region, fileName(d.LogGroup), fileName(d.FilterName))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// A reader never sees half a file.
	name := filepath.Join(dir, key+".json")
	if err := os.WriteFile(name+".part", data, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}

// maxFileName is how long a name may be that becomes a file's.
const maxFileName = 200

// fileName makes a name of the API that of a file, without leaving the
// directory.
func fileName(name string) string {
	escaped := url.PathEscape(name)
	if strings.Trim(escaped, ".") == "" {
		escaped = strings.ReplaceAll(escaped, ".", "%2E")
	}
	if len(escaped) > maxFileName {
		escaped = escaped[:maxFileName]
	}
	return escaped
}

// HTTPSink posts one envelope per request.
type HTTPSink struct {
	url    string
	client http.Client
}

// sinkTimeout bounds one delivery.
const sinkTimeout = 10 * time.Second

// NewHTTPSink returns a sink on a URL, which must lead to this machine: log
// events are not sent away by mistake.
func NewHTTPSink(target string) (*HTTPSink, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s: deliveries go by http to localhost, 127.0.0.1 or [::1] only", target)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &HTTPSink{target, http.Client{Timeout: sinkTimeout, CheckRedirect: stay}}, nil
}

// Deliver implements Sink. Every status below 300 means that it has arrived.
func (s *HTTPSink) Deliver(ctx context.Context, key string, d store.Delivery) error {
	data, err := pack(d.Message)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Logsieve-Delivery", key)
	req.Header.Set("X-Logsieve-Destination-Arn", d.DestinationARN)
	if d.PartitionKey != "" {
		req.Header.Set("X-Logsieve-Partition-Key", d.PartitionKey)
	}
	if d.Region != "" {
		req.Header.Set("X-Logsieve-Region", d.Region)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s answers a delivery %s", s.url, res.Status)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	return err
}
