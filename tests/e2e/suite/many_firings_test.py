"""One import that sets off one rule for ten thousand records."""
import unittest
import uuid

import rest
import system
from automation import OWNER, enabled_rule

RECORDS = 10_000
PAGE = 1000
SECONDS = 120.0


class ManyFirings(unittest.TestCase):

    def test_each_record_has_its_to_do_and_the_owner_is_told_once(self):
        mark = uuid.uuid4().hex[:8]
        rule = enabled_rule(self, {
            "displayName": f"导入 {mark}", "trigger": {"record": {"kinds": ["CREATED"]}},
            "condition": f'industry = "{mark}"',
            "actions": [{"todo": {"title": "请联系 {{display_name}}",
                                  "assignee": {"ruleOwner": True}}},
                        {"notification": {"title": "有新客户", "recipients": [
                            {"ruleOwner": True}]}}]})["name"]
        rows = "\n".join(f"{mark}-{i},ORGANIZATION,批量公司{mark}{i},{mark}"
                         for i in range(RECORDS))
        operation = rest.ok("POST", "/v1/customers:import",
                            f"id,type,name,industry\n{rows}\n".encode(), who=OWNER,
                            query={"format": "CSV", "source_system": "many",
                                   "request_id": str(uuid.uuid4())},
                            headers={"content-type": "text/csv"})
        self.assertEqual(rest.finish(operation, who=OWNER)["counts"]["created"], str(RECORDS))

        fired = system.until(lambda: self.all_done(rule), SECONDS)
        self.assertEqual(len({one["subject"] for one in fired}), RECORDS)
        made = [action["made"] for one in fired for action in one["actions"] if action.get("made")]
        todos = [name for name in made if name.startswith("todos/")]
        self.assertEqual((len(todos), len(set(todos))), (RECORDS, RECORDS))
        told = system.until(lambda: self.told(rule), SECONDS)
        self.assertEqual(sum(one["count"] for one in told), RECORDS)
        self.assertEqual(len(told), 1)

    def all_done(self, rule):
        """What became of the rule, once it has been done for all."""
        found, token = [], ""
        while True:
            page = rest.ok("GET", f"/v1/{rule}/executions", who=OWNER, query={
                "filter": "outcome = DONE", "pageSize": str(PAGE), "pageToken": token})
            found += page.get("ruleExecutions", [])
            token = page.get("nextPageToken", "")
            if not token:
                return found if len(found) >= RECORDS else None

    def told(self, rule):
        """The notifications of the rule, once they count all records."""
        page = rest.ok("GET", "/v1/notifications", who=OWNER, query={
            "orderBy": "create_time desc", "pageSize": "200"})
        found = [one for one in page.get("notifications", []) if one["source"] == rule]
        return found if sum(one["count"] for one in found) >= RECORDS else None


if __name__ == "__main__":
    unittest.main()
