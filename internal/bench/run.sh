#!/usr/bin/env bash
# Measures bin/logsieve beside ripgrep, jq and mawk. What is missing of them is
# installed from Debian where that is possible; what cannot be is left out and
# said so. Arguments go to the measuring program: run.sh -size 268435456
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
  command -v "$tool" > /dev/null && { "$tool" --version 2> /dev/null || "$tool" -W version 2>&1; } | head -1
done
go run ./internal/bench "$@"

echo
echo "In one process, beside quamina:"
dir=${TMPDIR:-/tmp}/logsieve-bench
(cd internal/bench/quamina && taskset -c 0 go run . -file "$dir/cloudtrail.jsonl") || echo "quamina is left out: its module could not be had, or it disagreed (see above)" >&2
