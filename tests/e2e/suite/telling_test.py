"""What people and programs are told: reminders at their times, many of one rule as one, robots and
web addresses by HTTP; on a business clock that the tests move."""
import base64
import datetime
import hashlib
import hmac
import unittest
import urllib.parse
import uuid

import business_clock
import rest
import sinks
import system
from automation import OWNER, enabled_rule, executions, new, owner_name

READER = "demo/chen"


def sign(secret, text):
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def time_in(**by):
    at = business_clock.now() + datetime.timedelta(**by)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def told(who, kind):
    """The notifications of a kind that somebody has, the last first."""
    page = rest.ok("GET", "/v1/notifications", who=who, query={
        "filter": f"kind = {kind}", "pageSize": "1000"})
    return page.get("notifications", [])


class Telling(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.mark = f"m{uuid.uuid4().hex[:10]}"


class Reminders(Telling):

    def setUp(self):
        super().setUp()
        self.reader = rest.ok("GET", "/v1/me", who=READER)["subject"]
        self.todo = self.make_todo()

    def make_todo(self):
        return rest.ok("POST", "/v1/todos", {"title": f"回访 {self.mark}", "owner": self.reader,
                                             "dueTime": time_in(days=2)})

    def kinds(self, todo=None):
        """How often its owner was told of the to-do, by kind."""
        name = (todo or self.todo)["name"]
        counts = {kind: sum(one.get("subject") == name for one in told(READER, kind))
                  for kind in ("REMINDER", "TODO_DUE")}
        return {kind: count for kind, count in counts.items() if count}

    def wait(self, wanted):
        try:
            system.until(lambda: self.kinds() == wanted)
        except AssertionError as error:
            raise AssertionError(f"{error}: told {self.kinds()}, want {wanted}") from error

    def remind(self, **fields):
        return rest.ok("POST", f"/v1/{self.todo['name']}/reminders", fields)

    def test_each_is_heard_once_at_its_time_and_then_that_the_to_do_is_due(self):
        self.remind(beforeDue="86400s")
        business_clock.move(hours=23)
        self.assertEqual(self.kinds(), {})
        business_clock.move(hours=2)
        self.wait({"REMINDER": 1})
        # Due at another time it reminds again, of that one.
        rest.ok("PATCH", f"/v1/{self.todo['name']}", {"dueTime": time_in(days=2)},
                query={"updateMask": "dueTime"})
        business_clock.move(hours=25)
        self.wait({"REMINDER": 2})
        business_clock.move(hours=25)
        self.wait({"REMINDER": 2, "TODO_DUE": 1})
        business_clock.move(days=3)
        self.assertEqual(self.kinds(), {"REMINDER": 2, "TODO_DUE": 1})

    def test_what_is_put_off_reminds_later_and_what_is_done_of_nothing(self):
        self.remind(time=time_in(hours=1))
        rest.ok("POST", f"/v1/{self.todo['name']}:snooze", {"snoozeTime": time_in(hours=30)})
        business_clock.move(hours=29)
        self.assertEqual(self.kinds(), {})
        business_clock.move(hours=2)
        self.wait({"REMINDER": 1})
        rest.ok("POST", f"/v1/{self.todo['name']}:complete", {})
        # When another one that is due later has been told of, there was time for this one.
        other = self.make_todo()
        business_clock.move(days=3)
        system.until(lambda: self.kinds(other) == {"TODO_DUE": 1})
        self.assertEqual(self.kinds(), {"REMINDER": 1})


class Rules(Telling):

    def customers(self, count, **fields):
        requests = [{"customer": {"type": "ORGANIZATION", "displayName": f"云帆{self.mark} {i}",
                                  **fields}} for i in range(count)]
        return new("customers:batchCreate", {"requests": requests})["customers"]

    def test_what_one_rule_tells_one_person_of_many_records_is_one_with_a_count(self):
        rule = enabled_rule(self, {
            "displayName": self.mark, "condition": f'industry = "{self.mark}"',
            "trigger": {"record": {"kinds": ["UPDATED"], "fields": ["industry"]}},
            "actions": [{"notification": {"recipients": [{"ruleOwner": True}],
                                          "title": "行业改为{{industry}}"}}]})
        customers = self.customers(200)
        new("customers:batchUpdate", {"requests": [
            {"customer": {"name": one["name"], "industry": self.mark}, "updateMask": "industry"}
            for one in customers]})
        def mine():
            return [one for one in told(OWNER, "RULE") if one["source"] == rule["name"]]
        def count():
            return sum(one["count"] for one in mine())
        try:
            system.until(lambda: count() >= 200, 90)
        except AssertionError as error:
            done = executions(rule["name"], filter="outcome = DONE", pageSize=1000)
            raise AssertionError(f"{error}: told of {count()}, fired {len(done)} times") from error
        [only] = mine()
        self.assertEqual((only["count"], only["title"]), (200, f"行业改为{self.mark}"))

    def channel(self, kind, sink, **credentials):
        made = new("channels", {"displayName": self.mark, "kind": kind, "owner": owner_name()})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{made['name']}")
        new(f"{made['name']}:setCredentials", {
            "url": sink.url("/robot/send?access_token=t0ken"), **credentials})
        return made

    def post_by(self, channel):
        """Runs a rule that posts by the channel about a customer; returns both."""
        rule = enabled_rule(self, {
            "displayName": self.mark, "trigger": {"manual": {}}, "condition": "grade = VIP",
            "actions": [{"webhook": {"channel": channel["name"],
                                     "title": f"VIP {self.mark} {{{{display_name}}}}",
                                     "body": "等级 {{grade}}"}}]})
        [customer] = self.customers(1, grade="VIP")
        ran = new(f"{rule['name']}:run", {"subject": customer["name"]})
        self.assertTrue(ran.get("fired"), ran)
        return rule, customer

    def delivery(self, channel):
        page = rest.ok("GET", "/v1/deliveries", who=OWNER, query={
            "filter": f'channel = "{channel["name"]}"', "orderBy": "create_time"})
        self.assertLessEqual(len(page.get("deliveries", [])), 1, page)
        return page["deliveries"][0] if page else {}

    def until_called(self, sink, channel, times):
        try:
            system.until(lambda: len(sink.calls) >= times, 30)
        except AssertionError as error:
            raise AssertionError(f"{error}: {len(sink.calls)} of {times} calls came, delivery: "
                                 f"{self.delivery(channel)}") from error

    def test_a_robot_is_told_signed_and_without_personal_values(self):
        with sinks.running(sinks.HttpSink((200, b'{"errcode":0,"errmsg":"ok"}'))) as sink:
            channel = self.channel("DINGTALK", sink, secret="SECabc")
            _, customer = self.post_by(channel)
            self.until_called(sink, channel, 1)
            system.until(lambda: self.delivery(channel).get("state") == "SENT")
        [call] = sink.calls
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(call.path).query)
        self.assertEqual(query["access_token"], ["t0ken"])
        [timestamp] = query["timestamp"]
        self.assertEqual(query["sign"], [sign("SECabc", f"{timestamp}\nSECabc")])
        self.assertEqual(call.json["msgtype"], "markdown")
        text = call.json["markdown"]["text"]
        self.assertIn(f"VIP {self.mark}", text)
        self.assertIn("等级 VIP", text)
        self.assertNotIn(customer["displayName"], call.body.decode())

    def test_a_web_address_that_fails_is_called_again_with_the_same_key(self):
        with sinks.running(sinks.HttpSink((503, b"later"), (200, b"thanks"))) as sink:
            channel = self.channel("WEBHOOK", sink, secret="s3cret")
            rule, customer = self.post_by(channel)
            self.until_called(sink, channel, 1)
            system.until(lambda: self.delivery(channel).get("state") == "FAILED")
            business_clock.move(seconds=31)
            self.until_called(sink, channel, 2)
            system.until(lambda: self.delivery(channel).get("state") == "SENT")
            self.assertEqual(self.delivery(channel)["attempts"], 2)
        first, second = sink.calls
        self.assertEqual(first.body, second.body)
        self.assertEqual((first.json["subject"], first.json["source"]),
                         (customer["name"], rule["name"]))
        for call in (first, second):
            key, timestamp = call.headers["idempotency-key"], call.headers["webhook-timestamp"]
            self.assertEqual((key, call.headers["webhook-id"]), (first.json["id"],) * 2)
            self.assertEqual(call.headers["webhook-signature"],
                             "v1," + sign("s3cret", f"{key}.{timestamp}.{call.body.decode()}"))


if __name__ == "__main__":
    unittest.main()
