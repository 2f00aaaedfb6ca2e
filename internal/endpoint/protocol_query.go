package endpoint

import (
	"bytes"
	"context"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
)

const (
	formType = "application/x-www-form-urlencoded"
	// maxFormDepth bounds nesting; the shapes of these services are far below.
	maxFormDepth = 32
)

// query answers AWS Query: the members of the request are a form, those of the
// response XML.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
func (s *Server) query(ctx context.Context, r *http.Request, body []byte, id string) (response, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return response{}, serialization("The body is not a form.")
	}
	if len(body) == 0 {
		form = r.URL.Query()
	}
	in, err := formInput(form)
	if err != nil {
		return response{}, err
	}
	name, version := form.Get("Action"), form.Get("Version")
	if name == "" {
		return response{}, failure("MissingAction", "The form must have an Action and its Version, such as Action=GetCallerIdentity&Version="+stsVersion+".")
	}
	switch version {
	case stsVersion:
		out, err := s.sts(r, name)
		return queryResponse("https://sts.amazonaws.com/doc/"+stsVersion+"/", name, out, id), err
	case cloudWatchVersion:
		out, err := s.cloudWatch(ctx, r, name, in)
		return queryResponse("http://monitoring.amazonaws.com/doc/"+cloudWatchVersion+"/", name, out, id), err
	}
	return response{}, unknownOperation(http.StatusBadRequest, "Could not find operation "+name+" for version "+version+".")
}

func queryResponse(namespace, name string, out object, id string) response {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<" + name + `Response xmlns="` + namespace + `"><` + name + "Result>")
	out.xml(&b)
	b.WriteString("</" + name + "Result><ResponseMetadata><RequestId>" + id + "</RequestId></ResponseMetadata></" + name + "Response>")
	return response{status: http.StatusOK, contentType: xmlType, body: b.Bytes()}
}

// failQuery answers an error in AWS Query.
func failQuery(err *engine.APIError, id string) response {
	return xmlError("", queryCode(err.Code), err, id)
}

// failEC2 answers an error in EC2 Query, which has a form of its own.
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
func failEC2(err *engine.APIError, id string) response {
	type detail struct{ Code, Message string }
	return response{status: err.Status, contentType: xmlType, errorType: err.Code, body: marshalXML(struct {
		XMLName   xml.Name `xml:"Response"`
		Errors    []detail `xml:"Errors>Error"`
		RequestID string
	}{Errors: []detail{{queryCode(err.Code), err.Message}}, RequestID: id})}
}

// queryCode is the code that an error has in AWS Query.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
func queryCode(code string) string {
	switch code {
	case unknownOperationCode:
		return "InvalidAction"
	case "MissingRequiredParameterException":
		return "MissingParameter"
	case "InvalidSignatureException":
		return "SignatureDoesNotMatch"
	case "UnrecognizedClientException":
		return "InvalidClientTokenId"
	case "SerializationException":
		return "MalformedInput"
	}
	return strings.TrimSuffix(code, "Exception")
}

// formInput makes members of a form: A.member.2.B=x is B in the second item of
// the list A.
func formInput(form url.Values) (input, error) {
	root := formNode{}
	for _, key := range slices.Sorted(maps.Keys(form)) {
		path := strings.Split(key, ".")
		if len(path) > maxFormDepth || !root.put(path, form.Get(key)) {
			return input{}, serialization("The form has a member that it should not: " + key + ".")
		}
	}
	members, ok := root.value().(map[string]any)
	if !ok {
		return input{}, serialization("The form has no members.")
	}
	return newInput(members, true), nil
}

// formNode holds strings and other nodes by the parts of their keys.
type formNode map[string]any

func (n formNode) put(path []string, text string) bool {
	if len(path) == 1 {
		if _, have := n[path[0]]; have {
			return false
		}
		n[path[0]] = text
		return true
	}
	below, ok := n[path[0]].(formNode)
	if !ok {
		// An empty text is how an empty list is written; items come after it.
		if text, have := n[path[0]]; have && text != "" {
			return false
		}
		below = formNode{}
		n[path[0]] = below
	}
	return below.put(path[1:], text)
}

// value is a map, or a list where there is nothing but numbered items.
func (n formNode) value() any {
	if items, ok := n["member"].(formNode); ok && len(n) == 1 {
		return items.list()
	}
	members := make(map[string]any, len(n))
	for name, v := range n {
		if below, ok := v.(formNode); ok {
			v = below.value()
		}
		members[name] = v
	}
	return members
}

// list are the items in the order of their numbers.
func (n formNode) list() []any {
	number := func(key string) int { i, _ := strconv.Atoi(key); return i }
	list := make([]any, 0, len(n))
	for _, key := range slices.SortedFunc(maps.Keys(n), func(a, b string) int { return number(a) - number(b) }) {
		v := n[key]
		if below, ok := v.(formNode); ok {
			v = below.value()
		}
		list = append(list, v)
	}
	return list
}

// xml writes members as elements, items of lists as elements "member".
func (o object) xml(b *bytes.Buffer) {
	for _, m := range o {
		writeXML(b, m.name, m.value)
	}
}

func writeXML(b *bytes.Buffer, name string, value any) {
	b.WriteString("<" + name + ">")
	switch v := value.(type) {
	case object:
		v.xml(b)
	case dictionary:
		for _, m := range v {
			writeXML(b, "entry", object{{"key", m.name}, {"value", m.value}})
		}
	case []any:
		for _, item := range v {
			writeXML(b, "member", item)
		}
	case string:
		_ = xml.EscapeText(b, []byte(v)) // a buffer takes everything
	case time.Time:
		b.WriteString(v.UTC().Format(time.RFC3339))
	case float64:
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	}
	b.WriteString("</" + name + ">")
}
