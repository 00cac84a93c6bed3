"""A lead nobody calls in time, over REST and on a business clock that the tests move: a stranger's
form, a to-do, a reminder, the pool; then it is claimed, called and becomes a customer. Every step
stands in its history and among the events."""
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

# Shorter than the clock that the demo tenant has for all leads, which is not to act here.
TARGET, WARNING = "1800s", "900s"


class FirstCall(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.mark = f"首呼 {uuid.uuid4().hex[:10]}"
        self.chen, self.sun = (jwt_tools.claims_of(system.token(f"demo/{login}"))["sub"]
                               for login in ("chen", "sun"))
        source = new("leadSources", {"displayName": self.mark, "channel": "WEB_FORM"})["name"]
        self.form = new("captureForms", {
            "displayName": "试用", "source": source, "published": True, "fields": [
                {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
                 "leadField": "display_name"},
                {"key": "firm", "displayName": "公司", "type": "TEXT", "leadField": "company"},
                {"key": "region", "displayName": "省份", "type": "TEXT", "leadField": "region"},
                {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
        rule = new("assignmentRules", {
            "displayName": self.mark, "strategy": "ROUND_ROBIN",
            "assignees": [{"user": self.chen, "regions": ["浙江"]}],
            "condition": f'source = "{source}"'})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{rule['name']}")
        self.policy = new("slaPolicies", {
            "displayName": self.mark, "resourceType": "guanxi.dev/Lead", "enabled": True,
            "startCondition": f'changed("owner") AND owner:* AND source = "{source}"',
            "stopCondition": 'changed("last_call_time") OR NOT owner:*',
            "target": TARGET, "stages": [{"after": WARNING}]})["name"]
        self.addCleanup(rest.ok, "PATCH", f"/v1/{self.policy}", {"enabled": False},
                        query={"updateMask": "enabled"})
        self.pool = new("leadPools", {"displayName": self.mark, "shownFields": ["region"],
                                      "recyclePolicies": [self.policy]})["name"]
        self.events = rest.ok("GET", "/v1/leadEvents")["nextToken"]

    def come(self, phone, address):
        """A stranger sends the form."""
        path = rest.ok("GET", f"/v1/{self.form['name']}:locate")["submitPath"]
        body = json.dumps({"who": "王芳", "firm": self.mark, "region": "浙江省", "phone": phone})
        sent = http_client.call(system.port(), "POST", path, body.encode(),
                                {"content-type": "application/json"}, 30.0, address)
        self.assertEqual((sent.status, sent.json), (200, {"accepted": True}), sent.body)

    def read(self, lead):
        return rest.ok("GET", f"/v1/{lead['name']}")

    def clock(self, lead):
        """The last one of this test's policy for the lead; None if there is none."""
        page = rest.ok("GET", "/v1/slaClocks", query={
            "filter": f'policy = "{self.policy}" AND subject = "{lead["name"]}"',
            "orderBy": "create_time desc"})
        return page["slaClocks"][0] if page.get("slaClocks") else None

    def wait(self, lead, condition):
        def seen():
            clock = self.clock(lead)
            return clock if clock and condition(clock) else None
        return system.until(seen, 60)

    def facts(self):
        """What happened to leads since the test began, as events tell."""
        found, token = [], self.events
        for _ in range(100):
            page = rest.ok("GET", "/v1/leadEvents", query={"token": token})
            found += [(one["name"], one["change"].get("fact", ""))
                      for one in page.get("events", [])]
            if page["nextToken"] == token or not page.get("events"):
                return found
            token = page["nextToken"]
        return found

    def test_nobody_calls_then_somebody_does(self):
        phone = number()
        self.come(phone, "127.0.0.81")
        [lead] = rest.ok("GET", "/v1/leads:search", query={"query": phone})["leads"]
        self.assertEqual(lead["owner"], self.chen)
        score = rest.ok("GET", f"/v1/{lead['name']}:explainScore")
        self.assertEqual(score.get("grade"), self.read(lead).get("grade"))
        self.assertTrue(score["behaviorReasons"])
        decision = rest.ok("GET", f"/v1/{lead['name']}/assignmentDecisions")
        self.assertEqual(len(decision["assignmentDecisions"]), 1)
        system.until(lambda: todos_about(lead, "联系新线索"), 60)
        clock = self.wait(lead, lambda clock: clock["state"] == "RUNNING")
        self.assertEqual(clock["owner"], self.chen)
        # Nobody calls: a reminder, then the pool.
        business_clock.move(minutes=16)
        self.wait(lead, lambda clock: "reachTime" in clock["stages"][0])
        system.until(lambda: self.told("SLA_WARNING", clock), 60)
        self.assertEqual(self.read(lead)["owner"], self.chen)
        business_clock.move(minutes=16)
        system.until(lambda: self.read(lead).get("pool") == self.pool, 60)
        recycled = self.read(lead)
        self.assertEqual((recycled.get("owner", ""), recycled["lastOwner"],
                          recycled["poolStay"]["cause"], recycled["poolStay"]["reason"]),
                         ("", self.chen, "BREACHED", clock["name"]))
        self.wait(lead, lambda clock: clock["state"] == "STOPPED")
        # One who came in is one to-do, though he was made, given to somebody and touched at once.
        self.assertEqual(len(todos_about(lead, "联系新线索")), 1)
        # Claimed: the next one has a clock of his own, and calls.
        claimed = rest.ok("POST", f"/v1/{lead['name']}:claim", {}, who="demo/sun")
        self.assertEqual(claimed["owner"], self.sun)
        second = self.wait(lead, lambda clock: clock["state"] == "RUNNING")
        self.assertEqual((second["owner"], second["round"]), (self.sun, 2))
        self.call(lead)
        stopped = self.wait(lead, lambda clock: clock["state"] == "STOPPED")
        self.assertNotIn("breachTime", stopped)
        rest.ok("POST", f"/v1/{lead['name']}:qualify", {}, who="demo/sun")
        converted = rest.ok("POST", f"/v1/{lead['name']}:convert", {}, who="demo/sun")
        self.assertEqual(converted["state"], "CONVERTED")
        history = json.dumps(rest.ok("GET", f"/v1/{lead['name']}:listChanges",
                                     query={"pageSize": "1000"}))
        for step in ("pool.recycled", "pool.claimed", "CONVERTED"):
            self.assertIn(step, history)
        system.until(lambda: {(lead["name"], "pool.recycled"),
                              (lead["name"], "pool.claimed")} <= set(self.facts()), 60)

    def call(self, lead):
        """An outbound call with an outcome, by who claimed the lead."""
        now = business_clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        rest.ok("POST", f"/v1/{lead['name']}/interactions", {
            "channel": "CALL", "direction": "OUTBOUND", "outcome": "REACHED", "occurTime": now,
            "summary": "约了演示"}, who="demo/sun")

    def told(self, kind, clock):
        page = rest.ok("GET", "/v1/notifications", who="demo/chen", query={
            "filter": f"kind = {kind}", "pageSize": "1000"})
        return [one for one in page.get("notifications", []) if one["source"] == clock["name"]]

    def test_a_known_customer_is_recognised_and_followed_up_too(self):
        phone = number()
        customer = new("customers", {"type": "ORGANIZATION", "displayName": self.mark,
                                     "owner": self.chen, "phones": [{"number": phone}]})
        self.come(phone, "127.0.0.82")
        [lead] = rest.ok("GET", "/v1/leads", query={
            "filter": f'customer = "{customer["name"]}"'})["leads"]
        self.assertEqual(lead["owner"], self.chen)
        [touch] = rest.ok("GET", f"/v1/{lead['name']}/touches")["touches"]
        self.assertEqual(touch["match"], "KNOWN_CUSTOMER")
        # What a stranger says changes nothing until somebody accepts it.
        self.assertNotIn("region", rest.ok("GET", f"/v1/{customer['name']}"))
        system.until(lambda: todos_about(lead, "联系新线索"), 60)


if __name__ == "__main__":
    unittest.main()
