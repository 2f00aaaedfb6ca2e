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

type createExportTaskResponse struct {
	TaskID string `json:"taskId"`
}

// defaultPrefix is the prefix of the keys of an export without one.
const defaultPrefix = "exportedlogs"

func prefixOf(t store.ExportTask) string { return cmp.Or(t.DestinationPrefix, defaultPrefix) }

// createExportTask takes a task on; Drain does it. A bucket is a directory in
// ExportDir, and must be there.
func (c *call) createExportTask() (*createExportTaskResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	if _, ok := c.bucket(c.text("destination")); !ok {
		return nil, invalid(bucketMissing)
	}
	active := false
	err = c.tx.Exports().Each("", "", func(_ string, t store.ExportTask) bool {
		active = unfinished(t)
		return !active
	})
	if err != nil || active {
		return nil, cmpErr(err, tooMany())
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
	return &createExportTaskResponse{task.TaskID}, err
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
	var key string
	var task store.ExportTask
	err := c.tx.Exports().Each("", "", func(k string, t store.ExportTask) bool {
		if t.TaskID == c.text("taskId") {
			key, task = k, t
		}
		return key == ""
	})
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

type describeExportTasksResponse struct {
	ExportTasks []exportTask `json:"exportTasks"`
	NextToken   *string      `json:"nextToken,omitempty"`
}

// describeExportTasks lists tasks; as recorded, a taskId that no task has
// finds nothing, and is no error.
func (c *call) describeExportTasks() (*describeExportTasksResponse, error) {
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	id, status := c.text("taskId"), c.text("statusCode")
	p := newPage[exportTask](c)
	err = c.tx.Exports().Each("", after, func(key string, t store.ExportTask) bool {
		if id != "" && t.TaskID != id || status != "" && t.Status != status {
			return true
		}
		return p.add(key, exportTask{
			TaskID: t.TaskID, TaskName: t.TaskName, LogGroupName: t.LogGroupName, From: t.From, To: t.To,
			Destination: t.Destination, DestinationPrefix: prefixOf(t),
			Status:        exportStatus{t.Status, t.StatusMessage},
			ExecutionInfo: exportExecutionInfo{t.CreationTime, t.CompletionTime},
		})
	})
	return &describeExportTasksResponse{p.items, p.next(c)}, err
}
