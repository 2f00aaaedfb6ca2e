module github.com/logsieve/logsieve

go 1.26

require (
	github.com/alecthomas/kong v1.17.0
	github.com/alecthomas/participle/v2 v2.1.4
	github.com/google/go-cmp v0.7.0
	github.com/santhosh-tekuri/jsonschema/v5 v5.3.1
)

require (
	github.com/jstemmer/go-junit-report/v2 v2.1.0 // indirect
	github.com/owenrumney/go-sarif/v3 v3.3.1 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)
