package endpoint

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
)

const (
	xmlType         = "text/xml"
	cloudFrontXMLNS = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
	// maxXMLDepth bounds nesting; the shapes of this service are far below.
	maxXMLDepth = 32
	maxXML      = 1 << 20 // bytes
)

// element is an XML element without what means nothing here: attributes,
// comments, and text beside elements.
type element struct {
	name     string
	text     string
	children []element
}

var errXML = errors.New("no XML")

// parseXML reads a document of one element. An empty body is none.
func parseXML(body []byte) (element, error) {
	if len(body) > maxXML {
		return element{}, errXML
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return element{}, errXML
		}
		if start, ok := token.(xml.StartElement); ok {
			root, err := parseElement(d, start.Name.Local, 0)
			if err != nil {
				return root, err
			}
			return root, onlySpace(d)
		}
	}
}

func onlySpace(d *xml.Decoder) error {
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		text, isText := token.(xml.CharData)
		if err != nil || isText && len(bytes.TrimSpace(text)) > 0 {
			return errXML
		}
		if _, isElement := token.(xml.StartElement); isElement {
			return errXML
		}
	}
}

func parseElement(d *xml.Decoder, name string, depth int) (element, error) {
	e := element{name: name}
	if depth > maxXMLDepth {
		return e, errXML
	}
	var text strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return e, errXML
		}
		switch t := token.(type) {
		case xml.StartElement:
			child, err := parseElement(d, t.Name.Local, depth+1)
			if err != nil {
				return e, err
			}
			e.children = append(e.children, child)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			e.text = text.String()
			return e, nil
		}
	}
}

// jsonValue is an element of a real-time log configuration in JSON, as the
// request validators read it: EndPoints and Fields are lists, SamplingRate is
// a number, other elements with elements are objects.
func (e element) jsonValue() json.RawMessage {
	switch {
	case e.name == "EndPoints" || e.name == "Fields":
		items := make([]json.RawMessage, len(e.children))
		for i, child := range e.children {
			items[i] = child.jsonValue()
		}
		return marshal(items)
	case e.name == "SamplingRate":
		if text := strings.TrimSpace(e.text); json.Valid([]byte(text)) {
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				return json.RawMessage(text)
			}
		}
		return marshal(e.text)
	case len(e.children) == 0:
		return marshal(e.text)
	}
	object := make(map[string]json.RawMessage, len(e.children))
	for _, child := range e.children {
		object[child.name] = child.jsonValue()
	}
	return marshal(object)
}

// failXML answers errors in REST-XML, in a namespace unless it is empty.
func failXML(namespace string) func(err *engine.APIError, id string) response {
	return func(err *engine.APIError, id string) response {
		return xmlError(namespace, err.Code, err, id)
	}
}

// xmlError is an error as REST-XML and AWS Query write it.
func xmlError(namespace, code string, err *engine.APIError, id string) response {
	type detail struct {
		Type    string
		Code    string
		Message string
	}
	return response{status: err.Status, contentType: xmlType, errorType: err.Code, body: marshalXML(struct {
		XMLName   xml.Name `xml:"ErrorResponse"`
		NS        string   `xml:"xmlns,attr,omitempty"`
		Error     detail
		RequestID string `xml:"RequestId"`
	}{NS: namespace, Error: detail{errorKind(err), code, err.Message}, RequestID: id})}
}

// failS3 answers an error as S3 writes it.
func failS3(err *engine.APIError, id string) response {
	if err.Code == unknownOperationCode {
		err = &engine.APIError{Code: "NotImplemented", Message: err.Message, Status: http.StatusNotImplemented}
	}
	return response{status: err.Status, contentType: xmlType, errorType: err.Code, body: marshalXML(struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		Message   string
		RequestID string `xml:"RequestId"`
	}{Code: err.Code, Message: err.Message, RequestID: id})}
}

func marshalXML[T any](v T) []byte {
	data, err := xml.Marshal(v)
	if err != nil {
		return nil // the types here hold nothing that cannot be encoded
	}
	return append([]byte(xml.Header), data...)
}
