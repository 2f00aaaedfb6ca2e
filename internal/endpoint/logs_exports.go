package endpoint

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// exportTask is the shape ExportTask.
type exportTask struct {
	TaskID            string              `json:"taskId"`
	TaskName          string              `json:"taskName,omitempty"`
	LogGroupName      string              `json:"logGroupName"`
	From              int64               `json:"from"`
	To                int64               `json:"to"`
	Destination       string              `json:"destination"`
	DestinationPrefix string              `json:"destinationPrefix"`
	Status            exportStatus        `json:"status"`
	ExecutionInfo     exportExecutionInfo `json:"executionInfo"`
}

type exportStatus struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

type exportExecutionInfo struct {
	CreationTime   int64 `json:"creationTime"`
	CompletionTime int64 `json:"completionTime,omitempty"`
}

// defaultPrefix is the prefix of the keys of an export without one.
const defaultPrefix = "exportedlogs"

func prefixOf(t store.ExportTask) string { return cmp.Or(t.DestinationPrefix, defaultPrefix) }

// createExportTask takes a task on, and returns its id; Drain does it. A bucket is a directory in
// ExportDir, and must be there.
func (c *call) createExportTask() (string, error) {
	g, err := c.group()
	if err != nil {
		return "", err
	}
	if _, ok := c.bucket(c.text("destination")); !ok {
		return "", invalid(bucketMissing)
	}
	if active, _, err := c.tx.Exports().Find(unfinished); err != nil || active != "" {
		return "", cmp.Or(err, tooMany())
	}
	from, _ := number(c.in.Get("from"))
	to, _ := number(c.in.Get("to"))
	task := store.ExportTask{
		TaskID: c.options.NewID(), TaskName: c.text("taskName"), LogGroupName: g.Group.Name,
		LogStreamNamePrefix: c.text("logStreamNamePrefix"), From: from, To: to,
		Destination: c.text("destination"), DestinationPrefix: c.text("destinationPrefix"), Status: store.TaskPending, CreationTime: c.now,
	}
	c.work = true
	_, err = c.tx.Exports().Add(task)
	return task.TaskID, err
}

func unfinished(t store.ExportTask) bool {
	return t.Status == store.TaskPending || t.Status == store.TaskRunning
}

// bucket is the directory of a bucket, if there is one.
func (s *Server) bucket(name string) (string, bool) {
	if s.options.ExportDir == "" || name == ".." || name == "." || filepath.Base(name) != name {
		return "", false
	}
	dir := filepath.Join(s.options.ExportDir, name)
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir()
}

func (c *call) cancelExportTask() error {
	key, task, err := c.tx.Exports().Find(func(t store.ExportTask) bool { return t.TaskID == c.text("taskId") })
	switch {
	case err != nil:
		return err
	case key == "":
		return notFound(taskMissing)
	case !unfinished(task):
		return wrongState(taskFinished)
	}
	task.Status, task.CompletionTime = store.TaskCancelled, c.now
	return c.tx.Exports().Put(key, task)
}

// describeExportTasks lists tasks; as recorded, a taskId that no task has
// finds nothing, and is no error.
func (c *call) describeExportTasks() (page[exportTask], error) {
	id, status := c.text("taskId"), c.text("statusCode")
	return listed(c, c.tx.Exports(), "", func(_ string, t store.ExportTask) (exportTask, bool, error) {
		return exportTask{
			TaskID: t.TaskID, TaskName: t.TaskName, LogGroupName: t.LogGroupName, From: t.From, To: t.To,
			Destination: t.Destination, DestinationPrefix: prefixOf(t),
			Status:        exportStatus{t.Status, t.StatusMessage},
			ExecutionInfo: exportExecutionInfo{t.CreationTime, t.CompletionTime},
		}, (id == "" || t.TaskID == id) && (status == "" || t.Status == status), nil
	})
}
