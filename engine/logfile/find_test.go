package logfile_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/logfile"
)

func TestFind(t *testing.T) {
	folder := t.TempDir()
	outside := filepath.Join(t.TempDir(), "outside.gz")
	for _, name := range []string{
		"AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/28/a.json.gz",
		"AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/29/b.json.gz",
		"AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/30/c.json.gz",
		"export/0a1b/2026-11-28-[$LATEST]1f/000000.gz",
		"export/0a1b/2026-12-02-[$LATEST]2f/000000.gz",
		"export/aws-logs-write-test",
		"firehose/2026/11/29/22/d",
		"firehose/2026/11/29/23/e",
		"firehose/2026/11/30/01/f",
		"flow/year=2026/month=11/day=27/g.log.gz",
		"plain.log",
		".git/config",
		".hidden",
		"2026/13/45/no-date",
	} {
		name = filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(outside, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_ = os.Symlink(outside, filepath.Join(folder, "link.gz")) // where there are links
	at := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct {
		name   string
		within logfile.Range
		want   []string
	}{
		{"all", logfile.Range{}, []string{
			"2026/13/45/no-date", "a.json.gz", "b.json.gz", "c.json.gz", "000000.gz", "000000.gz", "d", "e", "f", "g.log.gz", "plain.log"}},
		{"since", logfile.Range{Since: at("2026-11-30T00:30:00Z")}, []string{
			"2026/13/45/no-date", "b.json.gz", "c.json.gz", "000000.gz", "000000.gz", "e", "f", "plain.log"}},
		{"until", logfile.Range{Until: at("2026-11-28T12:00:00Z")}, []string{
			"2026/13/45/no-date", "a.json.gz", "b.json.gz", "000000.gz", "g.log.gz", "plain.log"}},
	} {
		files, failed := logfile.Find(t.Context(), folder, tt.within)
		if len(failed) > 0 {
			t.Error(failed)
		}
		var got []string
		for _, f := range files {
			name, _ := filepath.Rel(folder, f)
			if base := filepath.Base(name); base != "no-date" {
				name = base
			}
			got = append(got, filepath.ToSlash(name))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if files, failed := logfile.Find(t.Context(), filepath.Join(folder, "missing"), logfile.Range{}); len(files) > 0 || len(failed) != 1 {
		t.Errorf("a missing folder: %v, %v", files, failed)
	}
}
