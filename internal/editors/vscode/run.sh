#!/usr/bin/env bash
# Tests the extension's protocol library against the program, and packages the
# extension, in a copy of this folder. It needs npm, which CI installs; elsewhere
# it is skipped without. A release gives it a version, and a file for the package.
#
#	run.sh [VERSION FILE]
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm > /dev/null; then
  [ -z "${CI:-}" ] || { apt-get update && apt-get install -y --no-install-recommends nodejs npm; }
fi
if ! command -v npm > /dev/null; then
  echo 'skipped: npm is not installed'
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -trimpath -o "$work/logsieve" ../../../cmd/logsieve
cp -r . "$work/extension"
cd "$work/extension"
npm install --no-audit --no-fund --silent
LOGSIEVE=$work/logsieve npm test --silent
if [ $# -gt 0 ]; then
  npm version --no-git-tag-version --allow-same-version "$1" > /dev/null
fi
npm run package --silent
ls -l logsieve-*.vsix
if [ $# -gt 0 ]; then
  cp logsieve-*.vsix "$2"
fi
