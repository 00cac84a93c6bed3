"""Leads over REST: a form, who comes in by it, and what becomes of what he says."""
import json
import unittest
import urllib.parse
import uuid

import http_client
import jwt_tools
import rest
import system
from automation import todos_about


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


def number():
    """A mobile number that nobody else in the demo tenant has."""
    return f"+86139{uuid.uuid4().int % 10**8:08d}"


class Capture(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.source = new("leadSources", {"displayName": f"官网 {uuid.uuid4()}", "channel": "WEB_FORM"})
        cls.form = new("captureForms", {
            "displayName": "试用申请", "source": cls.source["name"], "consentText": "同意联系",
            "fields": [
                {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
                 "leadField": "display_name"},
                {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"},
                {"key": "region", "displayName": "地区", "type": "TEXT", "leadField": "region"},
                {"key": "seats", "displayName": "席位", "type": "CHOICE", "options": ["10", "100"]}]})

    def send(self, values, **more):
        return rest.call("POST", "/v1/leads:capture", {
            "form": self.form["name"], "consentVersion": self.form["consentVersion"],
            "values": values, **more})

    def test_who_is_unknown_becomes_a_lead_and_comes_back_to_it(self):
        phone = number()
        first = self.send({"who": "王芳", "phone": phone, "seats": "100"},
                          attribution={"state": "hz-expo"})
        self.assertEqual(first.status, 200, first.body)
        self.assertEqual(first.json["touch"]["match"], "NEW_LEAD")
        lead = rest.ok("GET", f"/v1/{first.json['lead']}")
        self.assertEqual((lead["displayName"], lead["state"], lead["source"]),
                         ("王芳", "NEW", self.source["name"]))
        again = self.send({"who": "王芳", "phone": phone, "region": "浙江省"})
        said = {value["key"]: value for value in again.json["touch"]["values"]}
        self.assertEqual(said["region"]["region"], "浙江")
        self.assertEqual(again.json["lead"], lead["name"])
        self.assertEqual(again.json["touch"]["match"], "OPEN_LEAD")
        self.assertNotIn("region", rest.ok("GET", f"/v1/{lead['name']}"))
        rest.ok("POST", f"/v1/{again.json['touch']['name']}:accept", {})
        self.assertEqual(rest.ok("GET", f"/v1/{lead['name']}")["region"], "浙江")
        touches = rest.ok("GET", f"/v1/{lead['name']}/touches")["touches"]
        self.assertEqual(len(touches), 2)

    def test_who_is_a_customer_is_recognised_and_changed_only_by_acceptance(self):
        phone = number()
        customer = new("customers", {"type": "ORGANIZATION", "displayName": "云帆科技有限公司",
                                     "phones": [{"number": phone}]})
        looked_up = rest.ok("POST", "/v1/customers:lookup", {"phones": [phone]})
        self.assertEqual((looked_up["result"], looked_up["matches"][0]["customer"]),
                         ("KNOWN", customer["name"]))
        taken = self.send({"who": "李强", "phone": phone, "region": "江苏"})
        self.assertEqual(taken.json["touch"]["match"], "KNOWN_CUSTOMER")
        self.assertNotIn("region", rest.ok("GET", f"/v1/{customer['name']}"))
        rest.ok("POST", f"/v1/{taken.json['touch']['name']}:accept", {"keys": ["region"]})
        self.assertEqual(rest.ok("GET", f"/v1/{customer['name']}")["region"], "江苏")

    def test_what_is_wrong_with_answers_is_named(self):
        refused = self.send({"phone": "1", "seats": "7", "owner": "me"})
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))
        for path in ("values.who", "values.phone", "values.seats", "values.owner"):
            self.assertIn(path, refused.body.decode())

    def test_a_source_and_a_field_of_its_own_act_at_once(self):
        fields = self.form["fields"] + [
            {"key": "budget", "displayName": "预算", "type": "NUMBER", "required": True}]
        form = new("captureForms", {"displayName": "展会", "source": self.source["name"],
                                    "fields": fields})
        body = {"form": form["name"], "values": {"who": "赵敏", "phone": number()}}
        self.assertEqual(rest.call("POST", "/v1/leads:capture", body).status, 400)
        body["values"]["budget"] = "500000"
        taken = rest.ok("POST", "/v1/leads:capture", body)
        kept = {value["key"]: value for value in taken["touch"]["values"]}
        self.assertEqual(kept["budget"]["text"], "500000")


class Steward(unittest.TestCase):

    def test_who_may_be_several_customers_is_a_to_do_for_the_data_steward(self):
        phone = number()
        candidates = [new("customers", {"type": "ORGANIZATION", "displayName": name,
                                        "phones": [{"number": phone}]})["name"]
                      for name in ("云帆科技有限公司", "灵动传媒有限公司")]
        source = new("leadSources", {"displayName": f"前台 {uuid.uuid4()}", "verified": True})
        taken = new("leads:capture", {"source": source["name"], "values": {
            "display_name": "王芳", "phones": phone}})
        self.assertEqual(taken["touch"]["match"], "AMBIGUOUS")
        self.assertEqual(set(taken["touch"]["candidates"]), set(candidates))
        lead = rest.ok("GET", f"/v1/{taken['lead']}")
        self.assertNotIn("customer", lead)
        self.assertIn("ambiguousTime", lead)
        [todo] = system.until(lambda: todos_about(lead, "是哪个客户"), 60)
        steward = jwt_tools.claims_of(system.token("demo/zheng"))["sub"]
        self.assertEqual(todo["owner"], steward)


class Page(unittest.TestCase):
    """A stranger's browser: no token."""

    @classmethod
    def setUpClass(cls):
        source = new("leadSources", {"displayName": f"公开 {uuid.uuid4()}", "channel": "WEB_FORM"})
        cls.form = new("captureForms", {
            "displayName": "公开试用", "source": source["name"], "published": True,
            "thanksPage": "https://www.example.com/thanks", "fields": [
                {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
                 "leadField": "display_name"},
                {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
        cls.place = rest.ok("GET", f"/v1/{cls.form['name']}:locate")

    def send(self, body, kind="application/json", source="127.0.0.1"):
        return http_client.call(system.port(), "POST", self.place["submitPath"], body.encode(),
                                {"content-type": kind, "origin": "https://www.example.com"}, 30.0,
                                source)

    def test_a_page_opens_the_form_and_sends_it(self):
        shown = http_client.call(system.port(), "GET", self.place["openPath"], None, {}, 30.0).json
        self.assertEqual([field["key"] for field in shown["fields"]], ["who", "phone"])
        phone = number()
        answer = self.send(json.dumps({"who": "王芳", "phone": phone, "_start": shown["start"]}))
        self.assertEqual((answer.status, answer.json), (200, {"accepted": True}))
        self.assertEqual(answer.headers["access-control-allow-origin"], "https://www.example.com")
        found = rest.ok("GET", "/v1/leads:search", query={"query": phone})
        self.assertEqual([lead["displayName"] for lead in found["leads"]], ["王芳"])

    def test_a_page_without_a_script_goes_on_to_the_thanks(self):
        answer = self.send(urllib.parse.urlencode({"who": "李强", "phone": number()}),
                           "application/x-www-form-urlencoded")
        self.assertEqual((answer.status, answer.headers["location"]),
                         (303, "https://www.example.com/thanks"))

    def test_what_is_wrong_is_named_and_what_is_too_large_refused(self):
        self.assertIn("values.who", self.send("{}").body.decode())
        answer = self.send(json.dumps({"phone": "13800138000"}))
        self.assertEqual(answer.status, 400)
        self.assertIn("values.who", answer.body.decode())
        self.assertEqual(self.send(json.dumps({"who": "x" * 70000})).status, 413)

    def test_a_flood_from_one_address_is_held_back_and_nobody_elses_is(self):
        answers = [self.send("{}", source="127.0.0.77") for _ in range(30)]
        statuses = {answer.status for answer in answers}
        self.assertEqual(statuses, {400, 429})
        self.assertIn("retry-after", answers[-1].headers)
        self.assertEqual(self.send("{}", source="127.0.0.78").status, 400)

    def test_pages_of_any_origin_may_ask_and_no_other_method_is_public(self):
        asked = http_client.call(
            system.port(), "OPTIONS", self.place["submitPath"], None,
            {"origin": "https://www.example.com", "access-control-request-method": "POST",
             "access-control-request-headers": "content-type"}, 30.0)
        self.assertEqual(asked.headers["access-control-allow-origin"], "https://www.example.com")
        self.assertIn("content-type", asked.headers["access-control-allow-headers"])
        located = http_client.call(system.port(), "GET", f"/v1/{self.form['name']}:locate", None,
                                   {}, 30.0)
        self.assertEqual(located.status, 401)


class Moves(unittest.TestCase):

    def test_a_lead_goes_its_way_and_says_why(self):
        lead = new("leads", {"displayName": "周杰", "company": "灵动传媒"})
        move = lambda verb, **body: rest.call("POST", f"/v1/{lead['name']}:{verb}", body)
        self.assertEqual(move("work").json["state"], "WORKING")
        self.assertEqual(move("disqualify").reason, "INVALID_FIELD")
        lost = move("disqualify", reason="空号")
        self.assertEqual((lost.json["state"], lost.json["stateReason"]), ("DISQUALIFIED", "空号"))
        refused = move("qualify")
        self.assertEqual((refused.status, refused.reason), (400, "LEAD_MOVE_NOT_ALLOWED"))
        self.assertEqual(move("reopen", reason="有新号").json["state"], "WORKING")
        self.assertEqual(move("qualify").json["state"], "QUALIFIED")


if __name__ == "__main__":
    unittest.main()
