#!/usr/bin/env bash
# Checks packages three times, of which the second and the third take what the first one kept: for code
# scanning, for the comment, and for annotations and the status.
#
#   PACKAGES     patterns, separated by spaces
#   ARGUMENTS    further options, one a line
#   NEW_FROM     a revision; without it, everything counts as new
#   FAIL_ON      as --fail-on
#   SARIF        true: all findings are written for code scanning
#   RUNNER_TEMP, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY    as the runner sets them
set -euo pipefail

read -r -a packages <<<"$PACKAGES"
arguments=()
while IFS= read -r line; do
  [[ -n $line ]] && arguments+=("$line")
done <<<"${ARGUMENTS:-}"

since=()
if [[ -n ${NEW_FROM:-} ]]; then
  # A checkout has one commit unless it is asked for more, and what parted isn't among it.
  if [[ $(git rev-parse --is-shallow-repository) == true ]]; then
    git fetch --quiet --unshallow --no-tags origin ||
      echo "::warning title=goesc::history can't be fetched: give actions/checkout fetch-depth 0"
  fi
  if git rev-parse --verify --quiet --end-of-options "$NEW_FROM^{commit}" >/dev/null; then
    since=(--new-from="$NEW_FROM")
  else
    echo "::warning title=goesc::$(printf %q "$NEW_FROM") isn't in the checkout: everything counts as new"
  fi
fi

# An empty array is an unset variable to the bash of macOS.
check() { goesc check ${arguments[@]+"${arguments[@]}"} "$@" -- ${packages[@]+"${packages[@]}"}; }
told() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# Statuses of 2 are told by the last one.
if [[ ${SARIF:-} == true ]]; then
  sarif=$RUNNER_TEMP/goesc.sarif
  check --quiet --exit-zero --format sarif --output "$sarif" 2>/dev/null || true
  [[ -s $sarif ]] && told sarif "$sarif"
fi

markdown=$RUNNER_TEMP/goesc.md
check --quiet --exit-zero --format markdown --output "$markdown" ${since[@]+"${since[@]}"} 2>/dev/null || true
if [[ -s $markdown ]]; then
  told markdown "$markdown"
  cat "$markdown" >>"$GITHUB_STEP_SUMMARY"
fi

status=0
check --format github --fail-on="$FAIL_ON" ${since[@]+"${since[@]}"} || status=$?
told status "$status"
