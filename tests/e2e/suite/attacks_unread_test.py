"""Attacks by what stays open: streams that say nothing, answers that nobody reads."""
import socket
import threading
import unittest
import uuid

import grpc

import attack_stack
import people
import rest
import system

IMPORT = "/guanxi.customer.v1.CustomerService/ImportCustomers"
SILENT = 3200  # more than the edge passes to one service
STREAMS = 100  # of a connection
UNREAD = 80
# So many of them at least are let in; how many more is a race for the caller's share of the memory.
LET_IN = 10
FILE_BYTES = 6_000_000  # more than the kernel keeps for who does not read
WINDOW_BYTES = 64 << 10
CALLS = 20


def setUpModule():
    attack_stack.enter()


class UnreadTest(attack_stack.AttackCase):

    def assert_others_are_served(self):
        for who in ("other", "demo/lin"):
            for _ in range(CALLS):
                answer = rest.call("GET", "/v1/customers", query={"page_size": 1}, who=who,
                                   timeout=5)
                self.assertEqual(answer.status, 200, (who, answer.body[:500]))

    def test_a_caller_cannot_take_all_calls_by_streams_that_say_nothing(self):
        released = threading.Event()
        self.addCleanup(released.set)

        def silence():
            released.wait(60)
            yield from ()
        channels = [grpc.insecure_channel(system.address(), [("grpc.use_local_subchannel_pool", 1)])
                    for _ in range(SILENT // STREAMS)]
        metadata = [("authorization", f"Bearer {system.token()}")]
        streams = [channel.stream_unary(IMPORT).future(silence(), timeout=60, metadata=metadata)
                   for channel in channels for _ in range(STREAMS)]
        refused = system.until(lambda: [one for one in streams if one.done()], 30)
        self.assertEqual(refused[0].code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertIn("the caller's calls", refused[0].details())
        self.assert_others_are_served()
        released.set()
        for channel in channels:
            channel.close()

    def test_downloads_that_nobody_reads_hold_back_nobody(self):
        mark = people.new_user()
        for _ in range(FILE_BYTES // 100_000):
            rest.ok("POST", "/v1/customers:batchCreate", {"requests": [
                {"customer": {"type": "ORGANIZATION", "displayName": f"重{uuid.uuid4().hex}",
                              "owner": mark, "note": "n" * 4000}} for _ in range(25)]})
        exported = rest.finish(rest.ok("POST", "/v1/customers:export", {
            "format": "JSON_LINES", "filter": f'owner = "{mark}"'}))
        self.assertGreater(int(exported["fileBytes"]), FILE_BYTES)
        readers = [self.download(exported["file"]) for _ in range(UNREAD)]
        system.until(lambda: attack_stack.requests_under_way() >= LET_IN, 20)
        self.assert_others_are_served()
        for reader in readers:
            reader.close()

    def download(self, file: str) -> socket.socket:
        """A connection that asks for the file and takes nothing of it."""
        asking = socket.socket()
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
        asking.settimeout(20)
        asking.connect(("127.0.0.1", system.port()))
        asking.sendall(f"GET /v1/{file}:download HTTP/1.1\r\nhost: x\r\n"
                       f"authorization: Bearer {system.token()}\r\n\r\n".encode())
        return asking


if __name__ == "__main__":
    unittest.main()
