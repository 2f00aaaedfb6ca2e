#!/usr/bin/env bash
# Writes what a pull request changes in meaning as its comment: one comment,
# which later runs replace.
set -euo pipefail

marker='<!-- logsieve diff -->'
body=$(mktemp "${RUNNER_TEMP:?}/logsieve-comment.XXXXXX")

git cat-file -e "${BASE:?}^{commit}" 2> /dev/null || git fetch --quiet --depth=1 origin "$BASE"
status=0
{
  echo "$marker"
  logsieve diff -o markdown "git:$BASE" . || status=$?
} > "$body"
case $status in
  0 | 1) ;;
  *)
    echo "::error title=logsieve::logsieve diff ended with $status"
    exit "$status"
    ;;
esac

# ask asks for a comment. The token of a pull request from a fork cannot write
# one, which is no reason to fail the job.
ask() {
  gh api --silent "$@" --field "body=@$body" ||
    echo "::warning title=logsieve::the comment could not be written; it needs the permission pull-requests: write, which pull requests from forks do not have"
}

comments=repos/${GITHUB_REPOSITORY:?}/issues/${NUMBER:?}/comments
# shellcheck disable=SC2016
known=$(MARKER=$marker gh api --paginate "$comments" --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARKER))) | .id' | head -n 1)
if [ -n "$known" ]; then
  ask --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known"
elif [ "$status" = 1 ]; then
  ask --method POST "$comments"
fi
