// Package plan holds what engine tells about how a filter runs, which changes
// with the engine: for people who read it, and no promise to programs.
package plan

// MaxStates is how many states the table of a regular expression may have.
const MaxStates = 1024

// Plan is how a filter runs, for people who ask why it is fast or slow.
type Plan struct {
	// Literals are those of which every matching message holds at least one;
	// none if there is no such promise.
	Literals []string `json:"literals"`
	// Finders are what a stream searches for before it looks at any line.
	// There are none when the literals are too short or too many: then every
	// message is evaluated.
	Finders []Finder `json:"finders"`
	// Regexes are the pattern's regular expressions in the order of the text.
	Regexes []Regex `json:"regexes"`
	// Names are those that a JSON event is searched for before it is walked
	// over: what comes after them, or that they are not there, decides most
	// events. There are none when that cannot decide the pattern.
	Names []string `json:"names"`
	// Selectors is the tree of the selected paths that one walk over a JSON
	// event follows; nil for other patterns.
	Selectors *Selector `json:"selectors"`
	// MaxValues is how many values of a space-delimited event are passed over
	// or split off at most, one more than fields if the last one takes a rest;
	// 0 means all of them, and that the pattern is of another kind.
	MaxValues int `json:"maxValues"`
}

// Finder is one literal that a stream searches for.
type Finder struct {
	Literal string `json:"literal"`
	// Rarest is the byte that the search looks for first.
	Rarest string `json:"rarest"`
}

// Regex is how a regular expression runs.
type Regex struct {
	Source string `json:"source"`
	// States and Columns are the size of its table; 0 when it needs more than
	// MaxStates states, or too much work, and runs by counting.
	States  int `json:"states"`
	Columns int `json:"columns"`
	// Literals are those of which every text that it fits holds at least one.
	Literals []string `json:"literals"`
}

// Selector is a node of the tree of selected paths.
type Selector struct {
	Step string `json:"step"` // $, .name, .['na me'] or [0]
	// Read is set when a condition looks at the value here.
	Read bool `json:"read"`
	// Below are the paths that go on; everything else under a node is skipped.
	Below []*Selector `json:"below"`
}
