STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 15000x
TIME ?= 10m

.PHONY: build test tools hostile lint race fuzz differ bench bench-tools clients load cover mutate generate clean

build: ## bin/logsieve
	CGO_ENABLED=0 go build -trimpath -o bin/logsieve ./cmd/logsieve

test: ## every test
	go test ./...

tools: ## tests of what is built with -tags devtools: measuring programs, generators
	go test -tags devtools ./internal/bench ./internal/mutate

hostile: ## every command on files and requests that mean harm, in little memory and time
	go test -tags devtools -count 1 ./internal/hostile

race: ## every test under the race detector
	go test -race ./...

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

clean:
	rm -rf bin coverage.out
