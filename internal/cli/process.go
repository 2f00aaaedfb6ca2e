package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Process runs the command line of the process, with its streams and signals,
// and returns the exit code.
func Process() int { return supervised(process) }

func process() int {
	ctx, stop := signal.NotifyContext(context.Background(), supervision()...)
	defer stop()
	// Who asks twice does not want to wait for an orderly end.
	context.AfterFunc(ctx, stop)
	// With a taker for the signal, a closed pipe is an error of the write that
	// meets it rather than the end of the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return Main(ctx, os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
