// Package awstarget is a conformance target over HTTP: the service itself, or
// an endpoint that speaks its protocols.
package awstarget

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/logsieve/logsieve/conformance"
)

// DefaultRate is how many requests a second an endpoint may be sent: one less
// than the quota of TestMetricFilter, which is 5 a second for an account in a
// region and cannot be raised.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const DefaultRate = 4

// DefaultRegion is the region of an endpoint on this machine when none is
// configured.
const DefaultRegion = "us-east-1"

// Options say how an [Endpoint] is spoken to.
type Options struct {
	// Region is what requests are signed for; it is required.
	Region string
	// Credentials sign the requests, each that is sent; they are required.
	Credentials func(context.Context) (Credentials, error)
	// Now is the clock of signatures; it is required.
	Now func() time.Time
	// Client sends requests; nil is one that follows no redirects.
	Client Client
	// Attempts is how often a request is sent that was throttled or met a
	// failure of the server; 0 is three times.
	Attempts int
	// Patient is for recordings, which must not lose cases to throttling: a
	// request is sent up to ten times, for minutes, however many need that.
	Patient bool
	// Rate is how many requests a second are sent at most, repeated ones
	// included; 0 is no limit.
	Rate float64
	// Timeout is for each answer; 0 is DefaultTimeout. What is not answered in
	// time is not asked again.
	Timeout time.Duration
	// AllowWrites sends every operation to an endpoint that is not on this
	// machine. Without it only TestMetricFilter is sent, which changes nothing.
	AllowWrites bool
}

// Client sends a request, as an [http.Client] does.
type Client interface {
	Do(*http.Request) (*http.Response, error)
}

// Endpoint is a target that is asked over HTTP, as clients of AWS ask: by
// requests signed with version 4 in AWS JSON 1.1 (CloudWatch Logs), REST-XML
// (CloudFront) or REST-JSON (AppFabric). Requests are sent as the cases have
// them: a client with types would refuse those that lack members, and lose
// members that it does not know.
//
// What says nothing about the operation is no answer: throttling and failures
// of the server that outlast the retries, refused credentials or signatures.
type Endpoint struct {
	address Address
	options Options
	retryer aws.RetryerV2
	signer  *v4.Signer
	pace    *pace
}

var regionName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9-]+$`) })

// New returns the target at an address.
func New(address Address, o Options) (*Endpoint, error) {
	switch {
	case !regionName().MatchString(o.Region):
		return nil, fmt.Errorf("%q is not a Region", o.Region)
	case o.Credentials == nil || o.Now == nil:
		return nil, errors.New("an endpoint needs credentials and a clock")
	case !(o.Rate >= 0 && o.Rate <= 1e6): // NaN too
		return nil, fmt.Errorf("a rate is a number of requests a second, or 0 for no limit; not %v", o.Rate)
	}
	if o.Client == nil {
		client, err := newClient("")
		if err != nil {
			return nil, err
		}
		o.Client = client
	}
	if o.Timeout <= 0 {
		o.Timeout = conformance.DefaultTimeout
	}
	retryer := retry.NewStandard(func(s *retry.StandardOptions) {
		if o.Patient {
			s.MaxAttempts, s.RateLimiter = 10, ratelimit.None
		}
		s.MaxAttempts = cmp.Or(o.Attempts, s.MaxAttempts)
	})
	return &Endpoint{address: address, options: o, retryer: retryer, signer: v4.NewSigner(), pace: newPace(o.Rate)}, nil
}

// Do implements Target.
func (e *Endpoint) Do(ctx context.Context, call conformance.Call) (conformance.Answer, error) {
	if err := e.may(call.Operation); err != nil {
		return conformance.Answer{}, err
	}
	w, err := newWireRequest(call)
	if err != nil {
		return conformance.Answer{}, err
	}
	var answer conformance.Answer
	// The loop of the SDK's clients: when to ask again, and after how long.
	loop := retry.NewAttemptMiddleware(e.retryer, func(v any) any { return v })
	_, _, err = loop.HandleFinalize(ctx, middleware.FinalizeInput{}, middleware.FinalizeHandlerFunc(
		func(ctx context.Context, _ middleware.FinalizeInput) (out middleware.FinalizeOutput, _ middleware.Metadata, err error) {
			answer, err = e.attempt(ctx, w)
			return out, middleware.Metadata{}, err
		}))
	if err != nil {
		return conformance.Answer{}, err
	}
	return answer, nil
}

// Check asks the endpoint something simple and says why it has no answer, when
// it has none.
func (e *Endpoint) Check(ctx context.Context) error {
	answer, err := e.Do(ctx, conformance.Call{
		Operation: conformance.Operation{Service: conformance.DefaultService, Name: conformance.DefaultOperation},
		Request:   json.RawMessage(`{"filterPattern":"","logEventMessages":["a"]}`),
	})
	switch {
	case errors.Is(err, conformance.ErrUnsupported):
		return nil // it has other operations
	case err == nil && answer.Error != nil && answer.Error.Denied():
		return fmt.Errorf("%s: %s", answer.Error.Code, answer.Error.Message)
	}
	return err
}

// may says whether an operation may be sent, with an error that wraps
// ErrUnsupported where it may not.
func (e *Endpoint) may(op conformance.Operation) error {
	service, _ := e.address.awsHost()
	switch {
	case e.address.Loopback() || op == conformance.Operation{Service: conformance.DefaultService, Name: conformance.DefaultOperation} && (service == "" || service == conformance.DefaultService):
		return nil
	case op == conformance.Operation{Service: conformance.DefaultService, Name: "EvaluateMetricFilter"}:
		return unsupported("EvaluateMetricFilter is an operation of logsieve, which AWS does not have")
	case service != "" && service != op.Service:
		return unsupported("the endpoint belongs to another service")
	case !e.options.AllowWrites:
		return unsupported("not sent: operations other than TestMetricFilter can create, change or delete resources; --allow-writes sends them")
	}
	return nil
}

// unsupported is a reason not to ask, or what a target says that does not know
// an operation.
type unsupported string

func (u unsupported) Error() string { return string(u) }
func (unsupported) Unwrap() error   { return conformance.ErrUnsupported }

// attempt asks once.
func (e *Endpoint) attempt(ctx context.Context, w *wireRequest) (conformance.Answer, error) {
	if err := e.pace.wait(ctx); err != nil {
		return conformance.Answer{}, err
	}
	within, cancel := context.WithTimeout(ctx, e.options.Timeout)
	defer cancel()
	res, body, err := e.send(within, w)
	switch {
	case err == nil:
		return w.answer(res, body)
	case ctx.Err() != nil:
		return conformance.Answer{}, ctx.Err()
	case within.Err() != nil:
		return conformance.Answer{}, final{fmt.Errorf("the endpoint did not answer within %s", e.options.Timeout)}
	}
	return conformance.Answer{}, err
}

// send signs and sends a request, and reads the whole response.
func (e *Endpoint) send(ctx context.Context, w *wireRequest) (*http.Response, []byte, error) {
	base := e.address.base(w.service, e.options.Region)
	r, err := http.NewRequestWithContext(ctx, w.method, base.Scheme+"://"+base.Host+base.EscapedPath()+w.path, strings.NewReader(w.body))
	if err != nil {
		return nil, nil, final{err}
	}
	for name, value := range w.header {
		r.Header.Set(name, value)
	}
	r.Header.Set("User-Agent", "logsieve-conformance")
	credentials, err := e.options.Credentials(ctx)
	if err != nil {
		return nil, nil, final{fmt.Errorf("no credentials: %w", err)}
	}
	region := e.options.Region
	if w.service == "cloudfront" && e.address.AWS() {
		region = "us-east-1" // the service is global
	}
	signing := aws.Credentials{AccessKeyID: credentials.AccessKeyID, SecretAccessKey: credentials.SecretAccessKey, SessionToken: credentials.SessionToken}
	sum := sha256.Sum256([]byte(w.body))
	if err := e.signer.SignHTTP(ctx, signing, r, hex.EncodeToString(sum[:]), w.service, region, e.options.Now()); err != nil {
		return nil, nil, final{err}
	}
	res, err := e.options.Client.Do(r)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, nil, final{err} // nobody listens, and will not in a second
	} else if err != nil {
		return nil, nil, &smithyhttp.RequestSendError{Err: err}
	}
	defer func() { _ = res.Body.Close() }() // it has been read
	body, err := io.ReadAll(io.LimitReader(res.Body, conformance.MaxAnswer+1))
	switch {
	case err != nil:
		return nil, nil, &smithyhttp.RequestSendError{Err: fmt.Errorf("the answer breaks off: %w", err)}
	case len(body) > conformance.MaxAnswer:
		return nil, nil, final{fmt.Errorf("the answer is longer than %d bytes", conformance.MaxAnswer)}
	}
	return res, body, nil
}

// final is an error that asking again does not mend.
type final struct{ error }

func (f final) Unwrap() error { return f.error }

// RetryableError tells the retryer.
func (final) RetryableError() bool { return false }

// pace lets a number of requests through a second, evenly.
type pace struct {
	gate     chan struct{} // full while the next one has to wait; nil without a limit
	interval time.Duration
}

func newPace(rate float64) *pace {
	if rate == 0 {
		return &pace{}
	}
	return &pace{make(chan struct{}, 1), time.Duration(float64(time.Second) / rate)}
}

func (p *pace) wait(ctx context.Context) error {
	if p.gate == nil {
		return nil
	}
	select {
	case p.gate <- struct{}{}:
		time.AfterFunc(p.interval, func() { <-p.gate })
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
