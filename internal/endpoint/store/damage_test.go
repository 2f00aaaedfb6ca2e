package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/engine/metric"
)

// damageable is a directory with a state of many pages, and its file.
func damageable(t testing.TB) (dir string, file []byte) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(dir, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		err := s.Update(func(tx *Tx) error {
			r := home(tx)
			if err := r.CreateGroup(Group{Name: fmt.Sprintf("group-%d", n), CreationTime: 7}); err != nil {
				return err
			}
			g, err := r.Group(fmt.Sprintf("group-%d", n))
			if err != nil {
				return err
			}
			if err := g.CreateStream("s", Stream{}); err != nil {
				return err
			}
			for i := range 30 {
				if err := g.Append("s", []Event{{Position: Position{Timestamp: int64(i)}, Message: bytes.Repeat([]byte{byte('a' + i%20)}, 300)}}); err != nil {
					return err
				}
				if _, err := tx.Outbox().Add(Delivery{LogGroup: "g", Message: []byte(`{"a":"` + strings.Repeat("x", 400) + `"}`)}); err != nil {
					return err
				}
			}
			return r.AddDatapoints([]metric.Metric{{MetricName: "m", MetricNamespace: "n", Datapoints: []metric.Datapoint{{Timestamp: 60000, SampleCount: 1}}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if file, err = os.ReadFile(filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	return dir, file
}

// contents reads all of a state, as lines.
func contents(s *Store) (lines []string, err error) {
	err = s.View(func(tx *Tx) error {
		if err := tx.Outbox().Each("", "", func(key string, d Delivery) bool {
			lines = append(lines, "delivery "+key)
			return true
		}); err != nil {
			return err
		}
		names, err := tx.Regions()
		if err != nil {
			return err
		}
		for _, name := range names {
			r, err := tx.Region(name)
			if err != nil {
				return err
			}
			metrics, err := r.Metrics()
			if err != nil {
				return err
			}
			lines = append(lines, fmt.Sprint(metrics))
			if err := r.EachGroup("", "", func(g *GroupTx) bool {
				lines = append(lines, fmt.Sprintf("%s %d %d", g.Group.Name, g.Group.CreationTime, g.Streams().Len()))
				g.Forward([]string{"s"}, Position{}, func(e Event) bool {
					lines = append(lines, fmt.Sprintf("%s %d %s", g.Group.Name, e.Timestamp, e.Message))
					return true
				})
				return true
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return lines, err
}

// put writes a file in the place of a state's.
func put(t testing.TB, dir string, file []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, fileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
}

const page = 4096

// TestDamagedFile damages the file of a state: it is told, the file is kept,
// and what can be read goes to a new one.
func TestDamagedFile(t *testing.T) {
	dir, _ := damageable(t)
	all, err := func() ([]string, error) {
		s, err := Open(dir, "us-east-1")
		if err != nil {
			return nil, err
		}
		defer s.Close()
		return contents(s)
	}()
	if err != nil {
		t.Fatal(err)
	}
	// Opening has written, too, and what is free lies elsewhere.
	whole, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	meta := readMeta(bytes.NewReader(whole), uint64(len(whole)))
	if len(meta) != 2 || meta[0].pageSize != page || meta[0].check() != nil {
		t.Skip("the pages of this machine are others")
	}
	p := meta[0]
	used := map[string]int{} // pages in use by kind
	for id := 2; id < int(p.used); id++ {
		if p.seen[id/64]&(1<<(id%64)) != 0 {
			switch whole[id*page+8] {
			case branchPage:
				used["branch"] = id
			case leafPage:
				if bytes.Contains(whole[id*page:(id+1)*page], []byte("xxxx")) {
					used["leaf"] = id // of the outbox
				}
			case freelistPage:
				used["free"] = id
			}
		}
	}
	zero := func(from, to int) func([]byte) []byte {
		return func(b []byte) []byte { clear(b[from:to]); return b }
	}
	root := int(number64(p.root))
	for _, test := range []struct {
		name   string
		change func([]byte) []byte
		want   string
		least  int // lines that can be recovered
	}{
		{"empty", func(b []byte) []byte { return nil }, "is damaged: neither of the first two pages", -1},
		{"one byte", func(b []byte) []byte { return b[:1] }, "is damaged: neither of the first two pages", -1},
		{"text", func(b []byte) []byte { return []byte(strings.Repeat("not a database\n", 1000)) }, "is damaged: neither of the first two pages", -1},
		{"both meta pages", zero(0, 2*page), "is damaged: neither of the first two pages", 100},
		{"cut to three pages", func(b []byte) []byte { return b[:3*page] }, "which has been cut short", -1},
		{"half", func(b []byte) []byte { return b[:int(p.used)/2*page] }, "which has been cut short", -1},
		{"cut in a page", func(b []byte) []byte { return b[:(int(p.used)-1)*page-100] }, "", 1},
		{"leaf zeroed", zero(used["leaf"]*page, used["leaf"]*page+page), "is not a page of the database", 20},
		{"branch zeroed", zero(used["branch"]*page, used["branch"]*page+page), "is not a page of the database", 20},
		{"free pages zeroed", zero(used["free"]*page, used["free"]*page+page), "is not a page of the database", len(all)},
		{"root zeroed", zero(root*page, root*page+page), "", 50},
		{"counts", func(b []byte) []byte { b[used["leaf"]*page+10], b[used["leaf"]*page+11] = 0xff, 0xff; return b }, "has not the keys that it counts", 20},
		{"overflow", func(b []byte) []byte { b[used["leaf"]*page+14] = 0xff; return b }, "which has been cut short", 20},
		{"of another page", func(b []byte) []byte {
			copy(b[used["leaf"]*page:], b[used["branch"]*page:(used["branch"]+1)*page])
			return b
		}, "is not a page of the database", 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := test.change(bytes.Clone(whole))
			put(t, dir, file)
			s, err := Open(dir, "us-east-1")
			if s != nil {
				_ = s.Close()
			}
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "the state in "+dir+" is damaged: ") {
				t.Fatalf("%v, want %s", err, test.want)
			}
			to := filepath.Join(t.TempDir(), "new")
			counts, err := Recover(dir, to)
			if kept, readErr := os.ReadFile(filepath.Join(dir, fileName)); readErr != nil || !bytes.Equal(kept, file) {
				t.Errorf("the damaged file has changed; %v", readErr)
			}
			if test.least < 0 {
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("nothing can be read: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if lost := counts.LostPages + counts.LostRecords; lost == 0 && !counts.Older && test.name != "free pages zeroed" {
				t.Errorf("lost %+v", counts)
			}
			again, err := Open(to, "us-east-1")
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			lines, err := contents(again)
			if err != nil || len(lines) < test.least {
				t.Errorf("%d of %d lines, %v", len(lines), len(all), err)
			}
			writable(t, again)
		})
	}
}

// writable puts a log event into each log group.
func writable(t testing.TB, s *Store) {
	t.Helper()
	err := s.Update(func(tx *Tx) (err error) {
		for _, name := range bucketsOf(home(tx).below(groupsBucket)) {
			g, err := home(tx).Group(name)
			if err != nil {
				return err
			}
			if _, ok, _ := g.Streams().Get("new"); !ok {
				if err := g.CreateStream("new", Stream{}); err != nil {
					return err
				}
			}
			if err := g.Append("new", []Event{{Message: []byte("x")}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestRecoverWhole copies a state that is not damaged: everything is there.
func TestRecoverWhole(t *testing.T) {
	dir, _ := damageable(t)
	to := t.TempDir()
	counts, err := Recover(dir, to)
	if want := (Recovered{Records: 90 + 3 + 3 + 2, LogEvents: 90, PageSize: os.Getpagesize()}); err != nil || counts != want {
		t.Errorf("%+v, %v, want %+v", counts, err, want)
	}
	var texts [2]string
	for i, name := range []string{dir, to} {
		s, err := Open(name, "us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := contents(s)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = strings.Join(lines, "\n")
		if i == 1 { // numbers go on where they were
			if err := s.Update(func(tx *Tx) error {
				key, err := tx.Outbox().Add(Delivery{})
				if key != fmt.Sprintf("%020d", 91) {
					t.Errorf("the next number is %s", key)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if texts[0] != texts[1] {
		t.Errorf("%.300s\n\n%.300s", texts[0], texts[1])
	}
	if _, err := Recover(dir, to); err == nil || !strings.Contains(err.Error(), "has state already") {
		t.Errorf("state is overwritten: %v", err)
	}
	s, err := Open(dir, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := Recover(dir, t.TempDir()); err == nil || !strings.Contains(err.Error(), "open in another process") {
		t.Errorf("state that is in use is read: %v", err)
	}
}

// TestAnyDamage changes bytes anywhere: nothing panics, what opens can be
// read, or is said to be damaged, and what is recovered can be opened.
func TestAnyDamage(t *testing.T) {
	dir, whole := damageable(t)
	rapid.Check(t, func(r *rapid.T) {
		file := bytes.Clone(whole)
		for range rapid.IntRange(1, 4).Draw(r, "changes") {
			at := rapid.IntRange(0, len(file)-1).Draw(r, "at")
			n := min(rapid.SampledFrom([]int{1, 2, 8, 512, page}).Draw(r, "bytes"), len(file)-at)
			if rapid.Bool().Draw(r, "noise") {
				copy(file[at:], rapid.SliceOfN(rapid.Byte(), n, n).Draw(r, "noise of"))
			} else {
				from := rapid.IntRange(0, len(file)-n).Draw(r, "from")
				copy(file[at:at+n], file[from:])
			}
		}
		if rapid.Bool().Draw(r, "cut") {
			file = file[:rapid.IntRange(0, len(file)).Draw(r, "to")]
		}
		put(t, dir, file)
		s, err := Open(dir, "us-east-1")
		if err == nil {
			_, _ = contents(s) // records may say anything
			err = s.Close()
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Logf("refused otherwise: %v", err)
		}
		put(t, dir, file)
		to, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Recover(dir, to); err != nil {
			if !errors.Is(err, ErrDamaged) {
				r.Fatal(err)
			}
			return
		}
		s, err = Open(to, "us-east-1")
		if err != nil {
			r.Fatal(err)
		}
		if err := s.Close(); err != nil {
			r.Fatal(err)
		}
	})
}

// TestCutWhileOpen cuts the file of a state that is in use: the fault is an
// error, and the last one.
func TestCutWhileOpen(t *testing.T) {
	dir, _ := damageable(t)
	s, err := Open(dir, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, fileName), 2*page); err != nil {
		t.Fatal(err)
	}
	if _, err := contents(s); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "the state in "+dir+" is damaged: ") {
		t.Errorf("read: %v", err)
	}
	<-s.Damaged()
	if err := s.Update(func(*Tx) error { return nil }); !errors.Is(err, ErrDamaged) {
		t.Errorf("write: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}

	dir, _ = damageable(t)
	if s, err = Open(dir, "us-east-1"); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, fileName), 2*page); err != nil {
		t.Fatal(err)
	}
	err = s.Update(func(tx *Tx) error { return home(tx).DeleteGroup("group-1") })
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("write: %v", err)
	}
}

// TestWritesTogether runs writes at once, of which some fail and one panics:
// each has its own end, and what the others wrote is there.
func TestWritesTogether(t *testing.T) {
	s := memory(t)
	s.writing.Lock() // until all have come
	const n = 20
	errs := make([]error, n)
	done := make(chan struct{})
	for i := range n {
		go func() {
			defer func() {
				if v := recover(); v != nil {
					errs[i] = fmt.Errorf("panic: %v", v)
				}
				done <- struct{}{}
			}()
			errs[i] = s.Update(func(tx *Tx) error {
				if err := tx.Keys().Put(fmt.Sprint(i), "x"); err != nil {
					return err
				}
				switch i {
				case 3, 11:
					return fmt.Errorf("write %d", i)
				case 7:
					panic("seven")
				}
				return nil
			})
		}()
	}
	for waiting := 0; waiting < n; {
		s.mu.Lock()
		waiting = len(s.waiting)
		s.mu.Unlock()
	}
	s.writing.Unlock()
	for range n {
		<-done
	}
	for i := range n {
		want := map[int]string{3: "write 3", 11: "write 11", 7: "panic: seven"}[i]
		if got := fmt.Sprint(errs[i]); got != want && (want != "" || errs[i] != nil) {
			t.Errorf("write %d: %v", i, errs[i])
		}
		if err := s.View(func(tx *Tx) error {
			if _, ok, _ := tx.Keys().Get(fmt.Sprint(i)); ok != (want == "") {
				t.Errorf("write %d is there: %v", i, ok)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	if s.Err() != nil {
		t.Error(s.Err())
	}
}
