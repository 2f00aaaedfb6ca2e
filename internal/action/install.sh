#!/usr/bin/env bash
# Puts logsieve on the PATH of a job: the release that VERSION or the tag of the
# action names, its sum checked; without one, a build of the action's own files
# with the Go that is installed, whatever its version.
set -euo pipefail

releases=${LOGSIEVE_RELEASES:-https://github.com/logsieve/logsieve/releases/download}
bin=${RUNNER_TEMP:?}/logsieve-bin
mkdir -p "$bin"

fail() {
  echo "::error title=logsieve::$*"
  exit 3
}

case ${RUNNER_OS:?} in
  Linux) os=linux extension=tar.gz exe= ;;
  macOS) os=darwin extension=tar.gz exe= ;;
  Windows) os=windows extension=zip exe=.exe ;;
  *) os='' ;;
esac
case ${RUNNER_ARCH:?} in
  X64) arch=amd64 ;;
  ARM64) arch=arm64 ;;
  *) arch='' ;;
esac

# sum FILE is its SHA-256.
sum() {
  if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# download VERSION fetches a release; it fails when there is none.
download() {
  [ -n "$os" ] && [ -n "$arch" ] || return 1
  local work archive want
  work=$(mktemp -d "$RUNNER_TEMP/logsieve.XXXXXX")
  archive=logsieve_${1#v}_${os}_${arch}.$extension
  curl --fail --silent --show-error --location --retry 3 --output "$work/$archive" "$releases/$1/$archive" || return 1
  curl --fail --silent --show-error --location --retry 3 --output "$work/checksums.txt" "$releases/$1/checksums.txt" ||
    fail "release $1 has no checksums.txt, so that $archive cannot be checked"
  want=$(awk -v name="$archive" '$2 == name { print $1 }' "$work/checksums.txt")
  [ -n "$want" ] || fail "checksums.txt of release $1 does not name $archive"
  [ "$want" = "$(sum "$work/$archive")" ] || fail "$archive of release $1 is not what checksums.txt says"
  if [ "$extension" = zip ]; then
    unzip -q -o "$work/$archive" "logsieve$exe" -d "$bin"
  else
    tar -xzf "$work/$archive" -C "$bin" "logsieve$exe"
  fi
}

# build builds the action's own files, and leaves the Go of the job as it is.
build() {
  command -v go > /dev/null || fail "there is no release for this action and no Go to build it; name one with version:, or put actions/setup-go before"
  (cd "${GITHUB_ACTION_PATH:?}" && CGO_ENABLED=0 GOTOOLCHAIN=auto GOFLAGS=-mod=readonly go build -trimpath -o "$bin/logsieve$exe" ./cmd/logsieve)
}

version=${VERSION:-}
if [ -n "$version" ]; then
  download "$version" || fail "there is no release $version of logsieve for $RUNNER_OS on $RUNNER_ARCH"
elif [[ ${ACTION_REF:-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then
  download "$ACTION_REF" || build
else
  build
fi

echo "$bin" >> "${GITHUB_PATH:?}"
echo "version=$("$bin/logsieve$exe" version | cut -d ' ' -f 2)" >> "${GITHUB_OUTPUT:?}"
