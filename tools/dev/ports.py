"""TCP ports of the loopback interface: free or taken, and by whom."""

import os
import pathlib
import socket

LISTEN = "0A"  # the state in /proc/net/tcp


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def holder(port: int) -> str:
    """Who listens on a port, in words; the kernel shows us only our own processes."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(link) in sockets for link in (process / "fd").iterdir()):
                name = (process / "comm").read_text(encoding="utf-8").strip()
                return f"process {process.name} ({name})"
        except OSError:
            continue  # gone, or somebody else's
    return "another process"


def _listening_inodes(port: int) -> list[str]:
    inodes = []
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path("/proc/net", table).read_text(encoding="utf-8").split("\n")[1:]:
            fields = line.split()
            if fields and fields[3] == LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.append(fields[9])
    return inodes
