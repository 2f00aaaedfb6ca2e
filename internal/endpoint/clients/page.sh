#!/usr/bin/env bash
# Plays the session of a page: the blocks "```console aws", in which a line
# that starts with "$ " is a command, with the lines after it for as long as
# they end with a backslash, and the rest is what it prints. With -update the
# page is rewritten. It is played in a folder of its own.
set -euo pipefail
update=
if [ "$1" = -update ]; then
  update=yes
  shift
fi
page=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER=

# Older versions of the AWS CLI do not read AWS_ENDPOINT_URL.
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" --output json "$@"; }

awk '/^```console aws$/ { on = 1 } /^```$/ { on = 0 } on' "$page" >"$work/want"
# Every command is shown as it stands, then run, all in one shell.
awk '
  function show(text) { print "cat <<\"END OF WHAT IS SHOWN\""; print text; print "END OF WHAT IS SHOWN" }
  /^```/ { show($0) }
  /^\$ / {
    command = $0
    while (command ~ /\\$/ && getline > 0) command = command "\n" $0
    show(command)
    print substr(command, 3)
  }
' "$work/want" >"$work/session.sh"
if ! grep -q '^aws ' "$work/session.sh"; then
  echo "FAIL $page has no session" >&2
  exit 1
fi
mkdir "$work/folder"
cd "$work/folder"
set +e
. "$work/session.sh" >"$work/got" 2>&1
set -e
if [ "$update" ]; then
  awk -v got="$work/got" '
    /^```console aws$/ {
      print
      if (line == "") getline line <got
      while ((getline line <got) > 0 && line !~ /^```/) print line
      on = 1
      next
    }
    /^```$/ { on = 0 }
    !on
  ' "$page" >"$work/page"
  cat "$work/page" >"$page"
elif ! diff -u "$work/want" "$work/got" >&2; then
  echo "FAIL $page shows something else than the AWS CLI prints" >&2
  exit 1
fi
