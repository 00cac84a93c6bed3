"""The demo tenant's leads: the file's places are filled, and what is there is left alone."""
import json
import re
import unittest

import demo
import demo_leads


class FakeClient:
    """Answers as an empty tenant does, and notes what is posted."""

    def __init__(self):
        self.there = {}

    def get(self, path):
        if path.startswith("/v1/users"):
            return {"users": [{"loginName": login, "name": f"users/{login}"}
                              for login in demo.USERS]}
        return {"workCalendars": [{"name": "workCalendars/1"}]}

    def find(self, path):
        return self.there.get(path)

    def post(self, path, body):
        path, _, query = path.partition("?")
        if path.endswith(":enable"):
            self.there[path.removesuffix(":enable")]["pauseReason"] = ""
            return {}
        name = re.search("Id=([^&]*)", query).group(1)
        middle = "/pools" if "poolId" in query else ""
        self.there[f"{path}{middle}/{name}"] = {**body, "pauseReason": "NEW"}
        return self.there[f"{path}{middle}/{name}"]


class DemoLeads(unittest.TestCase):

    def test_everything_is_made_once_and_no_place_is_left_open(self):
        client = FakeClient()
        demo_leads.make(client)
        made = json.dumps(client.there)
        self.assertNotIn("{user:", made)
        self.assertNotIn("{calendar}", made)
        examples = json.loads(demo_leads.EXAMPLES.read_text(encoding="utf-8"))
        self.assertEqual(len(client.there), len(examples["requests"]) + len(examples["rules"]))
        client.post = None
        demo_leads.make(client)

    def test_what_was_deleted_does_not_come_back(self):
        client = FakeClient()
        demo_leads.make(client)
        for record in client.there.values():
            record["deleteTime"] = "2026-01-01T00:00:00Z"
        before = json.dumps(client.there)
        demo_leads.make(client)
        self.assertEqual(json.dumps(client.there), before)


if __name__ == "__main__":
    unittest.main()
