#!/usr/bin/env bash
# Lets real clients talk to logsieve serve: the AWS CLI and the JavaScript SDK
# run the same operations as the Go SDK does in sdk_test.go, signed, and check
# what they get. A client that is not there and cannot be installed is skipped
# with a word, but with CI=true it is required. The session of docs/serve.md is
# played, too.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

missing() {
  if [ "${CI:-}" = true ]; then
    echo "FAIL $1: $2" >&2
    exit 1
  fi
  echo "skip $1: $2"
}

(cd ../../.. && go build -o "$work/logsieve" ./cmd/logsieve)

# serve NAME COMMAND ARG...: runs a client against a fresh endpoint.
serve() {
  name=$1
  shift
  mkdir -p "$work/$name/buckets/exports"
  DELIVERED=$work/$name/delivered EXPORTED=$work/$name/buckets/exports \
    "$work/logsieve" serve --listen 127.0.0.1:0 --state memory --require-signature AKIDEXAMPLE:wJalrXUtnFEMI \
    --deliver "$work/$name/delivered" --export "$work/$name/buckets" -- "$@"
  echo "ok   $name"
}

if ! command -v aws >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends awscli >"$work/apt.log" 2>&1 || tail -3 "$work/apt.log" >&2
fi
if command -v aws >/dev/null; then
  aws --version
  serve aws-cli bash "$here/aws-cli.sh"
  serve docs/serve.md bash "$here/page.sh" "$here/../../../docs/serve.md"
else
  missing aws-cli 'there is no aws, and it cannot be installed from Debian'
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  missing javascript 'there is no node with npm'
elif ! npm install --prefix "$work/npm" --no-audit --no-fund --loglevel=error @aws-sdk/client-cloudwatch-logs >"$work/npm.log" 2>&1; then
  tail -3 "$work/npm.log" >&2
  missing javascript 'npm cannot install @aws-sdk/client-cloudwatch-logs'
else
  cp "$here/session.mjs" "$work/npm/"
  echo "node $(node --version), @aws-sdk/client-cloudwatch-logs $(node -p "require('$work/npm/node_modules/@aws-sdk/client-cloudwatch-logs/package.json').version")"
  serve javascript node "$work/npm/session.mjs"
fi
