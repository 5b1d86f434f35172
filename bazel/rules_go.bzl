"""An aspect over targets of rules_go (`go_library`, `go_binary`, `go_proto_library` and others that have
a GoArchive):

    bazel build //... --aspects=@goesc//:rules_go.bzl%goesc_aspect --output_groups=goesc_json

What it reads of rules_go: of GoArchive `data` (`importpath`, `importmap`, `srcs`), `direct` and
`source.mode` (`goos`, `goarch`, `tags`, `pure`), and the attributes `deps` and `embed`. Tests (`go_test`)
are passed over.
"""

load("@io_bazel_rules_go//go:def.bzl", "GoArchive")
load(":goesc.bzl", "GOESC_ATTRS", "GoescInfo", "goesc_action", "goesc_output_groups")

def _known(ctx):
    """What is known of the packages below: by importmap."""
    known = {}
    for attribute in ["deps", "embed"]:
        for dep in getattr(ctx.rule.attr, attribute, []):
            if GoescInfo in dep:
                info = dep[GoescInfo]

                # What is embedded is a part of this package, and imports for it.
                found = [info] if attribute == "deps" else info.imports
                known.update({one.importmap: one for one in found})
    return known

def _goesc_aspect(target, ctx):
    if GoArchive not in target or ctx.rule.kind == "go_test":
        return []
    archive = target[GoArchive]
    data = archive.data
    mode = getattr(getattr(archive, "source", None), "mode", None)
    known = _known(ctx)
    imports = {}
    for direct in archive.direct:
        info = known.get(direct.data.importmap)
        if info:
            imports[direct.data.importpath] = info
    info = goesc_action(
        ctx,
        name = ctx.label.name,
        importpath = data.importpath or data.importmap,
        importmap = data.importmap,
        srcs = list(data.srcs),
        imports = imports,
        goos = getattr(mode, "goos", None),
        goarch = getattr(mode, "goarch", None),
        tags = getattr(mode, "tags", None) or [],
        cgo = not getattr(mode, "pure", True),
        # Those of other repositories are their authors' own.
        judged = not ctx.label.workspace_name,
    )
    return [info, goesc_output_groups(info)]

goesc_aspect = aspect(
    implementation = _goesc_aspect,
    doc = "Findings of Go packages and of all that they import.",
    attr_aspects = ["deps", "embed"],
    attrs = GOESC_ATTRS,
)
