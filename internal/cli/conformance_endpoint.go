package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/conformance/awstarget"
)

// targetFlags say what cases are played against.
type targetFlags struct {
	Target      string        `placeholder:"TARGET" help:"What to test: engine, this program (the default of run); exec=COMMAND, a program that answers one request per line; endpoint=URL, an endpoint for AWS clients, or endpoint=aws, the service itself."`
	Timeout     time.Duration `default:"30s" help:"How long a program or an endpoint may take to answer (${default})."`
	Rate        *float64      `placeholder:"N" help:"Requests per second to an endpoint, 0 for no limit. The default is 4, which stays below the service's quota of 5, and no limit on this machine."`
	AllowWrites bool          `help:"Send every operation to an endpoint that is not on this machine, including those that create, change and delete resources. Without it, only TestMetricFilter is sent."`
}

// namedTarget is a target, what to call it as the source of answers, and how
// to end it.
type namedTarget struct {
	conformance.Target
	source string
	aws    bool // the answers are the service's own
	paced  float64
	close  func()
}

// open is what --target names. An endpoint has been asked once, so that a run
// does not find out case by case that it cannot be reached.
func (f *targetFlags) open(ctx context.Context, patient bool) (*namedTarget, error) {
	if f.Target == "engine" {
		return &namedTarget{Target: conformance.Engine(), source: "logsieve " + version(), close: func() {}}, nil
	}
	if command, ok := strings.CutPrefix(f.Target, "exec="); ok && strings.TrimSpace(command) != "" {
		// The shell splits the words and makes way, so that what is ended is the
		// program.
		x := &conformance.Exec{Command: []string{"sh", "-c", "exec " + command}, Timeout: f.Timeout}
		return &namedTarget{Target: x, source: "program " + command, close: x.Close}, nil
	}
	if text, ok := strings.CutPrefix(f.Target, "endpoint="); ok && text != "" {
		return f.openEndpoint(ctx, text, patient)
	}
	if f.Target == "" {
		return nil, exit(ExitUsage, errors.New("--target is required: endpoint=aws for the service, endpoint=URL for another endpoint"))
	}
	return nil, exit(ExitUsage, fmt.Errorf("--target %s: one of engine, exec=COMMAND, endpoint=URL, endpoint=aws", f.Target))
}

// openEndpoint finds region and credentials as AWS clients do. One that is
// patient outlasts throttling.
func (f *targetFlags) openEndpoint(ctx context.Context, text string, patient bool) (*namedTarget, error) {
	usage := func(err error) error { return exit(ExitUsage, fmt.Errorf("--target endpoint=%s: %w", text, err)) }
	address, err := awstarget.ParseAddress(text)
	if err != nil {
		return nil, usage(err)
	}
	config, err := awstarget.LoadConfig(ctx, address)
	if err != nil {
		return nil, usage(err)
	}
	rate := float64(awstarget.DefaultRate)
	switch {
	case f.Rate != nil:
		rate = *f.Rate
	case address.Loopback():
		rate = 0
	}
	endpoint, err := awstarget.New(address, awstarget.Options{
		Region: config.Region, Credentials: config.Credentials, Now: time.Now, Client: config.Client,
		Attempts: config.Attempts, Patient: patient, Rate: rate, Timeout: f.Timeout, AllowWrites: f.AllowWrites,
	})
	if err != nil {
		return nil, usage(err)
	}
	if err := endpoint.Check(ctx); err != nil {
		return nil, exit(ExitInternal, fmt.Errorf("--target endpoint=%s: %w", text, err))
	}
	return &namedTarget{
		Target: endpoint, source: fmt.Sprintf("%s (%s)", address.Host(config.Region), config.Region),
		aws: address.AWS(), paced: rate, close: func() {},
	}, nil
}
