"""mariadb-start with a real MariaDB in a folder of its own: begin, accounts, back-up, disaster, restore."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE / "mariadb-start"
CONFIGURATION = HERE.parent / "components/mariadb-galera/guanxi.cnf"
SCHEMAS = ("gateway", "customer", "lead", "workflow", "analytics")
PASSWORDS = {name: f"password-of-{name}-0123456789" for name in ("root", "probe", *SCHEMAS)}
READY_SECONDS = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """Node 0 of a cluster of one, in a folder below /tmp: the path of a socket is short."""

    def __init__(self) -> None:
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="gx", dir="/tmp"))
        self._process = None
        port, galera = free_port(), free_port()
        for folder in ("etc/guanxi/secrets", "etc/mysql/guanxi", "var/lib/mysql", "run/mysqld",
                       "backups"):
            (self.root / folder).mkdir(parents=True)
        for name, text in PASSWORDS.items():
            (self.root / f"etc/guanxi/secrets/{name}.password").write_text(text, encoding="utf-8")
        text = CONFIGURATION.read_text(encoding="utf-8")
        for path in ("/var/lib/mysql", "/run/mysqld"):
            text = text.replace(path, f"{self.root}{path}")
        text = text.replace("gcache.size=2G", "gcache.size=16M").replace(
            'wsrep_provider_options = "',
            f'wsrep_provider_options = "gmcast.listen_addr=tcp://127.0.0.1:{galera};')
        text += (f"port = {port}\ninnodb_buffer_pool_size = 64M\ninnodb_log_file_size = 32M\n" +
                 ("user = root\n" if os.getuid() == 0 else ""))
        (self.root / "etc/mysql/guanxi/guanxi.cnf").write_text(text, encoding="utf-8")
        self.environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME": "mariadb-0",
            "POD_IP": f"127.0.0.1:{galera}", "MYSQL_TCP_PORT": str(port),
            "MARIADB_START_ROOT": str(self.root), "MARIADB_START_MEMBERS": f"127.0.0.1:{galera}"}

    def start(self, **more: str) -> None:
        with (self.root / "log").open("ab") as log:
            self._process = subprocess.Popen([SCRIPT, "start"], stdout=log, stderr=log,
                                             env={**self.environment, **more})
        end = time.monotonic() + READY_SECONDS
        while self.run("ready").returncode != 0:
            if time.monotonic() > end or self._process.poll() is not None:
                raise AssertionError((self.root / "log").read_text("utf-8", "replace")[-4000:])
            time.sleep(0.1)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([SCRIPT, *arguments], env=self.environment, capture_output=True,
                              text=True, check=False)

    def sql(self, statement: str, user: str = "root", password: str = "") -> str:
        """What a statement prints; raises what the server says against it."""
        done = subprocess.run(
            ["mariadb", "--no-defaults", "--host=127.0.0.1", f"--user={user}", "--batch",
             "--skip-column-names", f"--password={password or PASSWORDS['root']}",
             f"--execute={statement}"],
            env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    def remove(self) -> None:
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)


class MariadbStartTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.node = Node()
        cls.addClassCleanup(cls.node.remove)
        cls.node.start(NEW_CLUSTER="yes")
        cls.done("accounts", "127.0.0.1")

    @classmethod
    def done(cls, *arguments: str) -> None:
        result = cls.node.run(*arguments)
        if result.returncode != 0:
            raise AssertionError(f"{arguments}: {result.stderr}")

    def back_ups(self) -> list[str]:
        return sorted(path.name for path in (self.node.root / "backups").glob("*.sql.gz"))

    def test_each_account_has_its_own_schema_and_no_other(self):
        own = ("guanxi_lead", PASSWORDS["lead"])
        self.node.sql("CREATE TABLE lead.own (id INT PRIMARY KEY)", *own)
        with self.assertRaisesRegex(AssertionError, "denied"):
            self.node.sql("CREATE TABLE customer.foreign_ (id INT PRIMARY KEY)", *own)

    def test_a_changed_password_is_given_when_accounts_are_made_again(self):
        file = self.node.root / "etc/guanxi/secrets/workflow.password"
        self.addCleanup(file.write_text, PASSWORDS["workflow"], encoding="utf-8")
        file.write_text("another-password-0123456789", encoding="utf-8")
        self.done("accounts", "127.0.0.1")
        self.node.sql("SELECT 1", "guanxi_workflow", "another-password-0123456789")
        with self.assertRaisesRegex(AssertionError, "denied"):
            self.node.sql("SELECT 1", "guanxi_workflow", PASSWORDS["workflow"])

    def test_a_password_that_is_no_word_is_refused(self):
        file = self.node.root / "etc/guanxi/secrets/workflow.password"
        self.addCleanup(file.write_text, PASSWORDS["workflow"], encoding="utf-8")
        file.write_text("'; DROP DATABASE lead; --", encoding="utf-8")
        result = self.node.run("accounts", "127.0.0.1")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("lead", self.node.sql("SHOW DATABASES"))

    def test_a_restore_brings_back_what_was_at_the_moment_of_the_back_up_and_nothing_else(self):
        self.node.sql("CREATE TABLE customer.rows_ (id INT PRIMARY KEY, bytes VARBINARY(8));"
                      "INSERT INTO customer.rows_ VALUES (1, x'00ff'), (2, '企业')")
        before = self.node.sql("SELECT id, HEX(bytes) FROM customer.rows_ ORDER BY id")
        self.done("backup", "127.0.0.1", "14")
        newest = self.back_ups()[-1]
        self.node.sql("DELETE FROM customer.rows_ WHERE id = 1;"
                      "INSERT INTO customer.rows_ VALUES (3, 'new');"
                      "CREATE TABLE lead.later (id INT PRIMARY KEY)")
        self.done("restore", "127.0.0.1", newest)
        self.assertEqual(self.node.sql("SELECT id, HEX(bytes) FROM customer.rows_ ORDER BY id"),
                         before)
        self.assertNotIn("later", self.node.sql("SHOW TABLES IN lead"))
        self.node.sql("SELECT 1 FROM customer.rows_", "guanxi_customer", PASSWORDS["customer"])

    def test_a_back_up_that_was_changed_is_not_restored(self):
        self.done("backup", "127.0.0.1", "14")
        newest = self.node.root / "backups" / self.back_ups()[-1]
        content = newest.read_bytes()
        newest.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        self.addCleanup(newest.unlink)
        self.assertNotEqual(self.node.run("restore", "127.0.0.1", newest.name).returncode, 0)
        self.assertIn("customer", self.node.sql("SHOW DATABASES"))

    def test_a_killed_node_goes_on_and_begins_no_other_cluster(self):
        cluster = self.node.sql("SHOW STATUS LIKE 'wsrep_cluster_state_uuid'")
        self.node.sql("CREATE TABLE IF NOT EXISTS gateway.kept (id INT PRIMARY KEY);"
                      "REPLACE INTO gateway.kept VALUES (7)")
        self.node.stop(signal.SIGKILL)
        self.node.start()
        self.assertEqual(self.node.sql("SELECT id FROM gateway.kept"), "7")
        self.assertEqual(self.node.sql("SHOW STATUS LIKE 'wsrep_cluster_state_uuid'"), cluster)

    def test_the_last_node_that_was_ended_in_good_order_begins_again(self):
        self.node.stop()
        self.node.start()
        self.assertEqual(self.node.sql("SELECT 1"), "1")


if __name__ == "__main__":
    unittest.main()
