"""Automation rules that reach others over REST: a team is told that a profile has changed, and a
process of people begins by itself."""
import unittest
import uuid

import rest
import system
from approvals import Case, asked, person
from automation import OWNER, enabled_rule, executions, new, owner_name, update

CHEN = "demo/chen"


class TeamRules(Case):

    def setUp(self):
        # Of all that the stack holds, rules of a test look at what has its own mark.
        self.mark = f"m{uuid.uuid4().hex[:10]}"
        self.customer = new("customers", {
            "type": "ORGANIZATION", "displayName": f"云帆 {self.mark}", "region": self.mark,
            "owner": owner_name(), "serviceTeam": [person("chen")]})

    def rule(self, fields, action):
        return enabled_rule(self, {
            "displayName": f"团队 {self.mark}",
            "trigger": {"record": {"kinds": ["UPDATED"], "fields": fields}},
            "condition": f'region = "{self.mark}"', "actions": [action]})

    def told(self, who, rule):
        page = rest.ok("GET", "/v1/notifications", who=who, query={
            "orderBy": "create_time desc", "pageSize": "200"})
        return [one for one in page.get("notifications", [])
                if one.get("source") == rule["name"]]

    def test_a_team_is_told_that_a_profile_has_changed(self):
        rule = self.rule(["city", "industry"], {"notification": {
            "title": "客户 {{display_name}} 的资料已变更：{{city}}",
            "recipients": [{"field": "owner"}, {"field": "service_team"}]}})
        update(self.customer, grade="LOW")  # not what it goes by
        update(self.customer, city="杭州")
        for who in (OWNER, CHEN):
            [one] = system.until(lambda who=who: self.told(who, rule))
            self.assertEqual((one["subject"], one["count"]), (self.customer["name"], 1))
            self.assertEqual(one["title"], f"客户 云帆 {self.mark} 的资料已变更：杭州")
        self.assertEqual(self.told("demo", rule), [])
        self.assertEqual(len(executions(rule["name"])), 1)

    def test_a_process_begins_by_itself_and_goes_on_with_people(self):
        definition = self.active(
            [asked("look", person("chen"))], title="{{what}}",
            fields=[{"id": "what", "displayName": "何事", "type": "TEXT"},
                    {"id": "customer", "displayName": "客户", "type": "TEXT"}])
        rule = self.rule(["grade"], {"startProcess": {"definition": definition, "content": [
            {"field": "what", "value": "安排拜访 {{display_name}}"},
            {"field": "customer", "fromField": "name"}]}})
        update(self.customer, grade="VIP")
        [fired] = system.until(lambda: executions(rule["name"], filter="outcome = DONE"))
        made = fired["actions"][0]["made"]
        process = rest.ok("GET", f"/v1/{made}", who=OWNER)
        self.assertEqual((process["title"], process["state"], process["initiator"]),
                         (f"安排拜访 云帆 {self.mark}", "RUNNING", owner_name()))
        form = rest.ok("GET", f"/v1/{made}:getForm", who=OWNER)
        self.assertIn(self.customer["name"], str(form))
        [task] = rest.ok("GET", "/v1/processTasks", who=CHEN, query={
            "filter": f'instance = "{made}" AND state = OPEN'})["processTasks"]
        rest.ok("POST", f"/v1/{task['name']}:approve", {}, who=CHEN)
        self.assertEqual(rest.ok("GET", f"/v1/{made}", who=OWNER)["state"], "APPROVED")

    def test_a_process_that_cannot_be_started_is_refused_when_the_rule_is_saved(self):
        refused = rest.call("POST", "/v1/automationRules", {
            "displayName": self.mark, "resourceType": "guanxi.dev/Customer",
            "trigger": {"manual": {}}, "actions": [{"startProcess": {
                "definition": f"processDefinitions/{uuid.uuid4()}"}}]}, who=OWNER)
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))
        self.assertIn("automation_rule.actions[0].start_process.definition", str(refused.body))


if __name__ == "__main__":
    unittest.main()
