"""Tests of demo.py: what the demo tenant is given once, over an API that remembers."""

import json
import unittest
import urllib.parse

import demo
from rest_client import Taken
from settings import ROOT

EXAMPLES = json.loads((ROOT / "examples/demo-rules.json").read_text(encoding="utf-8"))
TAGS = [f"/v1/tags/{example['tagId']}" for example in EXAMPLES["tags"]]
RULES = [f"/v1/automationRules/{example['automationRuleId']}" for example in EXAMPLES["rules"]]


class Tenant:
    """Stands for rest_client.Client: records by their paths."""

    def __init__(self):
        self.records = {}
        self.taken_names = set()

    def find(self, path):
        return self.records.get(path)

    def post(self, path, message):
        path, _, query = path.partition("?")
        if path.endswith(":enable"):
            record = self.records[path.removesuffix(":enable")]
            record.update(state="ENABLED")
            del record["pauseReason"]
            return record
        if message["displayName"] in self.taken_names:
            raise Taken(message["displayName"])
        [record_id] = [value for name, value in urllib.parse.parse_qsl(query)
                       if name.endswith("Id") and name != "requestId"]
        assert f"{path}/{record_id}" not in self.records, "made twice"
        record = dict(message)
        if path == "/v1/automationRules":
            record.update(state="PAUSED", pauseReason="NEW")
        self.records[f"{path}/{record_id}"] = record
        return record


class RulesTest(unittest.TestCase):

    def setUp(self):
        self.tenant = Tenant()

    def test_all_are_made_and_enabled_once(self):
        for _ in range(2):
            demo.make_rules(self.tenant)
            self.assertEqual(set(self.tenant.records), {*TAGS, *RULES})
            self.assertEqual({self.tenant.records[rule]["state"] for rule in RULES}, {"ENABLED"})

    def test_one_that_was_made_and_not_enabled_is_enabled_the_next_time(self):
        demo.make_rules(self.tenant)
        self.tenant.records[RULES[2]].update(state="PAUSED", pauseReason="NEW")
        demo.make_rules(self.tenant)
        self.assertEqual(self.tenant.records[RULES[2]]["state"], "ENABLED")

    def test_what_people_paused_or_deleted_stays_so(self):
        demo.make_rules(self.tenant)
        self.tenant.records[RULES[0]].update(state="PAUSED", pauseReason="BY_HAND")
        self.tenant.records[RULES[1]].update(state="PAUSED", pauseReason="NEW",
                                             deleteTime="2026-01-01T00:00:00Z")
        before = json.dumps(self.tenant.records)
        demo.make_rules(self.tenant)
        self.assertEqual(json.dumps(self.tenant.records), before)

    def test_rules_about_a_tag_that_is_not_ours_are_left_out(self):
        self.tenant.taken_names = {EXAMPLES["tags"][0]["tag"]["displayName"]}
        demo.make_rules(self.tenant)
        made = [path for path in RULES if path in self.tenant.records]
        without = [path for path, example in zip(RULES, EXAMPLES["rules"])
                   if EXAMPLES["tags"][0]["tagId"] not in json.dumps(example)]
        self.assertEqual(made, without)
        self.assertNotIn(TAGS[0], self.tenant.records)


if __name__ == "__main__":
    unittest.main()
