"""Feeds: a company is looked up over HTTP, what speaks against it reaches its contracts."""
import http.server
import json
import unittest
import urllib.parse
import uuid

import business_clock
import rest
import sinks
import system
from automation import enabled_rule, new, todos_about

CODE = "91350100M000100Y43"


class FeedServer(http.server.ThreadingHTTPServer):
    """Answers GETs below /v1 by what `knows` has under their path, and 404."""

    daemon_threads = True

    def __init__(self):
        super().__init__((sinks.HOST, 0), _Teller)
        self.knows: dict[str, dict] = {}
        self.asked: list[tuple[str, dict]] = []  # path, headers by names in small letters

    @property
    def url(self) -> str:
        return f"http://{sinks.HOST}:{self.server_port}/v1"


class _Teller(http.server.BaseHTTPRequestHandler):

    def do_GET(self):  # pylint: disable=invalid-name
        path = urllib.parse.urlsplit(self.path).path
        self.server.asked.append(
            (self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = self.server.knows.get(path)
        body = json.dumps(answer or {}).encode()
        self.send_response(200 if answer else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Feeds(unittest.TestCase):

    def setUp(self):
        self.server = self.enterContext(sinks.running(FeedServer()))
        self.customer = new("customers", {
            "type": "ORGANIZATION", "displayName": f"云帆科技 {uuid.uuid4().hex[:8]}",
            "organization": {"creditCode": CODE}})

    def feed(self, kind, **fields):
        made = new("feeds", {"displayName": kind, "kind": kind, "url": self.server.url, **fields})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{made['name']}")
        return made

    def enrich(self, feed):
        asked = new(f"{self.customer['name']}:enrich", {"feeds": [feed["name"]]})["enrichments"][0]
        system.until(lambda: self.read(asked)["state"] != "QUEUED")
        return self.read(asked)

    @staticmethod
    def read(record):
        return rest.ok("GET", f"/v1/{record['name']}")

    def below(self, kind, key):
        return rest.ok("GET", f"/v1/{self.customer['name']}/{kind}").get(key, [])

    def test_a_register_fills_the_customer_by_a_secret_that_nobody_sees(self):
        self.server.knows[f"/v1/companies/{CODE}"] = {
            "name": "云帆科技有限公司", "creditCode": CODE, "status": "存续",
            "legalRepresentative": "李明", "registeredCapital": "1000万元人民币",
            "businessScope": "软件开发", "establishDate": "2010-05-06",
            "shareholders": [{"name": "王芳", "percent": "60"}, {"name": "李明", "percent": "40"}]}
        feed = self.feed("REGISTRY")
        secret = uuid.uuid4().hex
        shown = new(f"{feed['name']}:setSecret", {"secret": secret})
        self.assertTrue(shown["hasSecret"])
        self.assertNotIn(secret, json.dumps(shown))
        self.assertEqual(self.enrich(feed)["state"], "DONE")
        self.assertEqual(self.server.asked[-1][1]["authorization"], f"Bearer {secret}")
        filled = self.read(self.customer)["organization"]
        self.assertEqual((filled["businessScope"], filled["legalRepresentative"],
                          filled["registeredCapital"]["units"]), ("软件开发", "李明", "10000000"))
        finding, = self.below("findings", "findings")
        self.assertEqual(finding["registry"]["shareholders"][0],
                         {"displayName": "王芳", "shareBasisPoints": 6000})

    def test_a_lawsuit_warns_before_a_contract_is_signed_and_sets_off_a_rule(self):
        enabled_rule(self, {
            "displayName": "高风险", "resourceType": "guanxi.dev/RiskSignal",
            "trigger": {"record": {"kinds": ["CREATED"]}}, "condition": "severity = RISK_HIGH",
            "actions": [{"todo": {"title": "核查风险"}}]})
        contract = new("contracts", {
            "displayName": "年度框架", "customer": self.customer["name"], "type": "SALES",
            "amount": {"currencyCode": "CNY", "units": "1000"}})
        self.assertNotIn("customerRiskSeverity", contract)
        self.server.knows["/v1/cases"] = {"items": [
            {"id": "c1", "title": "买卖合同纠纷 执行", "role": "EXECUTED", "time": "2026-01-05"}]}
        self.assertEqual(self.enrich(self.feed("LITIGATION"))["findingCount"], "1")
        signal, = self.below("riskSignals", "riskSignals")
        self.assertEqual((signal["kind"], signal["severity"], signal["state"]),
                         ("LAWSUIT", "RISK_HIGH", "OPEN"))
        self.assertEqual(self.read(self.customer)["riskSeverity"], "RISK_HIGH")
        system.until(lambda: self.read(contract).get("customerRiskSeverity") == "RISK_HIGH")
        system.until(lambda: todos_about(self.customer))
        rest.ok("PATCH", f"/v1/{signal['name']}", {"state": "RESOLVED", "resolution": "已付清"})
        system.until(lambda: "customerRiskSeverity" not in self.read(contract))

    def test_it_is_looked_up_again_in_time(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.server.knows["/v1/opinions"] = {"items": []}
        feed = self.feed("OPINION", refreshHours=24)
        before = self.enrich(feed)
        asked = len(self.server.asked)
        business_clock.move(hours=25)
        system.until(lambda: len(self.server.asked) > asked)
        system.until(lambda: self.read(before)["successTime"] != before["successTime"])

    def test_a_feed_within_the_house_is_not_called(self):
        feed = self.feed("TENDERS")
        rest.ok("PATCH", f"/v1/{feed['name']}", {"url": "https://127.0.0.1:1/v1"})
        self.assertEqual(self.enrich(feed)["error"], "ADDRESS_FORBIDDEN")
        self.assertEqual(self.read(feed)["state"], "PAUSED")


if __name__ == "__main__":
    unittest.main()
