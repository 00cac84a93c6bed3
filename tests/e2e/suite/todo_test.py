"""To-dos, reminders and working calendars over REST, about records of the other services."""
import datetime
import unittest

import people
import rest
import system


def new(path, body, **options):
    return rest.ok("POST", f"/v1/{path}", body, **options)


def own_name(who):
    """The name of a user of the demo tenant."""
    return rest.ok("GET", "/v1/me", who=who)["subject"]


class Todos(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.customer = new("customers", {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司"})
        pipeline = new("pipelines", {"displayName": "直销"})
        stage = new(f"{pipeline['name']}/stages", {"displayName": "接洽", "order": 1})
        cls.opportunity = new("opportunities", {"displayName": "五百席位", "stage": stage["name"]})

    def move(self, todo, verb, body=None, **options):
        return rest.call("POST", f"/v1/{todo['name']}:{verb}", body or {}, **options)

    def test_one_is_done_and_comes_back(self):
        todo = new("todos", {"title": "回访", "priority": "URGENT"})
        self.assertEqual((todo["state"], todo["priority"]), ("OPEN", "URGENT"))
        self.assertEqual(self.move(todo, "complete").json["state"], "DONE")
        again = self.move(todo, "complete")
        self.assertEqual((again.status, again.reason), (400, "TODO_NOT_OPEN"))
        self.assertEqual(self.move(todo, "reopen").json["state"], "OPEN")
        self.assertEqual(self.move(todo, "snooze").status, 400)
        later = (datetime.datetime.utcnow() + datetime.timedelta(30)).strftime("%Y-%m-%dT00:00:00Z")
        self.assertEqual(self.move(todo, "snooze", {"snoozeTime": later}).json["snoozeTime"], later)
        self.assertNotIn("snoozeTime", self.move(todo, "wake").json)

    def test_it_is_about_a_record_of_any_service(self):
        contact = new(f"{self.customer['name']}/contacts", {"displayName": "陈爱丽"})
        for subject in (self.customer, contact, self.opportunity):
            todo = new("todos", {"title": "跟进", "subject": subject["name"]})
            page = rest.ok("GET", "/v1/todos", query={
                "filter": f'subject = "{subject["name"]}"', "orderBy": "due_time"})
            self.assertEqual([one["name"] for one in page["todos"]], [todo["name"]])
        for absent in (self.customer, contact, self.opportunity):
            refused = rest.call("POST", "/v1/todos", {
                "title": "跟进", "subject": absent["name"][:-4] + "beef"})
            self.assertEqual(refused.status, 400, refused.body)
            self.assertIn("todo.subject", refused.body.decode())

    def test_what_is_overdue_is_listed_in_the_order_of_its_due_time(self):
        owner = people.new_user()
        todo = {"title": "过期", "owner": owner}
        system.until(lambda: rest.call("POST", "/v1/todos", todo, query={
            "validateOnly": "true"}).status == 200)
        for due in ("2026-02-02T00:00:00Z", "2099-01-01T00:00:00Z", "2026-01-01T00:00:00Z"):
            new("todos", {**todo, "dueTime": due})
        new("todos", todo)
        page = rest.ok("GET", "/v1/todos", query={
            "filter": f'owner = "{owner}" AND state = OPEN AND due_time < ago("0s")',
            "orderBy": "due_time"})
        self.assertEqual([one["dueTime"] for one in page["todos"]],
                         ["2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z"])

    def test_reminders_go_with_the_due_time(self):
        todo = new("todos", {"title": "提醒", "dueTime": "2099-01-02T00:00:00Z"})
        reminder = new(f"{todo['name']}/reminders", {"beforeDue": "86400s"})
        self.assertEqual(rest.ok("GET", f"/v1/{todo['name']}")["nextReminderTime"],
                         "2099-01-01T00:00:00Z")
        dismissed = rest.ok("POST", f"/v1/{reminder['name']}:dismiss", {})
        self.assertEqual(dismissed["dismissedTime"], "2099-01-01T00:00:00Z")
        self.assertNotIn("nextReminderTime", rest.ok("GET", f"/v1/{todo['name']}"))
        moved = rest.ok("PATCH", f"/v1/{todo['name']}", {"dueTime": "2099-01-03T00:00:00Z"})
        self.assertEqual(moved["nextReminderTime"], "2099-01-02T00:00:00Z")
        late = rest.call("POST", f"/v1/{reminder['name']}:dismiss", {
            "time": "2099-01-01T00:00:00Z"})
        self.assertEqual((late.status, late.reason), (409, "REMINDER_MOVED"))
        both = rest.call("POST", f"/v1/{todo['name']}/reminders", {
            "beforeDue": "60s", "time": "2099-01-02T00:00:00Z"})
        self.assertEqual((both.status, both.reason), (400, "INVALID_FIELD"))

    def test_everybody_sees_what_is_theirs(self):
        mine = new("todos", {"title": "我的"}, who="demo/chen")
        chen, sun = own_name("demo/chen"), own_name("demo/sun")
        self.assertEqual(mine["owner"], chen)
        path = f"/v1/{mine['name']}"
        self.assertEqual(rest.call("GET", path, who="demo/sun").status, 404)
        self.assertEqual(rest.call("GET", path, who="demo/zhao").status, 200)  # his manager
        self.assertEqual(rest.call("GET", path, who="demo/amelia").status, 404)  # another's
        rest.ok("PATCH", path, {"collaborators": [sun]}, who="demo/chen")
        self.assertEqual(self.move(mine, "complete", who="demo/sun").status, 200)
        self.assertEqual(self.move(mine, "reopen", who="demo/sun").status, 200)
        given = self.move(mine, "reassign", {"owner": sun}, who="demo/sun")
        self.assertEqual((given.status, given.reason), (403, "ROW_NOT_OWNED"))
        given = self.move(mine, "reassign", {"owner": sun}, who="demo/zhao")
        self.assertEqual(given.status, 200, given.body)
        self.assertEqual(given.json["owner"], sun)
        self.assertEqual(rest.call("GET", path, who="demo/chen").status, 404)


class WorkCalendars(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        page = rest.ok("GET", "/v1/workCalendars", query={"orderBy": "create_time"})
        cls.china = page["workCalendars"][0]["name"]

    def add(self, start, hours):
        return rest.ok("GET", f"/v1/{self.china}:addWorkTime", query={
            "startTime": start, "duration": f"{hours * 3600}s"})

    def test_the_demo_tenants_knows_the_days_that_make_up_for_holidays(self):
        for start, end in (("2026-01-01T04:00:00Z", "2026-01-04T02:00:00Z"),
                           ("2026-02-13T10:00:00Z", "2026-02-14T02:00:00Z"),
                           ("2026-02-14T10:00:00Z", "2026-02-24T02:00:00Z"),
                           ("2026-02-27T10:00:00Z", "2026-02-28T02:00:00Z"),
                           ("2026-09-18T10:00:00Z", "2026-09-20T02:00:00Z")):
            self.assertEqual(self.add(start, 1), {"endTime": end}, start)

    def test_what_is_not_known_yet_is_said(self):
        self.assertTrue(self.add("2026-12-31T10:00:00Z", 1)["provisional"])

    def test_salespeople_look_them_up_and_do_not_change_them(self):
        self.assertEqual(rest.call("GET", f"/v1/{self.china}", who="demo/chen").status, 200)
        refused = rest.call("DELETE", f"/v1/{self.china}", who="demo/chen")
        self.assertEqual((refused.status, refused.reason), (403, "METHOD_NOT_ALLOWED"))


if __name__ == "__main__":
    unittest.main()
