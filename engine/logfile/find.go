package logfile

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Range is a time from Since on and before Until; the zero time is no end.
type Range struct{ Since, Until time.Time }

// Contains reports whether a time is in the range.
func (r Range) Contains(t time.Time) bool {
	return !t.Before(r.Since) && (r.Until.IsZero() || t.Before(r.Until))
}

// writeTest is what CloudWatch Logs leaves where it may export to.
const writeTest = "aws-logs-write-test"

// Find returns the files of an archive in the order of their names: the
// regular files in a folder and the folders in it, without those whose names
// start with a dot, without symbolic links, and without the file that
// CloudWatch Logs leaves to try whether it may export. Files are left out where
// the dates in their paths say that they hold no log events of the range.
// failed are the errors about what could not be listed, which is passed over.
func Find(ctx context.Context, folder string, within Range) (files []string, failed []error) {
	_ = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		hidden := name != folder && strings.HasPrefix(filepath.Base(name), ".")
		relative, _ := filepath.Rel(folder, name)
		switch {
		case err != nil:
			failed = append(failed, err)
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
			if hidden {
				return fs.SkipDir
			}
		case hidden || !entry.Type().IsRegular() || !within.MayHold(filepath.ToSlash(relative)):
		default:
			files = append(files, name)
		}
		return nil
	})
	return files, failed
}

// IsFolder reports whether a name is that of a folder.
func IsFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

var (
	// dated are the folders of CloudTrail, of Firehose with and without its
	// hour, and of partitions.
	dated = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|/)(?:year=)?(\d{4})/(?:month=)?(\d{2})/(?:day=)?(\d{2})(?:/(?:hour=)?(\d{2}))?/`)
	})
	// stream is the folder of a stream of Lambda in an export: the day on which
	// it was made.
	stream = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|/)(\d{4})-(\d{2})-(\d{2})-\[[^/]*/`) })
)

// late is how long after its time a log event may be delivered: Firehose tries
// for up to a day.
const late = 24 * time.Hour

// MayHold reports whether a file of an archive may hold log events of the range,
// by its path with / between folders: the dates in it, and whether it is what
// CloudWatch Logs leaves to try whether it may export.
func (r Range) MayHold(name string) bool {
	if path.Base(name) == writeTest {
		return false
	}
	if m := dated().FindStringSubmatch(name); m != nil {
		start, ok := date(m[1:4])
		length := 24 * time.Hour
		if hour, err := strconv.Atoi(m[4]); err == nil && hour < 24 {
			start, length = start.Add(time.Duration(hour)*time.Hour), time.Hour
		}
		// The clocks of who writes and who delivers may differ by minutes.
		end := start.Add(length + time.Hour)
		return !ok || end.After(r.Since) && (r.Until.IsZero() || start.Add(-late).Before(r.Until))
	}
	if m := stream().FindStringSubmatch(name); m != nil {
		start, ok := date(m[1:4])
		return !ok || r.Until.IsZero() || start.Add(-time.Hour).Before(r.Until)
	}
	return true
}

func date(parts []string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02", strings.Join(parts, "-"))
	return t, err == nil
}
