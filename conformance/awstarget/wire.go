package awstarget

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/smithy-go/encoding/httpbinding"

	"github.com/logsieve/logsieve/conformance"
)

// wireRequest is a call as it goes over the wire.
type wireRequest struct {
	service string
	method  string
	path    string // escaped, with the query
	header  map[string]string
	body    string
	// answer reads the response.
	answer func(*http.Response, []byte) (conformance.Answer, error)
}

// newWireRequest puts a call into the protocol of its service. What cannot be
// said in it wraps ErrUnsupported.
func newWireRequest(call conformance.Call) (*wireRequest, error) {
	switch call.Operation.Service {
	case "cloudfront":
		return restXML(call)
	case "appfabric":
		return restJSON(call)
	}
	return &wireRequest{
		service: conformance.DefaultService, method: http.MethodPost, path: "/",
		header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Logs_20140328." + call.Operation.Name},
		body:   string(call.Request), answer: jsonAnswer,
	}, nil
}

// restRequest is a request of which some members stand in path and query.
type restRequest struct {
	method string
	labels []string // members in the path, in their order
	query  []string // members in the query
	body   bool     // the others are the body
}

// restJSON is a request about ingestion destinations of AppFabric.
// https://docs.aws.amazon.com/appfabric/latest/api/API_Operations.html
func restJSON(call conformance.Call) (*wireRequest, error) {
	all := []string{"appBundleIdentifier", "ingestionIdentifier"}
	one := []string{"appBundleIdentifier", "ingestionIdentifier", "ingestionDestinationIdentifier"}
	rest, ok := map[string]restRequest{
		"CreateIngestionDestination": {http.MethodPost, all, nil, true},
		"ListIngestionDestinations":  {http.MethodGet, all, []string{"maxResults", "nextToken"}, false},
		"GetIngestionDestination":    {http.MethodGet, one, nil, false},
		"UpdateIngestionDestination": {http.MethodPatch, one, nil, true},
		"DeleteIngestionDestination": {http.MethodDelete, one, nil, false},
	}[call.Operation.Name]
	if !ok {
		return nil, unsupported("the endpoint target knows no paths of this operation")
	}
	members, err := requestMembers(call)
	if err != nil {
		return nil, err
	}
	var path strings.Builder
	for i, segment := range []string{"/appbundles/", "/ingestions/", "/ingestiondestinations/"}[:len(rest.labels)] {
		label, ok := members.take(rest.labels[i]).(string)
		if !ok || label == "" {
			return nil, unsupported("the request has no path: a member in it is missing or no text")
		}
		path.WriteString(segment + httpbinding.EscapePath(label, true))
	}
	if len(rest.labels) == len(all) {
		path.WriteString("/ingestiondestinations")
	}
	query, err := members.query(rest.query)
	if err != nil {
		return nil, err
	}
	w := &wireRequest{service: "appfabric", method: rest.method, path: path.String() + query, answer: jsonAnswer}
	switch {
	case rest.body:
		w.header = map[string]string{"Content-Type": "application/json"}
		w.body = members.json()
	case len(members) > 0:
		return nil, unsupported("a member of the request has no place in path and query")
	}
	return w, nil
}

// members are the members of a request, as they are written.
type members map[string]json.RawMessage

func requestMembers(call conformance.Call) (members, error) {
	var m members
	if err := json.Unmarshal(call.Request, &m); err != nil {
		return nil, err
	}
	return m, nil
}

// take removes a member: a string, a json.Number, a bool, or nil where it is
// missing or something else.
func (m members) take(name string) any {
	raw, ok := m[name]
	if !ok {
		return nil
	}
	delete(m, name)
	v, err := decode(raw)
	if err != nil {
		return nil
	}
	switch v.(type) {
	case string, json.Number, bool:
		return v
	}
	return nil
}

// query removes members and makes a query of them.
func (m members) query(names []string) (string, error) {
	values := url.Values{}
	for _, name := range names {
		if _, ok := m[name]; !ok {
			continue
		}
		switch v := m.take(name).(type) {
		case string:
			values.Set(name, v)
		case json.Number:
			values.Set(name, v.String())
		default:
			return "", unsupported("a member of the request cannot be said in a query")
		}
	}
	if len(values) == 0 {
		return "", nil
	}
	return "?" + values.Encode(), nil
}

func (m members) json() string {
	data, err := json.Marshal(m)
	if err != nil {
		return "{}" // raw messages that have been decoded can be encoded
	}
	return string(data)
}

// decode keeps numbers as they are written.
func decode(data json.RawMessage) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}
