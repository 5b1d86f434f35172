#!/usr/bin/env bash
# Writes what is new into one comment on a pull request, which is found again by its first line.
#
#   MARKDOWN            the file
#   REPOSITORY, NUMBER  the pull request
#   GH_TOKEN            for gh
set -euo pipefail

mark='<!-- goesc: what is new -->'
[[ -s ${MARKDOWN:-} ]] || exit 0
[[ $NUMBER =~ ^[0-9]+$ ]] || exit 2

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  printf '%s\n' "$mark"
  cat "$MARKDOWN"
} >"$body"

refused() {
  # Of a fork, the token may only read; the summary of the job says the same.
  echo "::notice title=goesc::the comment can't be written: permissions need pull-requests write"
  exit 0
}

comments=repos/$REPOSITORY/issues/$NUMBER/comments
known=$(MARK=$mark gh api --paginate "$comments" \
  --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARK))) | .id' | head -n 1) || refused
if [[ -n $known ]]; then
  gh api --silent --method PATCH "repos/$REPOSITORY/issues/comments/$known" -F "body=@$body" || refused
elif grep -q '^|' "$MARKDOWN"; then
  gh api --silent --method POST "$comments" -F "body=@$body" || refused
fi
