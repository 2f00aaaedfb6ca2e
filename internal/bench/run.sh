#!/usr/bin/env bash
# Measures bin/logsieve beside ripgrep, jq, mawk and DuckDB, and filters beside quamina.
# What is missing of the tools is installed from Debian where that is possible;
# what cannot be is left out and said so. Arguments go to the measuring program:
# run.sh -size 268435456 -processor. The logs are kept in $DIR.
set -euo pipefail
cd "$(dirname "$0")/../.."

missing=()
for tool in rg:ripgrep jq:jq mawk:mawk taskset:util-linux; do
  command -v "${tool%%:*}" > /dev/null || missing+=("${tool##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"
  else
    echo "cannot: needs root and apt-get" >&2
  fi
fi
make build
uname -srm
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | sort | uniq -c || true
for tool in rg jq mawk; do
  command -v "$tool" > /dev/null && { "$tool" --version 2> /dev/null || "$tool" -W version 2>&1; } | sed -n 1p
done
dir=${DIR:-${TMPDIR:-/tmp}/logsieve-bench}
mkdir -p "$dir/duckdb"
cp internal/bench/duckdb/* "$dir/duckdb/"
if command -v npm > /dev/null && npm install --silent --no-audit --no-fund --prefix "$dir/duckdb" > /dev/null; then
  PATH="$dir/duckdb:$PATH"
else
  echo "DuckDB is left out: its package could not be had from npm" >&2
fi
go run -tags devtools ./internal/bench -dir "$dir" "$@"

echo
echo "In one process, beside quamina:"
(cd internal/bench/quamina && taskset -c 0 go run . -file "$dir/cloudtrail.jsonl") || echo "quamina is left out: its module could not be had, or it disagreed (see above)" >&2
