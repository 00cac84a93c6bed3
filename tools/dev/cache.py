"""The private Redis of one stack: the fast path of events, in front of what the database holds.

It listens on a unix socket only, asks for a random password, and keeps nothing: what it loses is
read from the database.
"""

import pathlib
import secrets
import shutil
import socket

import database
import processes
from console import StepFailed
from settings import Settings

NAME = "redis"
READY_SECONDS = 30.0
MEGABYTES = 128  # of data; beyond it writes are refused, and readers turn to the database
BINARY = "redis-check-rdb"  # of redis-tools: acts by the name it is called by


def socket_path(settings: Settings) -> pathlib.Path:
    """Beside the database's, which is where a socket's path is short enough."""
    return database.socket_path(settings).with_name("redis.sock")


def password_file(settings: Settings) -> pathlib.Path:
    return settings.secrets / "redis.password"


def start(settings: Settings) -> processes.Daemon:
    """Starts the server and waits until it answers."""
    running = processes.load(NAME, settings.run)
    if running is not None:
        return running
    config = _write_config(settings)
    daemon = processes.start(NAME, [str(_server_binary(settings)), str(config)],
                             settings.logs / "redis.log", settings.run, expendable=True)
    processes.wait_ready(daemon, lambda: _answers(settings), READY_SECONDS)
    return daemon


def flags(settings: Settings) -> list[str]:
    """How services reach it."""
    return [f"--redis_socket={socket_path(settings)}",
            f"--redis_password_file={password_file(settings)}"]


def _server_binary(settings: Settings) -> pathlib.Path:
    target = shutil.which(BINARY)
    if target is None:
        raise StepFailed(f"{BINARY} is missing: run ./dev setup")
    link = settings.run / "redis-server"
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    return link


def _write_config(settings: Settings) -> pathlib.Path:
    """The server's settings; the password is among them, so the file is its owner's alone."""
    file = password_file(settings)
    if not file.exists():
        processes.write_atomically(file, secrets.token_hex(24), mode=0o600)
    path = settings.run / "redis.conf"
    processes.write_atomically(path, f"""\
# Written by ./dev up.
port 0
unixsocket {socket_path(settings)}
unixsocketperm 700
requirepass {file.read_text(encoding="utf-8").strip()}
dir {settings.run}
daemonize no
save ""
appendonly no
maxmemory {MEGABYTES}mb
maxmemory-policy noeviction
""", mode=0o600)
    return path


def _answers(settings: Settings) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1.0)
            connection.connect(str(socket_path(settings)))
            password = password_file(settings).read_text(encoding="utf-8").strip()
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                received = connection.recv(64)
                if not received:
                    return False
                answer += received
            return answer == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
