package analyze

import "testing"

// TestPairs holds relations that were worked out from the rules of
// docs/semantics.md by hand, before they were run.
func TestPairs(t *testing.T) {
	unknown := 0
	for _, tt := range pairTable() {
		r := Compare(parse(t, tt.a), parse(t, tt.b), Options{})
		if r.Relation == RelationUnknown {
			unknown++
			t.Logf("%s and %s: unknown", tt.a, tt.b)
		} else if r.Relation != tt.want {
			t.Errorf("%s and %s are %s, got %s: both %q, only the first %q, only the second %q",
				tt.a, tt.b, tt.want, r.Relation, r.Both.Event, r.OnlyA.Event, r.OnlyB.Event)
		}
	}
	if n := len(pairTable()); unknown*20 > n {
		t.Errorf("%d of %d are unknown", unknown, n)
	}
}

type knownPair struct {
	a, b string
	want Relation
}

func pairTable() []knownPair {
	const (
		eq = RelationEquivalent
		im = RelationImplies
		by = RelationImpliedBy
		ov = RelationOverlapping
		dj = RelationDisjoint
	)
	return []knownPair{
		// Terms: any part of the message, all of them, ? is any one of them.
		{`ERROR`, `ERROR`, eq},
		{`ERROR`, `"ERROR"`, eq},
		{`ERROR timeout`, `timeout ERROR`, eq},
		{`ERROR timeout`, `"ERROR timeout"`, by},
		{`ERROR`, `error`, ov},
		{`ERROR`, `ERR`, im},
		{`ERROR`, `?ERROR ?WARN`, im},
		{`?ERROR ?WARN`, `?WARN ?ERROR`, eq},
		{`?ERROR ?WARN`, `?ERROR ?WARN ?FATAL`, im},
		{`?ERROR ?ERR`, `ERR`, eq},
		{`ERROR ?WARN`, `ERROR`, eq},
		{`ERROR -Exiting`, `ERROR`, im},
		{`ERROR -Exiting`, `Exiting`, dj},
		{`ERROR -ERROR`, `a -a`, eq},
		{`-a`, `a`, dj},
		{`-a -b`, `-a`, im},
		{`-ab`, `-a`, by},
		{`ab -b`, `c -c`, eq},
		{``, `ERROR`, by},
		{``, ``, eq},
		{`%ERROR%`, `ERROR`, eq},
		{`%ERROR|WARN%`, `?ERROR ?WARN`, eq},
		{`%^ERROR%`, `ERROR`, im},
		{`%^ERROR$%`, `%^ERROR%`, im},
		{`%^a$%`, `%^b$%`, dj},
		{`%[0-9]%`, `%\d%`, eq},
		{`%ab*c%`, `%ab+c%`, by},
		{`%10.0.0.1%`, `%10\.0\.0\.1%`, by},
		{`%a{2}%`, `aa`, eq},
		{`%a.c%`, `%a[b]c%`, by},
		{`"a b"`, `"a  b"`, ov},
		// Space-delimited.
		{`[a, b]`, `[x, y]`, eq},
		{`[a, b]`, `[a, b, c]`, by},
		{`[a, b, ...]`, `[a, b]`, eq},
		{`[...]`, `[]`, eq},
		{`[a = ERROR, b]`, `[a = "ERROR", b]`, eq},
		{`[a = ERROR, b]`, `[a = ERROR*, b]`, im},
		{`[a = *, b]`, `[a, b]`, eq},
		{`[a = 404, b]`, `[a = "404", b]`, by},
		{`[a = 404, ...]`, `[a >= 400, ...]`, im},
		{`[a >= 400 && a < 500, ...]`, `[a = 4*, ...]`, ov},
		{`[a > 400, ...]`, `[a <= 400, ...]`, dj},
		{`[a > 1 && a < 2, ...]`, `[a = 1.5, ...]`, by},
		{`[a != ERROR, b]`, `[a = ERROR, b]`, dj},
		{`[a = x || a = y, b]`, `[a = y || a = x, b]`, eq},
		{`[a = x && a = y, b]`, `[a = z && a = w, b]`, eq},
		{`[a, b = x, ...]`, `[..., b = x]`, ov},
		{`[a = %^[0-9]+$%, b]`, `[a >= 0, b]`, im},
		{`[a = 1.0, b]`, `[a = 1, b]`, eq},
		{`[ip, user, ..., status = 5*]`, `[..., status = 5*]`, im},
		{`[a = -1, b]`, `[a < 0, b]`, im},
		// JSON.
		{`{ $.a = 1 }`, `{ $.a = 1.0 }`, ov}, // as texts "1" and "1.0" differ
		{`{ $.a = "x" }`, `{ $.a = x }`, eq},
		{`{ $.a = "x" && $.b = 1 }`, `{ ($.b = 1) && ($.a = "x") }`, eq},
		{`{ $.a = "x" || $.b = 1 && $.c = 2 }`, `{ $.a = "x" || ($.b = 1 && $.c = 2) }`, eq},
		{`{ $.a = "x" || $.b = 1 && $.c = 2 }`, `{ ($.a = "x" || $.b = 1) && $.c = 2 }`, by},
		{`{ $.a = "x" }`, `{ $.a = "x*" }`, im},
		{`{ $.a = "*x" }`, `{ $.a = "x*" }`, ov},
		{`{ $.a = "x" }`, `{ $.a = "y" }`, dj},
		{`{ $.a = "x" }`, `{ $.a != "x" }`, dj},
		{`{ $.a != "x" }`, `{ $.a NOT EXISTS }`, dj},
		{`{ $.a = * }`, `{ $.a NOT EXISTS }`, dj},
		{`{ $.a = "x" }`, `{ $.a = * }`, im},
		{`{ $.a IS TRUE }`, `{ $.a IS FALSE }`, dj},
		{`{ $.a IS NULL }`, `{ $.a NOT EXISTS }`, dj},
		{`{ $.a > 1 }`, `{ $.a >= 1 }`, im},
		{`{ $.a > 1 }`, `{ $.a > 1.0 }`, eq},
		{`{ $.a > 500 && $.a < 400 }`, `{ $.b > 2 && $.b < 1 }`, eq},
		{`{ $.a > 400 }`, `{ $.a < 500 }`, ov},
		{`{ $.a > 500 }`, `{ $.a < 500 }`, dj},
		{`{ $.a >= 1 && $.a <= 1 }`, `{ $.a = 1 }`, im},
		{`{ $.a.b = 1 }`, `{ $.a = "x" }`, dj},
		{`{ $.a.b = 1 }`, `{ $.a.b > 0 }`, ov}, // the text "1" is not a number
		{`{ $.a.b > 0 }`, `{ $.a NOT EXISTS }`, dj},
		{`{ $.a[0] = "x" }`, `{ $.a[*] = "x" }`, im},
		{`{ $.a[0] = "x" }`, `{ $.a[1] = "x" }`, ov},
		{`{ $.a = %^x% }`, `{ $.a = "x*" }`, eq},
		{`{ $.a = %x% }`, `{ $.a = "*x*" }`, eq},
		{`{ $.a = "*" }`, `{ $.a = * }`, eq},
		{`{ $.A = 1 }`, `{ $.a = 1 }`, ov},
		{`{ $.a != "x" && $.a != "y" }`, `{ $.a != "y" && $.a != "x" }`, eq},
		{`{ $.a != "x" || $.a != "y" }`, `{ $.a != "x" && $.a != "y" }`, by},
		{`{ $.a = "x" }`, `{ $.a = "x" || $.b = "y" }`, im},
		{`{ $.a = "x" && $.b = "y" }`, `{ $.a = "x" }`, im},
		{`{ $.eventName = "Put*" }`, `{ $.eventName = "PutObject" || $.eventName = "PutItem" }`, by},
		// Of several kinds.
		{``, `{ $.a = 1 }`, by},
		{`[]`, ``, eq},
		{`[a]`, ``, im},
		{`{ $.a = "ERROR" }`, `ERROR`, ov},
		{`{ $.a = 1 }`, `%^[^{]*$%`, dj},
		{`ERROR`, `[a]`, im},
		{`%^[a-z]+$%`, `[w = %^[a-z]+$%]`, im},
	}
}
