package store

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// TestRegions keeps things of the same name beside each other; what is not
// kept, also because its transaction failed, makes no region.
func TestRegions(t *testing.T) {
	s := memory(t)
	in := func(name string, f func(*Region) error) error {
		return s.Update(func(tx *Tx) error {
			r, err := tx.Region(name)
			return errors.Join(err, f(r))
		})
	}
	for _, name := range []string{"us-east-1", "eu-west-1"} {
		if err := in(name, func(r *Region) error {
			return errors.Join(r.CreateGroup(Group{Name: "app", KMSKeyID: name}), r.Destinations().Put("d", Destination{TargetARN: name}))
		}); err != nil {
			t.Fatal(err)
		}
	}
	failed := errors.New("no")
	if err := in("undone", func(*Region) error { return failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	err := s.View(func(tx *Tx) error {
		names, err := tx.Regions()
		if want := []string{"eu-west-1", "us-east-1"}; !slices.Equal(names, want) {
			t.Errorf("regions %v, want %v", names, want)
		}
		for _, name := range names {
			r, e := tx.Region(name)
			g, e2 := r.Group("app")
			d, _, e3 := r.Destinations().Get("d")
			if err = errors.Join(err, e, e2, e3); err == nil && (g.Group.KMSKeyID != name || d.TargetARN != name) {
				t.Errorf("%s holds %v and %v", name, g.Group, d)
			}
		}
		empty, e := tx.Region("ap-south-1")
		g, e2 := empty.Group("app")
		metrics, e3 := empty.Metrics()
		latest, e4 := empty.LatestMetrics()
		_, ok, e5 := empty.Policies().Get("p")
		if err = errors.Join(err, e, e2, e3, e4, e5); g != nil || ok || empty.Exports().Len()+len(metrics)+len(latest) > 0 {
			t.Error("a region in which nothing was kept holds something")
		}
		return errors.Join(err, empty.EachGroup("", "", func(*GroupTx) bool { t.Error("a log group"); return true }))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestStateFromBeforeRegions opens a state directory of a release that had one
// region: what it holds becomes the given region's, once and for all.
func TestStateFromBeforeRegions(t *testing.T) {
	packed, err := os.ReadFile("testdata/before-regions.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, region := range []string{"eu-west-1", "us-east-1"} { // what has moved stays where it is
		s, err := Open(dir, region)
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(func(tx *Tx) error {
			r, err := tx.Region("eu-west-1")
			if err != nil {
				return err
			}
			g, err := r.Group("app")
			if err != nil || g == nil {
				t.Fatalf("the log group is gone: %v", err)
			}
			var messages []string
			g.Forward([]string{"web"}, Position{}, func(e Event) bool {
				messages = append(messages, string(e.Message))
				return true
			})
			_, filter, err := g.MetricFilters().Get("errors")
			_, destination, err2 := r.Destinations().Get("d")
			metrics, err3 := r.Metrics()
			if len(messages) != 1 || messages[0] != "ERROR one" || !filter || !destination ||
				r.Policies().Len() != 1 || len(metrics) != 1 || len(metrics[0].Datapoints) != 1 ||
				tx.RealtimeLogConfigs().Len() != 1 || tx.Tags().Len() != 1 {
				t.Errorf("found %v, filter %v, destination %v, %d policies, metrics %v", messages, filter, destination, r.Policies().Len(), metrics)
			}
			return errors.Join(err, err2, err3)
		})
		// An older release makes the buckets that it knows, and leaves them empty.
		err = errors.Join(err, s.db.Update(func(tx *bolt.Tx) error {
			for _, name := range regionBuckets {
				if _, err := tx.CreateBucket([]byte(name)); err != nil {
					return err
				}
			}
			return nil
		}))
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
