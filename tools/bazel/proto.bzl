"""Rules for protos: C++ of services, and the descriptor set that Envoy and the tests read."""

# Protos under //protos are imported as "guanxi/...", others by their path in the repository.
_ROOT = "protos/"

def _root(package):
    return _ROOT if (package + "/").startswith(_ROOT) else ""

def _service_code_impl(ctx):
    info = ctx.attr.proto[ProtoInfo]
    root = _root(ctx.label.package)
    names = []
    outs = []
    for src in info.direct_sources:
        base = src.basename[:-len(".proto")]
        names.append((ctx.label.package + "/" + src.basename)[len(root):])
        outs += [ctx.actions.declare_file(base + end) for end in ctx.attr.ends]
    args = ctx.actions.args()
    args.add("--plugin=protoc-gen-service=" + ctx.executable.plugin.path)
    args.add("--service_out=" + ctx.bin_dir.path + "/" + root)
    args.add("--descriptor_set_in=" + ":".join(
        [d.path for d in info.transitive_descriptor_sets.to_list()],
    ))
    args.add_all(names)
    ctx.actions.run(
        executable = ctx.executable._protoc,
        arguments = [args],
        inputs = info.transitive_descriptor_sets,
        tools = [ctx.executable.plugin],
        outputs = outs,
        mnemonic = "ServiceCode",
    )
    return [DefaultInfo(files = depset(outs))]

_service_code = rule(
    doc = "What a protoc plugin makes of each file of `proto`: one file for each of `ends`.",
    implementation = _service_code_impl,
    attrs = {
        "ends": attr.string_list(mandatory = True),
        "plugin": attr.label(
            allow_single_file = True,
            executable = True,
            cfg = "host",
            mandatory = True,
        ),
        "proto": attr.label(providers = [ProtoInfo], mandatory = True),
        "_protoc": attr.label(
            default = "@system//:bin/protoc",
            allow_single_file = True,
            executable = True,
            cfg = "host",
        ),
    },
)

def _cc_service_code(name, proto, plugin, ends, deps, **kwargs):
    _service_code(name = name + "_code", proto = proto, plugin = plugin, ends = ends)
    native.cc_library(
        name = name,
        srcs = [name + "_code"],
        hdrs = [name + "_code"],
        strip_include_prefix = "/protos" if _root(native.package_name()) else None,
        deps = deps,
        **kwargs
    )

def cc_grpc_library(name, proto, cc_proto, **kwargs):
    """C++ stubs of the services in `proto`, whose messages are in `cc_proto`."""
    _cc_service_code(
        name = name,
        proto = proto,
        plugin = "@system//:bin/grpc_cpp_plugin",
        ends = [".grpc.pb.h", ".grpc.pb.cc"],
        deps = [cc_proto, "//third_party:grpc"],
        **kwargs
    )

def cc_adapter_library(name, proto, cc_grpc, **kwargs):
    """Adapters from the services in `proto`, whose stubs are in `cc_grpc`, to the engine.

    Does not build while a standard method's messages have faults (tools/rpcgen).
    """
    _cc_service_code(
        name = name,
        proto = proto,
        plugin = "//tools/rpcgen:protoc-gen-adapter",
        ends = [".adapter.h", ".adapter.cc"],
        deps = [
            cc_grpc,
            "//common/resource:catalog",
            "//common/rpc:methods",
            "//third_party:absl",
        ],
        **kwargs
    )

def _descriptor_set_impl(ctx):
    sets = depset(transitive = [
        p[ProtoInfo].transitive_descriptor_sets
        for p in ctx.attr.protos
    ])
    ctx.actions.run_shell(
        inputs = sets,
        outputs = [ctx.outputs.out],
        tools = [ctx.executable._check],
        arguments = [ctx.executable._check.path, ctx.outputs.out.path] +
                    [s.path for s in sets.to_list()],
        command = "check=$1; out=$2; shift 2; cat \"$@\" > \"$out\" && \"$check\" \"$out\"",
        mnemonic = "DescriptorSet",
    )
    return [DefaultInfo(
        files = depset([ctx.outputs.out]),
        runfiles = ctx.runfiles(files = [ctx.outputs.out]),
    )]

descriptor_set = rule(
    doc = """One FileDescriptorSet with `protos` and all that they import, comments included.

Does not build while the HTTP rules or permissions of their services have faults (tools/protocheck).""",
    implementation = _descriptor_set_impl,
    attrs = {
        "protos": attr.label_list(providers = [ProtoInfo], mandatory = True),
        "out": attr.output(mandatory = True),
        "_check": attr.label(
            default = "//tools/protocheck",
            executable = True,
            cfg = "host",
        ),
    },
)
