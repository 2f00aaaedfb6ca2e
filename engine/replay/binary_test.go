package replay_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/replay"
)

// TestMergeBinaryCounts: what no replay has counted is refused.
func TestMergeBinaryCounts(t *testing.T) {
	r := counting(t, 2, nil, "a")
	read(t, r, "log", "2026-03-01T00:00:00Z a\na\n")
	state, err := r.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	length, size := binary.Uvarint(state)
	text, rest := string(state[size:size+int(length)]), state[size+int(length):]
	for _, tt := range []struct{ old, new string }{
		{`"Events":2,`, `"Events":2,`},
		{`"Events":2,`, `"Events":-2,`},
		{`"Events":2,`, `"Events":3,`},
		{`"Events":2,`, `"Events":9223372036854775807,`},
		{`"Events":2,"Untimed":1`, `"Events":2,"Untimed":-1`},
		{`"Timed":`, `"Timed":-1,"X":`},
		{`"20513":1`, `"20513":2`},
		{`"20513":1`, `"20513":2,"20514":-1`},
		{`"Message":"`, `"Message":"` + strings.Repeat("YWFh", replay.MaxSample/3+1)},
	} {
		if !strings.Contains(text, tt.old) {
			t.Fatalf("%s is not in %s", tt.old, text)
		}
		changed := strings.Replace(text, tt.old, tt.new, 1)
		to := counting(t, 2, nil, "a")
		err := to.MergeBinary(append(append(binary.AppendUvarint(nil, uint64(len(changed))), changed...), rest...))
		if valid := tt.old == tt.new; (err == nil) != valid || !valid && (!errors.Is(err, replay.ErrState) || to.Evaluator.Events() != 0) {
			t.Errorf("%.60s: %v, %d log events", tt.new, err, to.Evaluator.Events())
		}
	}
}
