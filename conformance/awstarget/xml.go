package awstarget

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/conformance"
)

// restXML is a request about real-time log configurations of CloudFront.
// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations.html
func restXML(call conformance.Call) (*wireRequest, error) {
	const version = "/2020-05-31/"
	w := &wireRequest{service: "cloudfront", method: http.MethodPost, answer: xmlAnswer}
	switch call.Operation.Name {
	case "CreateRealtimeLogConfig":
		w.path = version + "realtime-log-config"
	case "UpdateRealtimeLogConfig":
		w.method, w.path = http.MethodPut, version+"realtime-log-config"
	case "ListRealtimeLogConfigs":
		w.method, w.path = http.MethodGet, version+"realtime-log-config"
	case "GetRealtimeLogConfig":
		w.path = version + "get-realtime-log-config"
	case "DeleteRealtimeLogConfig":
		w.path = version + "delete-realtime-log-config"
	default:
		return nil, unsupported("the endpoint target knows no paths of this operation")
	}
	if w.method == http.MethodGet {
		m, err := requestMembers(call)
		if err != nil {
			return nil, err
		}
		query, err := m.query([]string{"MaxItems", "Marker"})
		if err == nil && len(m) > 0 {
			err = unsupported("a member of the request has no place in path and query")
		}
		w.path += query
		return w, err
	}
	var b strings.Builder
	root := call.Operation.Name + "Request"
	fmt.Fprintf(&b, `<%s xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">`, root)
	if err := xmlObject(&b, call.Request); err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "</%s>", root)
	w.header = map[string]string{"Content-Type": "application/xml"}
	w.body = b.String()
	return w, nil
}

// notXML is why a case cannot be asked in XML, which has no types: 5 and "5"
// are the same there.
const notXML = unsupported("the request cannot be said in XML: a member is unknown or of another type")

// xmlObject writes the members of an object, in the order of their names.
func xmlObject(b *strings.Builder, raw json.RawMessage) error {
	var m members
	if json.Unmarshal(raw, &m) != nil || m == nil {
		return notXML
	}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString("<" + name + ">")
		if err := xmlMember(b, name, m[name]); err != nil {
			return err
		}
		b.WriteString("</" + name + ">")
	}
	return nil
}

// xmlMember writes a member of a real-time log configuration.
func xmlMember(b *strings.Builder, name string, raw json.RawMessage) error {
	v, err := decode(raw)
	if err != nil {
		return err
	}
	switch name {
	case "EndPoints":
		return xmlItems(b, raw, "member", xmlObject)
	case "Fields":
		return xmlItems(b, raw, "Field", func(b *strings.Builder, item json.RawMessage) error { return xmlMember(b, "Name", item) })
	case "KinesisStreamConfig":
		return xmlObject(b, raw)
	case "SamplingRate":
		if n, ok := v.(json.Number); ok {
			b.WriteString(n.String())
			return nil
		}
	case "ARN", "Name", "StreamType", "RoleARN", "StreamARN":
		if s, ok := v.(string); ok {
			return xml.EscapeText(b, []byte(s))
		}
	}
	return notXML
}

func xmlItems(b *strings.Builder, raw json.RawMessage, name string, write func(*strings.Builder, json.RawMessage) error) error {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || items == nil {
		return notXML
	}
	for _, item := range items {
		b.WriteString("<" + name + ">")
		if err := write(b, item); err != nil {
			return err
		}
		b.WriteString("</" + name + ">")
	}
	return nil
}

// xmlNode is an element of an answer.
type xmlNode struct {
	XMLName xml.Name
	Text    string    `xml:",chardata"`
	Nodes   []xmlNode `xml:",any"`
}

// xmlAnswer reads a response of REST-XML.
// https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html#operation-error-serialization
func xmlAnswer(res *http.Response, body []byte) (conformance.Answer, error) {
	if res.StatusCode < 200 || res.StatusCode >= 300 {
		var e struct {
			Error conformance.ServiceError
		}
		if err := xml.Unmarshal(body, &e); err != nil {
			e.Error.Message = clip(body) // a proxy's page, or a crash
		}
		return classify(res.StatusCode, e.Error)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return conformance.Answer{Response: json.RawMessage("{}")}, nil
	}
	var root xmlNode
	if err := xml.NewDecoder(io.LimitReader(bytes.NewReader(body), conformance.MaxAnswer)).Decode(&root); err != nil {
		return conformance.Answer{}, final{fmt.Errorf("the endpoint answers %q, which is no XML: %w", clip(body), err)}
	}
	if root.XMLName.Local == "RealtimeLogConfigs" { // the payload is a member
		root = xmlNode{Nodes: []xmlNode{root}}
	}
	data, err := json.Marshal(root.value())
	return conformance.Answer{Response: data}, err
}

// value is an element as its JSON would be.
func (n xmlNode) value() any {
	switch n.XMLName.Local {
	case "EndPoints", "Fields", "Items":
		items := []any{}
		for _, item := range n.Nodes {
			items = append(items, item.value())
		}
		return items
	case "SamplingRate", "MaxItems":
		return json.Number(strings.TrimSpace(n.Text))
	case "IsTruncated":
		return strings.TrimSpace(n.Text) == "true"
	}
	if len(n.Nodes) == 0 {
		return n.Text
	}
	object := map[string]any{}
	for _, member := range n.Nodes {
		object[member.XMLName.Local] = member.value()
	}
	return object
}
