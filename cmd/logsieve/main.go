// Command logsieve tests Amazon CloudWatch Logs filter patterns offline.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/logsieve/logsieve/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Who asks twice does not want to wait for an orderly end.
	context.AfterFunc(ctx, stop)
	// With a taker for the signal, a closed pipe is an error of the write that
	// meets it rather than the end of the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	code := cli.Main(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
