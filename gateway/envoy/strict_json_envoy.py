"""An Envoy with the strict JSON check and without, on two ports, before an upstream of its own."""
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

TAKEN = 409  # by check and transcoder: what the upstream says becomes this
ABORTED, OK = "10", "0"  # what it may say
TYPE = "type.googleapis.com/envoy.extensions.filters."


def configuration(descriptor_set, module, upstream, grpc_status):
    transcoder = {"name": "transcoder", "typed_config": {
        "@type": TYPE + "http.grpc_json_transcoder.v3.GrpcJsonTranscoder",
        "proto_descriptor": descriptor_set, "services": ["edge_test.KindsService"],
        "match_incoming_request_route": True,
        "request_validation_options": {"reject_unknown_method": True}}}
    check = {"name": "check", "typed_config": {
        "@type": TYPE + "http.dynamic_modules.v3.DynamicModuleFilter", "filter_name": "check",
        "dynamic_module_config": {"name": "check", "do_not_close": True,
                                  "module": {"local": {"filename": module}}}}}
    router = {"name": "router", "typed_config": {"@type": TYPE + "http.router.v3.Router"}}

    buffer = {"name": "buffer", "typed_config": {
        "@type": TYPE + "http.buffer.v3.Buffer", "max_request_bytes": 1 << 20}}
    call = {"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}
    # What stands for the service: trailers alone, so that nothing has to be made of a body.
    answer = {"match": {"prefix": "/"}, "direct_response": {"status": 200},
              "response_headers_to_add": [
                  {"header": {"key": "content-type", "value": "application/grpc"}},
                  {"header": {"key": "grpc-status", "value": grpc_status}}]}

    def listener(name, filters, route, address):
        return {"name": name, "address": address,
                "filter_chains": [{"filters": [{"name": "http", "typed_config": {
                    "@type": TYPE + "network.http_connection_manager.v3.HttpConnectionManager",
                    "stat_prefix": name, "stream_error_on_invalid_http_message": True,
                    "http_filters": filters,
                    "route_config": {"virtual_hosts": [
                        {"name": "all", "domains": ["*"], "routes": [route]}]}}}]}]}
    tcp = {"socket_address": {"address": "127.0.0.1", "port_value": 0}}
    pipe = {"pipe": {"path": upstream}}
    return {
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}}},
        "static_resources": {
            "listeners": [listener("strict", [buffer, check, transcoder, router], call, tcp),
                          listener("plain", [buffer, transcoder, router], call, tcp),
                          listener("upstream", [router], answer, pipe)],
            "clusters": [{"name": "upstream", "load_assignment": {
                "cluster_name": "upstream",
                "endpoints": [{"lb_endpoints": [{"endpoint": {"address": pipe}}]}]},
                "typed_extension_protocol_options": {
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3"
                                 ".HttpProtocolOptions",
                        "explicit_http_config": {"http2_protocol_options": {}}}}}]}}


class Envoy:
    def __init__(self, envoy, descriptor_set, module, grpc_status=ABORTED):
        self.taken = 0  # bodies, by check and transcoder
        self._folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self._folder.name)
        config = configuration(str(descriptor_set), str(pathlib.Path(module).resolve()),
                               str(folder / "upstream"), grpc_status)
        (folder / "envoy.yaml").write_text(json.dumps(config))
        admin = folder / "admin"
        self._process = subprocess.Popen(
            [envoy, "-c", folder / "envoy.yaml", "--disable-hot-restart", "--concurrency", "1",
             "--log-level", "error", "--admin-address-path", admin])
        ports = self._ports(admin)
        self.strict, self.plain = Connection(ports["strict"]), Connection(ports["plain"])

    def _ports(self, admin):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.alive():
            try:
                with urllib.request.urlopen(f"http://{admin.read_text()}/listeners?format=json",
                                            timeout=5) as answer:
                    found = {one["name"]: one["local_address"]["socket_address"]["port_value"]
                             for one in json.load(answer).get("listener_statuses", [])
                             if "socket_address" in one["local_address"]}
                if len(found) == 2:
                    return found
            except OSError:
                pass
            time.sleep(0.02)
        sys.exit("FAILED: Envoy did not start")

    def cpu_seconds(self):
        tasks = pathlib.Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def alive(self):
        return self._process.poll() is None

    def close(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()


class Connection:
    """One kept connection; HTTP by hand, which is faster than the library."""

    def __init__(self, port):
        self._port = port
        self._file = None

    def post(self, body):
        for attempt in (1, 2):
            if self._file is None:
                self._file = socket.create_connection(("127.0.0.1", self._port), 10).makefile("rwb")
            try:
                self._file.write(b"POST /kinds HTTP/1.1\r\nhost: x\r\n"
                                 b"content-type: application/json\r\n"
                                 b"content-length: %d\r\n\r\n" % len(body) + body)
                self._file.flush()
                return self._answer()
            except (OSError, ValueError, IndexError):
                self._file = None
                if attempt == 2:
                    return 0, b""

    def _answer(self):
        status = int(self._file.readline().split()[1])
        length, closes = 0, False
        while (line := self._file.readline().strip().lower()):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
            closes = closes or line == b"connection: close"
        body = self._file.read(length)
        if closes:
            self._file = None
        return status, body
