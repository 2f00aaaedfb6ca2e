package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"

	"github.com/logsieve/logsieve/conformance"
)

// targetFlags say what cases are played against.
type targetFlags struct {
	Target      string        `placeholder:"TARGET" help:"What to ask: engine, which is this program, and what run asks by default; exec=COMMAND, a program that answers a request a line; endpoint=URL, an endpoint for AWS clients, or endpoint=aws, the service itself."`
	Timeout     time.Duration `default:"30s" help:"How long a program or an endpoint may take for an answer (${default})."`
	Rate        *float64      `placeholder:"N" help:"Requests a second to an endpoint, 0 for no limit. By default 4, which stays under the service's quota of 5, and no limit on this machine."`
	AllowWrites bool          `help:"Send an endpoint that is not on this machine every operation, also those that create, change and delete resources. Without it only TestMetricFilter is sent."`
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
		return nil, exit(ExitUsage, errors.New("--target is needed: endpoint=aws asks the service, endpoint=URL another endpoint"))
	}
	return nil, exit(ExitUsage, fmt.Errorf("--target %s: one of engine, exec=COMMAND, endpoint=URL, endpoint=aws", f.Target))
}

// openEndpoint finds region and credentials as AWS clients do. One that is
// patient outlasts throttling.
func (f *targetFlags) openEndpoint(ctx context.Context, text string, patient bool) (*namedTarget, error) {
	usage := func(err error) error { return exit(ExitUsage, fmt.Errorf("--target endpoint=%s: %w", text, err)) }
	address, err := conformance.ParseAddress(text)
	if err != nil {
		return nil, usage(err)
	}
	cfg, err := awsConfig(ctx, address)
	if err != nil {
		return nil, usage(err)
	}
	rate := float64(conformance.DefaultRate)
	switch {
	case f.Rate != nil:
		rate = *f.Rate
	case address.Loopback():
		rate = 0
	}
	endpoint, err := conformance.NewEndpoint(address, conformance.EndpointOptions{
		Region: cfg.Region, Credentials: cfg.Credentials, Now: time.Now, Client: cfg.HTTPClient,
		Rate: rate, Timeout: f.Timeout, AllowWrites: f.AllowWrites,
		Retry: func(o *retry.StandardOptions) {
			if patient {
				conformance.Patient(o)
			}
			o.MaxAttempts = cmp.Or(cfg.RetryMaxAttempts, o.MaxAttempts)
		},
	})
	if err != nil {
		return nil, usage(err)
	}
	if err := endpoint.Check(ctx); err != nil {
		return nil, exit(ExitInternal, fmt.Errorf("--target endpoint=%s: %w", text, err))
	}
	return &namedTarget{
		Target: endpoint, source: fmt.Sprintf("%s (%s)", address.Host(cfg.Region), cfg.Region),
		aws: address.AWS(), paced: rate, close: func() {},
	}, nil
}

// awsConfig reads region and credentials where AWS clients read them. An
// endpoint on this machine needs none.
func awsConfig(ctx context.Context, address conformance.Address) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})} // what matters comes as an error
	if address.Loopback() {
		// Machines that are no EC2 instance would wait for its metadata.
		options = append(options, config.WithEC2IMDSClientEnableState(imds.ClientDisabled))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, err
	}
	cfg.Region = cmp.Or(address.Region(), cfg.Region)
	// The chain ends with the role of an EC2 instance: nothing is configured.
	unset := aws.IsCredentialsProvider(cfg.Credentials, (*ec2rolecreds.Provider)(nil))
	if address.Loopback() {
		cfg.Region = cmp.Or(cfg.Region, conformance.DefaultRegion)
		if unset {
			cfg.Credentials = credentials.NewStaticCredentialsProvider("logsieve", "logsieve", "")
		}
	}
	if cfg.Region == "" {
		return cfg, errors.New("no region: set AWS_REGION, or AWS_PROFILE to a profile that has one")
	}
	_, err = cfg.Credentials.Retrieve(ctx)
	switch {
	case err != nil && unset:
		return cfg, errors.New("no credentials: set AWS_PROFILE to a profile that has some, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	case err != nil:
		return cfg, fmt.Errorf("the configured credentials cannot be had: %w", err)
	}
	return cfg, nil
}
