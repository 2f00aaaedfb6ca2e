package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

type serveCmd struct {
	Listen           string   `placeholder:"HOST:PORT" help:"The address to listen on; port 0 selects a free one (default: 127.0.0.1:4587, or a free port with a command)."`
	State            string   `placeholder:"DIR|memory" help:"Keep state, so that operations on log groups and the like work: in a directory, or while the program runs."`
	Recover          string   `placeholder:"DIR" help:"Write what can be read of a damaged --state to this directory, report what is lost, and exit."`
	Deliver          string   `placeholder:"DIR|stdout|URL" help:"Deliver what subscription filters select to files, to stdout, or by POST to a URL on this machine."`
	Export           string   `placeholder:"DIR" help:"A directory whose subdirectories are the buckets of export tasks."`
	Host             []string `sep:"none" placeholder:"NAME" help:"Also answer requests to this host, in addition to localhost and loopback addresses. May be repeated."`
	RequireSignature string   `placeholder:"KEY:SECRET" help:"Refuse requests that are not signed (Signature Version 4) with this access key."`
	Account          string   `default:"123456789012" placeholder:"ID" help:"The account that resources belong to (default: ${default})."`
	Region           string   `default:"us-east-1" placeholder:"NAME" help:"The Region of requests that are not signed for another one (default: ${default})."`
	AsOf             string   `placeholder:"DATE" help:"The service as known on that date, where its texts or quotas have changed: YYYY, YYYY-MM or YYYY-MM-DD."`
	LogFormat        string   `enum:"text,json" default:"text" placeholder:"FORMAT" help:"Format of the log on stderr: text or json (default: ${default})."`
	Verbose          bool     `help:"Log every request."`
	Command          []string `arg:"" optional:"" passthrough:"" help:"A command, after --, to run against the endpoint; logsieve exits with it, with the same exit code."`
}

// Help implements kong.HelpProvider.
func (serveCmd) Help() string {
	return `Listens on this machine and answers AWS clients as CloudWatch Logs does. The address is printed on stdout once requests are taken.

TestMetricFilter always works, and every request is validated. With --state the operations on log groups, streams, log events, filters, destinations, policies, export tasks and tags work, account policies, query definitions, deliveries of vended logs and the documents of log groups are stored, log events are tailed live, CloudWatch's ListMetrics, GetMetricStatistics and GetMetricData read what metric filters have published, and CloudFront's real-time log configurations and AppFabric's ingestion destinations are kept. Each region that requests are signed for has resources of its own.

A command after -- finds the address in AWS_ENDPOINT_URL, and credentials and a region in the variables that AWS clients read.

SIGINT and SIGTERM end it. The exit code is 0 then, that of the command if there is one, 2 when a flag is wrong, and 3 when it cannot listen or keep state. With --recover it is 1 when something is lost.

Web pages are not answered: the Host header must name a loopback address, localhost or a name of --host, and what a browser sends for a page of another site is refused.`
}

// memoryState is the value of --state for state without a directory.
const memoryState = "memory"

// Run implements the command.
func (c *serveCmd) Run(e *env) (err error) {
	if len(c.Command) > 0 && strings.HasPrefix(c.Command[0], "-") && c.Command[0] != "--" {
		return exit(ExitUsage, fmt.Errorf("serve: unknown flag %s (see logsieve serve --help); put -- before a command", c.Command[0]))
	}
	log := c.logger(e)
	options := endpoint.Options{Now: time.Now, Log: log, Account: c.Account, Region: c.Region, ExportDir: c.Export, Hosts: c.Host}
	if options.AsOf, err = asOf(c.AsOf); err != nil {
		return err
	}
	if err := c.options(e, &options); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.Recover != "" {
		return c.recover(e)
	}
	e.unfinished.patient.Store(true) // it has requests to answer and log events to deliver
	if c.State != "" {
		if options.Store, err = c.openStore(); err != nil {
			if errors.Is(err, store.ErrDamaged) {
				err = fmt.Errorf("%w (nothing in it was changed; logsieve serve --state %s --recover NEW writes what can be read to another directory)", err, c.State)
			}
			return exit(ExitInternal, err)
		}
		defer func() { err = errors.Join(err, options.Store.Close()) }()
	}
	listener, err := listen(c.address())
	if err != nil {
		return err
	}
	if ip := listener.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		host, _, _ := net.SplitHostPort(c.Listen)
		if !ip.IsUnspecified() {
			options.Hosts = append(options.Hosts, host, ip.String())
		}
		log.Warn("this endpoint can be reached from other machines, under the names of --host; it has no access control beyond --require-signature", "address", listener.Addr().String())
	}
	server := endpoint.New(options)
	url := "http://" + listener.Addr().String()
	if len(c.Command) > 0 {
		return c.serveCommand(e, server, listener, url)
	}
	if _, err := fmt.Fprintf(e.Out, "listening on %s\n", url); err != nil {
		return errors.Join(err, listener.Close())
	}
	return server.Serve(e.ctx, listener)
}

// check refuses values that would make resources of no account or region.
func (c *serveCmd) check() error {
	switch {
	case len(c.Account) != 12 || strings.Trim(c.Account, "0123456789") != "":
		return exit(ExitUsage, fmt.Errorf("--account %s: an account is 12 digits", c.Account))
	case !endpoint.IsRegion(c.Region):
		return exit(ExitUsage, fmt.Errorf("--region %s: a region is a name such as us-east-1", c.Region))
	case slices.ContainsFunc(c.Host, notHost):
		return exit(ExitUsage, fmt.Errorf("--host %s: write a name or an address without scheme and port, such as logs.internal", c.Host[slices.IndexFunc(c.Host, notHost)]))
	case c.Export != "" && c.State != "" && !isFolder(c.Export):
		return exit(ExitInternal, fmt.Errorf("--export %s: there is no such folder", c.Export))
	}
	return nil
}

func notHost(name string) bool {
	return name == "" || strings.ContainsAny(name, "/@*?# \t") || net.ParseIP(strings.Trim(name, "[]")) == nil && strings.Contains(name, ":")
}

// address is where to listen: by default on a port that clients can be told
// once and for all, or, as a command finds the address in its environment, on a
// free one.
func (c *serveCmd) address() string {
	if c.Listen == "" && len(c.Command) > 0 {
		return "127.0.0.1:0"
	}
	return cmp.Or(c.Listen, "127.0.0.1:4587")
}

// listen listens where --listen says.
func listen(address string) (net.Listener, error) {
	if _, port, err := net.SplitHostPort(address); err != nil || !isPort(port) {
		return nil, exit(ExitUsage, fmt.Errorf("--listen %s: write HOST:PORT, such as 127.0.0.1:4587", address))
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, exit(ExitInternal, fmt.Errorf("--listen %s: %s", address, listenReason(err)))
	}
	return listener, nil
}

// listenReason is what is wrong with an address, without the calls that found
// it out.
func listenReason(err error) string {
	var number syscall.Errno
	var lookup *net.DNSError
	switch {
	case errors.As(err, &lookup):
		return lookup.Err
	case errors.Is(err, syscall.EADDRINUSE):
		return "the address is in use; use port 0 for a free one"
	case errors.As(err, &number):
		return number.Error()
	}
	return err.Error()
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

func (c *serveCmd) logger(e *env) *slog.Logger {
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	options := slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(diag.JSON(unprinted(e.Err)), &options))
	}
	return slog.New(slog.NewTextHandler(e.Err, &options))
}

// options reads the flags that say how to serve.
func (c *serveCmd) options(e *env, o *endpoint.Options) (err error) {
	if c.RequireSignature != "" {
		key, secret, ok := strings.Cut(c.RequireSignature, ":")
		if !ok || key == "" || secret == "" {
			return exit(ExitUsage, errors.New("--require-signature: an access key and its secret are needed, as KEY:SECRET"))
		}
		o.Credentials = &endpoint.Credentials{AccessKeyID: key, SecretAccessKey: secret}
	}
	if c.State == "" && (c.Deliver != "" || c.Export != "") {
		return exit(ExitUsage, errors.New("--deliver and --export need --state"))
	}
	switch {
	case c.Deliver == "":
	case c.Deliver == "stdout":
		o.Sink = endpoint.NewWriterSink(e.Out)
	case strings.Contains(c.Deliver, "://"):
		if o.Sink, err = endpoint.NewHTTPSink(c.Deliver); err != nil {
			return exit(ExitUsage, fmt.Errorf("--deliver: %w", err))
		}
	default:
		if o.Sink, err = endpoint.NewDirSink(c.Deliver); err != nil {
			return exit(ExitInternal, err)
		}
	}
	return nil
}

// recover copies what can be read of a state, damaged or not. Where something
// is lost, the exit code is that of findings.
func (c *serveCmd) recover(e *env) error {
	if c.State == "" || c.State == memoryState || len(c.Command) > 0 {
		return exit(ExitUsage, errors.New("--recover needs --state with a directory, and no command"))
	}
	counts, err := store.Recover(c.State, c.Recover)
	if err != nil {
		return exit(ExitInternal, err)
	}
	_, err = fmt.Fprintf(e.Out, "recovered to %s: records %d, log events %d\n", c.Recover, counts.Records, counts.LogEvents)
	if err != nil {
		return err
	}
	if counts.Older {
		_, err = fmt.Fprintln(e.Out, "they may be of an earlier time, without what was changed last")
	}
	if n := counts.LostPages + counts.LostRecords; n > 0 {
		_, err = fmt.Fprintf(e.Out, "lost: records or log events %d, and pages of %[3]d bytes with what was on them %[2]d\n", counts.LostRecords, counts.LostPages, counts.PageSize)
	}
	if err == nil && (counts.Older || counts.LostPages+counts.LostRecords > 0) {
		err = exit(ExitFindings, nil)
	}
	return err
}

func (c *serveCmd) openStore() (*store.Store, error) {
	if c.State == memoryState {
		return store.OpenMemory()
	}
	return store.Open(c.State, c.Region)
}

// serveCommand serves for as long as a command runs.
func (c *serveCmd) serveCommand(e *env, server *endpoint.Server, listener net.Listener, url string) error {
	args := c.Command
	if args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return errors.Join(exit(ExitUsage, errors.New("a command is needed after --")), listener.Close())
	}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	served := make(chan error, 1)
	go func() {
		defer stop() // a command without its endpoint is of no use
		served <- server.Serve(ctx, listener)
	}()

	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.In, e.Out, unprinted(e.Err)
	cmd.Env = append(os.Environ(), c.clientEnv(url)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	stop()
	serveErr := <-served
	switch {
	case serveErr != nil:
		return serveErr
	case err != nil:
		return commandError(e.ctx, args[0], err)
	}
	return serveErr
}

// commandError is the exit code of a command that failed, or why it has none.
func commandError(ctx context.Context, name string, err error) error {
	var failed *exec.ExitError
	switch errors.As(err, &failed) {
	case true:
		if code := failed.ExitCode(); code >= 0 {
			return exit(code, nil)
		}
		if ctx.Err() != nil {
			return exit(ExitInterrupted, errors.New("interrupted"))
		}
		return exit(ExitInternal, fmt.Errorf("%s was ended by a %v", name, failed))
	default:
		if lookup, ok := errors.AsType[*exec.Error](err); ok {
			err = lookup.Err
		}
		if errors.Is(err, exec.ErrNotFound) {
			return exit(ExitInternal, fmt.Errorf("%s: there is no such program on the PATH", name))
		}
		return exit(ExitInternal, fileError(err))
	}
}

// clientEnv lets AWS clients find the endpoint, and sign for it. StartLiveTail
// has a host of its own, which botocore's clients are told not to look for.
func (c *serveCmd) clientEnv(url string) []string {
	key, secret := "logsieve", "logsieve"
	if c.RequireSignature != "" {
		key, secret, _ = strings.Cut(c.RequireSignature, ":")
	}
	return []string{
		"AWS_ENDPOINT_URL=" + url, "AWS_ACCESS_KEY_ID=" + key, "AWS_SECRET_ACCESS_KEY=" + secret, "AWS_SESSION_TOKEN=",
		"AWS_REGION=" + c.Region, "AWS_DEFAULT_REGION=" + c.Region, "AWS_EC2_METADATA_DISABLED=true", "AWS_DISABLE_HOST_PREFIX_INJECTION=true", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false",
	}
}
