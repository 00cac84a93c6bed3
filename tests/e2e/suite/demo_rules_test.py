"""The rules that ./dev up gives the demo tenant do what examples/README.md says of them."""
import datetime
import json
import unittest
import uuid

import business_clock
import rest
import system
from automation import OWNER, executions, new, owner_name, todos_about, update
from settings import ROOT

EXAMPLES = json.loads((ROOT / "examples/demo-rules.json").read_text(encoding="utf-8"))
TAGS = {example["tag"]["displayName"]: f"tags/{example['tagId']}" for example in EXAMPLES["tags"]}


def rule_name(display_name):
    [found] = [example["automationRuleId"] for example in EXAMPLES["rules"]
               if example["automationRule"]["displayName"] == display_name]
    return f"automationRules/{found}"


class DemoRules(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.owner = owner_name()

    def customer(self, **fields):
        return new("customers", {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司",
                                 **fields})

    def wait_for_tags(self, customer, *wanted):
        def tags():
            found = rest.ok("GET", f"/v1/{customer['name']}", who=OWNER).get("tags", [])
            return {name for name, tag in TAGS.items() if tag in found}
        try:
            system.until(lambda: tags() == set(wanted), 30)
        except AssertionError as error:
            raise AssertionError(f"{error}: {tags()}, want {wanted}") from error

    def test_all_are_there_and_work(self):
        for example in EXAMPLES["rules"]:
            rule = rest.ok("GET", f"/v1/automationRules/{example['automationRuleId']}", who=OWNER)
            self.assertEqual((rule["state"], rule["owner"]), ("ENABLED", self.owner), rule)

    def test_tags_say_what_grade_and_stage_say(self):
        customer = self.customer(grade="VIP")
        self.wait_for_tags(customer, "VIP")
        update(customer, lifecycleStage="DEAL")
        self.wait_for_tags(customer, "VIP", "成交")
        update(customer, lifecycleStage="CHURNED", grade="LOW")
        self.wait_for_tags(customer, "流失")
        update(customer, lifecycleStage="INTENT", grade="VIP")
        self.wait_for_tags(customer, "VIP")

    def test_a_silent_vip_is_a_to_do_after_15_days_and_a_care_task_after_30(self):
        customer = self.customer(grade="VIP", owner=self.owner, dedicated=self.owner)
        follow_up, care = "请立即跟进VIP客户", "关怀VIP客户"
        business_clock.move(days=14)
        self.assertEqual(todos_about(customer), [])
        business_clock.move(days=2)
        system.until(lambda: todos_about(customer, follow_up), 60)
        business_clock.move(days=15)
        system.until(lambda: todos_about(customer, care), 60)
        titles = sorted(todo["title"] for todo in todos_about(customer))
        self.assertEqual(titles, sorted(f"{text} {customer['displayName']}"
                                        for text in (follow_up, care)))
        for title in ("VIP 15 天未跟进", "VIP 30 天未联系"):
            looks = executions(rule_name(title), filter=f'subject = "{customer["name"]}"')
            self.assertEqual([look["outcome"] for look in looks], ["DONE"], looks)

    def clock_states(self, lead):
        page = rest.ok("GET", "/v1/slaClocks", who=OWNER, query={
            "filter": f'subject = "{lead["name"]}"'})
        return [clock["state"] for clock in page.get("slaClocks", [])]

    def test_what_was_not_followed_up_is_a_to_do_a_day_later(self):
        pipeline = new("pipelines", {"displayName": f"跟进 {uuid.uuid4()}"})
        stage = new(f"{pipeline['name']}/stages", {"displayName": "接洽", "order": 1})
        deal = new("opportunities", {"displayName": "五百席位", "owner": self.owner,
                                     "customer": self.customer()["name"], "stage": stage["name"]})
        lead = new("leads", {"displayName": "王芳", "owner": self.owner})
        now = business_clock.now()
        call = {"channel": "CALL", "direction": "OUTBOUND",
                "occurTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "nextFollowUpTime": (now + datetime.timedelta(days=1)).strftime(
                    "%Y-%m-%dT%H:%M:%SZ")}
        new(f"{deal['name']}/interactions", call)
        # What came of it stops the clock of the first call, which would take the lead away.
        new(f"{lead['name']}/interactions", {**call, "outcome": "REACHED"})
        system.until(lambda: self.clock_states(lead) == ["STOPPED"], 60)
        business_clock.move(hours=36)
        self.assertEqual(todos_about(deal) + todos_about(lead), [])
        business_clock.move(hours=24)
        for record in (deal, lead):
            system.until(lambda: todos_about(record, "过期未跟进"), 60)


if __name__ == "__main__":
    unittest.main()
