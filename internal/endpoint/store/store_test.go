package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/engine/metric"
)

func memory(t testing.TB) *Store {
	t.Helper()
	s, err := OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// home is the region of the tests.
func home(tx *Tx) *Region {
	r, err := tx.Region("us-east-1")
	if err != nil {
		panic(err) // of a database in memory
	}
	return r
}

// TestMerge reads streams from both ends and compares with sorting.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		names := []string{"a", "b", "c"}
		var all []Event
		err = s.Update(func(tx *Tx) error {
			if err := home(tx).CreateGroup(Group{Name: "g"}); err != nil {
				return err
			}
			g, err := home(tx).Group("g")
			if err != nil {
				return err
			}
			for _, name := range names {
				if err := g.CreateStream(name, Stream{}); err != nil {
					return err
				}
				times := rapid.SliceOfN(rapid.Int64Range(0, 5), 0, 6).Draw(t, name)
				events := make([]Event, len(times))
				for i, at := range times {
					events[i] = Event{Position: Position{Timestamp: at}, Stream: name, IngestionTime: 7, Message: fmt.Append(nil, name, i)}
				}
				if err := g.Append(name, events); err != nil {
					return err
				}
				all = append(all, events...)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(all, func(a, b Event) int {
			return cmp.Or(cmp.Compare(a.Timestamp, b.Timestamp), cmp.Compare(a.Number, b.Number))
		})
		chosen := rapid.SliceOfDistinct(rapid.SampledFrom(append(names, "none")), rapid.ID).Draw(t, "chosen")
		at := Position{rapid.Int64Range(0, 6).Draw(t, "at"), rapid.Uint64Range(0, 4).Draw(t, "batch")<<indexBits + rapid.Uint64Range(0, 6).Draw(t, "index")}
		most := rapid.IntRange(0, 20).Draw(t, "most")
		var forward, backward []string
		for _, e := range all {
			if !slices.Contains(chosen, e.Stream) {
				continue
			}
			if e.Less(at) {
				backward = append([]string{string(e.Message)}, backward...)
			} else {
				forward = append(forward, string(e.Message))
			}
		}
		forward, backward = forward[:min(most, len(forward))], backward[:min(most, len(backward))]
		err = s.View(func(tx *Tx) error {
			g, err := home(tx).Group("g")
			if err != nil {
				return err
			}
			var gotForward, gotBackward []string
			g.Forward(chosen, at, func(e Event) bool {
				if len(gotForward) == most {
					return false
				}
				gotForward = append(gotForward, string(e.Message))
				return true
			})
			g.Backward(chosen, at, func(e Event) bool {
				if len(gotBackward) == most {
					return false
				}
				gotBackward = append(gotBackward, string(e.Message))
				return true
			})
			if !slices.Equal(forward, gotForward) || !slices.Equal(backward, gotBackward) {
				t.Fatalf("forward %v, want %v; backward %v, want %v", gotForward, forward, gotBackward, backward)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestEach visits keys with a prefix behind another, next to buckets.
func TestEach(t *testing.T) {
	s := memory(t)
	names := []string{"a", "a/", "a/b", "ab", "b", "c\x00"}
	err := s.Update(func(tx *Tx) error {
		for _, name := range names {
			if err := errors.Join(home(tx).Destinations().Put(name, Destination{TargetARN: name}), home(tx).CreateGroup(Group{Name: name})); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		prefix, after string
		want          []string
	}{
		{"", "", names},
		{"a", "", []string{"a", "a/", "a/b", "ab"}},
		{"a", "a", []string{"a/", "a/b", "ab"}},
		{"a/", "a/", []string{"a/b"}},
		{"a/", "a", []string{"a/", "a/b"}},
		{"a", "aa", []string{"ab"}}, // what after names may be gone
		{"a", "z", nil},
		{"x", "", nil},
		{"", "b", []string{"c\x00"}},
		{"", "c\x00", nil},
	} {
		var records, groups []string
		err := s.View(func(tx *Tx) error {
			return errors.Join(
				home(tx).Destinations().Each(test.prefix, test.after, func(key string, d Destination) bool {
					records = append(records, d.TargetARN)
					return key == d.TargetARN
				}),
				home(tx).EachGroup(test.prefix, test.after, func(g *GroupTx) bool {
					groups = append(groups, g.Group.Name)
					return true
				}))
		})
		if err != nil || !slices.Equal(records, test.want) || !slices.Equal(groups, test.want) {
			t.Errorf("prefix %q after %q: records %q, groups %q, want %q; %v", test.prefix, test.after, records, groups, test.want, err)
		}
	}
}

func TestDatapointsAddUp(t *testing.T) {
	s := memory(t)
	long := strings.Repeat("x", 100000)
	add := func(name, dimension string, d metric.Datapoint) {
		t.Helper()
		m := metric.Metric{MetricNamespace: "N", MetricName: name, Unit: "None", Dimensions: map[string]string{"D": dimension}, Datapoints: []metric.Datapoint{d}}
		if err := s.Update(func(tx *Tx) error { return home(tx).AddDatapoints([]metric.Metric{m}) }); err != nil {
			t.Fatal(err)
		}
	}
	add("b", "1", metric.Datapoint{Timestamp: 60000, Sum: 5, Minimum: 2, Maximum: 3, SampleCount: 2, Average: 2.5})
	add("b", "1", metric.Datapoint{Timestamp: 60000, Sum: 7, Minimum: 7, Maximum: 7, SampleCount: 1, Average: 7})
	add("b", "1", metric.Datapoint{Timestamp: 0, Sum: 1, Minimum: 1, Maximum: 1, SampleCount: 1, Average: 1})
	add("a", long+"2", metric.Datapoint{SampleCount: 1})
	add("a", long+"1", metric.Datapoint{SampleCount: 1})
	var got []metric.Metric
	if err := s.View(func(tx *Tx) (err error) { got, err = home(tx).Metrics(); return err }); err != nil {
		t.Fatal(err)
	}
	single := []metric.Datapoint{{SampleCount: 1}}
	want := []metric.Metric{
		{MetricNamespace: "N", MetricName: "a", Unit: "None", Dimensions: map[string]string{"D": long + "1"}, Datapoints: single},
		{MetricNamespace: "N", MetricName: "a", Unit: "None", Dimensions: map[string]string{"D": long + "2"}, Datapoints: single},
		{MetricNamespace: "N", MetricName: "b", Unit: "None", Dimensions: map[string]string{"D": "1"}, Datapoints: []metric.Datapoint{
			{Timestamp: 0, Sum: 1, Minimum: 1, Maximum: 1, SampleCount: 1, Average: 1},
			{Timestamp: 60000, Sum: 12, Minimum: 2, Maximum: 7, SampleCount: 3, Average: 4},
		}},
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestDirectory keeps state between openings, for one process at a time.
func TestDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "state")
	s, err := Open(dir, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	delivery := Delivery{LogGroup: "g", Message: json.RawMessage(`{"a":"<"}`)}
	err = s.Update(func(tx *Tx) error {
		_, err := tx.Outbox().Add(delivery)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(func(tx *Tx) error {
		return errors.Join(home(tx).CreateGroup(Group{Name: "undone"}), errors.New("no"))
	}); err == nil {
		t.Error("the error is gone")
	}
	if _, err := Open(dir, "us-east-1"); err == nil || !strings.Contains(err.Error(), "open in another process") {
		t.Errorf("opened twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, "us-east-1"); err != nil {
		t.Fatal(err)
	}
	err = s.View(func(tx *Tx) error {
		if g, err := home(tx).Group("undone"); g != nil || err != nil {
			t.Error("what failed was kept", err)
		}
		return tx.Outbox().Each("", "", func(_ string, d Delivery) bool {
			if diff := gocmp.Diff(delivery, d); diff != "" {
				t.Error(diff)
			}
			return true
		})
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte(strings.Repeat("no database ", 1000)), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, "us-east-1"); err == nil {
		t.Error("opened what is no database")
	}
}
