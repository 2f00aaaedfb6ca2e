package endpoint

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/stateless"
)

// OperationKind is what the endpoint does with an operation of CloudWatch
// Logs, in the words of docs/serve.md.
func OperationKind(name string) string {
	s := New(Options{})
	_, always := stateless.Lookup(name)
	_, stateful := s.operations[name]
	_, kept := resourceOperations()[name]
	_, refused := refusals[name]
	switch {
	case refused:
		return "refused"
	case kept:
		return "stored"
	case always || stateful || name == "StartLiveTail":
		return "works"
	}
	return "validated only"
}

// LogsOperations are the operations of the API model.
func LogsOperations() (names []string) {
	for _, op := range request.Operations(request.Latest) {
		if op.Service == request.Logs && !op.Paginator {
			names = append(names, op.Name)
		}
	}
	return names
}
