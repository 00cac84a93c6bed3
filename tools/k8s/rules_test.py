"""Rules whose faults a whole installation cannot show well: selectors, references, metrics, secrets."""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

import yaml

import manifests
import metric_rules
import suite_rules

ROOT = pathlib.Path(__file__).resolve().parents[2]


def deployment(**pod) -> dict:
    return {"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "a", "namespace": "n"},
            "spec": {"template": {"metadata": {"labels": {"app": "a"}}, "spec": pod}}}


class ManifestsTest(unittest.TestCase):

    def test_a_key_that_is_there_twice_is_no_yaml(self):
        with self.assertRaises(yaml.YAMLError):
            manifests.parse("a: 1\na: 2\n")

    def test_what_looks_like_a_date_is_a_text(self):
        self.assertEqual(manifests.parse("a: 2026-11-30\n"), [{"a": "2026-11-30"}])

    def test_selectors(self):
        own = {"app": "a", "tier": "x"}
        for selector, wanted in [
                ({}, True), (None, True),
                ({"matchLabels": {"app": "a"}}, True),
                ({"matchLabels": {"app": "b"}}, False),
                ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["a"]}]}, True),
                ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["a"]}]}, False),
                ({"matchExpressions": [{"key": "none", "operator": "Exists"}]}, False),
                ({"matchExpressions": [{"key": "none", "operator": "DoesNotExist"}]}, True),
                ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False)]:
            self.assertEqual(manifests.selects(selector, own), wanted, selector)


class ReferencesTest(unittest.TestCase):

    def missing(self, one: dict, external=frozenset()) -> list[str]:
        return [fault.text for fault in suite_rules.faults([one], external)
                if fault.rule == "reference"]

    def test_what_is_optional_or_made_elsewhere_may_be_missing(self):
        one = deployment(volumes=[
            {"name": "a", "secret": {"secretName": "kept"}},
            {"name": "b", "projected": {"sources": [
                {"secret": {"name": "inner"}}, {"secret": {"name": "perhaps", "optional": True}}]}}])
        account = "there is no ServiceAccount/default"
        self.assertEqual(self.missing(one), [account, "there is no Secret/kept",
                                             "there is no Secret/inner"])
        self.assertEqual(self.missing(one, frozenset({"Secret/kept", "Secret/inner"})), [account])


class GracePeriodTest(unittest.TestCase):

    def faults(self, seconds: int, *arguments: str) -> list:
        one = deployment(terminationGracePeriodSeconds=seconds,
                         containers=[{"name": "c", "args": list(arguments)}])
        return [fault for fault in suite_rules.faults([one]) if fault.rule == "grace-period"]

    def test_is_the_sum_of_what_the_flags_say_and_some(self):
        flags = ("--lame_duck=8s", "--drain_timeout=1m")
        self.assertTrue(self.faults(82, *flags))
        self.assertFalse(self.faults(83, *flags))
        self.assertFalse(self.faults(5, "--lame_ducks=90s"))


class MetricsTest(unittest.TestCase):

    def setUp(self):
        self._metrics = metric_rules.metrics
        metric_rules.metrics = lambda: frozenset({"guanxi_a_seconds", "guanxi_b_total"})

    def tearDown(self):
        metric_rules.metrics = self._metrics

    def unknown(self, expression: str) -> list[str]:
        return (metric_rules._unknown_metrics(expression) +
                metric_rules._foreign_metrics(expression))

    def test_a_histogram_has_three_series(self):
        self.assertEqual(self.unknown("rate(guanxi_a_seconds_bucket[5m]) / guanxi_a_seconds_count"),
                         [])

    def test_finds_those_that_nothing_makes_wherever_they_stand(self):
        self.assertEqual(self.unknown("sum by (le) (rate(guanxi_c_total[5m])) > 0"),
                         ["guanxi_c_total"])
        self.assertEqual(self.unknown("absent(guanxi_d{a=\"b\"})"), ["guanxi_d"])
        self.assertEqual(self.unknown("guanxi_b_total and guanxi_e"), ["guanxi_e"])
        self.assertEqual(self.unknown("mysql_up{a=\"b\"} == 0"), ["mysql_up"])
        self.assertEqual(self.unknown("kube_x{a=\"b\"} == 0"), [])


class SecretsTest(unittest.TestCase):

    def make(self, folder: str) -> dict[str, str]:
        subprocess.run([sys.executable, "-B", ROOT / "k8s/secrets", folder, "--tls"], check=True)
        return {str(path.relative_to(folder)): path.read_text("utf-8")
                for path in pathlib.Path(folder).rglob("*") if path.is_file()}

    def test_are_readable_for_their_owner_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            self.make(folder)
            for path in pathlib.Path(folder).rglob("*"):
                if path.is_file() and path.name != "kustomization.yaml":
                    self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)

    def test_stay_what_they_are_and_are_completed(self):
        with tempfile.TemporaryDirectory() as folder:
            first = self.make(folder)
            self.assertEqual(self.make(folder), first)
            os.unlink(f"{folder}/lead-svc/account.secret")
            second = self.make(folder)
            changed = {name for name in first if first[name] != second.get(name)}
            self.assertEqual(changed, {"lead-svc/account.secret", "gateway-bootstrap/tenants.json"})

    def test_the_gateway_knows_each_service_by_its_own_secret(self):
        with tempfile.TemporaryDirectory() as folder:
            made = self.make(folder)
        accounts = json.loads(made["gateway-bootstrap/tenants.json"])["services"]
        self.assertGreaterEqual(len(accounts), 3)
        for account in accounts:
            self.assertEqual(made[f"{account['name']}/account.secret"], account["secret"])

    def test_certificates_name_their_service_and_are_the_authority_s(self):
        with tempfile.TemporaryDirectory() as folder:
            self.make(folder)
            text = subprocess.run(
                ["openssl", "x509", "-noout", "-ext", "subjectAltName", "-in",
                 f"{folder}/lead-svc-tls/tls.crt"], check=True, capture_output=True,
                text=True).stdout
            subprocess.run(["openssl", "verify", "-CAfile", f"{folder}/lead-svc-tls/ca.crt",
                            f"{folder}/lead-svc-tls/tls.crt"], check=True, capture_output=True)
        self.assertIn("DNS:lead-svc", text)

    def test_the_authority_s_key_is_in_no_secret(self):
        with tempfile.TemporaryDirectory() as folder:
            made = self.make(folder)
        self.assertNotIn("authority", made["kustomization.yaml"])


if __name__ == "__main__":
    unittest.main()
