module github.com/logsieve/logsieve

go 1.26

require github.com/alecthomas/kong v1.17.0

require github.com/santhosh-tekuri/jsonschema/v5 v5.3.1 // indirect
