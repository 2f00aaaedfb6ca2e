#!/usr/bin/env bash
# Plays a session of the client of the protocol's own SDK against the program,
# in a copy of this folder. It needs npm, which CI installs; elsewhere it is
# skipped without.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm > /dev/null && [ -n "${CI:-}" ]; then
  apt-get update
  apt-get install -y --no-install-recommends nodejs npm
fi
if ! command -v npm > /dev/null; then
  echo 'skipped: npm is not installed'
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -trimpath -o "$work/logsieve" ../../../cmd/logsieve
cp -r . "$work/client"
cd "$work/client"
npm install --no-audit --no-fund --silent
LOGSIEVE=$work/logsieve npm test --silent
