#!/usr/bin/env python3
"""Idle connections lock nobody out: the rendered Envoy with room for few connections.

    idle_connections.py ENVOY DESCRIPTOR_SET MODULE
"""
import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOM = 40
REQUEST = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=40)


def get(port, path):
    """The status, or None where there was no answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except OSError:
        return None


def expect(condition, text):
    if not condition:
        sys.exit(f"FAILED: {text}")


def eventually(condition, text, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < end, text)
        time.sleep(0.1)


def ports(admin):
    found = {}

    def known():
        with contextlib.suppress(OSError, ValueError):
            with urllib.request.urlopen(f"http://{admin.read_text()}/listeners?format=json",
                                        timeout=5) as answer:
                for one in json.load(answer).get("listener_statuses", []):
                    address = one["local_address"].get("socket_address", {})
                    found[one["name"]] = address.get("port_value")
        return found.get("edge") and found.get("health")
    eventually(known, "Envoy did not start")
    return found["edge"], found["health"]


def closed(connections):
    """Whether Envoy closes each of them, and never a byte comes before."""
    return all(connection.recv(1) == b"" for connection in connections)


def check(edge, health):
    silent = [connect(edge) for _ in range(ROOM + 20)]
    expect(get(health, "/healthz") == 200, "no health while all connections are taken")
    with contextlib.suppress(ConnectionResetError):
        expect(closed(silent[:ROOM // 2]), "a silent connection was answered")
    eventually(lambda: get(edge, "/healthz") == 200, "silent connections keep their places")
    for connection in silent:
        connection.close()

    used = []
    for _ in range(ROOM - 3):
        used.append(connect(edge))
        used[-1].sendall(REQUEST)
        expect(used[-1].recv(1000).startswith(b"HTTP/1.1 200"), "a request was not answered")
    began = time.monotonic()
    expect(closed(used[:ROOM // 4]), "a used connection was answered twice")
    expect(time.monotonic() - began < 45, "idle connections keep their places for a minute")


def main():
    envoy, descriptors, module = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "envoy.yaml").write_bytes(subprocess.run(
            [sys.executable, "gateway/envoy/render", f"DESCRIPTOR_SET={descriptors}",
             f"REST_MODULE={module}", "ROUTES=gateway/envoy/rest_routes.json", "ANY_PORT=1",
             "LISTEN_PORT=0", "HEALTH_PORT=0", "ADMIN_PORT=0",
             f"MAX_CONNECTIONS={ROOM}", f"ACCESS_LOG={folder}/access.log"],
            check=True, stdout=subprocess.PIPE).stdout)
        process = subprocess.Popen(
            [envoy, "--config-path", folder / "envoy.yaml", "--disable-hot-restart",
             "--log-level", "critical", "--admin-address-path", folder / "admin"])
        try:
            check(*ports(folder / "admin"))
            expect((folder / "access.log").read_text() == "", "health checks are in the log")
        finally:
            process.kill()
            process.wait()
    print("PASSED")


if __name__ == "__main__":
    main()
