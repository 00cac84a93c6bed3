"""Automation rules over REST: events of customer-svc and of workflow-svc itself set them off."""
import unittest
import uuid

import jwt_tools
import rest
import system
from automation import OWNER, enabled_rule, executions, new, owner_name, todos_about, update

CUSTOMER = {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司"}


class Rules(unittest.TestCase):

    def setUp(self):
        self.owner = owner_name()
        self.title = f"请立即跟进VIP客户 {self.id()}"

    def rule(self, **fields):
        return enabled_rule(self, {
            "displayName": "VIP 客户",
            "trigger": {"record": {"kinds": ["UPDATED"], "fields": ["grade"]}},
            "condition": "grade = VIP", "actions": [{"todo": {"title": self.title}}], **fields})

    def todos(self, customer):
        return todos_about(customer, self.title)

    def test_a_customer_that_becomes_vip_has_one_to_do(self):
        rule = self.rule()
        customer = new("customers", {**CUSTOMER, "owner": self.owner})
        update(customer, grade="VIP")
        system.until(lambda: self.todos(customer))
        # Another field sets nothing off, nor does the same grade.
        update(customer, city="杭州")
        update(customer, grade="VIP")
        update(customer, grade="LOW")
        system.until(lambda: executions(rule["name"], filter="outcome = NOT_FIRED"))
        [todo] = self.todos(customer)
        self.assertEqual((todo["owner"], todo["rule"]), (self.owner, rule["name"]))
        [fired] = executions(rule["name"], filter="outcome = DONE")
        self.assertEqual(fired["actions"][0]["made"], todo["name"])
        [refused] = executions(rule["name"], filter="outcome = NOT_FIRED")
        self.assertEqual(refused["reason"], "CONDITION_FALSE")
        self.assertEqual(refused["comparisons"][0]["comparison"], "grade =")

    def test_what_happens_while_the_service_is_killed_is_made_up_for_once(self):
        self.rule()
        customers = [new("customers", CUSTOMER) for _ in range(5)]
        with system.killed("workflow-svc"):
            for customer in customers:
                update(customer, grade="VIP")
        for customer in customers:
            system.until(lambda c=customer: self.todos(c), seconds=60)
        for customer in customers:
            self.assertEqual(len(self.todos(customer)), 1)

    def test_a_rule_that_sets_itself_off_ends_after_the_first_round(self):
        rule = self.rule(trigger={"record": {"kinds": ["UPDATED"], "fields": ["city", "region"]}},
                         condition="",
                         actions=[{"update": {"fields": [
                             {"field": "region", "value": "{{city}}区"}]}}])
        customer = new("customers", CUSTOMER)
        update(customer, city="杭州")
        system.until(lambda: executions(rule["name"], filter="outcome = NOT_FIRED"))
        self.assertEqual(rest.ok("GET", f"/v1/{customer['name']}")["region"], "杭州区")
        [stopped] = executions(rule["name"], filter="outcome = NOT_FIRED")
        self.assertEqual((stopped["reason"], stopped["depth"]), ("LOOP", 1))
        self.assertEqual(len(executions(rule["name"], filter="outcome = DONE")), 1)

    def test_interactions_of_one_customer_are_counted(self):
        self.rule(resourceType="guanxi.dev/Interaction", trigger={"threshold": {
                      "event": {"kinds": ["CREATED"]}, "count": 3, "period": "604800s",
                      "perParent": True}},
                  condition="direction = INBOUND AND parent.grade = VIP")
        busy, other = (new("customers", {**CUSTOMER, "grade": "VIP"}) for _ in range(2))
        calls = {}
        for customer in (busy, other, busy, other, busy):
            call = new(f"{customer['name']}/interactions", {
                "channel": "CALL", "direction": "INBOUND",
                "occurTime": customer["createTime"]})
            calls.setdefault(customer["name"], []).append(call)
        # Events of two records come in any order: it is about whichever was counted last.
        system.until(lambda: self.todos_of(calls[busy["name"]]))
        self.assertEqual(len(self.todos_of(calls[busy["name"]])), 1)
        self.assertEqual(self.todos_of(calls[other["name"]]), [])

    def todos_of(self, records):
        return [todo for record in records for todo in self.todos(record)]

    def test_three_visits_to_the_page_of_prices_are_a_to_do_for_the_customers_owner(self):
        self.rule(resourceType="guanxi.dev/BehaviorEvent", trigger={"threshold": {
                      "event": {"kinds": ["CREATED"]}, "count": 3, "period": "604800s",
                      "perParent": True}},
                  condition='kind = VISIT AND topic = "价格"')
        keen, other = (new("customers", {**CUSTOMER, "owner": self.owner}) for _ in range(2))

        def visit(customer, *topics):
            new("behaviorEvents:ingest", {"requests": [{"behaviorEvent": {
                "kind": "VISIT", "topic": topic, "customer": customer["name"],
                "occurTime": customer["createTime"],
                "externalIds": {"web": uuid.uuid4().hex}}} for topic in topics]})

        visit(other, "价格", "首页", "价格")
        visit(keen, "价格", "价格")
        self.assertEqual(self.todos(keen), [])
        visit(keen, "价格")
        [todo] = system.until(lambda: self.todos(keen))
        self.assertEqual(todo["owner"], self.owner)
        self.assertEqual(self.todos(other), [])

    def test_three_visits_of_a_lead_are_a_to_do_for_its_owner(self):
        self.rule(resourceType="guanxi.dev/BehaviorEvent", trigger={"threshold": {
                      "event": {"kinds": ["CREATED"]}, "count": 3, "period": "604800s",
                      "perParent": True}},
                  condition='kind = VISIT AND topic = "价格"')
        chen = jwt_tools.claims_of(system.token("demo/chen"))["sub"]
        lead = new("leads", {"displayName": "王芳", "owner": chen})
        new("behaviorEvents:ingest", {"requests": [{"behaviorEvent": {
            "kind": "VISIT", "topic": "价格", "lead": lead["name"], "occurTime": lead["createTime"],
            "externalIds": {"web": uuid.uuid4().hex}}} for _ in range(3)]})
        [todo] = system.until(lambda: self.todos(lead))
        self.assertEqual(todo["owner"], chen)

    def test_a_condition_reads_custom_fields(self):
        key = f"area_{uuid.uuid4().hex[:12]}"
        refused = rest.call("POST", "/v1/automationRules", {
            "displayName": "x", "resourceType": "guanxi.dev/Customer", "trigger": {"manual": {}},
            "condition": f'custom.{key} = "华东"', "actions": [{"todo": {"title": "x"}}]})
        self.assertEqual(refused.status, 400)
        self.assertIn("automation_rule.condition", refused.body.decode())
        new("fieldDefinitions", {"resourceType": "guanxi.dev/Customer", "key": key,
                                 "displayName": "区域", "valueType": "STRING",
                                 "filterable": True})
        self.rule(trigger={"record": {"kinds": ["UPDATED"], "fields": [f"custom.{key}"]}},
                  condition=f'custom.{key} = "华东"')
        # Other processes know a new field within a second.
        north = {**CUSTOMER, "custom": {key: "华北"}}
        system.until(lambda: rest.call("POST", "/v1/customers", north).status == 200)
        customer = new("customers", north)
        update(customer, custom={**customer["custom"], key: "华东"})
        system.until(lambda: self.todos(customer))
        # Of all that are stored it is the only one.
        operation = new("automationRules:backtest", {"rule": {
            "displayName": "x", "resourceType": "guanxi.dev/Customer", "trigger": {"manual": {}},
            "condition": f'custom.{key} = "华东"', "actions": [{"todo": {"title": "x"}}]}})

        def finished():
            found = rest.ok("GET", "/v1/automationRules:getBacktest", who=OWNER,
                            query={"name": operation["name"]})
            return found if found.get("done") else None
        answer = system.until(finished, 60)["response"]
        self.assertEqual((int(answer["matchCount"]), answer["examples"]), (1, [customer["name"]]))

    def test_a_rule_is_tried_out_before_it_is_stored(self):
        customer = new("customers", {**CUSTOMER, "grade": "HIGH"})
        trial = new("automationRules:test", {"subject": customer["name"], "rule": {
            "displayName": "x", "resourceType": "guanxi.dev/Customer",
            "trigger": {"manual": {}}, "condition": 'grade = VIP OR grade = HIGH',
            "actions": [{"todo": {"title": "{{display_name}}"}}]}})
        self.assertEqual(trial["verdict"], "HOLDS")
        self.assertEqual({(one["comparison"], one["verdict"]) for one in trial["comparisons"]},
                         {("grade = VIP", "HOLDS_NOT"), ("grade = HIGH", "HOLDS")})
        self.assertEqual(trial["actions"][0]["texts"][0], CUSTOMER["displayName"])

    def test_faults_are_named_by_their_paths(self):
        refused = rest.call("POST", "/v1/automationRules", {
            "displayName": "x", "resourceType": "guanxi.dev/Customer",
            "trigger": {"record": {"kinds": ["UPDATED"], "fields": ["nothing"]}},
            "condition": "nothing = 1", "actions": [{"todo": {"title": "{{nothing}}"}}]})
        self.assertEqual(refused.status, 400)
        for path in ("trigger.record.fields[0]", "condition", "actions[0].todo.title"):
            self.assertIn(f"automation_rule.{path}", refused.body.decode())

    def test_what_is_named_must_be_there(self):
        nobody = uuid.uuid4()
        for actions, paths in (
                ([{"todo": {"title": "x", "assignee": {"user": f"users/{nobody}"}}},
                  {"webhook": {"title": "x", "channel": f"channels/{nobody}"}}],
                 ("actions[0].todo.assignee.user", "actions[1].webhook.channel")),
                ([{"tags": {"add": [f"tags/{nobody}"]}}], ("actions[0].tags.add[0]",))):
            refused = rest.call("POST", "/v1/automationRules", {
                "displayName": "x", "resourceType": "guanxi.dev/Customer",
                "trigger": {"manual": {}}, "actions": actions})
            self.assertEqual(refused.status, 400)
            for path in paths:
                self.assertIn(f"automation_rule.{path}", refused.body.decode())

    def test_conditions_are_texts_and_forms(self):
        by_text = new("automationRules:convertCondition", {
            "resourceType": "guanxi.dev/Customer",
            "condition": 'last_follow_up_time<ago("15d") grade=VIP'})
        by_form = new("automationRules:convertCondition", {
            "resourceType": "guanxi.dev/Customer", "conditionForm": by_text["conditionForm"]})
        self.assertEqual(by_form, by_text)


if __name__ == "__main__":
    unittest.main()
