"""Attacks by uploads: rows that are deep or wide, streams that drip, files that stay."""
import json
import socket
import threading
import unittest
import uuid

import attack_stack
import rest
import stack
import system

DEEP = 130_000
IMPORT = "/v1/customers:import?format={}&sourceSystem={}"


def setUpModule():
    attack_stack.enter()


def upload(content: bytes, form: str = "JSON_LINES", who: str = "demo"):
    return rest.call("POST", IMPORT.format(form, f"s{uuid.uuid4().hex[:8]}"), content, who=who,
                     headers={"content-type": "application/octet-stream"}, timeout=60)


def outcome(operation: dict, who: str = "demo") -> dict:
    """The operation when it is done, however it ended."""
    def done():
        found = rest.ok("GET", f"/v1/{operation['name']}", who=who)
        return found if found.get("done") else None
    return system.until(done, 60)


class RowsTest(attack_stack.AttackCase):

    def assert_refused(self, row: bytes, rows: int = 1):
        good = json.dumps({"type": "ORGANIZATION", "displayName": f"好{uuid.uuid4().hex}"}).encode()
        answer = upload(b"\n".join([row] * rows + [good]) + b"\n")
        if answer.status != 200:
            self.assertEqual(answer.status, 400, answer.body[:500])
            return
        done = outcome(answer.json)
        if "error" in done:
            self.assertTrue(done["error"]["message"], done)
        else:
            counts = done["response"]["counts"]
            self.assertEqual((int(counts["failed"]), int(counts["created"])), (rows, 1), counts)

    def test_deep_rows_are_refused_and_kill_nobody(self):
        for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
            for member in (b"nosuch", b"custom", b"phones", b"displayName"):
                with self.subTest(member=member, opening=opening):
                    middle = b"1" if opening != b"[" else b""
                    self.assert_refused(b'{"displayName":"x","%s":%s%s%s}' % (
                        member, opening * DEEP, middle, closing * DEEP))
                    self.assertIsNotNone(stack.processes.load("customer-svc", system.SETTINGS.run),
                                         "customer-svc is dead")
        self.assert_refused(b"[" * DEEP)

    def test_wide_rows_are_refused(self):
        for member in (b"", b'"custom":{', b'"externalIds":{'):
            wide = b",".join(b'"k%d":""' % number for number in range(20_000))
            with self.subTest(member=member):
                self.assert_refused(b'{"displayName":"x",' + member + wide
                                    + (b"}" if member else b"") + b"}", rows=5)


class Drip(threading.Thread):
    """An upload of one byte every second that never ends of itself."""

    def __init__(self, source: str = "127.0.0.1"):
        super().__init__(daemon=True)
        self.socket = attack_stack.connect(source)
        self.answer = b""
        self.ended = False
        self.stopped = threading.Event()
        path = IMPORT.format("TEXT_LINES", "drip")
        self.socket.sendall(
            f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {system.token()}\r\n"
            "content-type: application/octet-stream\r\ntransfer-encoding: chunked\r\n\r\n".encode())
        self.start()

    def run(self):
        self.socket.settimeout(1.0)
        while not self.stopped.is_set() and not self.ended:
            try:
                self.socket.sendall(b"1\r\nx\r\n")
                self.answer += self.socket.recv(4096)
                self.ended = True
            except TimeoutError:
                continue
            except OSError:
                self.ended = True
        self.socket.close()

    @property
    def status(self) -> int:
        return int(self.answer.split()[1]) if self.answer else 0


class DrippingTest(attack_stack.AttackCase):

    def test_dripping_uploads_end_and_stop_nobodys_transfers(self):
        drips = [Drip() for _ in range(4)]
        try:
            self.assertEqual(upload("别家公司\n".encode(), "TEXT_LINES", who="other").status, 200)
            own = system.until(lambda: upload("自家公司\n".encode(), "TEXT_LINES").status == 200, 60)
            self.assertTrue(own)
            system.until(lambda: all(drip.ended for drip in drips), 60)
            self.assertTrue(all(drip.status >= 400 for drip in drips),
                            [drip.answer[:100] for drip in drips])
        finally:
            for drip in drips:
                drip.stopped.set()


class StoredTest(attack_stack.AttackCase):

    def test_a_tenant_stores_no_more_than_its_quota(self):
        self.addCleanup(attack_stack.end_operations)
        line = b"x" * 100_000 + b"\n"  # no name is so long: nothing is created
        answers = [upload(line * (attack_stack.FILE_BYTES // 3 // len(line)), "TEXT_LINES")
                   for _ in range(5)]
        self.assertEqual({answer.status for answer in answers}, {200, 429},
                         [answer.body[:200] for answer in answers])
        self.assertLessEqual(attack_stack.stored_bytes(), 2 * attack_stack.FILE_BYTES)
        self.assertEqual(upload("别家三号\n".encode(), "TEXT_LINES", who="other").status, 200)

    def test_an_upload_that_breaks_off_leaves_nothing(self):
        before = attack_stack.stored_bytes()
        for _ in range(3):
            with attack_stack.connect() as broken:
                broken.sendall(
                    f"POST {IMPORT.format('TEXT_LINES', 'broken')} HTTP/1.1\r\nhost: x\r\n"
                    f"authorization: Bearer {system.token()}\r\ncontent-length: 99999999\r\n"
                    "content-type: application/octet-stream\r\n\r\n".encode())
                for _ in range(4):
                    broken.sendall(b"x" * 500_000)
                broken.shutdown(socket.SHUT_RDWR)
        system.until(lambda: attack_stack.stored_bytes() <= before, 30)


if __name__ == "__main__":
    unittest.main()
