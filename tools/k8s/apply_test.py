"""k8s/apply against a kubectl that writes down what it is asked, and fails where it is told to."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]

KUBECTL = '''#!/usr/bin/python3
import json, pathlib, sys
here = pathlib.Path(__file__).parent
words = sys.argv[1:]
text = "" if words[0] == "kustomize" else sys.stdin.read()
if words[0] == "apply":
    items = json.loads(text)["items"]
    words += [one["kind"] + "/" + one["metadata"]["name"] for one in items]
    with (here / "renewed").open("a") as renewed:
        for one in items:
            if one["metadata"]["name"].endswith("-renew"):
                [container] = one["spec"]["template"]["spec"]["containers"]
                renewed.write(json.dumps(container["args"]) + "\\n")
with (here / "calls").open("a") as calls:
    calls.write(json.dumps(words) + "\\n")
fails = (here / "fails").read_text().split()
if words[0] == "kustomize":
    print((here / "objects.yaml").read_text())
elif words[0] == "get" and "job" in words:
    print(json.dumps({"status": {} if words[3] in fails else {"succeeded": 1}}))
elif words[0] == "get" and "pvc" in words and "data-mariadb-0" in fails:
    print("persistentvolumeclaim/data-mariadb-0")
elif words[0] == "wait":
    failed = words[-1].split("/")[1] in fails
    sys.exit(0 if failed == ("--for=condition=Failed" in words) else 1)
elif words[0] == "logs":
    print("db.migration_failed")
'''


def thing(kind: str, name: str, component: str = "") -> dict:
    return {"apiVersion": "v1", "kind": kind, "metadata": {
        "name": name, "namespace": "guanxi", "labels": {"app.kubernetes.io/component": component}}}


OBJECTS = [
    thing("Deployment", "gateway", "service"), thing("ConfigMap", "settings"),
    thing("HorizontalPodAutoscaler", "gateway", "service"),
    thing("Job", "gateway-migrate", "migration"), thing("Job", "lead-svc-migrate", "migration"),
    thing("Job", "mariadb-accounts", "database-accounts"), thing("Namespace", "guanxi"),
    thing("StatefulSet", "mariadb", "database"), thing("Service", "gateway", "service"),
]


class ApplyTest(unittest.TestCase):

    def run_it(self, objects: list, fails: str = "", *options: str):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "kubectl").write_text(KUBECTL, encoding="utf-8")
            (folder / "fails").write_text(fails, encoding="utf-8")
            (folder / "objects.yaml").write_text(yaml.safe_dump_all(objects), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-B", ROOT / "k8s/apply", "overlay", *options,
                 "--kubectl", f"/usr/bin/python3 {folder}/kubectl"],
                capture_output=True, text=True, check=False)
            self.renewed = [json.loads(line) for line in (
                (folder / "renewed").read_text(encoding="utf-8").splitlines()
                if (folder / "renewed").exists() else [])]
            self.calls = [json.loads(line) for line in
                          (folder / "calls").read_text(encoding="utf-8").splitlines()]
        return done

    def applied(self) -> list[str]:
        """All that was applied, in order."""
        return [word for call in self.calls if call[0] == "apply" for word in call if "/" in word]

    def test_what_others_stand_on_comes_first_and_services_last(self):
        self.assertEqual(self.run_it(OBJECTS).returncode, 0)
        self.assertEqual(self.applied(), [
            "Namespace/guanxi", "ConfigMap/settings", "Service/gateway", "StatefulSet/mariadb",
            "Job/mariadb-accounts", "Job/gateway-migrate", "Job/lead-svc-migrate",
            "Deployment/gateway", "HorizontalPodAutoscaler/gateway"])

    def test_waits_for_the_database_before_its_accounts_and_for_services_at_the_end(self):
        self.run_it(OBJECTS)
        waits = [call[2] for call in self.calls if call[:2] == ["rollout", "status"]]
        self.assertEqual(waits, ["statefulset/mariadb", "deployment/gateway"])

    def test_jobs_of_a_former_run_are_removed(self):
        self.run_it(OBJECTS)
        removed = [call[2] for call in self.calls if call[:2] == ["delete", "job"]]
        self.assertEqual(removed, ["mariadb-accounts", "gateway-migrate", "lead-svc-migrate"])

    def test_a_migration_that_fails_ends_it_with_its_log_before_any_service(self):
        done = self.run_it(OBJECTS, "lead-svc-migrate")
        self.assertEqual(done.returncode, 1)
        self.assertIn("lead-svc-migrate failed", done.stderr)
        self.assertIn("db.migration_failed", done.stderr)
        self.assertNotIn("Deployment/gateway", self.applied())

    def test_a_job_that_no_stage_would_run_is_refused(self):
        done = self.run_it([*OBJECTS, thing("Job", "forgotten", "other")])
        self.assertEqual(done.returncode, 1)
        self.assertIn("forgotten", done.stderr)
        self.assertEqual(self.applied(), [])

    def test_a_database_is_begun_once_and_never_where_there_is_one(self):
        self.assertEqual(self.run_it(OBJECTS, "", "--new-database").returncode, 0)
        verbs = [call[:2] for call in self.calls]
        self.assertLess(verbs.index(["create", "configmap"]), verbs.index(["rollout", "status"]))
        self.assertLess(verbs.index(["rollout", "status"]), verbs.index(["delete", "configmap"]))
        done = self.run_it(OBJECTS, "data-mariadb-0", "--new-database")
        self.assertEqual(done.returncode, 1)
        self.assertNotIn(["create", "configmap"], [call[:2] for call in self.calls])

    def test_after_a_restore_event_logs_are_renewed_before_services_start(self):
        migration = thing("Job", "lead-svc-migrate", "migration")
        migration["spec"] = {"template": {"spec": {"containers": [
            {"name": "migrate", "args": ["--migrate", "--db_host=h", "--bootstrap_file=/f"]}]}}}
        objects = [thing("Deployment", "lead-svc", "service"), migration]
        self.assertEqual(self.run_it(objects, "", "--restored").returncode, 0)
        self.assertEqual(self.applied(),
                         ["Job/lead-svc-migrate", "Job/lead-svc-renew", "Deployment/lead-svc"])
        self.assertEqual(self.renewed, [["--db_host=h", "--renew_event_log"]])
        [woken] = [call for call in self.calls if call[0] == "scale"]
        self.assertEqual(woken[2:5], ["lead-svc", "--current-replicas=0", "--replicas=1"])
        self.run_it(objects)
        self.assertNotIn("Job/lead-svc-renew", self.applied())
        self.assertNotIn("scale", [call[0] for call in self.calls])

    def test_without_that_no_database_is_begun(self):
        self.run_it(OBJECTS)
        self.assertNotIn("configmap", [call[1] for call in self.calls])


if __name__ == "__main__":
    unittest.main()
