package cli

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on a terminal how far a long run has come. Nothing is shown
// in its first second.
type progress struct {
	w     io.Writer // nil when it is no terminal
	total int64     // -1 when nobody knows
	start time.Time
	read  int64
	shown time.Time
	bar   *progressbar.ProgressBar
}

const (
	progressDelay    = time.Second
	progressInterval = 100 * time.Millisecond
)

func newProgress(w io.Writer) *progress {
	p := &progress{total: -1}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

// expect adds up the sizes of the files.
func (p *progress) expect(files []string) {
	if p.w == nil {
		return
	}
	p.start = time.Now()
	p.total = 0
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			p.total = -1
			return
		}
		p.total += info.Size()
	}
}

// reader counts what is read from r; reads of one run follow each other.
func (p *progress) reader(r io.Reader) io.Reader {
	if p.w == nil {
		return r
	}
	return &progressReader{r, p}
}

type progressReader struct {
	r io.Reader
	p *progress
}

// Read implements io.Reader.
func (pr *progressReader) Read(b []byte) (int, error) {
	n, err := pr.r.Read(b)
	pr.p.add(n)
	return n, err
}

func (p *progress) add(n int) {
	p.read += int64(n)
	now := time.Now()
	if now.Sub(p.start) < progressDelay || now.Sub(p.shown) < progressInterval {
		return
	}
	p.shown = now
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(p.total,
			progressbar.OptionSetWriter(p.w),
			progressbar.OptionShowBytes(true),
			progressbar.OptionSetWidth(30),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionSetDescription("reading"),
			progressbar.OptionClearOnFinish(),
		)
	}
	at := p.read
	if p.total > 0 {
		at = min(at, p.total-1) // the bar would vanish at its end
	}
	_ = p.bar.Set64(at) // a failure to show progress is none of the run
}

// done takes the bar off the terminal.
func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
