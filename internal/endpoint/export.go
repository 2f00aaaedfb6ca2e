package endpoint

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// exportTime is how the time of a log event is written in front of it.
const exportTime = "2006-01-02T15:04:05.000Z"

// exportError is why a task failed, in the service's words.
type exportError string

// Error implements error.
func (e exportError) Error() string { return string(e) }

// export does one task. What goes wrong with the files is told in the status
// of the task; the error is about the state.
func (s *Server) export(ctx context.Context, region, key string, task store.ExportTask) error {
	started, err := s.setTask(region, key, func(t *store.ExportTask) { t.Status = store.TaskRunning })
	if err != nil || !started {
		return err
	}
	err = s.writeExport(ctx, region, task)
	if ctx.Err() != nil {
		return ctx.Err() // it stays unfinished, to be done again
	}
	_, err = s.setTask(region, key, func(t *store.ExportTask) {
		t.Status, t.StatusMessage = store.TaskCompleted, "Completed successfully"
		if err != nil {
			t.Status, t.StatusMessage = store.TaskFailed, err.Error()
		}
		t.CompletionTime = s.options.Now().UnixMilli()
	})
	return err
}

// setTask changes a task, unless it has been cancelled.
func (s *Server) setTask(region, key string, change func(*store.ExportTask)) (changed bool, err error) {
	err = store.Within(s.options.Store.Update, region, func(tx *store.Region) error {
		t, ok, err := tx.Exports().Get(key)
		changed = ok && unfinished(t)
		if err != nil || !changed {
			return err
		}
		change(&t)
		return tx.Exports().Put(key, t)
	})
	return changed, err
}

// writeExport writes the files as S3 gets them: below prefix, task and
// stream one 000000.gz of lines that begin with the time. What fails leaves no
// files of the task.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
func (s *Server) writeExport(ctx context.Context, region string, task store.ExportTask) (err error) {
	bucket, ok := s.bucket(task.Destination)
	if !ok {
		return exportError(bucketMissing)
	}
	root, err := os.OpenRoot(bucket) // a prefix must not lead out of it
	if err != nil {
		return err
	}
	defer root.Close()
	files := filepath.Join(directory(prefixOf(task)), task.TaskID)
	if err := root.RemoveAll(files); err != nil { // left by a kill
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, root.RemoveAll(files))
		}
	}()
	// Recorded: without a prefix the test object does not get the default one.
	dir := directory(task.DestinationPrefix)
	if err := root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := root.WriteFile(filepath.Join(dir, "aws-logs-write-test"), []byte("Permission Check Successful"), 0o600); err != nil {
		return err
	}
	return store.Within(s.options.Store.View, region, func(tx *store.Region) error {
		g, err := tx.Group(task.LogGroupName)
		if err != nil || g == nil {
			return cmp.Or(err, error(exportError(groupMissing)))
		}
		names, err := g.Streams().Keys(task.LogStreamNamePrefix)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := s.exportStream(ctx, root, g, name, task); err != nil {
				return err
			}
		}
		return nil
	})
}

// directory is where the keys with a prefix lie in a bucket.
func directory(prefix string) string {
	return filepath.Join(".", filepath.FromSlash(strings.Trim(prefix, "/")))
}

// exportStream writes the file of a stream, if any of its log events are in
// the time of the task. from and to both count.
func (s *Server) exportStream(ctx context.Context, root *os.Root, g *store.GroupTx, name string, task store.ExportTask) (err error) {
	var file *os.File
	var z *gzip.Writer
	start := max(task.From, expiry(g.Group, s.options.Now().UnixMilli()))
	g.Forward([]string{name}, store.Position{Timestamp: start}, func(e store.Event) bool {
		if err = ctx.Err(); err != nil || e.Timestamp > task.To {
			return false
		}
		if z == nil {
			if file, err = createExport(root, task, name); err != nil {
				return false
			}
			z = gzip.NewWriter(file)
		}
		_, err = fmt.Fprintf(z, "%s %s\n", time.UnixMilli(e.Timestamp).UTC().Format(exportTime), e.Message)
		return err == nil
	})
	if z != nil {
		err = errors.Join(err, z.Close(), file.Close())
	}
	return err
}

// createExport makes the next file of a stream. The names of two streams may
// become one, since slashes turn into hyphens.
func createExport(root *os.Root, task store.ExportTask, stream string) (*os.File, error) {
	dir := filepath.Join(directory(prefixOf(task)), task.TaskID, fileName(strings.ReplaceAll(stream, "/", "-")))
	if err := root.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for n := 0; ; n++ {
		f, err := root.OpenFile(filepath.Join(dir, fmt.Sprintf("%06d.gz", n)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if !errors.Is(err, os.ErrExist) {
			return f, err
		}
	}
}
