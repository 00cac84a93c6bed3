"""Customers that become one and several again, and where their values come from, over REST."""
import unittest
import uuid

import rest
import system

# For what other services hear by events.
PATIENCE = 30


def new(path, body, **options):
    return rest.ok("POST", f"/v1/{path}", body, **options)


def read(name):
    return rest.ok("GET", f"/v1/{name}")


class Merges(unittest.TestCase):

    def setUp(self):
        tail = uuid.uuid4().hex[:8]
        self.keeps = new("customers", {"type": "ORGANIZATION",
                                       "displayName": f"云帆科技{tail}"})["name"]
        self.goes = new("customers", {"type": "ORGANIZATION", "displayName": f"云帆{tail}",
                                      "city": "杭州"})["name"]
        self.contact = new(f"{self.goes}/contacts", {"displayName": "王芳"})["name"]
        pipeline = new("pipelines", {"displayName": "直销"})
        stage = new(f"{pipeline['name']}/stages", {"displayName": "方案", "order": 1})
        self.sale = new("opportunities", {"displayName": "五百席位", "stage": stage["name"],
                                          "customer": self.goes})["name"]
        self.todo = new("todos", {"title": "回访", "subject": self.goes})["name"]

    def merge(self):
        return new(f"{self.keeps}:merge", {"merged": [self.goes], "keepOwnerOf": self.keeps})

    def wait(self, name, field, wanted):
        system.until(lambda: read(name).get(field) == wanted, PATIENCE)

    def test_old_names_lead_to_the_survivor_until_the_merge_is_undone(self):
        merged = self.merge()
        self.assertEqual(merged["customer"]["city"], "杭州")
        self.assertEqual(read(self.goes)["name"], self.keeps)
        moved = read(self.contact)["name"]
        self.assertTrue(moved.startswith(self.keeps + "/"), moved)
        made = new(f"{self.goes}/contacts", {"displayName": "李雷"})["name"]
        self.assertTrue(made.startswith(self.keeps + "/"), made)
        self.wait(self.sale, "customer", self.keeps)
        self.wait(self.todo, "subject", self.keeps)
        preview = new(f"{merged['customerMerge']['name']}:undo", {"validateOnly": True})
        self.assertNotIn("keptEdits", preview)
        new(f"{merged['customerMerge']['name']}:undo", {})
        self.assertEqual(read(self.goes)["name"], self.goes)
        self.assertEqual(read(self.contact)["name"], self.contact)
        self.assertEqual(read(moved)["name"], self.contact)
        self.assertEqual(read(made)["name"], made)
        self.assertNotIn("city", read(self.keeps))
        self.wait(self.sale, "customer", self.goes)
        self.wait(self.todo, "subject", self.goes)

    def test_what_is_merged_is_not_undeleted_and_not_merged_with_itself(self):
        self.merge()
        back = rest.call("POST", f"/v1/{self.goes}:undelete", {})
        self.assertEqual((back.status, back.reason), (400, "CUSTOMER_NOT_DELETED"))
        again = rest.call("POST", f"/v1/{self.keeps}:merge",
                          {"merged": [self.goes], "keepOwnerOf": self.keeps})
        self.assertEqual((again.status, again.reason), (400, "INVALID_FIELD"))

    def test_a_bulk_is_undone_as_a_whole(self):
        group = {"survivor": self.keeps, "merged": [self.goes], "keepOwnerOf": self.keeps}
        bulk = new("customers:bulkMerge", {"merges": [group]})
        self.assertEqual(rest.finish(bulk)["doneCount"], "1")
        self.assertEqual(read(self.goes)["name"], self.keeps)
        undone = new("customerMerges:undoBulk", {"bulk": bulk["name"]})
        self.assertEqual(rest.finish(undone)["doneCount"], "1")
        self.assertEqual(read(self.goes)["name"], self.goes)

    def test_a_value_follows_whom_is_trusted(self):
        now = read(self.keeps)["createTime"]
        for value, source, confidence in (("华东", "form", 90), ("华北", "registry", 10)):
            new(f"{self.keeps}/attributeClaims", {"field": "region", "value": value,
                                                  "source": source, "confidence": confidence,
                                                  "asOfTime": now})
        self.assertEqual(read(self.keeps)["region"], "华东")
        order = new("trustOrders", {"field": "region", "sources": ["registry"]})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{order['name']}")
        self.wait(self.keeps, "region", "华北")

    def test_a_value_says_where_it_comes_from(self):
        now = read(self.keeps)["createTime"]
        new(f"{self.keeps}/attributeClaims", {"field": "industry", "value": "软件",
                                              "source": "registry", "asOfTime": now})
        self.assertEqual(read(self.keeps)["industry"], "软件")
        told = rest.ok("GET", f"/v1/{self.keeps}:provenance",
                       query={"fields": "industry"})["fields"]
        self.assertEqual((told[0]["source"], told[0]["isGolden"]), ("registry", True))
