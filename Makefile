GORELEASER := github.com/goreleaser/goreleaser/v2@v2.15.1
CYCLONEDX := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 15000x
TIME ?= 10m

.PHONY: build test tools hostile lint race fuzz differ bench bench-tools clients editors agents npm playground site beam beam-large load cover mutate generate release-snapshot clean

build: ## bin/logsieve, the playground in it
	go run -tags devtools ./internal/playground/build -o internal/playground/page/page.html.gz
	CGO_ENABLED=0 go build -trimpath -tags playground -o bin/logsieve ./cmd/logsieve

test: ## every test
	go test ./...

tools: ## tests of what is built with -tags devtools: measuring programs, generators
	go test -tags devtools ./internal/bench ./internal/mutate ./internal/playground/build

hostile: ## every command on files and requests that mean harm, in little memory and time
	go test -tags devtools -count 1 ./internal/hostile

# What starts goroutines, or whose values they share; internal/arch holds the
# list to the code.
RACE := ./conformance/... ./engine ./engine/logfile ./engine/metric ./engine/replay ./internal/cli \
	./internal/endpoint/... ./internal/lint ./internal/lsp \
	./internal/project ./internal/rpc ./internal/workers

race: ## the tests of what runs side by side under the race detector
	go test -race -short $(RACE)

lint: ## formatting, vet on three systems, staticcheck; golangci-lint where it is installed
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run gofmt -w on these files'; exit 1; }
	go vet -tags devtools ./...
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...
	go run $(STATICCHECK) -tags devtools ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run ./...; \
	else echo 'golangci-lint is not installed: the linters of .golangci.yaml did not run'; fi

fuzz: ## each fuzz target for FUZZTIME: executions (15000x) or a time (30s)
	.ci/fuzz $(FUZZTIME)

differ: ## random patterns and log events by every way to a verdict, TIME for each of two tests
	go -C internal/oracle/differential test -timeout 0 -args -lasting $(TIME)

bench: ## Go benchmarks
	go test -run '^$$' -bench . -benchmem ./...
	@echo 'make bench-tools measures whole runs beside ripgrep, jq, mawk and quamina'

bench-tools: ## whole runs beside ripgrep, jq and mawk, on generated logs
	internal/bench/run.sh

clients: ## the AWS CLI, boto3 and the JavaScript SDK against logsieve serve
	internal/endpoint/clients/run.sh

editors: ## the extension of Visual Studio Code: its client against the server, and its package
	internal/editors/vscode/run.sh

agents: ## the client of the Model Context Protocol's SDK against logsieve mcp
	internal/mcp/client/run.sh

npm: ## bin/npm: the engine as WebAssembly with its npm package, held to the suite
	internal/wasm/npm/build.sh

playground: ## bin/playground.html: filter patterns in a browser, one page without a server
	go run -tags devtools ./internal/playground/build

site: ## bin/site: these pages, searchable, with the playground; needs mkdocs and mkdocs-material
	.ci/site

beam: ## bin/logsieve-beam, a module of its own, and its tests on Prism
	cd cmd/logsieve-beam && test -z "$$(gofmt -l .)" && go vet . && timeout 20m go test -timeout 15m .
	cd cmd/logsieve-beam && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o ../../bin/logsieve-beam .

beam-large: ## logsieve-beam beside logsieve metrics over 1 GiB in 72 files, the same bytes
	cd cmd/logsieve-beam && go test -count 1 -timeout 60m -run TestSameAsMetrics -v . -args -mib 1024

load: ## requests per second and latencies of logsieve serve
	go run -tags devtools ./internal/endpoint/load

cover: ## coverage by package
	go test -coverprofile=coverage.out ./...
	go tool cover -func=coverage.out | tail -1

PKG ?= ./internal/document
TESTS ?= $(PKG)
N ?= 60

mutate: ## which of N small changes to package PKG no test in TESTS notices; N=60
	go run -tags devtools ./internal/mutate -pkg $(PKG) -tests '$(TESTS)' -n $(N) $(MUTATEFLAGS)

generate: ## checked-in generated files
	go generate ./...

release-snapshot: ## dist/: what a release would hold; nothing is published
	GOBIN="$(CURDIR)/bin" go install $(CYCLONEDX)
	GOBIN="$(CURDIR)/bin" go install $(GORELEASER)
	PATH="$(CURDIR)/bin:$$PATH" TAP_TOKEN=none bin/goreleaser release --snapshot --clean

clean:
	rm -rf bin dist coverage.out
