package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"runtime"
	"time"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/playground"
	"github.com/logsieve/logsieve/internal/playground/page"
)

type playgroundCmd struct {
	Pattern   *string `arg:"" optional:"" help:"The filter pattern that is shown first."`
	Listen    string  `default:"127.0.0.1:4588" placeholder:"HOST:PORT" help:"The address to listen on; port 0 takes a free one (default: ${default})."`
	NoBrowser bool    `help:"Print the address alone."`
	Output    string  `short:"o" placeholder:"FILE" help:"Write the page to FILE, which a browser can open without this program, and end."`
}

// Help implements kong.HelpProvider.
func (playgroundCmd) Help() string {
	return `Opens a page in the browser that tries a filter pattern on log events as you type: verdicts with what matched, extracted values, what the pattern means, near misses, and a comparison with a second pattern. The page is in the program and the engine is in the page: nothing you type leaves the browser.

The address is printed on stdout once the page can be loaded. SIGINT and SIGTERM end it. The exit code is 0 then, 2 when a flag is wrong, and 3 when it cannot listen or write, or was built without the page, as go install does it.`
}

// Run implements the command.
func (c *playgroundCmd) Run(e *env) error {
	html, err := page.HTML()
	if errors.Is(err, page.ErrNone) {
		return exit(ExitInternal, fmt.Errorf("%w; take a release, run make build in a clone, or open %s", err, playground.Site))
	}
	if err != nil {
		return err
	}
	if c.Output != "" {
		return atomicfile.Write(c.Output, func(w io.Writer) error {
			_, err := w.Write(html)
			return err
		})
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String() + "/"
	if c.Pattern != nil {
		url += "#" + playground.Fragment(*c.Pattern)
	}
	if _, err := fmt.Fprintf(e.Out, "the playground is at %s\n", url); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := http.Server{Handler: page.Handler(html), ReadHeaderTimeout: time.Minute, IdleTimeout: time.Minute}
	failed, opened := make(chan error, 1), make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if !c.NoBrowser {
		go func() { opened <- browse(e.ctx, url) }()
	}
	for {
		select {
		case err := <-failed:
			return err
		case err := <-opened:
			if err != nil {
				fmt.Fprintf(e.Err, "logsieve: no browser could be opened (%v); open the address in one\n", err)
			}
		case <-e.ctx.Done():
			return server.Close()
		}
	}
}

// browse opens an address in the browser of this desktop.
func browse(ctx context.Context, url string) error {
	opener := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		opener = []string{"open"}
	case "windows":
		opener = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	return exec.CommandContext(ctx, opener[0], append(opener[1:], url)...).Run()
}
