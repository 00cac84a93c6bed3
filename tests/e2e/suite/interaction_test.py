"""Interactions, the history of records and the search over all, over REST."""
import unittest
import uuid

import rest


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


class Interactions(unittest.TestCase):

    def setUp(self):
        self.customer = new("customers", {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司"})

    def read(self):
        return rest.ok("GET", f"/v1/{self.customer['name']}")

    def test_a_call_sets_when_the_customer_was_contacted_and_is_to_be(self):
        contact = new(f"{self.customer['name']}/contacts", {"displayName": "李明"})
        made = new(f"{self.customer['name']}/interactions", {
            "channel": "CALL", "direction": "OUTBOUND", "contact": contact["name"],
            "occurTime": "2026-11-02T08:30:00Z", "duration": "300s", "summary": "谈了报价",
            "nextFollowUpTime": "2026-12-01T01:00:00Z"})
        found = self.read()
        self.assertEqual(found["lastInteractionTime"], "2026-11-02T08:30:00Z")
        self.assertEqual(found["nextFollowUpTime"], "2026-12-01T01:00:00Z")
        self.assertEqual(found["etag"], self.customer["etag"])
        listed = rest.ok("GET", f"/v1/{self.customer['name']}/interactions",
                         query={"orderBy": "occur_time desc"})
        self.assertEqual(listed["interactions"], [made])
        rest.ok("DELETE", f"/v1/{made['name']}")
        self.assertNotIn("lastInteractionTime", self.read())

    def test_an_ingest_says_what_became_of_each(self):
        def entry(time):
            return {"interaction": {"channel": "WECOM", "occurTime": time,
                                    "externalIds": {"wecom": uuid.uuid4().hex}}}
        entries = [entry("2026-11-02T08:30:00Z"), entry("2062-11-02T08:30:00Z")]
        path = f"{self.customer['name']}/interactions:ingest"
        first = new(path, {"requests": entries})["results"]
        self.assertEqual([one["outcome"] for one in first], ["CREATED", "FAILED"])
        self.assertIn("requests[1].interaction.occur_time", first[1]["error"]["message"])
        again = new(path, {"requests": entries[:1]})["results"]
        self.assertEqual(again, [{"outcome": "ALREADY_THERE", "name": first[0]["name"]}])


class Changes(unittest.TestCase):

    def test_a_record_says_field_by_field_what_happened_to_it(self):
        made = new("customers", {"type": "ORGANIZATION", "displayName": "History Ltd"})
        rest.ok("PATCH", f"/v1/{made['name']}", {"industry": "trade"},
                query={"updateMask": "industry"})
        path = f"/v1/{made['name']}:listChanges"
        last = rest.ok("GET", path, query={"pageSize": 1})
        self.assertEqual([change["kind"] for change in last["changes"]], ["UPDATED"])
        self.assertEqual(last["changes"][0]["fields"], [{"path": "industry", "after": "trade"}])
        first = rest.ok("GET", path, query={"pageSize": 1, "pageToken": last["nextPageToken"]})
        self.assertEqual([change["kind"] for change in first["changes"]], ["CREATED"])
        self.assertNotIn("nextPageToken", first)
        absent = rest.call("GET", f"/v1/customers/{uuid.uuid4()}:listChanges")
        self.assertEqual((absent.status, absent.reason), (404, "CUSTOMER_NOT_FOUND"))

    def test_both_services_have_it(self):
        for path, body in (("tags", {"displayName": "x", "kind": "STATIC"}),
                           ("pipelines", {"displayName": "x"})):
            made = new(path, body)
            changes = rest.ok("GET", f"/v1/{made['name']}:listChanges")["changes"]
            self.assertEqual([change["kind"] for change in changes], ["CREATED"])


class SearchAll(unittest.TestCase):

    def test_customers_and_contacts_come_as_one_list(self):
        word = "".join(chr(ord("a") + byte % 26) for byte in uuid.uuid4().bytes[:9])
        customer = new("customers", {"type": "ORGANIZATION", "displayName": f"{word} Limited"})
        contact = new(f"{customer['name']}/contacts", {"displayName": word})
        found = rest.ok("GET", "/v1/customers:searchAll", query={"query": word})
        self.assertEqual(found["results"], [{"contact": contact}, {"customer": customer}])
        found = rest.ok("GET", "/v1/customers:searchAll", query={
            "query": word, "resourceTypes": "guanxi.dev/Customer", "readMask": "customer.name"})
        self.assertEqual(found["results"], [{"customer": {"name": customer["name"]}}])


if __name__ == "__main__":
    unittest.main()
