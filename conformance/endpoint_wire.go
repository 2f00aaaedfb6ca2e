package conformance

import (
	"net/http"
)

// wireRequest is a call as it goes over the wire.
type wireRequest struct {
	service string
	method  string
	path    string // escaped, with the query
	header  map[string]string
	body    string
	// answer reads the response.
	answer func(*http.Response, []byte) (Answer, error)
}

// newWireRequest puts a call into the protocol of its service. What cannot be
// said in it wraps ErrUnsupported.
func newWireRequest(call Call) (*wireRequest, error) {
	switch call.Operation.Service {
	case DefaultService:
		return &wireRequest{
			service: DefaultService, method: http.MethodPost, path: "/",
			header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Logs_20140328." + call.Operation.Name},
			body:   string(call.Request), answer: jsonAnswer,
		}, nil
	}
	return nil, unsupported("the endpoint target does not speak the protocol of " + call.Operation.Service)
}
