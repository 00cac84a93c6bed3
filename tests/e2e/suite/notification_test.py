"""Notifications, channels, templates and preferences over REST."""
import unittest

import rest
import system


def own_name(who):
    """The name of a user of the demo tenant."""
    return rest.ok("GET", "/v1/me", who=who)["subject"]


class Notifications(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.chen = own_name("demo/chen")

    def told(self, who, subject):
        page = rest.ok("GET", "/v1/notifications", who=who, query={"pageSize": "200"})
        return [one for one in page.get("notifications", []) if one.get("subject") == subject]

    def unread(self, who):
        return rest.ok("GET", "/v1/notifications:countUnread", who=who).get("unreadCount", 0)

    def test_who_gets_a_todo_is_told_and_nobody_else(self):
        todo = rest.ok("POST", "/v1/todos", {"title": "请联系灵动传媒", "owner": self.chen})
        system.until(lambda: self.told("demo/chen", todo["name"]))
        one, = self.told("demo/chen", todo["name"])
        self.assertEqual((one["kind"], one["state"]), ("TODO_ASSIGNED", "UNREAD"))
        # More of a short time are told together.
        self.assertGreaterEqual(one["count"], 1)
        self.assertIn("请联系灵动传媒", one["title"])
        self.assertEqual(self.told("demo", todo["name"]), [])
        hidden = rest.call("GET", f"/v1/{one['name']}")
        self.assertEqual((hidden.status, hidden.reason), (404, "NOTIFICATION_NOT_FOUND"))
        before = self.unread("demo/chen")
        self.assertGreater(before, 0)
        marked = rest.ok("POST", "/v1/notifications:markRead", {"names": [one["name"]]},
                         who="demo/chen")
        self.assertEqual(marked["markedCount"], 1)
        self.assertEqual(self.unread("demo/chen"), before - 1)
        again = rest.ok("GET", "/v1/notifications", who="demo/chen", query={
            "filter": "state = READ", "pageSize": "200"})
        self.assertIn(one["name"], [other["name"] for other in again["notifications"]])

    def test_what_marks_nothing_is_refused(self):
        refused = rest.call("POST", "/v1/notifications:markRead", {}, who="demo/chen")
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))

    def test_a_channel_keeps_its_secrets_and_calls_no_inner_address(self):
        channel = rest.ok("POST", "/v1/channels", {
            "displayName": "内部地址", "kind": "WEBHOOK", "owner": self.chen})
        for url in ("https://127.0.0.1:9/", "http://localhost/", "https://169.254.169.254/latest"):
            shown = rest.call("POST", f"/v1/{channel['name']}:setCredentials",
                              {"url": url + "?t0ken", "secret": "s3cret"})
            self.assertEqual(shown.status, 200, shown.body)
            self.assertNotIn(b"t0ken", shown.body)
            self.assertNotIn(b"s3cret", shown.body)
            went = rest.ok("POST", f"/v1/{channel['name']}:test", {})
            self.assertFalse(went.get("sent", False))
            self.assertEqual(went["error"], "ADDRESS_FORBIDDEN")
        self.assertTrue(rest.ok("GET", f"/v1/{channel['name']}")["hasSecret"])
        changes = rest.call("GET", f"/v1/{channel['name']}:listChanges")
        self.assertNotIn(b"s3cret", changes.body)
        rest.ok("DELETE", f"/v1/{channel['name']}")

    def test_a_template_is_checked_when_it_is_saved(self):
        refused = rest.call("POST", "/v1/notificationTemplates", {
            "key": "todo_due", "locale": "fr", "title": "{{titre}}"})
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))
        self.assertIn("notification_template.title", refused.body.decode())
        made = rest.ok("POST", "/v1/notificationTemplates", {
            "key": "todo_due", "locale": "fr", "title": "À faire : {{title}}"})
        twice = rest.call("POST", "/v1/notificationTemplates", {
            "key": "todo_due", "locale": "fr", "title": "À faire"})
        self.assertEqual(twice.reason, "NOTIFICATION_TEMPLATE_ALREADY_EXISTS")
        rest.ok("DELETE", f"/v1/{made['name']}")

    def test_a_salesperson_sets_his_own_quiet_hours(self):
        made = rest.ok("POST", "/v1/notificationPreferences", {
            "emailKinds": ["SLA_BREACH"], "timeZone": "Asia/Shanghai",
            "quietHours": {"startMinute": 1320, "endMinute": 480}}, who="demo/chen")
        self.assertEqual(made["user"], self.chen)
        refused = rest.call("PATCH", f"/v1/{made['name']}", {
            "quietHours": {"startMinute": 1440}}, who="demo/chen",
            query={"updateMask": "quietHours.startMinute"})
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))
        rest.ok("DELETE", f"/v1/{made['name']}", who="demo/chen")


if __name__ == "__main__":
    unittest.main()
