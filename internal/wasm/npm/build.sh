#!/usr/bin/env bash
# Builds the npm package in a folder, tests it under Node and holds it to the
# conformance suite. It needs Node, which CI installs; elsewhere the tests are
# skipped without.
#
#	build.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p "${1:-../../../bin/npm}"
to=$(cd "${1:-../../../bin/npm}" && pwd)
cp -r package.json index.js index.d.ts exec.js README.md test ../../../LICENSE ../../../NOTICE "$to"
cp ../../../docs/embed.md "$to/test/embed.md"
GOOS=wasip1 GOARCH=wasm go build -trimpath -buildmode=c-shared -ldflags='-s -w' -o "$to/logsieve.wasm" ../wasi
echo "logsieve.wasm: $(wc -c < "$to/logsieve.wasm") bytes, $(gzip -9 -c "$to/logsieve.wasm" | wc -c) with gzip"

if ! command -v node > /dev/null && [ -n "${CI:-}" ]; then
  apt-get update
  apt-get install -y --no-install-recommends nodejs
fi
if ! command -v node > /dev/null; then
  echo 'skipped: Node is not installed'
  exit 0
fi
(cd "$to" && node --no-warnings --test test/)
cd ../../..
go run ./cmd/logsieve conformance run --target "exec=node --no-warnings $to/exec.js" | tail -n 8
