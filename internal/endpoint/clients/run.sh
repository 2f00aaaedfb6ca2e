#!/usr/bin/env bash
# Lets real clients talk to logsieve serve: the AWS CLI, boto3 and the JavaScript
# SDK run the same operations as the Go SDK does in its tests, signed, and check
# what they get. To CloudWatch they speak AWS Query, AWS JSON 1.0 and, as the Go
# SDK, CBOR. A client that is not there and cannot be installed is skipped
# with a word, but with CI=true it is required. The sessions of docs/serve.md
# and docs/live.md are played, too.
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
  key=(--require-signature AKIDEXAMPLE:wJalrXUtnFEMI)
  if [[ $name = docs/* ]]; then
    key=() # it reads the metrics with curl
  fi
  DELIVERED=$work/$name/delivered TAIL=$work/$name/tail EXPORTED=$work/$name/buckets/exports \
    "$work/logsieve" serve --listen 127.0.0.1:0 --state memory "${key[@]}" \
    --deliver "$work/$name/delivered" --export "$work/$name/buckets" -- "$@"
  echo "ok   $name"
}

# debian PACKAGE: installs a package where that can be done.
debian() {
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >"$work/apt.log" 2>&1 || tail -3 "$work/apt.log" >&2
  fi
}

command -v aws >/dev/null || debian awscli
if command -v aws >/dev/null; then
  aws --version
  serve aws-cli bash "$here/aws-cli.sh"
  serve docs/serve.md bash "$here/page.sh" "$here/../../../docs/serve.md"
  PATH=$work:$PATH serve docs/live.md bash "$here/page.sh" "$here/../../../docs/live.md"
else
  missing aws-cli 'there is no aws, and it cannot be installed from Debian'
fi

python=/usr/bin/python3 # Debian's, which has Debian's packages
"$python" -c 'import boto3' 2>/dev/null || debian python3-boto3
if "$python" -c 'import boto3' 2>/dev/null; then
  "$python" -c 'import boto3; print("boto3", boto3.__version__)'
  serve boto3 "$python" "$here/session.py"
else
  missing boto3 'there is no python3-boto3, and it cannot be installed from Debian'
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  missing javascript 'there is no node with npm'
elif ! npm install --prefix "$work/npm" --no-audit --no-fund --loglevel=error @aws-sdk/client-cloudwatch-logs @aws-sdk/client-cloudwatch @aws-sdk/client-sts >"$work/npm.log" 2>&1; then
  tail -3 "$work/npm.log" >&2
  missing javascript 'npm cannot install the clients of @aws-sdk'
else
  cp "$here/session.mjs" "$work/npm/"
  echo "node $(node --version), @aws-sdk/client-cloudwatch-logs $(node -p "require('$work/npm/node_modules/@aws-sdk/client-cloudwatch-logs/package.json').version")"
  serve javascript node "$work/npm/session.mjs"
fi
