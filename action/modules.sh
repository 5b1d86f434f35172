#!/usr/bin/env bash
# Downloads the dependencies of the module of this directory, where there is one, and a go command. What
# isn't there is told by the check, and what rests on it is assumed: it is no failure.
set -euo pipefail

if [[ ! -f go.mod || -d vendor ]]; then
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "::notice title=goesc::there is no go command: dependencies aren't downloaded"
  exit 0
fi
go mod download || echo "::warning title=goesc::go mod download failed: what rests on dependencies is assumed"
