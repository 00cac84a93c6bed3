"""The verbs of ./dev: reads the command line and hands over to the module of the verb."""

import argparse
import json
import os
import pathlib
import signal
import sys

import benching
import demo
import demo_year
import formatting
import images
import loading
import pictures
import presubmit
import processes
import protos
import stack
import testing
import toolchain
from console import StepFailed, report_failure, say
from settings import DEFAULT_PORT, Settings, default_data_folder, default_port

DESCRIPTION = """\
Builds, runs and tests Guanxi.

  ./dev up              installs what is missing, builds, starts everything
  ./dev load FILE       imports customers through the API
  ./dev demo            makes a year of a made-up company through the API
  ./dev down            ends what up started; the data stay
  ./dev images          builds container images for Kubernetes

Each verb has its own --help. GUANXI_DATA_DIR and GUANXI_PORT stand for
--data-dir and --port.
"""

BAZEL_SECONDS = 20.0  # for an interrupted build to end


# --- the verbs ------------------------------------------------------------------------------


def run_setup(options: argparse.Namespace) -> int:
    toolchain.setup()
    say("setup", "everything that Guanxi needs is installed")
    return 0


def run_up(options: argparse.Namespace) -> int:
    stack.up(settings_of(options), business_clock=options.business_clock,
             outgoing_hosts=options.outgoing_hosts)
    print(stack.describe(settings_of(options)))
    return 0


def run_down(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    ended = stack.down(settings)
    if not stack.others_run(settings) and toolchain.end_bazel():
        ended.append("bazel")
    say("down", f"ended {', '.join(ended)}" if ended else "nothing was running")
    if options.wipe:
        stack.remove_data(settings)
        say("down", f"removed the data in {settings.data}")
    return 0


def run_status(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    status = stack.status(settings)
    print(json.dumps(status, indent=2) if options.json else stack.describe(settings))
    return 0 if stack.is_up(status) else 1


def run_token(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    print(demo.token(settings, stack.running_port(settings), options.user))
    return 0


def run_test(options: argparse.Namespace) -> int:
    parts = options.part or (["k8s"] if options.k8s else testing.PARTS)
    return testing.run(parts, cluster=options.k8s)


def run_images(options: argparse.Namespace) -> int:
    return images.run(options)


def run_load(options: argparse.Namespace) -> int:
    return loading.run(settings_of(options), options)


def run_demo(options: argparse.Namespace) -> int:
    return demo_year.run(settings_of(options), options)


def run_pictures(options: argparse.Namespace) -> int:
    return pictures.run(settings_of(options), options)


def run_protos(options: argparse.Namespace) -> int:
    return protos.run(options.folder.expanduser().absolute())


def run_bench(options: argparse.Namespace) -> int:
    return benching.run(options.json, options.arguments, options.hostile)


def run_fmt(options: argparse.Namespace) -> int:
    return formatting.run(check=options.check)


def run_presubmit(options: argparse.Namespace) -> int:
    return presubmit.run(options.stage or presubmit.default_stages(options.full), options.fix)


# --- the command line -----------------------------------------------------------------------


def settings_of(options: argparse.Namespace) -> Settings:
    return Settings(data=pathlib.Path(options.data_dir).absolute(),
                    port=getattr(options, "port", DEFAULT_PORT))


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev", description=DESCRIPTION,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data-dir", default=default_data_folder(), metavar="FOLDER",
                      help="where the stack keeps its data (default: %(default)s)")

    def verb(name: str, run, summary: str, *, with_data: bool = False):
        added = verbs.add_parser(name, help=summary, description=summary,
                                 parents=[data] if with_data else [])
        added.set_defaults(run=run)
        return added

    verb("setup", run_setup, "Install what is missing: Debian and npm packages, Envoy.")

    up = verb("up", run_up, "Install, build and start everything; what runs already stays.",
              with_data=True)
    up.add_argument("--port", type=int, default=default_port(), metavar="N",
                    help="Envoy's port on loopback; 0 takes a free one (default: %(default)s)")
    up.add_argument("--business-clock", action="store_true",
                    help="for tests: let business time be moved by the file business-clock in the "
                    "data folder (such as 360h), until the data are removed")
    up.add_argument("--outgoing-hosts", default="", metavar="HOST,...",
                    help="hosts that are not on the public internet and that channels and feeds "
                    "may call all the same, without TLS too, such as a mail relay of one's own, "
                    "until the data are removed")

    down = verb("down", run_down, "End what up started. The data stay.", with_data=True)
    down.add_argument("--wipe", action="store_true", help="remove the data as well")

    status = verb("status", run_status, "Say what runs and where; 0 only if all of it runs.",
                  with_data=True)
    status.add_argument("--json", action="store_true", help="print it for a script")

    token = verb("token", run_token, "Print a bearer token of the demo tenant (5 minutes).",
                 with_data=True)
    token.add_argument("--user", metavar="NAME", help=f"one of {', '.join(demo.USERS)} (default: "
                       "the tenant's API client)")

    test = verb("test", run_test, "Install, build and run all tests.")
    test.add_argument("part", nargs="*", metavar="PART",
                      help=f"only these: {', '.join(testing.PARTS)} (default: all)")

    test.add_argument("--k8s", action="store_true",
                      help="the manifests alone (or with the parts named), by a real API server of "
                      "Kubernetes and on a real node too, which are built once; hours")

    made = verb("images", run_images, "Build container images, without a daemon or a registry.")
    images.add_options(made)

    load = verb("load", run_load, "Import files of customers through the REST API.",
                with_data=True)
    loading.add_options(load)

    year = verb("demo", run_demo, "Make twelve months of a made-up company through the API.",
                with_data=True)
    demo_year.add_options(year)

    drawn = verb("pictures", run_pictures, "Draw what the README shows of the demo's year.",
                 with_data=True)
    pictures.add_options(drawn)

    stubs = verb("protos", run_protos, "Write the .proto files that clients are generated from.")
    stubs.add_argument("folder", type=pathlib.Path, metavar="FOLDER",
                       help="where to: ours, and those of Google's that they import")

    bench = verb("bench", run_bench, "Measure, and print ours against the machine's limit.")
    bench.add_argument("--json", type=pathlib.Path, metavar="FILE",
                       help="also write the figures as JSON")
    bench.add_argument("--hostile", action="store_true",
                       help="instead: memory and p99 under a hostile load (-- --minutes N)")
    bench.add_argument("arguments", nargs="*", metavar="ARGUMENT",
                       help="passed on to the benchmark; put -- before them")

    fmt = verb("fmt", run_fmt, "Format C++ and BUILD files.")
    fmt.add_argument("--check", action="store_true", help="change nothing, fail on differences")

    checks = verb("presubmit", run_presubmit, "Run the checks that a change must pass.")
    checks.add_argument("stage", nargs="*", metavar="STAGE",
                        help=f"only these: {', '.join(presubmit.STAGES)}")
    checks.add_argument("--full", action="store_true", help="also the slow ones (sanitizers, attacks)")
    checks.add_argument("--fix", action="store_true", help="format first")
    return parser


def main() -> int:
    def interrupt(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    options = make_parser().parse_args()
    began = processes.ticks_since_boot()
    try:
        return options.run(options)
    except StepFailed as error:
        report_failure(error)
        return 1
    except KeyboardInterrupt:
        toolchain.end_bazel(since=began, patience=BAZEL_SECONDS)
        print("dev: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    sys.exit(main())
