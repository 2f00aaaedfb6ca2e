package endpoint

import (
	"cmp"
	"slices"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// How many days anomalies are shown, unless the request says otherwise.
const defaultVisibilityDays = 21

// anomalyDetector is the shape AnomalyDetector. A detector is kept, and finds
// nothing.
type anomalyDetector struct {
	AnomalyDetectorARN string `json:"anomalyDetectorArn,omitempty"` // in lists only
	detectorSettings
}

type detectorSettings struct {
	DetectorName          string   `json:"detectorName,omitempty"`
	LogGroupARNList       []string `json:"logGroupArnList"`
	EvaluationFrequency   string   `json:"evaluationFrequency,omitempty"`
	FilterPattern         string   `json:"filterPattern,omitempty"`
	AnomalyDetectorStatus string   `json:"anomalyDetectorStatus"`
	KMSKeyID              string   `json:"kmsKeyId,omitempty"`
	CreationTimeStamp     int64    `json:"creationTimeStamp"`
	LastModifiedTimeStamp int64    `json:"lastModifiedTimeStamp"`
	AnomalyVisibilityTime int64    `json:"anomalyVisibilityTime"`
}

func (c *call) detectorARN(id string) string { return c.arn("anomaly-detector:" + id) }

func settingsOf(d store.AnomalyDetector) detectorSettings {
	status := "INITIALIZING"
	if d.Paused {
		status = "PAUSED"
	}
	return detectorSettings{
		d.Name, d.LogGroupARNs, d.EvaluationFrequency, d.FilterPattern, status,
		d.KMSKeyID, d.CreationTime, d.UpdateTime, d.VisibilityDays,
	}
}

func (c *call) createAnomalyDetector() (arn string, err error) {
	d := store.AnomalyDetector{
		Name: c.text("detectorName"), LogGroupARNs: texts(c.in.Get("logGroupArnList")), KMSKeyID: c.text("kmsKeyId"),
		VisibilityDays: defaultVisibilityDays, CreationTime: c.now,
	}
	for _, arn := range d.LogGroupARNs {
		g, err := c.groupNamed(c.groupOf(arn))
		if err == nil {
			err = onlyStandard(g)
		}
		if err != nil {
			return "", err
		}
	}
	arn = c.detectorARN(c.options.NewID())
	return arn, cmp.Or(c.addTags(arn), c.putDetector(arn, d))
}

// putDetector keeps a detector with the settings that the request has.
func (c *call) putDetector(arn string, d store.AnomalyDetector) error {
	if frequency, ok := c.in.Get("evaluationFrequency").Text(); ok {
		d.EvaluationFrequency = frequency
	}
	if pattern, ok := c.in.Get("filterPattern").Text(); ok {
		d.FilterPattern = pattern
	}
	if days, ok := number(c.in.Get("anomalyVisibilityTime")); ok {
		d.VisibilityDays = days
	}
	d.UpdateTime = c.now
	return c.tx.AnomalyDetectors().Put(arn, d)
}

func (c *call) detector() (string, store.AnomalyDetector, error) {
	arn := c.text("anomalyDetectorArn")
	d, err := found(c.tx.AnomalyDetectors(), arn, detectorMissing)
	return arn, d, err
}

func (c *call) updateAnomalyDetector() error {
	arn, d, err := c.detector()
	if err != nil {
		return err
	}
	d.Paused = !c.flag("enabled")
	return c.putDetector(arn, d)
}

func (c *call) getAnomalyDetector() (*detectorSettings, error) {
	_, d, err := c.detector()
	out := settingsOf(d)
	return &out, err
}

func (c *call) deleteAnomalyDetector() error {
	arn := c.text("anomalyDetectorArn")
	return deleteTagged(c, c.tx.AnomalyDetectors(), arn, arn, detectorMissing)
}

func (c *call) listAnomalyDetectors() (page[anomalyDetector], error) {
	of, one := c.in.Get("filterLogGroupArn").Text()
	return listed(c, c.tx.AnomalyDetectors(), "", func(arn string, d store.AnomalyDetector) (anomalyDetector, bool, error) {
		return anomalyDetector{arn, settingsOf(d)}, !one || slices.Contains(d.LogGroupARNs, of), nil
	})
}
