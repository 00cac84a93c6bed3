"""The same from Node: @grpc/grpc-js as a server uses it, gRPC-Web as a browser does and as
a page in a real one does."""
import os
import pathlib
import subprocess
import unittest

import people
import system
from settings import ROOT

PROTO_PATH = f"{ROOT / 'protos'}:{ROOT / 'node_modules' / 'google-proto-files'}"
SECONDS = 180


class NodeClients(unittest.TestCase):

    def run_client(self, script: str, least: int = 5) -> None:
        folder = pathlib.Path(os.environ["GUANXI_E2E_NODE"])
        done = subprocess.run(
            ["node", script], cwd=folder, text=True, capture_output=True, check=False,
            timeout=SECONDS, stdin=subprocess.DEVNULL,
            env={**os.environ, "EDGE": system.address(), "TOKEN": system.token(),
                 "OWNER": people.new_user(), "PROTO_PATH": PROTO_PATH})
        lines = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "not ok "))]
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(len(lines), least, done.stdout + done.stderr)
        for line in lines:
            with self.subTest(line.removeprefix("not ").removeprefix("ok ")):
                self.assertTrue(line.startswith("ok "), line)

    def test_grpc_js(self):
        self.run_client("grpcjs_client.mjs")

    def test_grpc_web(self):
        self.run_client("grpcweb_client.mjs")

    def test_a_page_in_chromium(self):
        self.run_client("chromium_client.mjs", least=1)

    def test_the_example_of_a_form_in_chromium(self):
        self.run_client("form_page_client.mjs", least=2)


if __name__ == "__main__":
    unittest.main()
