"""A lead's whole way over REST: from a stranger's form to a customer; one who comes at night."""
import datetime
import json
import unittest
import uuid

import business_clock
import http_client
import jwt_tools
import rest
import system
from automation import todos_about
from capture_test import new, number


class Journey(unittest.TestCase):

    def test_from_a_strangers_form_to_a_customer(self):
        chen = jwt_tools.claims_of(system.token("demo/chen"))["sub"]
        source = new("leadSources", {"displayName": f"旅程 {uuid.uuid4()}", "channel": "WEB_FORM"})
        form = new("captureForms", {
            "displayName": "试用", "source": source["name"], "published": True, "fields": [
                {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
                 "leadField": "display_name"},
                {"key": "firm", "displayName": "公司", "type": "TEXT", "leadField": "company"},
                {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
        rule = new("assignmentRules", {
            "displayName": "旅程", "strategy": "ROUND_ROBIN", "assignees": [{"user": chen}],
            "condition": f'source = "{source["name"]}"'})
        place = rest.ok("GET", f"/v1/{form['name']}:locate")
        phone = number()
        sent = http_client.call(
            system.port(), "POST", place["submitPath"],
            json.dumps({"who": "王芳", "firm": "云帆科技", "phone": phone}).encode(),
            {"content-type": "application/json"}, 30.0, "127.0.0.79")
        self.assertEqual(sent.status, 200, sent.body)
        lead = rest.ok("GET", "/v1/leads:search", query={"query": phone})["leads"][0]
        self.assertEqual(lead["owner"], chen)
        decisions = rest.ok("GET", f"/v1/{lead['name']}/assignmentDecisions")
        self.assertEqual(decisions["assignmentDecisions"][0]["rule"], rule["name"])
        pool = rest.ok("POST", "/v1/leadPools", {
            "displayName": f"池 {uuid.uuid4()}", "shownFields": ["source"], "claimsPerDay": 1})
        rest.ok("POST", f"/v1/{lead['name']}:release", {"pool": pool["name"], "reason": "未联系"})
        shown = rest.ok("GET", f"/v1/leadPools/{pool['name']}/records", who="demo/chen")["leads"]
        self.assertEqual([one["name"] for one in shown], [lead["name"]])
        self.assertNotIn("phones", shown[0])
        claimed = rest.ok("POST", f"/v1/{lead['name']}:claim", {}, who="demo/chen")
        self.assertEqual(claimed["owner"], chen)
        again = rest.call("POST", f"/v1/{lead['name']}:claim", {}, who="demo/chen")
        self.assertIn(again.reason, ("ALREADY_CLAIMED", "POOL_DAY_FULL"))
        rest.ok("POST", f"/v1/{lead['name']}:qualify", {}, who="demo/chen")
        converted = rest.ok("POST", f"/v1/{lead['name']}:convert", {}, who="demo/chen")
        self.assertEqual(converted["state"], "CONVERTED")
        customer = rest.ok("GET", f"/v1/{converted['customer']}", who="demo/chen")
        self.assertEqual((customer["displayName"], customer["owner"]), ("云帆科技", chen))
        found = rest.ok("GET", "/v1/leads", query={"filter": f'customer = "{customer["name"]}"'})
        touches = rest.ok("GET", f"/v1/{found['leads'][0]['name']}/touches")["touches"]
        self.assertEqual(len(touches), 1)
        rest.ok("DELETE", f"/v1/{rule['name']}")


class Night(unittest.TestCase):
    """Nobody of those who may get leads is there."""

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        page = rest.ok("GET", "/v1/assignmentRules", query={"pageSize": "1000"})
        for rule in page.get("assignmentRules", []):
            if not rule.get("disabled"):
                self.switch(rule, True)
                self.addCleanup(self.switch, rule, False)

    @staticmethod
    def switch(rule, disabled):
        rest.ok("PATCH", f"/v1/{rule['name']}", {"disabled": disabled},
                query={"updateMask": "disabled"})

    def test_who_comes_then_is_given_to_who_is_back_by_itself(self):
        chen = jwt_tools.claims_of(system.token("demo/chen"))["sub"]
        source = new("leadSources", {"displayName": f"夜 {uuid.uuid4()}", "channel": "PHONE"})
        begin, end = (f"{business_clock.now() + datetime.timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"
                      for hours in (-1, 1))
        rule = new("assignmentRules", {
            "displayName": "夜", "strategy": "ROUND_ROBIN",
            "condition": f'source = "{source["name"]}"',
            "assignees": [{"user": chen, "absences": [{"startTime": begin, "endTime": end}]}]})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{rule['name']}")
        lead = rest.ok("GET", "/v1/" + new("leads:capture", {
            "source": source["name"],
            "values": {"display_name": "王芳", "phones": number()}})["lead"])
        self.assertNotIn("owner", lead)
        [decision] = rest.ok("GET", f"/v1/{lead['name']}/assignmentDecisions")[
            "assignmentDecisions"]
        self.assertEqual(decision["candidates"][0]["excluded"], "absent")
        business_clock.move(hours=2)
        system.until(lambda: rest.ok("GET", f"/v1/{lead['name']}").get("owner") == chen, 60)
        system.until(lambda: todos_about(lead, "联系新线索"), 60)


if __name__ == "__main__":
    unittest.main()
