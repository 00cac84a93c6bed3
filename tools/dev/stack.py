"""`./dev up`, `down` and `status`: one running stack, from database to demo tenant."""

import contextlib
import hashlib
import json
import pathlib
import secrets
import shutil
import subprocess
import sys
import urllib.request
from typing import Iterator, Optional

import cache
import database
import demo
import demo_leads
import logs
import memory
import ports
import processes
import rest_client
import services
import toolchain
from console import StepFailed, say
from settings import ROOT, Settings, checkout_folder, default_data_folder

READY_SECONDS = 60.0
DESCRIPTORS = "//protos:guanxi.pb"
REST_MODULE = "//gateway/envoy/check:guanxi_check.so"
REST_ROUTES = "//gateway/envoy:rest_routes.json"
EDGE = "envoy"


# --- up -------------------------------------------------------------------------------------


def up(settings: Settings, *, business_clock: bool = False, outgoing_hosts: str = "",
       with_rules: bool = True) -> None:
    """Brings up what is not up yet, and restarts what was built or configured anew.

    With `business_clock` tests can move the services' business time, and with `outgoing_hosts`
    (commas between them) channels and feeds reach hosts that are not on the public internet, from
    now until the data are removed. Without `with_rules` the demo tenant is not given the shipped rules.

    Whatever this call started is ended again when it does not get to its end.
    """
    settings.make_folders()
    with processes.lock(settings.run / "lock"), _undone_on_failure(settings):
        if business_clock and not settings.business_clock.exists():
            processes.write_atomically(settings.business_clock, "0")
        if outgoing_hosts:
            processes.write_atomically(settings.outgoing_hosts, outgoing_hosts)
        toolchain.setup()
        toolchain.build(*(service.target for service in services.ALL), DESCRIPTORS,
                        REST_MODULE, REST_ROUTES)
        port = _choose_port(settings)
        database.start(settings)
        say("mysql", f"ready on {database.socket_path(settings)}")
        cache.start(settings)
        say(cache.NAME, f"ready on {cache.socket_path(settings)}")
        _register(settings)
        logs.start(settings)
        for service in services.ALL:
            services.migrate(settings, service)
        services.run_once(settings, services.GATEWAY, "bootstrap",
                          f"--bootstrap_file={demo.bootstrap_file(settings)}")
        for service in services.ALL:
            services.start(settings, service, *flags_of(settings, service, port))
        _start_edge(settings, port)
        demo.make_calendar(_client(settings, port))
        if with_rules:
            demo.make_rules(_client(settings, port, demo.ADMINISTRATOR))
            demo_leads.make(_client(settings, port, demo.ADMINISTRATOR))


def _client(settings: Settings, port: int, user: Optional[str] = None) -> rest_client.Client:
    """Of the demo tenant, which waits for services that become ready."""
    return rest_client.Client(port, lambda: demo.token(settings, port, user), READY_SECONDS)


def flags_of(settings: Settings, service: services.Service, port: int) -> list[str]:
    """What a service's command line says besides its database and ports; `port` is the edge's."""
    if service is services.GATEWAY:
        return _gateway_flags(settings, service, port)
    return _service_flags(settings, service)


def _gateway_flags(settings: Settings, service: services.Service, port: int) -> list[str]:
    """The gateway makes its first signing key itself, and reaches the services by the edge."""
    folder = settings.secrets / "signing-keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return [f"--signing_key_dir={folder}", "--generate_signing_key", f"--edge=127.0.0.1:{port}",
            *_key_flags(settings, service)]


# Who calls what is outside.
_CALLERS = ("customer-svc", "workflow-svc")


def _service_flags(settings: Settings, service: services.Service) -> list[str]:
    """Where others are, who it is to the gateway, and keys of its own."""
    flags = [f"--service_secret_file={demo.service_secret_file(settings, service)}"]
    for name in dict.fromkeys((services.GATEWAY.name, *service.calls, *service.hears)):
        other = services.BY_NAME[name]
        port = (services.planned_port(settings, other) if name in service.hears
                else services.ports(settings, other)["grpc"])
        flags.append(f"--{name.replace('-', '_')}=127.0.0.1:{port}")
    if settings.business_clock.exists():
        flags.append(f"--business_clock_file={settings.business_clock}")
    if service.name in _CALLERS and settings.outgoing_hosts.exists():
        hosts = settings.outgoing_hosts.read_text(encoding="utf-8")
        flags.append(f"--outgoing_allowed_hosts={hosts}")
    if service is services.ANALYTICS:
        # Made anew out of the facts wherever it is missing: it may be removed while nothing runs.
        settings.replica.mkdir(mode=0o700, exist_ok=True)
        flags.append(f"--replica_dir={settings.replica}")
    return flags + _key_flags(settings, service)


def _key_flags(settings: Settings, service: services.Service) -> list[str]:
    """The keys of a service's resources, without which its data are lost; and where Redis is."""
    flags = []
    for purpose in ("sealing", "blind_index"):
        path = settings.secrets / f"{service.short}-{purpose}.key"
        if not path.exists():
            processes.write_atomically(path, f"1 {secrets.token_hex(32)}\n", mode=0o600)
        flags.append(f"--{purpose}_key_file={path}")
    return flags + cache.flags(settings)


@contextlib.contextmanager
def _undone_on_failure(settings: Settings) -> Iterator[None]:
    """On any failure, Ctrl-C too, ends what was started meanwhile."""
    began = processes.ticks_since_boot()
    try:
        yield
    except BaseException:
        for name in _stop_order(settings):
            daemon = processes.load(name, settings.run)
            if daemon is not None and daemon.start_time >= began:
                processes.stop(name, settings.run)
        raise


def _choose_port(settings: Settings) -> int:
    """The edge's port: the wanted one if it is free, or is held by our own Envoy."""
    running = edge_port(settings)
    if running is not None and settings.port in (0, running):
        return running
    port = settings.port or ports.choose_free()
    _refuse_taken(port)
    return port


def _refuse_taken(port: int) -> None:
    if not ports.is_free(port):
        raise StepFailed(f"port {port} is in use by {ports.holder(port)}; "
                         "choose another with --port or GUANXI_PORT")


def _start_edge(settings: Settings, port: int) -> None:
    """Renders Envoy's bootstrap for the services' ports and starts it where that is new."""
    admin = _admin_file(settings)
    argv = [str(toolchain.ENVOY), "--config-path", str(_render_edge(settings, port)),
            "--disable-hot-restart", "--admin-address-path", str(admin), "--log-level", "warning"]
    if processes.runs_as(EDGE, argv, settings.run):
        return
    processes.stop(EDGE, settings.run)
    admin.unlink(missing_ok=True)
    daemon = processes.start(EDGE, argv, settings.logs / "envoy.log", settings.run,
                             expendable=True)
    try:
        processes.wait_ready(daemon, lambda: _edge_ready(admin) and _call_works(settings, port),
                             READY_SECONDS)
    except StepFailed:
        if not daemon.alive():
            _refuse_taken(port)  # taken since it was chosen, by a stack that started meanwhile
        raise
    processes.write_atomically(settings.stack, json.dumps({"port": port}))
    say(EDGE, f"ready on 127.0.0.1:{port}")


def _render_edge(settings: Settings, port: int) -> pathlib.Path:
    """Envoy's bootstrap and the files it names, each named by its content.

    So another configuration is another command line, by which a restart is due.
    """
    descriptors = toolchain.binary(DESCRIPTORS).read_bytes()
    module = toolchain.binary(REST_MODULE).read_bytes()
    values = {"LISTEN_PORT": port, "ADMIN_PORT": 0, "HEALTH_PORT": 0,
              "ACCESS_LOG": settings.logs / "envoy-access.log",
              "DESCRIPTOR_SET": _keep(settings, "descriptors", ".pb", descriptors),
              "REST_MODULE": _keep(settings, "check", ".so", module),
              "ROUTES": toolchain.binary(REST_ROUTES)}
    for service in services.ALL:
        values.update(services.edge_values(settings, service))
    rendered = subprocess.run(
        [sys.executable, "-B", ROOT / "gateway/envoy/render",
         *(f"{name}={value}" for name, value in values.items())],
        capture_output=True, check=False)
    if rendered.returncode != 0:
        raise StepFailed("Envoy's configuration could not be rendered: "
                         f"{rendered.stderr.decode().strip()}")
    return _keep(settings, "envoy", ".yaml", rendered.stdout)


def _keep(settings: Settings, name: str, suffix: str, content: bytes) -> pathlib.Path:
    """Stores content under its hash; older content of that name goes."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = settings.run / f"{name}-{digest}{suffix}"
    if not path.exists():
        for old in settings.run.glob(f"{name}-*{suffix}"):
            old.unlink()
        processes.write_atomically(path, content)
    return path


def _admin_file(settings: Settings) -> pathlib.Path:
    """Where Envoy writes the address of its admin interface."""
    return settings.run / "envoy-admin.address"


def _edge_ready(admin: pathlib.Path) -> bool:
    try:
        address = admin.read_text(encoding="utf-8").strip()
        with urllib.request.urlopen(f"http://{address}/ready", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def _call_works(settings: Settings, port: int) -> bool:
    """Whether a call with a token comes through: Envoy needs a moment to fetch the keys."""
    try:
        client = rest_client.Client(port, lambda: demo.token(settings, port))
        client.get("/v1/customers?pageSize=1")
        return True
    except StepFailed:
        return False


# --- down -----------------------------------------------------------------------------------


def down(settings: Settings) -> list[str]:
    """Ends what `up` started, the edge first and the database last; returns the names."""
    if not settings.run.is_dir():
        return []
    with processes.lock(settings.run / "lock"):
        return [name for name in _stop_order(settings) if processes.stop(name, settings.run)]


def _register(settings: Settings) -> None:
    """Lets `others_run` of the checkout's other stacks know of this one."""
    folder = checkout_folder() / "stacks"
    folder.mkdir(exist_ok=True)
    digest = hashlib.sha256(str(settings.data).encode()).hexdigest()[:16]
    processes.write_atomically(folder / digest, str(settings.data))


def others_run(settings: Settings) -> bool:
    """Whether another stack of this checkout runs; forgets those of which nothing is left."""
    found = False
    for entry in (checkout_folder() / "stacks").glob("[0-9a-f]*"):
        other = Settings(data=pathlib.Path(entry.read_text(encoding="utf-8")))
        if not other.run.is_dir():
            entry.unlink(missing_ok=True)
        elif other.data != settings.data:
            found |= any(processes.load(name, other.run) for name in _stop_order(other))
    return found


def _stop_order(settings: Settings) -> list[str]:
    first = [EDGE, *(service.name for service in reversed(services.ALL)), cache.NAME,
             database.NAME]
    return first + [name for name in processes.recorded(settings.run) if name not in first]


def remove_data(settings: Settings) -> None:
    """Forgets everything that a stopped stack has stored; what setup installed stays."""
    for name in processes.recorded(settings.run):
        if processes.load(name, settings.run):
            raise StepFailed(f"{name} still runs")
    for folder in settings.folders:
        shutil.rmtree(folder, ignore_errors=True)
    settings.business_clock.unlink(missing_ok=True)
    settings.outgoing_hosts.unlink(missing_ok=True)


# --- status ---------------------------------------------------------------------------------


def edge_port(settings: Settings) -> Optional[int]:
    """The port of the running edge, or None."""
    if processes.load(EDGE, settings.run) is None:
        return None
    return json.loads(settings.stack.read_text(encoding="utf-8"))["port"]


def running_port(settings: Settings) -> int:
    """The port of the running edge; that none runs is a failed step."""
    port = edge_port(settings)
    if port is None:
        raise StepFailed("the stack is not running: ./dev up starts it")
    return port


def status(settings: Settings) -> dict:
    """What runs and where, in the form that `status --json` promises."""
    port = edge_port(settings)
    mysql = processes.load(database.NAME, settings.run)
    redis = processes.load(cache.NAME, settings.run)
    return {
        "rest": f"http://127.0.0.1:{port}" if port else None,
        "grpc": f"127.0.0.1:{port}" if port else None,
        "services": {service.name: description for service in services.ALL
                     if (description := services.describe(settings, service))},
        "mysql": {"socket": str(database.socket_path(settings)), "pid": mysql.pid,
                  "log": mysql.log} if mysql else {},
        "redis": {"socket": str(cache.socket_path(settings)), "pid": redis.pid,
                  "log": redis.log} if redis else {},
        "envoy_admin": f"http://{_admin_file(settings).read_text().strip()}" if port else None,
    }


def is_up(status: dict) -> bool:
    """Whether nothing of the stack is missing."""
    return bool(status["rest"] and status["mysql"] and status["redis"]
                and len(status["services"]) == len(services.ALL))


def describe(settings: Settings) -> str:
    """The status for a person, with a call to paste into a shell."""
    now = status(settings)
    lines = [(name, now[name].get("socket", "not running"), now[name])
             for name in (database.NAME, cache.NAME)]
    for service in services.ALL:
        found = now["services"].get(service.name, {})
        lines.append((service.name, found.get("grpc", "not running"), found))
    edge = processes.load(EDGE, settings.run)
    found = {"pid": edge.pid, "log": edge.log} if edge else {}
    lines.append((EDGE, now["rest"] or "not running", found))
    text = "\n".join(f"{name:>12}  {where}" + (_about(name, found) if found else "")
                     for name, where, found in lines)
    if processes.load(logs.NAME, settings.run) is None and any(found for _, _, found in lines):
        text += f"\n{logs.NAME:>12}  grow without bound: ./dev up starts what keeps them small"
    if not is_up(now):
        return text
    option = "" if str(settings.data) == default_data_folder() else f" --data-dir {settings.data}"
    return (f"{text}\n\nREST {now['rest']}, gRPC and gRPC-Web {now['grpc']}, "
            f"Envoy's admin {now['envoy_admin']}. Try:\n\n"
            f'  curl -H "Authorization: Bearer $(./dev token{option})" '
            f"{now['rest']}/v1/customers")


def _about(name: str, process: dict) -> str:
    held = processes.resident_bytes(process["pid"]) >> 20
    return (f"  (pid {process['pid']}, {held} MB of {memory.bound_megabytes(name)}, "
            f"log {process['log']})")
