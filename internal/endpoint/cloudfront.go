package endpoint

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

const cloudFrontPrefix = "/2020-05-31/"

// maxConfigs is the default quota of real-time log configurations.
const maxConfigs = 150

// cloudFront answers the operations on real-time log configurations.
// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateRealtimeLogConfig.html
func (s *Server) cloudFront(_ context.Context, r *http.Request, body []byte, _ string) (response, error) {
	name := ""
	switch r.Method + " " + strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, cloudFrontPrefix), "/") {
	case "POST realtime-log-config":
		name = "CreateRealtimeLogConfig"
	case "PUT realtime-log-config":
		name = "UpdateRealtimeLogConfig"
	case "GET realtime-log-config":
		name = "ListRealtimeLogConfigs"
	case "POST get-realtime-log-config":
		name = "GetRealtimeLogConfig"
	case "POST delete-realtime-log-config":
		name = "DeleteRealtimeLogConfig"
	default:
		return response{}, &engine.APIError{Code: "UnknownOperation", Message: "There are operations on real-time log configurations only.", Status: http.StatusNotFound}
	}
	if _, err := s.place(r, "cloudfront"); err != nil {
		return response{}, err
	}
	if err := needsMedia(r, body, "application/xml", xmlType); err != nil {
		return response{}, err
	}
	doc, err := cloudFrontDocument(name, r, body)
	if err != nil {
		return response{}, err
	}
	op := request.Operation{Service: request.CloudFront, Name: name}
	reads := name == "ListRealtimeLogConfigs" || name == "GetRealtimeLogConfig"
	return s.resourceOperation(op, doc, reads, malformedXML(), func(tx *store.Tx, in *request.Value) (response, error) {
		return realtimeCall{s, in}.run(name, tx.RealtimeLogConfigs())
	})
}

// resourceOperation checks a request in JSON as its service does, and runs the
// operation in a transaction.
func (s *Server) resourceOperation(op request.Operation, doc []byte, reads bool, malformed error, run func(*store.Tx, *request.Value) (response, error)) (res response, err error) {
	if err := s.validate(op, doc, request.Options{}); err != nil {
		return response{}, err
	}
	if s.options.Store == nil {
		return response{}, s.notImplemented(op.Name, true)
	}
	in, err := request.Decode(doc)
	if err != nil {
		return response{}, malformed
	}
	transaction := s.options.Store.Update
	if reads {
		transaction = s.options.Store.View
	}
	err = transaction(func(tx *store.Tx) error {
		res, err = run(tx, in)
		return err
	})
	return res, err
}

// cloudFrontDocument is the request in JSON.
func cloudFrontDocument(name string, r *http.Request, body []byte) ([]byte, error) {
	if name == "ListRealtimeLogConfigs" {
		members := map[string]string{}
		for _, m := range []string{"Marker", "MaxItems"} {
			if v := r.URL.Query().Get(m); v != "" {
				members[m] = v
			}
		}
		return marshal(members), nil
	}
	root, err := parseXML(body)
	if err != nil || root.name != name+"Request" {
		return nil, malformedXML()
	}
	if len(root.children) == 0 {
		return []byte("{}"), nil
	}
	return root.jsonValue(), nil
}

func malformedXML() error {
	return &engine.APIError{Code: "MalformedXML", Message: "The XML you provided was not well-formed or did not validate against our published schema.", Status: http.StatusBadRequest}
}

// realtimeCall is one request on real-time log configurations.
type realtimeCall struct {
	*Server
	in *request.Value
}

func (c realtimeCall) run(name string, table store.Table[store.RealtimeLogConfig]) (response, error) {
	switch name {
	case "CreateRealtimeLogConfig":
		return c.create(table)
	case "UpdateRealtimeLogConfig":
		return c.update(table)
	case "ListRealtimeLogConfigs":
		return c.list(table)
	}
	config, err := c.find(table)
	if err != nil {
		return response{}, err
	}
	if name == "DeleteRealtimeLogConfig" {
		_, err := table.Delete(config.Name)
		return response{status: http.StatusNoContent}, err
	}
	return configResponse(http.StatusOK, "GetRealtimeLogConfigResult", config), nil
}

func (c realtimeCall) create(table store.Table[store.RealtimeLogConfig]) (response, error) {
	name := c.in.Get("Name").Str()
	_, exists, err := table.Get(name)
	switch {
	case err != nil:
		return response{}, err
	case exists:
		return response{}, &engine.APIError{Code: "RealtimeLogConfigAlreadyExists", Message: "A real-time log configuration with this name exists already.", Status: http.StatusConflict}
	case table.Len() >= maxConfigs:
		return response{}, &engine.APIError{Code: "TooManyRealtimeLogConfigs", Message: "There are too many real-time log configurations.", Status: http.StatusBadRequest}
	}
	config := store.RealtimeLogConfig{ARN: c.realtimeARN(name), Name: name}
	c.set(&config)
	return configResponse(http.StatusCreated, "CreateRealtimeLogConfigResult", config), table.Put(name, config)
}

// update replaces the configuration, so that nothing may be left out.
func (c realtimeCall) update(table store.Table[store.RealtimeLogConfig]) (response, error) {
	config, err := c.find(table)
	if err != nil {
		return response{}, err
	}
	for _, name := range []string{"EndPoints", "Fields", "SamplingRate"} {
		if !c.in.Has(name) {
			return response{}, failure("InvalidArgument", "An update replaces all of the configuration, and "+name+" is missing. Repeat the current "+name+".")
		}
	}
	c.set(&config)
	return configResponse(http.StatusOK, "UpdateRealtimeLogConfigResult", config), table.Put(config.Name, config)
}

func (s *Server) realtimeARN(name string) string {
	return "arn:aws:cloudfront::" + s.options.Account + ":realtime-log-config/" + name
}

// find is the configuration with the request's name or ARN, which agree if
// both are there.
func (c realtimeCall) find(table store.Table[store.RealtimeLogConfig]) (store.RealtimeLogConfig, error) {
	name := c.in.Get("Name").Str()
	if arn, ok := c.in.Get("ARN").Text(); ok {
		name, _ = strings.CutPrefix(arn, c.realtimeARN(""))
	}
	config, ok, err := table.Get(name)
	if err == nil && !ok {
		err = &engine.APIError{Code: "NoSuchRealtimeLogConfig", Message: "The real-time log configuration does not exist.", Status: http.StatusNotFound}
	}
	return config, err
}

// set takes over what the request says, which is all of it.
func (c realtimeCall) set(config *store.RealtimeLogConfig) {
	rate, _ := number(c.in.Get("SamplingRate"))
	config.SamplingRate = json.Number(strconv.FormatInt(rate, 10))
	config.Fields = texts(c.in.Get("Fields"))
	items := c.in.Get("EndPoints").Items()
	config.EndPoints = make([]store.EndPoint, len(items))
	for i, e := range items {
		k := e.Get("KinesisStreamConfig")
		config.EndPoints[i] = store.EndPoint{
			StreamType:          e.Get("StreamType").Str(),
			KinesisStreamConfig: store.KinesisStreamConfig{RoleARN: k.Get("RoleARN").Str(), StreamARN: k.Get("StreamARN").Str()},
		}
	}
}

func configResponse(status int, name string, config store.RealtimeLogConfig) response {
	return response{status: status, contentType: xmlType, body: marshalXML(struct {
		XMLName           xml.Name
		NS                string `xml:"xmlns,attr"`
		RealtimeLogConfig store.RealtimeLogConfig
	}{xml.Name{Local: name}, cloudFrontXMLNS, config})}
}

const maxListed = 100

// list answers a page; Marker is the name of the last configuration of the
// page before.
func (c realtimeCall) list(table store.Table[store.RealtimeLogConfig]) (response, error) {
	size := maxListed
	if text, ok := c.in.Get("MaxItems").Text(); ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return response{}, &engine.APIError{Code: "InvalidArgument", Message: "MaxItems is a whole number from 1.", Status: http.StatusBadRequest}
		}
		size = min(n, maxListed)
	}
	type items struct {
		Member []store.RealtimeLogConfig `xml:"member"`
	}
	out := struct {
		XMLName     xml.Name `xml:"RealtimeLogConfigs"`
		NS          string   `xml:"xmlns,attr"`
		MaxItems    int
		Items       items
		IsTruncated bool
		Marker      string
		NextMarker  string `xml:",omitempty"`
	}{NS: cloudFrontXMLNS, MaxItems: size, Marker: c.in.Get("Marker").Str()}
	p := page[store.RealtimeLogConfig]{limit: size}
	err := table.Each("", out.Marker, p.add)
	out.Items.Member = p.items
	if p.more {
		out.IsTruncated, out.NextMarker = true, p.last
	}
	return response{status: http.StatusOK, contentType: xmlType, body: marshalXML(out)}, err
}
