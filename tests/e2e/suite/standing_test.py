"""How customers stand over REST: segments, grades, stages, quality, and what rules make of them.
"""
import datetime
import unittest
import uuid

import business_clock
import rest
import system
from automation import enabled_rule, new, owner_name, todos_about, update

CUSTOMER = {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司"}


def read(record):
    return rest.ok("GET", f"/v1/{record['name']}")


def refused(path, body):
    return rest.call("POST", f"/v1/{path}", body, who="demo/lin")


class Standing(unittest.TestCase):

    def setUp(self):
        self.mark = uuid.uuid4().hex[:12]

    def made(self, path, body):
        """Something that customers are held against, and no longer than the test."""
        record = new(path, {"displayName": f"{path} {self.mark}", **body})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{record['name']}", who="demo/lin")
        return record

    def customer(self, **fields):
        return new("customers", {**CUSTOMER, "city": self.mark, **fields})

    def members(self, segment):
        page = rest.ok("GET", "/v1/customers/-/segmentMemberships",
                       query={"filter": f'segment = "{segment["name"]}"'})
        return {one["name"].split("/segmentMemberships/")[0]
                for one in page.get("segmentMemberships", [])}

    def test_customers_come_and_go_and_rules_hear_of_it(self):
        before = self.customer(grade="VIP")
        segment = self.made("segments", {
            "kind": "DYNAMIC", "filter": f'city = "{self.mark}" AND grade = VIP'})
        system.until(lambda: read(segment)["state"] == "CURRENT")
        self.assertEqual(self.members(segment), {before["name"]})
        title = f"欢迎 {self.mark}"
        enabled_rule(self, {
            "displayName": "进入客群", "resourceType": "guanxi.dev/SegmentMembership",
            "trigger": {"record": {"kinds": ["CREATED", "UNDELETED"]}},
            "condition": f'segment = "{segment["name"]}"', "actions": [{"todo": {"title": title}}]})
        after = self.customer(owner=owner_name())
        update(after, grade="VIP")
        system.until(lambda: self.members(segment) == {before["name"], after["name"]})
        system.until(lambda: todos_about(after, title))
        update(before, grade="LOW")
        system.until(lambda: self.members(segment) == {after["name"]})
        self.assertEqual(read(segment)["memberCount"], "1")
        self.assertEqual(todos_about(before, title), [])

    def test_time_alone_moves_customers(self):
        segment = self.made("segments", {
            "kind": "DYNAMIC", "filter": f'city = "{self.mark}" AND create_time < ago("5d")'})
        customer = self.customer()
        system.until(lambda: read(segment)["state"] == "CURRENT")
        self.assertEqual(self.members(segment), set())
        with business_clock.moved(days=5, seconds=1):
            system.until(lambda: self.members(segment) == {customer["name"]})

    def test_a_list_has_whom_people_put_into_it(self):
        segment = self.made("segments", {"kind": "STATIC"})
        customers = [self.customer()["name"] for _ in range(3)]
        added = new(f"{segment['name']}:addMembers", {"customers": customers})
        self.assertEqual(added["changed"], 3)
        new(f"{segment['name']}:removeMembers", {"customers": customers[:1]})
        self.assertEqual(self.members(segment), set(customers[1:]))
        none = refused(f"{segment['name']}:addMembers", {"customers": []})
        self.assertEqual((none.status, none.reason), (400, "INVALID_FIELD"))

    def test_rules_grade_those_whom_nobody_has_judged(self):
        self.made("gradeRules", {"condition": f'city = "{self.mark}"', "grade": "HIGH"})
        graded, pinned = self.customer(), self.customer(grade="LOW", gradePinned=True)
        system.until(lambda: read(graded).get("grade") == "HIGH")
        self.assertEqual(read(pinned)["grade"], "LOW")

    def test_what_is_missing_becomes_a_to_do_of_the_owner(self):
        self.made("qualityPolicies", {
            "customerType": "PERSON", "needs": [{"field": "city"}, {"field": "industry"}]})
        title = f"补全资料 {self.mark}"
        enabled_rule(self, {
            "displayName": "补全", "trigger": {"record": {
                "kinds": ["UPDATED"], "fields": ["completeness"]}},
            "condition": f'city = "{self.mark}" AND completeness < 80',
            "actions": [{"todo": {"title": title, "note": "{{missing_fields}}"}}]})
        person = self.customer(type="PERSON", displayName="李雷", owner=owner_name())
        system.until(lambda: todos_about(person, title))
        self.assertEqual(todos_about(person, title)[0]["note"], "industry")
        self.assertEqual(read(person)["completeness"], 50)
        gaps = rest.ok("GET", "/v1/customers:dataGaps", query={"owner": owner_name()})["gaps"]
        self.assertIn((person["name"], ["industry"]),
                      [(gap["customer"], gap.get("missingFields")) for gap in gaps])
        board = rest.ok("GET", "/v1/customers:qualityBoard", query={"completeFrom": 80})
        self.assertGreater(int(board["incompleteCount"]), 0)
        self.assertIn("industry", [one["field"] for one in board["fields"]])
        update(person, industry="传媒")
        system.until(lambda: read(person)["completeness"] == 100)
        confirmed = new(f"{person['name']}:confirmFields", {"fields": ["industry"]})
        self.assertIn("asOfTime", confirmed)

    def test_stages_have_a_history_with_reasons(self):
        customer = self.customer(lifecycleStage="INTENT")
        moved = new(f"{customer['name']}:moveLifecycleStage",
                    {"stage": "DEAL", "reason": "首单付款"})["customer"]
        self.assertEqual(moved["lifecycleStage"], "DEAL")
        [record] = rest.ok("GET", f"/v1/{customer['name']}/lifecycleRecords")["lifecycleRecords"]
        self.assertEqual((record["fromStage"], record["toStage"], record["reason"]),
                         ("INTENT", "DEAL", "首单付款"))
        self.assertIn("staySeconds", record)
        end = business_clock.now() + datetime.timedelta(days=1)
        summary = rest.ok("GET", "/v1/lifecycleRecords:summarize", query={
            "startTime": customer["createTime"], "endTime": f"{end:%Y-%m-%dT%H:%M:%SZ}"})
        ways = [(one["fromStage"], one["toStage"]) for one in summary["transitions"]]
        self.assertIn(("INTENT", "DEAL"), ways)
