// Package policy judges what the metric filters of configurations guarantee:
// whether every log event that a rule names would be noticed, by meaning and
// not by spelling. A rule is covered when that is proved, not covered when a
// log event shows the contrary, and undecided when the files do not tell.
package policy
