#!/usr/bin/env bash
# Installs a release: downloads the archive of this machine, holds it against its checksum, unpacks it, and
# adds it to the search path of the steps that follow.
#
#   VERSION      as 0.1.0 or v0.1.0; without it ACTION_REF if that is one, or else the newest release
#   RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_PATH, GITHUB_OUTPUT    as the runner sets them
#   GOESC_RELEASES    where releases are
set -euo pipefail

releases=${GOESC_RELEASES:-https://github.com/goesc/goesc/releases}

fail() {
  printf '::error title=goesc::%s\n' "$1"
  exit 2
}

is_version() { [[ $1 =~ ^v?[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$ ]]; }

if [[ -n ${VERSION:-} ]]; then
  is_version "$VERSION" || fail "the input version is no version"
  version=${VERSION#v}
elif is_version "${ACTION_REF:-}"; then
  version=${ACTION_REF#v}
else
  version=latest
fi

case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
  Linux-X64) target=x86_64-unknown-linux-gnu ;;
  Linux-ARM64) target=aarch64-unknown-linux-gnu ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  Windows-ARM64) target=aarch64-pc-windows-msvc ;;
  *) fail "there is no release for ${RUNNER_OS:-} on ${RUNNER_ARCH:-}" ;;
esac
archive=goesc-$target.tar.xz
[[ $target == *windows* ]] && archive=goesc-$target.zip

from=$releases/latest/download
[[ $version != latest ]] && from=$releases/download/v$version
directory=$RUNNER_TEMP/goesc-$version
mkdir -p "$directory"
cd "$directory"
for file in "$archive" "$archive.sha256"; do
  curl --proto '=https,file' --tlsv1.2 -fsSL --retry 3 -o "$file" "$from/$file" ||
    fail "$from/$file can't be downloaded"
done
sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }
read -r wanted _ <"$archive.sha256"
read -r found _ < <(sum "$archive")
[[ -n $wanted && $wanted == "$found" ]] || fail "$archive isn't what its checksum says"

# In an archive of tar, all is in a directory; in one of zip it isn't.
case $archive in
  *.zip) unzip -qo "$archive" && binaries=$directory ;;
  *) tar -xJf "$archive" && binaries=$directory/goesc-$target ;;
esac
told=$("$binaries/goesc" --version)
printf '%s\n' "$told"
printf '%s\n' "$binaries" >>"$GITHUB_PATH"
# goesc 0.1.0 (predicts Go 1.27)
read -r _ told _ <<<"$told"
printf 'version=%s\n' "$told" >>"$GITHUB_OUTPUT"
