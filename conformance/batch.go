package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// What a joined request holds at most. The number of messages is the API's
// own limit (M1). It has none for their size: the bytes are those of one large
// log event, so that no target meets a request larger than its cases lead it
// to expect.
const (
	MaxBatch      = 50
	maxBatchBytes = 256 << 10
)

// job is what a worker does at a time: one case, or several that ask about the
// same filter pattern and may be asked in one request.
type job struct {
	results []*Result
	parts   []part // one for each result; nil for a case that is asked alone
	whole   size
}

// size is how much a request holds.
type size struct{ messages, bytes int }

// part is what a case brings into a joined request, as the case writes it.
type part struct {
	pattern  json.RawMessage
	messages []json.RawMessage
	size     size
}

// jobs groups the cases of a run. Cases are joined in their order, and a group
// that is full makes room for another one.
func (r *Runner) jobs(results []Result) []*job {
	list := make([]*job, 0, len(results))
	open := map[string]*job{} // by pattern
	for i := range results {
		res := &results[i]
		p, ok := r.joins(res.Case)
		if !ok {
			list = append(list, &job{results: []*Result{res}})
			continue
		}
		key := string(p.pattern)
		j := open[key]
		if j == nil || !r.fits(j.whole.messages+p.size.messages, j.whole.bytes+p.size.bytes) {
			j = &job{}
			open[key] = j
			list = append(list, j)
		}
		j.results, j.parts = append(j.results, res), append(j.parts, p)
		j.whole.messages += p.size.messages
		j.whole.bytes += p.size.bytes
	}
	return list
}

func (r *Runner) fits(messages, bytes int) bool {
	return messages <= min(r.Batch, MaxBatch) && bytes <= maxBatchBytes
}

// joins says whether a case may be asked together with others. One that is
// known not to pass would only have all of them asked again.
func (r *Runner) joins(c *Case) (part, bool) {
	if _, listed := r.Skip[c.ID]; listed || r.Batch < 2 {
		return part{}, false
	}
	p, ok := partOf(c)
	return p, ok && r.fits(p.size.messages, p.size.bytes)
}

// partOf says what a case brings into a joined request, and whether it can be
// asked in one: a TestMetricFilter case that expects matches, whose request
// has the two members of the operation and no others, and which is not about
// the request as such (rules M, Q1 and those of request validation).
func partOf(c *Case) (part, bool) {
	if c.Service != DefaultService || c.Operation != DefaultOperation || c.Response == nil && c.Matched == nil {
		return part{}, false
	}
	for _, rule := range c.Rules {
		if strings.HasPrefix(rule, "M") || strings.HasPrefix(rule, "Q") || strings.HasPrefix(rule, "request/") {
			return part{}, false
		}
	}
	members, ok := membersOf(c.Request)
	p := part{pattern: members["filterPattern"]}
	messages := members["logEventMessages"]
	if !ok || len(members) != 2 || !isString(p.pattern) || !bytes.HasPrefix(messages, []byte("[")) ||
		json.Unmarshal(messages, &p.messages) != nil || len(p.messages) == 0 {
		return part{}, false
	}
	for _, m := range p.messages {
		if !isString(m) || len(m) == len(`""`) {
			return part{}, false
		}
	}
	p.size = size{len(p.messages), len(c.Request)}
	return p, true
}

func isString(raw json.RawMessage) bool { return bytes.HasPrefix(raw, []byte(`"`)) }

// membersOf reads an object whose members are as written: not folded to one
// case, and none twice.
func membersOf(object json.RawMessage) (map[string]json.RawMessage, bool) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	members := map[string]json.RawMessage{}
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		var value json.RawMessage
		if err != nil || !ok || dec.Decode(&value) != nil {
			return nil, false
		}
		if _, twice := members[name]; twice {
			return nil, false
		}
		members[name] = value
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('}') {
		return nil, false
	}
	_, err := dec.Token()
	return members, err == io.EOF
}

// request is the joined request.
func (j *job) request() json.RawMessage {
	var b bytes.Buffer
	b.WriteString(`{"filterPattern":`)
	b.Write(j.parts[0].pattern)
	b.WriteString(`,"logEventMessages":[`)
	first := true
	for _, p := range j.parts {
		for _, m := range p.messages {
			if !first {
				b.WriteByte(',')
			}
			first = false
			b.Write(m)
		}
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// split takes the response to the joined request apart into what each case
// would be answered. It gives up on a response that it does not understand
// whole.
func (j *job) split(response json.RawMessage) ([]json.RawMessage, bool) {
	members, ok := membersOf(response)
	matches := members["matches"]
	var entries []json.RawMessage
	if !ok || len(members) != 1 || !bytes.HasPrefix(matches, []byte("[")) || json.Unmarshal(matches, &entries) != nil {
		return nil, false
	}
	responses := make([]json.RawMessage, 0, len(j.parts))
	end, last := 0, 0
	for _, p := range j.parts {
		start := end
		end += len(p.messages)
		own := []map[string]json.RawMessage{}
		for len(entries) > 0 {
			entry, ok := membersOf(entries[0])
			number, err := strconv.Atoi(string(entry["eventNumber"]))
			if !ok || err != nil || number <= last {
				return nil, false
			}
			if number > end {
				break
			}
			last = number
			entry["eventNumber"] = json.RawMessage(strconv.Itoa(number - start))
			own = append(own, entry)
			entries = entries[1:]
		}
		one, err := json.Marshal(map[string][]map[string]json.RawMessage{"matches": own})
		if err != nil {
			return nil, false
		}
		responses = append(responses, one)
	}
	return responses, len(entries) == 0
}

// passTogether asks the cases of a job in one request, and reports whether
// each of them passes. Anything else says nothing about any of them: the
// answer to one case may have cost those beside it, so all are asked alone.
func (r *Runner) passTogether(ctx context.Context, j *job) bool {
	answer, err := r.call(ctx, Operation{DefaultService, DefaultOperation}, j.request())
	if err != nil || answer.Error != nil {
		return false
	}
	responses, ok := j.split(answer.Response)
	if !ok {
		return false
	}
	for i, res := range j.results {
		if Compare(res.Case, Answer{Response: responses[i]}) != "" {
			return false
		}
	}
	return true
}

// takesBatches tries whether the target answers for a message whatever its
// place and however many there are. One that forgets the last message, say,
// fails the cases that end with a match, but only one of a batch.
func (r *Runner) takesBatches(ctx context.Context) bool {
	for _, trial := range []struct {
		messages string
		matched  []int64
	}{
		{`["batch"]`, []int64{1}},
		{`["other"]`, []int64{}},
		{`["other","batch","other"]`, []int64{2}},
		{`["batch","other","batch"]`, []int64{1, 3}},
	} {
		answer, err := r.call(ctx, Operation{DefaultService, DefaultOperation},
			json.RawMessage(`{"filterPattern":"batch","logEventMessages":`+trial.messages+`}`))
		if err != nil || Compare(&Case{Matched: trial.matched}, answer) != "" {
			return false
		}
	}
	return true
}
