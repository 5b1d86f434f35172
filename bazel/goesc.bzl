"""goesc in Bazel: one action a package.

An action reads the Go files of a package and the summaries of the packages that it imports directly,
and writes a summary, and findings as JSON and SARIF. When a summary stays as it was, because nobody
above could notice the change, nothing above is done again.

README.md says how to use it.
"""

GoescInfo = provider(
    doc = "What goesc knows of a package.",
    fields = {
        "importpath": "string: the path by which the package is imported",
        "importmap": "string: the path by which the compiler knows it; mostly the same",
        "summary": "File: what an action of a package that imports it reads",
        "json": "depset of File: findings of this package and of those below it, an object a line",
        "sarif": "depset of File: the same as SARIF, a document a package",
        "imports": "list of GoescInfo: the packages that it imports directly",
    },
)

GoescBuildInfo = provider(
    doc = "What is predicted, and what is judged how.",
    fields = {
        "goos": "string: GOOS, where the target doesn't say it",
        "goarch": "string: GOARCH, where the target doesn't say it",
        "arch_level": "string: GOAMD64 and the like, or empty",
        "experiments": "string: GOEXPERIMENT, or empty",
        "tags": "list of string: build tags, beside those of the target",
        "release": "string: the Go release to predict, or empty for the newest that goesc knows",
        "lang": "string: the language version, or empty for that of the release",
        "config": "File: a goesc.toml, or None",
        "config_files": "depset of File: that, and the baseline that it names",
        "fail_on": "string: from which level on findings make an action fail; empty: as goesc.toml says",
        "fails": "bool: whether what is forbidden makes actions fail",
        "formats": "list of string: which findings are written, json and sarif",
        "requirements": "dict: execution requirements of the actions",
    },
)

def _goesc_build(ctx):
    config = ctx.file.config
    requirements = {}
    if ctx.attr.workers != "none":
        requirements = {
            "supports-workers": "1",
            "supports-multiplex-workers": "1" if ctx.attr.multiplex else "0",
            "requires-worker-protocol": ctx.attr.workers,
        }
    return [GoescBuildInfo(
        goos = ctx.attr.goos,
        goarch = ctx.attr.goarch,
        arch_level = ctx.attr.arch_level,
        experiments = ctx.attr.experiments,
        tags = ctx.attr.go_tags,
        release = ctx.attr.release,
        lang = ctx.attr.lang,
        config = config,
        config_files = depset(([config] if config else []) + ctx.files.data),
        fail_on = ctx.attr.fail_on,
        fails = ctx.attr.fails,
        formats = ctx.attr.formats,
        requirements = requirements,
    )]

goesc_build = rule(
    implementation = _goesc_build,
    doc = "What is predicted, and what is judged how.",
    attrs = {
        "goos": attr.string(default = "linux", doc = "GOOS, where a target doesn't say it"),
        "goarch": attr.string(default = "amd64", doc = "GOARCH, where a target doesn't say it"),
        "arch_level": attr.string(doc = "the level of the architecture: v3"),
        "experiments": attr.string(doc = "GOEXPERIMENT"),
        "go_tags": attr.string_list(doc = "build tags"),
        "release": attr.string(doc = "the Go release to predict"),
        "lang": attr.string(doc = "the language version, as go.mod says it"),
        "config": attr.label(allow_single_file = [".toml"], doc = "a goesc.toml"),
        "data": attr.label_list(allow_files = True, doc = "the baseline that config names"),
        "fail_on": attr.string(doc = "hint, warning, error or undecided"),
        "fails": attr.bool(doc = "whether what is forbidden makes actions fail"),
        "formats": attr.string_list(
            default = ["json", "sarif"],
            doc = "which findings are written: json, sarif",
        ),
        "workers": attr.string(
            default = "proto",
            values = ["proto", "json", "none"],
            doc = "how workers are talked to",
        ),
        "multiplex": attr.bool(default = True, doc = "whether a worker does several actions at once"),
    },
)

# What rules and aspects need that make actions.
GOESC_ATTRS = {
    "_goesc": attr.label(
        default = Label("//:program"),
        allow_single_file = True,
        executable = True,
        cfg = "host",
    ),
    "_goesc_build": attr.label(
        default = Label("//:build"),
        providers = [GoescBuildInfo],
    ),
}

def goesc_action(
        ctx,
        name,
        importpath,
        srcs,
        imports,
        importmap = None,
        goos = None,
        goarch = None,
        tags = [],
        cgo = False,
        lang = None,
        judged = True):
    """Makes the action of a package.

    Args:
      ctx: of a rule or an aspect with GOESC_ATTRS.
      name: what the files that are written are called by.
      importpath: the path by which the package is imported.
      srcs: list of File; what isn't Go is left out.
      imports: dict from import paths, as they stand in srcs, to GoescInfo.
      importmap: the path by which the compiler knows the package, if it is another one.
      goos: GOOS, if the target says it.
      goarch: GOARCH, if the target says it.
      tags: list of string: build tags.
      cgo: whether files that use cgo belong to the package.
      lang: the language version, if the target says it.
      judged: whether there are findings to tell, or the package is only depended upon.

    Returns:
      GoescInfo.
    """
    build = ctx.attr._goesc_build[GoescBuildInfo]
    go = [src for src in srcs if src.extension == "go"]
    summary = ctx.actions.declare_file(name + ".goesc")
    outputs = [summary]
    json, sarif = [], []

    args = ctx.actions.args()
    args.use_param_file("@%s", use_always = True)
    args.set_param_file_format("multiline")
    args.add("--importpath", importmap or importpath)
    args.add("--goos", goos or build.goos)
    args.add("--goarch", goarch or build.goarch)
    for flag, value in [
        ("--arch-level", build.arch_level),
        ("--goexperiment", build.experiments),
        ("--go", build.release),
        ("--lang", lang or build.lang),
    ]:
        if value:
            args.add(flag, value)
    if tags or build.tags:
        args.add_joined("--tags", list(tags) + list(build.tags), join_with = ",")
    if cgo:
        args.add("--cgo")
    for path in sorted(imports):
        args.add("--import", imports[path].summary, format = path.replace("%", "%%") + "=%s")
        if imports[path].importmap != path:
            args.add("--importmap", path + "=" + imports[path].importmap)
    args.add("--summary", summary)
    config = depset()
    if judged:
        if "json" in build.formats:
            json = [ctx.actions.declare_file(name + ".goesc.json")]
            args.add("--json", json[0])
        if "sarif" in build.formats:
            sarif = [ctx.actions.declare_file(name + ".goesc.sarif")]
            args.add("--sarif", sarif[0])
        outputs += json + sarif
        if build.config:
            config = build.config_files
            args.add("--config", build.config)
        if build.fail_on:
            args.add("--fail-on", build.fail_on)
        if not build.fails:
            args.add("--exit-zero")
    else:
        args.add("--summary-only")
    args.add_all(go)

    below = [imports[path] for path in sorted(imports)]
    ctx.actions.run(
        mnemonic = "Goesc",
        progress_message = "Predicting allocations in %s" % importpath,
        executable = ctx.executable._goesc,
        arguments = ["unit", args],
        inputs = depset(go + [one.summary for one in below], transitive = [config]),
        outputs = outputs,
        execution_requirements = build.requirements,
        # It reads none.
        env = {},
        use_default_shell_env = False,
    )
    return GoescInfo(
        importpath = importpath,
        importmap = importmap or importpath,
        summary = summary,
        json = depset(json, transitive = [one.json for one in below]),
        sarif = depset(sarif, transitive = [one.sarif for one in below]),
        imports = below,
    )

def goesc_output_groups(info):
    """The output groups of a package.

    Args:
      info: GoescInfo.

    Returns:
      OutputGroupInfo: goesc has all, goesc_json and goesc_sarif one each.
    """
    return OutputGroupInfo(
        goesc = depset(transitive = [info.json, info.sarif]),
        goesc_json = info.json,
        goesc_sarif = info.sarif,
    )

def _goesc_package(ctx):
    imports = {dep[GoescInfo].importpath: dep[GoescInfo] for dep in ctx.attr.deps}
    info = goesc_action(
        ctx,
        name = ctx.label.name,
        importpath = ctx.attr.importpath,
        srcs = ctx.files.srcs,
        imports = imports,
        tags = ctx.attr.go_tags,
        cgo = ctx.attr.cgo,
        lang = ctx.attr.lang,
        judged = ctx.attr.judged,
    )
    return [
        info,
        DefaultInfo(files = depset([info.summary], transitive = [info.json, info.sarif])),
        goesc_output_groups(info),
    ]

goesc_package = rule(
    implementation = _goesc_package,
    doc = "A Go package, for trees without rules_go.",
    attrs = dict(
        GOESC_ATTRS,
        srcs = attr.label_list(allow_files = [".go"], doc = "its files; what the build leaves out may be there"),
        deps = attr.label_list(providers = [GoescInfo], doc = "the packages that it imports, but for std"),
        importpath = attr.string(mandatory = True, doc = "the path by which it is imported"),
        go_tags = attr.string_list(doc = "build tags"),
        cgo = attr.bool(doc = "whether files that use cgo belong to it"),
        lang = attr.string(doc = "the language version, as its go.mod says it"),
        judged = attr.bool(default = True, doc = "whether findings are told"),
    ),
)

def _goesc_report(ctx):
    files = depset(transitive = [dep[GoescInfo].json for dep in ctx.attr.deps])
    report = ctx.actions.declare_file(ctx.label.name + ".json")
    args = ctx.actions.args()
    args.use_param_file("%s", use_always = True)
    args.set_param_file_format("multiline")
    args.add_all(files)
    ctx.actions.run_shell(
        mnemonic = "GoescReport",
        command = "while read -r file; do cat \"$file\"; done < \"$2\" > \"$1\"",
        arguments = [report.path, args],
        inputs = files,
        outputs = [report],
    )
    return [DefaultInfo(files = depset([report]))]

goesc_report = rule(
    implementation = _goesc_report,
    doc = "The findings of packages and of all that they import, in one file: what `goesc check --format json` prints.",
    attrs = {"deps": attr.label_list(providers = [GoescInfo])},
)
