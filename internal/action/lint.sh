#!/usr/bin/env bash
# Lints the PATHS of a job, one a line, with the ARGS, one a line.
set -euo pipefail

arguments=(-o "${FORMAT:-github}")
[ -z "${SARIF:-}" ] || arguments+=(-o "sarif:$SARIF")
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("$line")
done <<< "${ARGS:-}"
paths=()
while IFS= read -r line; do
  [ -z "$line" ] || paths+=("$line")
done <<< "${PATHS:-.}"
exec logsieve lint "${arguments[@]}" -- "${paths[@]}"
