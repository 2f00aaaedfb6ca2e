// A module of its own, so that the product does not depend on its anchor.
module github.com/logsieve/logsieve/internal/bench/quamina

go 1.26.0

require (
	github.com/logsieve/logsieve v0.0.0
	quamina.net/go/quamina v1.4.0
)

require (
	github.com/alecthomas/participle/v2 v2.1.4 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace github.com/logsieve/logsieve => ../../..

// Module proxies have it by its repository's name.
replace quamina.net/go/quamina v1.4.0 => github.com/timbray/quamina v1.4.0
