"""The private MariaDB of one stack: made, started and given its accounts.

It listens on a unix socket only. The person who runs the stack administers it
through that socket (unix_socket authentication: no password exists); every
service has an account of its own that can touch its own schema and no other,
with a random password in a file of mode 600.
"""

import dataclasses
import getpass
import hashlib
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import tempfile

import processes
from console import StepFailed, say
from settings import Settings

NAME = "mysql"
READY_SECONDS = 60.0
SOCKET_PATH_LIMIT = 100  # the kernel's is 107 bytes


@dataclasses.dataclass(frozen=True)
class Account:
    """A service's schema, its user and the file with the user's password."""

    schema: str
    user: str
    password_file: pathlib.Path


def account(settings: Settings, service: str) -> Account:
    schema = service.removesuffix("-svc")
    return Account(schema=schema, user=f"guanxi_{schema}",
                   password_file=settings.secrets / f"mysql-{schema}.password")


def socket_path(settings: Settings) -> pathlib.Path:
    """Beside the data; in /tmp where the data folder's path is too long for a socket."""
    path = settings.run / "mysql.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(os.fsencode(settings.data)).hexdigest()[:16]
    return pathlib.Path(tempfile.gettempdir()) / f"guanxi-{os.getuid()}-{digest}" / "mysql.sock"


def start(settings: Settings) -> processes.Daemon:
    """Starts the server (made first where there is none) and waits until it answers."""
    running = processes.load(NAME, settings.run)
    if running is not None:
        return running
    _make_socket_folder(settings)
    config = _write_config(settings)
    if not settings.mysql.is_dir():
        _initialise(settings, config)
    daemon = processes.start(NAME, [_server_binary(), f"--defaults-file={config}"],
                             settings.logs / "mysql.log", settings.run)
    processes.wait_ready(daemon, lambda: _answers(settings), READY_SECONDS)
    return daemon


def provide(settings: Settings, service: str) -> Account:
    """Makes a service's schema and account, and sees that the password file holds."""
    wanted = account(settings, service)
    if not wanted.password_file.exists():
        processes.write_atomically(wanted.password_file, secrets.token_hex(24), mode=0o600)
    password = wanted.password_file.read_text(encoding="utf-8")
    if not re.fullmatch(r"[0-9a-f]{48}", password):
        raise StepFailed(f"{wanted.password_file} does not hold a password that ./dev made")
    _execute(settings, f"""
        CREATE DATABASE IF NOT EXISTS `{wanted.schema}`
            CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
        CREATE USER IF NOT EXISTS `{wanted.user}`@localhost;
        ALTER USER `{wanted.user}`@localhost IDENTIFIED BY '{password}';
        GRANT ALL PRIVILEGES ON `{wanted.schema}`.* TO `{wanted.user}`@localhost;
    """)
    return wanted


def query(settings: Settings, statement: str) -> str:
    """What a statement of the administrator prints, without headers."""
    return _execute(settings, statement, "--skip-column-names", "--batch").strip()


def _server_binary() -> str:
    """Debian keeps it in /usr/sbin, which is not on everybody's path."""
    path = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path is None:
        raise StepFailed("mariadbd is missing: run ./dev setup")
    return path


def _make_socket_folder(settings: Settings) -> None:
    folder = socket_path(settings).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise StepFailed(f"{folder} belongs to somebody else")


def _write_config(settings: Settings) -> pathlib.Path:
    """The server's settings: durable, utf8mb4, snapshot isolation, no network."""
    path = settings.run / "mysql.cnf"
    pool = buffer_pool_megabytes(settings.memory_share)
    run_as = "user = root" if os.getuid() == 0 else ""  # mariadbd asks root to say so
    processes.write_atomically(path, f"""\
# Written by ./dev up.
[mariadbd]
{run_as}
datadir = {settings.mysql}
socket = {socket_path(settings)}
pid_file = {settings.run}/mysql.pid
# Temporary tables are named after the pid, which another sandbox with this /tmp may share.
tmpdir = {settings.run}
skip_networking
skip_name_resolve
local_infile = OFF
plugin_load_add = auth_socket

character_set_server = utf8mb4
collation_server = utf8mb4_bin
innodb_snapshot_isolation = ON

# Every acknowledged commit is on the disk. There is no binary log to keep in step with.
innodb_flush_log_at_trx_commit = 1
innodb_doublewrite = ON
skip_log_bin

innodb_buffer_pool_size = {pool}M
innodb_log_file_size = {max(256, pool // 4)}M
# One service that leaks connections leaves room for the others.
max_connections = 300
max_user_connections = 140
max_allowed_packet = 16M
""")
    return path


def buffer_pool_megabytes(share: int) -> int:
    """One part in `share` of the memory, from 128 MB to 16 GB."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return max(128, min(16 << 10, memory // share))


def _initialise(settings: Settings, config: pathlib.Path) -> None:
    say(NAME, f"making a database in {settings.mysql}")
    log = settings.logs / "mysql-install.log"
    unfinished = settings.data / "mysql.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    # --force: a bare container resolves neither its own name nor localhost.
    argv = ["mariadb-install-db", f"--defaults-file={config}", f"--datadir={unfinished}",
            "--force", "--skip-test-db",
            "--auth-root-authentication-method=socket",
            f"--auth-root-socket-user={getpass.getuser()}"]
    with log.open("wb") as output:
        code = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                              check=False).returncode
    if code != 0:
        raise StepFailed("mariadb-install-db failed", log)
    unfinished.rename(settings.mysql)


def _client(settings: Settings) -> list[str]:
    return ["mariadb", "--no-defaults", f"--socket={socket_path(settings)}",
            f"--user={getpass.getuser()}"]


def _answers(settings: Settings) -> bool:
    return subprocess.run([*_client(settings), "--execute=SELECT 1"], check=False,
                          capture_output=True).returncode == 0


def _execute(settings: Settings, statements: str, *options: str) -> str:
    done = subprocess.run([*_client(settings), *options], input=statements, text=True, check=False,
                          capture_output=True)
    if done.returncode != 0:
        raise StepFailed(f"MariaDB refused a statement: {done.stderr.strip()}",
                         settings.logs / "mysql.log")
    return done.stdout
