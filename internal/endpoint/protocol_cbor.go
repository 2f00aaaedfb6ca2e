package endpoint

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/logsieve/logsieve/engine"
)

const (
	cborProtocol = "rpc-v2-cbor"
	cborType     = "application/cbor"
)

// cbor answers Smithy's RPC v2 with CBOR, which of our services CloudWatch
// speaks: POST /service/SERVICE/operation/OPERATION.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
func (s *Server) cbor(ctx context.Context, r *http.Request, body []byte, _ string) (response, error) {
	service, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/service/"), "/operation/")
	if !ok || r.Method != http.MethodPost || service != cloudWatchService {
		return response{}, unknownOperation(http.StatusNotFound, "Of the services with "+cborProtocol+", logsieve serve answers CloudWatch only: POST /service/"+cloudWatchService+"/operation/NAME.")
	}
	in, err := cborInput(body)
	if err != nil {
		return response{}, err
	}
	out, err := s.cloudWatch(ctx, r, name, in)
	return response{
		status: http.StatusOK, contentType: cborType, body: cbor.Encode(cborValue(out)),
		header: map[string]string{"Smithy-Protocol": cborProtocol},
	}, err
}

// failCBOR answers an error in RPC v2.
func failCBOR(err *engine.APIError, _ string) response {
	header := queryErrorHeader(err)
	header["Smithy-Protocol"] = cborProtocol
	return response{
		status: err.Status, contentType: cborType, errorType: err.Code, header: header,
		body: cbor.Encode(cbor.Map{"__type": cbor.String("com.amazonaws.cloudwatch#" + err.Code), "message": cbor.String(err.Message)}),
	}
}

// cborInput reads a request; an empty body has no members.
func cborInput(body []byte) (input, error) {
	if len(body) == 0 {
		return newInput(nil, false), nil
	}
	root, err := cbor.Decode(body)
	if err != nil {
		return input{}, serialization("The body is not CBOR.")
	}
	members, ok := plainValue(root).(map[string]any)
	if !ok {
		return input{}, serialization("The body is not a CBOR map.")
	}
	return newInput(members, false), nil
}

// plainValue is a CBOR value in the types of input.
func plainValue(v cbor.Value) any {
	switch v := v.(type) {
	case cbor.Map:
		members := make(map[string]any, len(v))
		for name, m := range v {
			members[name] = plainValue(m)
		}
		return members
	case cbor.List:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = plainValue(item)
		}
		return list
	case cbor.String:
		return string(v)
	case cbor.Bool:
		return bool(v)
	case *cbor.Tag:
		if at, err := cbor.AsTime(v); err == nil {
			return at
		}
	case cbor.Uint, cbor.NegInt, cbor.Float32, cbor.Float64:
		if f, err := cbor.AsFloat64(v); err == nil {
			return f
		}
		if i, err := cbor.AsInt64(v); err == nil {
			return float64(i)
		}
	}
	return nil
}

// cborValue is a value of a response.
func cborValue(value any) cbor.Value {
	switch v := value.(type) {
	case dictionary:
		return cborValue(object(v))
	case object:
		m := make(cbor.Map, len(v))
		for _, member := range v {
			m[member.name] = cborValue(member.value)
		}
		return m
	case []any:
		list := make(cbor.List, len(v))
		for i, item := range v {
			list[i] = cborValue(item)
		}
		return list
	case string:
		return cbor.String(v)
	case float64:
		return cbor.Float64(v)
	case time.Time:
		return &cbor.Tag{ID: 1, Value: cbor.Float64(float64(v.UnixMilli()) / 1000)}
	}
	return &cbor.Nil{}
}
