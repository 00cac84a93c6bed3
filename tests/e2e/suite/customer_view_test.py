"""A customer on one screen, all that happened with him, files, and who he is, over REST."""
import unittest
import uuid

import rest
import system

# Of the demo tenant, with the role of analysts, who see personal data masked.
ANALYST = "demo/zheng"


def new(path, body, **options):
    return rest.ok("POST", f"/v1/{path}", body, **options)


class CustomerViews(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.number = f"K-{uuid.uuid4().hex[:12]}"
        cls.display_name = f"宁波海峰科技{cls.number}有限公司"
        cls.customer = new("customers", {"type": "ORGANIZATION", "displayName": cls.display_name,
                                         "externalIds": {"e2eerp": cls.number}})["name"]
        pipeline = new("pipelines", {"displayName": "直销"})
        stages = [new(f"{pipeline['name']}/stages", {"displayName": name, "order": order})
                  for order, name in enumerate(("接洽", "方案"), start=1)]
        cls.sale = new("opportunities", {"displayName": "五百席位", "stage": stages[0]["name"],
                                         "customer": cls.customer})
        new(f"{cls.sale['name']}:advanceStage", {"stage": stages[1]["name"]})
        cls.contract = new("contracts", {
            "displayName": "年度订阅", "type": "SUBSCRIPTION", "customer": cls.customer,
            "amount": {"currencyCode": "CNY", "units": "1000"}})
        # About the opportunity: it is the customer's by that.
        cls.todo = new("todos", {"title": "寄样品", "subject": cls.sale["name"]})
        cls.call = new(f"{cls.customer}/interactions", {
            "channel": "CALL", "occurTime": "2026-11-02T08:30:00Z", "summary": "谈了报价"})

    def view(self, **options):
        return rest.ok("GET", f"/v1/{self.customer}:view", **options)

    def entries(self, **query):
        return rest.ok("GET", f"/v1/{self.customer}/timeline", query=query).get("entries", [])

    def test_the_view_has_what_other_services_have_told(self):
        system.until(lambda: self.view()["todos"].get("todos")
                     and self.view()["contracts"].get("contracts"))
        view = self.view()
        self.assertEqual(view["customer"]["displayName"], self.display_name)
        self.assertEqual(view["interactions"]["interactions"], [self.call])
        sale, = view["opportunities"]["opportunities"]
        self.assertEqual((sale["name"], sale["state"]), (self.sale["name"], "OPEN"))
        self.assertIn("asOf", view["opportunities"]["state"])
        self.assertEqual(view["contracts"]["contracts"][0]["name"], self.contract["name"])
        self.assertEqual(view["todos"]["todos"][0]["title"], "寄样品")

    def test_personal_data_is_masked_in_both(self):
        seen = self.view(who=ANALYST)
        self.assertNotIn(self.number, seen["customer"]["displayName"])
        self.assertEqual(seen["interactions"]["interactions"][0]["summary"], "****")
        page = rest.call("GET", f"/v1/{self.customer}/timeline", who=ANALYST)
        self.assertEqual(page.status, 200)
        self.assertNotIn("谈了报价", page.body.decode())

    def test_the_time_line_tells_stages_the_last_first(self):
        system.until(lambda: len(self.entries(kinds="OPPORTUNITY")) == 2)
        last, first = self.entries(kinds="OPPORTUNITY")
        self.assertTrue(first["first"])
        self.assertNotEqual(first["opportunity"]["stage"], last["opportunity"]["stage"])
        self.assertGreaterEqual(last["time"], first["time"])
        kinds = {entry["kind"] for entry in self.entries()}
        self.assertLessEqual({"INTERACTION", "FIELD_CHANGE", "OPPORTUNITY"}, kinds)
        page = rest.ok("GET", f"/v1/{self.customer}/timeline", query={"pageSize": 1})
        self.assertEqual(len(page["entries"]), 1)
        again = rest.ok("GET", f"/v1/{self.customer}/timeline", query={
            "pageSize": 1, "pageToken": page["nextPageToken"]})
        self.assertNotEqual(again["entries"], page["entries"])
        refused = rest.call("GET", f"/v1/{self.customer}/timeline", query={
            "kinds": ["ORDER", "ORDER"]})
        self.assertEqual(refused.status, 400)
        self.assertIn("kinds[1]", refused.body.decode())

    def test_a_recording_is_kept_with_its_call_and_who_hears_it_is_written_down(self):
        recording = bytes(range(256)) * 8192  # 2 MiB
        made = rest.ok("POST", f"/v1/{self.call['name']}/attachments:upload", recording, query={
            "kind": "RECORDING", "displayName": "通话录音.mp3"}, headers={"content-type": "audio/mpeg"})
        self.assertEqual((made["sizeBytes"], made["displayName"]),
                         (str(len(recording)), "通话录音.mp3"))
        heard = rest.call("GET", f"/v1/{made['name']}:download")
        self.assertEqual((heard.status, heard.body), (200, recording))
        self.assertEqual(heard.headers["content-type"], "audio/mpeg")
        masked = rest.call("GET", f"/v1/{made['name']}:download", who=ANALYST)
        self.assertEqual((masked.status, masked.reason), (403, "FIELD_NOT_ALLOWED"))
        attachment = made["name"].rpartition("/")[2]
        records = rest.ok("GET", "/v1/customerAuditRecords", query={
            "filter": f'resource_id = "{attachment}"'})["auditRecords"]
        self.assertIn("attachment.downloaded", [record.get("fact") for record in records])
        rest.ok("DELETE", f"/v1/{made['name']}")
        self.assertEqual(rest.call("GET", f"/v1/{made['name']}:download").status, 404)
        refused = rest.call("POST", f"/v1/{self.call['name']}/attachments:upload", b"x", query={
            "kind": "OTHER", "displayName": "../x"}, headers={"content-type": "text/plain"})
        self.assertEqual(refused.status, 400)
        self.assertIn("display_name", refused.body.decode())

    def test_he_is_found_by_a_number_of_another_system_and_by_his_name(self):
        by_number = new("customers:lookup", {
            "externalIds": [{"system": "e2eerp", "id": self.number}]})
        self.assertEqual((by_number["result"], by_number["matches"][0]["customer"]),
                         ("KNOWN", self.customer))
        by_name = new("customers:lookup", {"displayName": self.display_name})
        self.assertEqual((by_name["result"], by_name["matches"][0]["customer"]),
                         ("NAMESAKE", self.customer))


if __name__ == "__main__":
    unittest.main()
