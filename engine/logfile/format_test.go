package logfile

import "testing"

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		head string
		want Format
	}{
		{``, Lines},
		{"ERROR x\n", Lines},
		{"[ERROR] x\n", Lines},
		{"[2026-03-01] x\n", Lines},
		{`["a", "b"]`, EventList},
		{"[]", EventList},
		{"[\n {\"message\": \"a\"}]", EventList},
		{`{"events": []}`, EventList},
		{"{\n  \"nextToken\": \"x\",\n  \"events\": [\n", EventList},
		{`{"messageType":"DATA_MESSAGE","logEvents":[{"message":"a"}]}`, EventList},
		{`{"Records":[{"eventTime":"x"`, EventList},
		{`{"events": 3}` + "\n", Lines},
		{`{"a":1}` + "\n" + `{"events":[]}`, Lines},
		{`{"timestamp":1,"message":"a"}` + "\n", EventLines},
		{`{"timestamp":1,"message":"a","eventId":"1","ingestionTime":2,"logStreamName":"s"}`, EventLines},
		{`{"timestamp":1,"message":"a","level":"x"}` + "\n", Lines},
		{`{"timestamp":"2026","message":"a"}` + "\n", Lines},
		{`{"message":"a"}` + "\n", Lines},
		{"2026-03-01T10:00:00.000Z x\n", Export},
		{"2026-03-01T10:00:00Z x\n", Lines},
		{"2026-13-01T10:00:00.000Z x\n", Lines},
		{"{\n", Lines},
	} {
		if got := detect([]byte(tt.head)); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.head, got, tt.want)
		}
	}
}
