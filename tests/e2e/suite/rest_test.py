"""The whole way of a customer over REST: what a script with an HTTP library does."""
import json
import unittest
import uuid

import people
import rest

MARK = uuid.uuid4().hex[:12]  # tells this run's customers from others


def organization(name: str, **fields) -> dict:
    return {"type": "ORGANIZATION", "displayName": name, **fields}


class Customers(unittest.TestCase):

    def test_create_then_get(self):
        made = rest.ok("POST", "/v1/customers", organization(
            "杭州西湖茶叶有限公司", industry="food", phones=[{"number": "0571-8796 1234"}],
            emails=[{"address": "Info@Example.com"}], externalIds={"e2e": f"{MARK}-1"}))
        self.assertRegex(made["name"], "^customers/[0-9a-f-]{36}$")
        self.assertEqual(made["phones"][0]["number"], "+8657187961234")
        self.assertEqual(rest.ok("GET", f"/v1/{made['name']}"), made)

    def test_an_id_of_the_callers_choice_and_a_repeated_request(self):
        id, request = str(uuid.uuid4()), str(uuid.uuid4())
        query = {"customer_id": id, "request_id": request}
        body = organization("Chosen Id Ltd")
        first = rest.ok("POST", "/v1/customers", body, query=query)
        self.assertEqual(first["name"], f"customers/{id}")
        self.assertEqual(rest.ok("POST", "/v1/customers", body, query=query), first)
        other = rest.call("POST", "/v1/customers", organization("Another"), query=query)
        self.assertEqual((other.status, other.reason), (400, "REQUEST_ID_REUSED"))

    def test_update_wants_the_current_etag(self):
        made = rest.ok("POST", "/v1/customers", organization("Etag GmbH"))
        changed = rest.ok("PATCH", f"/v1/{made['name']}",
                          {"etag": made["etag"], "industry": "trade"},
                          query={"update_mask": "industry"})
        self.assertEqual((changed["industry"], changed["displayName"]), ("trade", "Etag GmbH"))
        self.assertNotEqual(changed["etag"], made["etag"])
        stale = rest.call("PATCH", f"/v1/{made['name']}",
                          {"etag": made["etag"], "industry": "late"},
                          query={"update_mask": "industry"})
        self.assertEqual((stale.status, stale.reason), (409, "STALE_ETAG"))

    def test_a_customer_that_was_read_can_be_sent_back_whole(self):
        made = rest.ok("POST", "/v1/customers", organization("Round Trip Ltd"))
        changed = rest.ok("PATCH", f"/v1/{made['name']}", {**made, "city": "Bern"})
        self.assertEqual(changed["city"], "Bern")

    def test_delete_and_undelete(self):
        made = rest.ok("POST", "/v1/customers", organization("Gone Ltd"))
        deleted = rest.ok("DELETE", f"/v1/{made['name']}")
        self.assertIn("deleteTime", deleted)
        again = rest.call("DELETE", f"/v1/{made['name']}")
        self.assertEqual((again.status, again.reason), (404, "CUSTOMER_NOT_FOUND"))
        back = rest.ok("POST", f"/v1/{made['name']}:undelete", {})
        self.assertNotIn("deleteTime", back)

    def test_contacts_live_under_their_customer(self):
        made = rest.ok("POST", "/v1/customers", organization("Contacts Ltd"))
        contact = rest.ok("POST", f"/v1/{made['name']}/contacts",
                          {"displayName": "李明", "phones": [{"number": "138 0013 8000"}]})
        self.assertTrue(contact["name"].startswith(f"{made['name']}/contacts/"))
        listed = rest.ok("GET", f"/v1/{made['name']}/contacts")
        self.assertEqual(listed["contacts"], [contact])
        rest.ok("DELETE", f"/v1/{contact['name']}")
        self.assertEqual(rest.ok("GET", f"/v1/{made['name']}/contacts"), {})

    def test_batches_of_contacts_stay_under_their_parent(self):
        here, there = (rest.ok("POST", "/v1/customers", organization(name))["name"]
                       for name in ("Here Ltd", "There Ltd"))
        made = rest.ok("POST", f"/v1/{here}/contacts:batchCreate", {"requests": [
            {"contact": {"displayName": f"Person {i}"}} for i in range(2)]})["contacts"]
        names = [contact["name"] for contact in made]
        got = rest.ok("GET", f"/v1/{here}/contacts:batchGet", query={"names": names})
        self.assertEqual(got["contacts"], made)
        stray = rest.call("GET", f"/v1/{there}/contacts:batchGet", query={"names": names})
        self.assertEqual((stray.status, stray.reason), (400, "INVALID_FIELD"))
        self.assertEqual(
            rest.ok("GET", "/v1/customers/-/contacts:batchGet", query={"names": names}), got)
        changed = rest.ok("POST", f"/v1/{here}/contacts:batchUpdate", {"requests": [
            {"contact": {"name": name, "title": "Buyer"}, "updateMask": "title"}
            for name in names]})["contacts"]
        self.assertEqual([contact["title"] for contact in changed], ["Buyer", "Buyer"])
        rest.ok("POST", f"/v1/{here}/contacts:batchDelete", {"names": names})
        self.assertEqual(rest.ok("GET", f"/v1/{here}/contacts"), {})

    def test_transfer_is_recorded(self):
        made = rest.ok("POST", "/v1/customers", organization("Transfer Ltd"))
        owner = people.new_user()
        answer = rest.ok("POST", f"/v1/{made['name']}:transferOwnership",
                         {"owner": owner, "reason": "new territory"})
        self.assertEqual(answer["customer"]["owner"], owner)
        records = rest.ok("GET", f"/v1/{made['name']}/ownershipRecords")["ownershipRecords"]
        self.assertEqual(records[0]["toOwner"], owner)
        self.assertEqual(records[0]["reason"], "new territory")

    def test_a_custom_field_is_retired_and_brought_back(self):
        key = f"e2e_{MARK}"
        field = rest.ok("POST", "/v1/fieldDefinitions", {
            "resourceType": "guanxi.dev/Contact", "key": key, "displayName": "Shoe size",
            "valueType": "NUMBER"})
        customer = rest.ok("POST", "/v1/customers", organization("Custom Ltd"))["name"]
        contact = {"displayName": "Li Ming", "custom": {key: 42}}
        rest.ok("DELETE", f"/v1/{field['name']}")
        refused = rest.call("POST", f"/v1/{customer}/contacts", contact)
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))
        rest.ok("POST", f"/v1/{field['name']}:undelete", {})
        rest.ok("POST", f"/v1/{customer}/contacts", contact)

    def test_batches_are_all_or_none(self):
        made = rest.ok("POST", "/v1/customers:batchCreate", {"requests": [
            {"customer": organization(f"Batch {i}")} for i in range(3)]})["customers"]
        names = [customer["name"] for customer in made]
        got = rest.ok("GET", "/v1/customers:batchGet", query={"names": names})["customers"]
        self.assertEqual([customer["name"] for customer in got], names)
        missing = rest.call("GET", "/v1/customers:batchGet",
                            query={"names": [names[0], f"customers/{uuid.uuid4()}"]})
        self.assertEqual(missing.status, 404)


class Lists(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.owner = people.new_user()
        cls.names = [rest.ok("POST", "/v1/customers", organization(
            f"第{i}号列表公司{MARK}", owner=cls.owner))["name"] for i in range(5)]

    def test_filter_order_and_pages(self):
        seen, token, pages = [], "", 0
        while True:
            page = rest.ok("GET", "/v1/customers", query={
                "filter": f'owner = "{self.owner}"', "order_by": "update_time",
                "page_size": 2, **({"page_token": token} if token else {})})
            seen += [customer["name"] for customer in page.get("customers", [])]
            pages += 1
            token = page.get("nextPageToken", "")
            if not token:
                break
        self.assertEqual(seen, self.names)
        self.assertEqual(pages, 3)

    def test_filters_go_by_the_moment(self):
        for condition, count in (('create_time > ago("1h")', len(self.names)),
                                 ('create_time < ago("1h")', 0),
                                 ('create_time > from_now("1h")', 0),
                                 ('create_time >= workdays_ago(3)', len(self.names))):
            with self.subTest(condition=condition):
                page = rest.ok("GET", "/v1/customers", query={
                    "filter": f'owner = "{self.owner}" AND {condition}'})
                self.assertEqual(len(page.get("customers", [])), count)

    def test_search_by_characters_pinyin_and_initials(self):
        city = rest.ok("POST", "/v1/customers", organization(f"青岛啤酒厂{MARK}"))["name"]
        for query in ("啤酒", "青島", "qingdao", "pijiu", "qdpj", MARK):
            with self.subTest(query=query):
                found, token = [], ""
                while city not in found:
                    page = rest.ok("GET", "/v1/customers:search", query={
                        "query": query, "page_size": 1000,
                        **({"page_token": token} if token else {})})
                    found += [customer["name"] for customer in page.get("customers", [])]
                    token = page.get("nextPageToken", "")
                    if not token:
                        break
                self.assertIn(city, found)


class Files(unittest.TestCase):

    def test_import_then_export(self):
        source = f"e2e-{MARK}"
        rows = "\n".join(f"{source}-{i},ORGANIZATION,导入公司{i}{MARK},0571-8888{i:04d}"
                         for i in range(20))
        content = f"id,type,name,phone\n{rows}\nbad,ORGANIZATION,,0571-88880000\n".encode()
        query = {"format": "CSV", "source_system": "e2eimport", "request_id": str(uuid.uuid4())}
        operation = rest.ok("POST", "/v1/customers:import", content, query=query,
                            headers={"content-type": "text/csv"})
        counts = rest.finish(operation)["counts"]
        self.assertEqual((counts["rows"], counts["created"], counts["failed"]), ("21", "20", "1"))
        again = rest.finish(rest.ok("POST", "/v1/customers:import", content, query={
            **query, "request_id": str(uuid.uuid4())}, headers={"content-type": "text/csv"}))
        self.assertNotIn("created", again["counts"])

        errors = rest.call("GET", f"/v1/{again['errorFile']}:download")
        self.assertEqual(errors.status, 200)
        self.assertIn("_error", errors.body.decode("utf-8-sig"))

        exported = rest.finish(rest.ok("POST", "/v1/customers:export", {
            "filter": f'external_ids.e2eimport = "{source}-7"', "format": "JSON_LINES"}))
        self.assertEqual(exported["rows"], "1")
        file = rest.call("GET", f"/v1/{exported['file']}:download")
        self.assertEqual(len(file.body), int(exported["fileBytes"]))
        self.assertEqual(json.loads(file.body)["displayName"], f"导入公司7{MARK}")


if __name__ == "__main__":
    unittest.main()
