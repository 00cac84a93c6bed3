"""The rules that ./dev up gives the demo tenant do what examples/README.md says of them."""
import json
import unittest

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


if __name__ == "__main__":
    unittest.main()
