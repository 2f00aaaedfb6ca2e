package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// progress shows on a terminal how far a long run has come. Nothing is shown
// in its first second. A library for it would do more, and be longer.
type progress struct {
	w     io.Writer // nil when it is no terminal
	total int64     // -1 when nobody knows
	start time.Time
	mu    sync.Mutex
	read  int64
	shown time.Time
}

const (
	progressDelay    = time.Second
	progressInterval = 100 * time.Millisecond
)

func newProgress(w io.Writer) *progress {
	p := &progress{total: -1}
	if isTerminal(w) {
		p.w = unprinted(w)
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

// reader counts what is read from r.
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
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read += int64(n)
	now := time.Now()
	if now.Sub(p.start) < progressDelay || now.Sub(p.shown) < progressInterval {
		return
	}
	p.shown = now
	fmt.Fprintf(p.w, "\r\x1b[K%s", p.line(now.Sub(p.start)))
}

// line says how much has been read, how fast, and how long the rest will take.
func (p *progress) line(elapsed time.Duration) string {
	rate := float64(p.read) / elapsed.Seconds()
	if p.total <= 0 || rate == 0 {
		return fmt.Sprintf("%s read, %s/s", bytesText(float64(p.read)), bytesText(rate))
	}
	left := time.Duration(float64(max(p.total-p.read, 0)) / rate * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("%3d%%  %s of %s, %s/s, %s left", min(100*p.read/p.total, 100),
		bytesText(float64(p.read)), bytesText(float64(p.total)), bytesText(rate), left)
}

func bytesText(n float64) string {
	units := [...]string{"B", "kB", "MB", "GB", "TB"}
	i := 0
	for n >= 999.5 && i < len(units)-1 {
		n /= 1000
		i++
	}
	if i == 0 || n >= 99.5 {
		return fmt.Sprintf("%.0f %s", n, units[i])
	}
	return fmt.Sprintf("%.1f %s", n, units[i])
}

// done takes the line off the terminal.
func (p *progress) done() {
	if !p.shown.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
