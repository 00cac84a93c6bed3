"""The gRPC services of a stack: migrated, started on free ports, described.

Which there are is said in services.bzl, whose fields are explained there.
"""

import ast
import dataclasses
import json
import pathlib
import subprocess
from typing import Optional

import database
import ports as ports_free
import processes
import toolchain
from console import StepFailed, say
from settings import ROOT, Settings

READY_SECONDS = 60.0
MIGRATE_SECONDS = 300.0

# One call of grpc.health.v1.Health/Check: an empty message in its frame, and
# the answer that means SERVING.
HEALTH_REQUEST = b"\0\0\0\0\0"
SERVING = b"\0\0\0\0\2\x08\1"


@dataclasses.dataclass(frozen=True)
class Service:
    """One server of ours."""

    name: str
    target: str
    calls: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """As its keys and Envoy's template name it."""
        return self.name.removesuffix("-svc")


def _read_list() -> list[Service]:
    text = (ROOT / "services.bzl").read_text(encoding="utf-8")
    return [Service(entry["name"], entry["target"], tuple(entry["calls"]),
                    tuple(entry["hears"]))
            for entry in ast.literal_eval(text.partition("\nSERVICES = ")[2])]


# In the order in which they start: the gateway signs the tokens that the others check.
ALL = _read_list()
BY_NAME = {service.name: service for service in ALL}
GATEWAY = BY_NAME["gateway"]
CUSTOMER = BY_NAME["customer-svc"]
WORKFLOW = BY_NAME["workflow-svc"]
ANALYTICS = BY_NAME["analytics-svc"]


def command(settings: Settings, service: Service, *flags: str) -> list[str]:
    """A service's command line, with the flags that say which database is its own."""
    account = database.account(settings, service.name)
    return [str(toolchain.binary(service.target)),
            f"--db_socket={database.socket_path(settings)}", f"--db_schema={account.schema}",
            f"--db_user={account.user}", f"--db_password_file={account.password_file}", *flags]


def migrate(settings: Settings, service: Service) -> None:
    """Gives a service its schema and account and brings the tables up to date."""
    database.provide(settings, service.name)
    run_once(settings, service, "migrate", "--migrate")


def run_once(settings: Settings, service: Service, step: str, *flags: str) -> None:
    """Runs a service's binary for a task that ends; failing is a failed step."""
    log = settings.logs / f"{service.name}-{step}.log"
    with log.open("wb") as output:
        try:
            code = subprocess.run(command(settings, service, *flags), stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=output, timeout=MIGRATE_SECONDS,
                                  check=False).returncode
        except subprocess.TimeoutExpired:
            raise StepFailed(f"{service.name}: {step} took over {MIGRATE_SECONDS:.0f} s",
                             log) from None
    if code != 0:
        raise StepFailed(f"{service.name}: {step} failed (exit code {code})", log)


def start(settings: Settings, service: Service, *flags: str) -> None:
    """Starts a service on free ports, or anew if it was built anew, and waits for its health."""
    ports_file = _ports_file(settings, service)
    argv = command(settings, service, f"--port={planned_port(settings, service)}",
                   "--health_port=0", "--metrics_port=0", f"--port_file={ports_file}", *flags,
                   *settings.flags.get(service.name, ()))
    if processes.runs_as(service.name, argv, settings.run):
        return
    processes.stop(service.name, settings.run)
    ports_file.unlink(missing_ok=True)
    daemon = processes.start(service.name, argv, settings.logs / f"{service.name}.log",
                             settings.run, expendable=True)
    processes.wait_ready(daemon, lambda: _healthy(settings, service), READY_SECONDS)
    say(service.name, f"ready on 127.0.0.1:{ports(settings, service)['grpc']}")


def ports(settings: Settings, service: Service) -> Optional[dict[str, int]]:
    """The ports that a service bound (`grpc`, `health`, `metrics`); None until it serves."""
    try:
        return json.loads(_ports_file(settings, service).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def planned_port(settings: Settings, service: Service) -> int:
    """The gRPC port of a service that others are told of before it runs; 0, any, of another."""
    if not any(service.name in other.hears for other in ALL):
        return 0
    if processes.load(service.name, settings.run) and (bound := ports(settings, service)):
        return bound["grpc"]
    plan = settings.run / f"{service.name}.port"
    if plan.exists() and ports_free.is_free(port := int(plan.read_text(encoding="utf-8"))):
        return port
    port = ports_free.choose_free()
    processes.write_atomically(plan, str(port))
    return port


def edge_values(settings: Settings, service: Service) -> dict[str, int]:
    """What Envoy's template wants to know of a service."""
    bound = ports(settings, service)
    prefix = service.short.replace("-", "_").upper()
    return {f"{prefix}_PORT": bound["grpc"], f"{prefix}_HEALTH_PORT": bound["health"]}


def describe(settings: Settings, service: Service) -> Optional[dict]:
    """What `status` says of a running service; None if it does not run."""
    daemon = processes.load(service.name, settings.run)
    bound = ports(settings, service)
    if daemon is None or bound is None:
        return None
    return {"grpc": f"127.0.0.1:{bound['grpc']}", "health": f"127.0.0.1:{bound['health']}",
            "metrics": f"http://127.0.0.1:{bound['metrics']}/metrics", "pid": daemon.pid,
            "log": daemon.log}


def _healthy(settings: Settings, service: Service) -> bool:
    """Asks grpc.health.v1 by curl, which speaks the HTTP/2 that Python's library does not."""
    bound = ports(settings, service)
    if bound is None:
        return False
    answer = subprocess.run(
        ["curl", "--silent", "--max-time", "2", "--http2-prior-knowledge",
         "--header", "content-type: application/grpc", "--header", "te: trailers",
         "--data-binary", "@-", f"http://127.0.0.1:{bound['health']}/grpc.health.v1.Health/Check"],
        input=HEALTH_REQUEST, capture_output=True, check=False)
    return answer.stdout == SERVING


def _ports_file(settings: Settings, service: Service) -> pathlib.Path:
    return settings.run / f"{service.name}.ports"
