"""Attacks by native gRPC: bombs, fields that nobody knows, answers too large to be sent."""
import concurrent.futures
import pathlib
import struct
import subprocess
import tempfile
import threading
import unittest
import uuid
import zlib

import grpc

import attack_stack
import people
import rest
import services
import system
from guanxi.customer.v1 import customer_pb2, customer_service_pb2, customer_service_pb2_grpc

BOMB_BYTES = 512 << 20  # inflated
LARGE_BYTES = 3_800_000
# What calls may hold (--call_memory_mib) and what their workers are making meanwhile.
GROWTH_MEGABYTES = 250
HALF_SENT = 3200  # more than the edge has under way to one service
STREAMS = 100  # of a connection
Customer = customer_pb2.Customer
SERVICE = "/guanxi.customer.v1.CustomerService/"
CREATE_PIPELINE = "/guanxi.lead.v1.PipelineService/CreatePipeline"
CREATE_TODO = "/guanxi.workflow.v1.TodoService/CreateTodo"


def setUpModule():
    attack_stack.enter()


def bomb() -> bytes:
    """A gRPC frame of gzip that inflates to BOMB_BYTES of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(BOMB_BYTES >> 20)) + packer.flush()
    return b"\1" + struct.pack(">I", len(packed)) + packed


def post(port: int, path: str, frame: pathlib.Path, *headers: str) -> str:
    """The grpc-status of a raw call by curl, which sends whatever bytes it is given."""
    done = subprocess.run(
        ["curl", "--silent", "--max-time", "20", "--http2-prior-knowledge", "--dump-header", "-",
         "--output", "/dev/null", "--header", "content-type: application/grpc", "--header",
         "te: trailers", *(part for header in headers for part in ("--header", header)),
         "--data-binary", f"@{frame}", f"http://127.0.0.1:{port}{path}"],
        capture_output=True, check=False)
    for line in done.stdout.decode("utf-8", "replace").lower().splitlines():
        if line.startswith("grpc-status:"):
            return line.partition(":")[2].strip()
    return f"none (curl {done.returncode}): {done.stdout[:200]!r}"


def field(number: int, content: bytes) -> bytes:
    """A length-delimited field in protobuf's wire format."""
    def varint(value: int) -> bytes:
        out = b""
        while value > 127:
            out, value = out + bytes([value & 127 | 128]), value >> 7
        return out + bytes([value])
    return varint(number << 3 | 2) + varint(len(content)) + content


class BombsTest(attack_stack.AttackCase):

    def test_compressed_requests_are_not_inflated(self):
        with tempfile.TemporaryDirectory() as folder:
            frame = pathlib.Path(folder) / "frame"
            frame.write_bytes(bomb())
            auth = f"authorization: Bearer {system.token()}"
            bound = {service.name: services.ports(system.SETTINGS, service)["grpc"]
                     for service in services.ALL}
            for port, path, name in (
                    (system.port(), "/guanxi.access.v1.TokenService/IssueToken", "gateway"),
                    (bound["gateway"], "/guanxi.access.v1.TokenService/IssueToken", "gateway"),
                    (system.port(), SERVICE + "CreateCustomer", "customer-svc"),
                    (system.port(), SERVICE + "ImportCustomers", "customer-svc"),
                    (bound["customer-svc"], SERVICE + "CreateCustomer", "customer-svc"),
                    (system.port(), CREATE_PIPELINE, "lead-svc"),
                    (bound["lead-svc"], CREATE_PIPELINE, "lead-svc"),
                    (bound["workflow-svc"], CREATE_TODO, "workflow-svc")):
                with self.subTest(path=path, through_envoy=port == system.port()), \
                     self.grows_less_than(GROWTH_MEGABYTES, name, "envoy"):
                    self.assertNotEqual(post(port, path, frame, "grpc-encoding: gzip", auth), "0")

    def test_many_large_requests_at_once_stay_within_bounds(self):
        """Without a token, as large as a message may be."""
        with tempfile.TemporaryDirectory() as folder:
            frame = pathlib.Path(folder) / "frame"
            content = field(1, field(2, b"x" * LARGE_BYTES))
            frame.write_bytes(b"\0" + struct.pack(">I", len(content)) + content)
            port = services.ports(system.SETTINGS, services.GATEWAY)["grpc"]
            with self.grows_less_than(GROWTH_MEGABYTES, "gateway"), \
                 concurrent.futures.ThreadPoolExecutor(64) as pool:
                list(pool.map(lambda _: post(
                    port, "/guanxi.access.v1.TokenService/IssueToken", frame), range(192)))

    def test_broken_frames_do_not_cost_others_their_service(self):
        frames = [b"\7" + struct.pack(">I", 3) + b"abc", b"\1" + struct.pack(">I", 3) + b"abc",
                  b"\0" + struct.pack(">I", 1 << 31) + b"abc", b"\0\0", b"\0" + struct.pack(
                      ">I", 9) + b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff"]
        with tempfile.TemporaryDirectory() as folder:
            frame = pathlib.Path(folder) / "frame"
            for content in frames:
                frame.write_bytes(content)
                for _ in range(8):  # in a row: so many failures of its own take a service out
                    post(system.port(), SERVICE + "GetCustomer", frame,
                         f"authorization: Bearer {system.token()}")
                self.assertEqual(rest.call("GET", "/v1/customers", query={"page_size": 1},
                                           who="other").status, 200)


class HalfSentTest(attack_stack.AttackCase):

    def test_requests_that_never_end_hold_no_calls_of_a_service(self):
        released = threading.Event()

        def endless():
            released.wait(60)
            yield from ()
        channels = [grpc.insecure_channel(system.address(), [("grpc.use_local_subchannel_pool", 1)])
                    for _ in range(HALF_SENT // STREAMS)]
        self.addCleanup(released.set)
        metadata = [("authorization", f"Bearer {system.token()}")]
        calls = [channel.stream_unary(SERVICE + "GetCustomer").future(
            endless(), timeout=60, metadata=metadata)
                 for channel in channels for _ in range(STREAMS)]
        system.until(lambda: attack_stack.requests_under_way() >= HALF_SENT, 30)
        for _ in range(20):
            answer = rest.call("GET", "/v1/customers", query={"page_size": 1}, who="other")
            self.assertEqual(answer.status, 200)
        self.assertFalse(any(call.done() for call in calls))
        released.set()
        for channel in channels:
            channel.close()


class UnknownFieldsTest(attack_stack.AttackCase):

    def setUp(self):
        super().setUp()
        self.channel = grpc.insecure_channel(system.address())
        self.addCleanup(self.channel.close)

    def call(self, method: str, request: bytes) -> grpc.StatusCode:
        try:
            self.channel.unary_unary(SERVICE + method)(request, timeout=20, metadata=[
                ("authorization", f"Bearer {system.token()}")])
        except grpc.RpcError as error:
            return error.code()
        return grpc.StatusCode.OK

    def test_fields_that_nobody_knows_are_refused(self):
        strange = field(901, b"x" * 1000)
        right = Customer(type=Customer.ORGANIZATION,
                         display_name=f"暗{uuid.uuid4().hex}").SerializeToString()
        number = Customer.DESCRIPTOR.fields_by_name["phones"].number
        phone = field(number, field(1, b"0571-88881234") + strange)
        create = customer_service_pb2.CreateCustomerRequest.DESCRIPTOR.fields_by_name
        inside = create["customer"].number
        name = attack_stack.make_customer().encode()
        for method, request in (
                ("CreateCustomer", field(inside, right + strange)),
                ("CreateCustomer", field(inside, right + phone)),
                ("CreateCustomer", field(inside, right) + strange),
                ("CreateCustomer", field(inside, right + field(901, b"x" * 900_000))),
                ("CreateCustomer", field(inside, right) + b"\xa8\x38\1"),  # a varint
                ("BatchCreateCustomers", field(1, field(inside, right + strange))),
                ("GetCustomer", field(1, name) + strange)):
            with self.subTest(method=method, bytes=len(request)):
                self.assertEqual(self.call(method, request), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(self.call("CreateCustomer", field(inside, right)), grpc.StatusCode.OK)


class LargePagesTest(attack_stack.AttackCase):

    def test_pages_end_before_they_are_too_large_to_send(self):
        """27 KB each, 200 in all: more than a client of gRPC takes in one message."""
        mark = people.new_user()
        rows = 200
        with grpc.insecure_channel(system.address()) as channel:
            stub = customer_service_pb2_grpc.CustomerServiceStub(channel)
            auth = [("authorization", f"Bearer {system.token()}")]
            for _ in range(rows // 25):
                stub.BatchCreateCustomers(customer_service_pb2.BatchCreateCustomersRequest(
                    requests=[customer_service_pb2.CreateCustomerRequest(customer=giant(mark))
                              for _ in range(25)]), metadata=auth, timeout=60)
            seen, token, pages = set(), "", 0
            with self.grows_less_than(GROWTH_MEGABYTES, "customer-svc", "envoy"):
                while pages == 0 or token:
                    page = stub.ListCustomers(customer_service_pb2.ListCustomersRequest(
                        filter=f'owner = "{mark}"', page_size=1000, page_token=token),
                        metadata=auth, timeout=60)
                    self.assertTrue(page.customers)
                    seen |= {customer.name for customer in page.customers}
                    token, pages = page.next_page_token, pages + 1
        self.assertEqual(len(seen), rows)
        self.assertGreater(pages, 1)
        page = rest.ok("GET", "/v1/customers", query={"filter": f'owner = "{mark}"',
                                                      "pageSize": 1000})
        self.assertTrue(page["nextPageToken"])


def giant(owner: str) -> Customer:
    customer = Customer(type=Customer.ORGANIZATION, display_name=f"巨{uuid.uuid4().hex}",
                        owner=owner, note="n" * 4096)
    customer.organization.business_scope = "s" * 8192
    for _ in range(20):
        customer.addresses.add(street="t" * 512, label="l" * 64, city="c" * 64, district="d" * 64)
    return customer


class ReflectionTest(attack_stack.AttackCase):

    def test_reflection_is_off_where_its_flag_is(self):
        for service in services.ALL:
            port = services.ports(system.SETTINGS, service)["grpc"]
            for version in ("v1", "v1alpha"):
                with self.subTest(service=service.name, version=version), \
                     grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                    call = channel.stream_stream(
                        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")
                    with self.assertRaises(grpc.RpcError) as refused:
                        list(call(iter([field(7, b"")]), timeout=10))
                    self.assertEqual(refused.exception.code(), grpc.StatusCode.UNIMPLEMENTED)


if __name__ == "__main__":
    unittest.main()
