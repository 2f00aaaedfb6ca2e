package endpoint

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

const appFabricPrefix = "/appbundles/"

// ingestionPath are the identifiers in the path of a request.
type ingestionPath struct{ bundle, ingestion, destination string }

// parseIngestionPath reads
// /appbundles/B/ingestions/I/ingestiondestinations[/D]; ARNs come escaped.
func parseIngestionPath(u *url.URL) (p ingestionPath, ok bool) {
	parts := strings.Split(strings.TrimSuffix(u.EscapedPath(), "/"), "/")[1:]
	if len(parts) < 5 || len(parts) > 6 || parts[2] != "ingestions" || parts[4] != "ingestiondestinations" {
		return p, false
	}
	for i, to := range map[int]*string{1: &p.bundle, 3: &p.ingestion, 5: &p.destination} {
		if i < len(parts) {
			text, err := url.PathUnescape(parts[i])
			if err != nil {
				return p, false
			}
			*to = text
		}
	}
	return p, true
}

// appFabric answers the operations on ingestion destinations.
// https://docs.aws.amazon.com/appfabric/latest/api/API_CreateIngestionDestination.html
func (s *Server) appFabric(_ context.Context, r *http.Request, body []byte, _ string) (response, error) {
	path, ok := parseIngestionPath(r.URL)
	name := map[string]string{
		"POST": "CreateIngestionDestination", "GET": "ListIngestionDestinations",
		"GET one": "GetIngestionDestination", "PATCH one": "UpdateIngestionDestination", "DELETE one": "DeleteIngestionDestination",
	}[r.Method+map[bool]string{true: " one"}[path.destination != ""]]
	if !ok || name == "" {
		return response{}, unknownOperation(http.StatusNotFound, "There are operations on ingestion destinations only.")
	}
	at, err := s.place(r, "appfabric")
	if err != nil {
		return response{}, err
	}
	if err := needsMedia(r, body, "application/json"); err != nil {
		return response{}, err
	}
	doc, err := appFabricDocument(name, path, r.URL.Query(), body)
	if err != nil {
		return response{}, err
	}
	op := request.Operation{Service: request.AppFabric, Name: name}
	return s.resourceOperation(op, doc, r.Method == http.MethodGet, serialization(""), func(tx *store.Tx, in *request.Value) (response, error) {
		return ingestionCall{s, at, in, doc, path, s.options.Now()}.run(name, tx.IngestionDestinations(), tx.Tags())
	})
}

// appFabricDocument puts the members of body, path and query together.
func appFabricDocument(name string, path ingestionPath, query url.Values, body []byte) ([]byte, error) {
	members := map[string]json.RawMessage{}
	if name == "CreateIngestionDestination" || name == "UpdateIngestionDestination" {
		root, err := request.Decode(body)
		if err != nil || root.Kind() != request.Object {
			return nil, serialization("")
		}
		for _, m := range root.Members() {
			span := m.Value.Span()
			members[m.Name] = body[span.Start:span.End]
		}
	}
	members["appBundleIdentifier"] = marshal(path.bundle)
	members["ingestionIdentifier"] = marshal(path.ingestion)
	if path.destination != "" {
		members["ingestionDestinationIdentifier"] = marshal(path.destination)
	}
	if name == "ListIngestionDestinations" {
		if v := query.Get("maxResults"); v != "" {
			members["maxResults"] = marshal(v)
			if json.Valid([]byte(v)) {
				members["maxResults"] = json.RawMessage(v)
			}
		}
		if v := query.Get("nextToken"); v != "" {
			members["nextToken"] = marshal(v)
		}
	}
	return marshal(members), nil
}

// ingestionCall is one request on ingestion destinations.
type ingestionCall struct {
	*Server
	place
	in   *request.Value
	doc  []byte
	path ingestionPath
	now  time.Time
}

func (c ingestionCall) run(name string, table store.Table[store.IngestionDestination], tags store.Table[map[string]string]) (response, error) {
	switch name {
	case "CreateIngestionDestination":
		return c.create(table, tags)
	case "ListIngestionDestinations":
		return c.list(table)
	}
	arn := c.path.destination
	if !strings.HasPrefix(arn, "arn:") {
		arn = c.ingestionARN() + "/ingestiondestination/" + arn
	}
	d, ok, err := table.Get(arn)
	switch {
	case err != nil:
		return response{}, err
	case !ok || d.IngestionARN != c.ingestionARN():
		return response{}, &engine.APIError{Code: "ResourceNotFoundException", Message: "The ingestion destination does not exist.", Status: http.StatusNotFound}
	case name == "DeleteIngestionDestination":
		_, err := table.Delete(arn)
		return response{status: http.StatusNoContent, contentType: "application/json"}, err
	case name == "UpdateIngestionDestination":
		d.DestinationConfiguration = c.raw("destinationConfiguration")
		d.UpdatedAt = c.now.UnixMilli()
		return destinationResponse(http.StatusOK, d), table.Put(arn, d)
	}
	return destinationResponse(http.StatusOK, d), nil
}

// create makes an ingestion destination. A request that repeats a clientToken
// is the same request, and gets the same answer; with other parameters or
// tags it is refused.
func (c ingestionCall) create(table store.Table[store.IngestionDestination], tags store.Table[map[string]string]) (response, error) {
	d := store.IngestionDestination{
		ARN: c.ingestionARN() + "/ingestiondestination/" + c.options.NewID(), IngestionARN: c.ingestionARN(),
		ProcessingConfiguration: c.raw("processingConfiguration"), DestinationConfiguration: c.raw("destinationConfiguration"),
		ClientToken: c.in.Get("clientToken").Str(), CreatedAt: c.now.UnixMilli(), UpdatedAt: c.now.UnixMilli(),
	}
	m := map[string]string{}
	for _, t := range c.in.Get("tags").Items() {
		m[t.Get("key").Str()] = t.Get("value").Str()
	}
	d.Asked = store.IngestionRequest{ProcessingConfiguration: d.ProcessingConfiguration, DestinationConfiguration: d.DestinationConfiguration, Tags: m}
	again, same, err := table.Find(func(have store.IngestionDestination) bool {
		return d.ClientToken != "" && have.ClientToken == d.ClientToken
	})
	switch {
	case err != nil:
		return response{}, err
	case again != "" && same.IngestionARN == d.IngestionARN && sameJSON(marshal(same.Asked), marshal(d.Asked)):
		return destinationResponse(http.StatusCreated, same), nil
	case again != "":
		return response{}, failure("IdempotentParameterMismatch", "The clientToken was used for a request with other parameters or tags.")
	}
	if len(m) > 0 {
		if err := tags.Put(d.ARN, m); err != nil {
			return response{}, err
		}
	}
	return destinationResponse(http.StatusCreated, d), table.Put(d.ARN, d)
}

// sameJSON reports whether two texts hold the same value, whatever the order
// of the members.
func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// ingestionARN is the ARN of the ingestion that the request is about.
func (c ingestionCall) ingestionARN() string {
	if strings.HasPrefix(c.path.ingestion, "arn:") {
		return c.path.ingestion
	}
	bundle := c.path.bundle
	if !strings.HasPrefix(bundle, "arn:") {
		bundle = "arn:aws:appfabric:" + c.region + ":" + c.account + ":appbundle/" + bundle
	}
	return bundle + "/ingestion/" + c.path.ingestion
}

// raw is a member without the blanks between its tokens.
func (c ingestionCall) raw(name string) json.RawMessage { return rawValue(c.in.Get(name), c.doc) }

func destinationResponse(status int, d store.IngestionDestination) response {
	type ingestionDestination struct {
		ARN                      string          `json:"arn"`
		IngestionARN             string          `json:"ingestionArn"`
		ProcessingConfiguration  json.RawMessage `json:"processingConfiguration"`
		DestinationConfiguration json.RawMessage `json:"destinationConfiguration"`
		Status                   string          `json:"status"`
		CreatedAt                string          `json:"createdAt"`
		UpdatedAt                string          `json:"updatedAt"`
	}
	at := func(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }
	return response{status: status, contentType: "application/json", body: marshal(struct {
		IngestionDestination ingestionDestination `json:"ingestionDestination"`
	}{ingestionDestination{d.ARN, d.IngestionARN, d.ProcessingConfiguration, d.DestinationConfiguration, "Active", at(d.CreatedAt), at(d.UpdatedAt)}})}
}

func (c ingestionCall) list(table store.Table[store.IngestionDestination]) (response, error) {
	type summary struct {
		ARN string `json:"arn"`
	}
	p := page[summary]{items: []summary{}, limit: maxListed}
	if n, ok := number(c.in.Get("maxResults")); ok {
		p.limit = int(n)
	}
	err := table.Each("", c.in.Get("nextToken").Str(), func(arn string, d store.IngestionDestination) bool {
		return d.IngestionARN != c.ingestionARN() || p.add(arn, summary{arn})
	})
	return response{status: http.StatusOK, contentType: "application/json", body: marshal(p.answer("ingestionDestinations", p.last))}, err
}

// failREST answers an error in REST-JSON.
func failREST(err *engine.APIError, _ string) response {
	body := struct {
		Message string `json:"message"`
		Reason  string `json:"reason,omitempty"`
	}{Message: cmp.Or(err.Message, err.Code)}
	switch err.Code {
	case "ValidationException":
		body.Reason = "fieldValidationFailed"
	case "SerializationException":
		body.Reason = "cannotParse"
	}
	return response{status: err.Status, contentType: "application/json", body: marshal(body), errorType: err.Code}
}
