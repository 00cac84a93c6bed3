"""Automation rules that act on time, on a business clock that the tests move: silent customers,
birthdays, a date that comes near, schedules; each to-do exactly once."""
import datetime
import unittest
import uuid

import business_clock
import rest
import system
from automation import OWNER, enabled_rule, new, owner_name, todos_about, update


def customer(**fields):
    name = f"杭州云帆{uuid.uuid4().hex[:6]}"
    return new("customers", {"type": "ORGANIZATION", "displayName": name, **fields})


def after(field, days, **more):
    """The trigger so many days after the time that a field tells; before it if negative."""
    return {"time": {"field": field, "offset": {"count": days, "unit": "DAY"}, **more}}


def date_in(days):
    """A date so many days from today in the demo tenant's zone."""
    day = business_clock.now() + datetime.timedelta(hours=8, days=days)
    return {"year": day.year, "month": day.month, "day": day.day}


class TimeRules(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.owner = owner_name()
        # Of all that the stack holds, rules of a test look at what has its own tag in a text.
        self.mark = f"m{uuid.uuid4().hex[:10]}"

    def rule(self, trigger, condition="", kind="Customer", action=None):
        return enabled_rule(self, {
            "displayName": f"到时 {self.mark}", "resourceType": f"guanxi.dev/{kind}",
            "trigger": trigger, "condition": condition, "owner": self.owner,
            "actions": [action or {"todo": {"title": f"请立即跟进 {self.mark}"}}]})

    def todos(self, subject):
        return todos_about(subject, self.mark)

    def wait(self, subject, count=1):
        system.until(lambda: len(self.todos(subject)) >= count, 60)
        self.assertEqual(len(self.todos(subject)), count)

    def spoke(self, subject, days_ago=0):
        at = business_clock.now() - datetime.timedelta(days=days_ago)
        new(f"{subject['name']}/interactions", {
            "channel": "CALL", "direction": "OUTBOUND", "summary": self.mark,
            "occurTime": at.strftime("%Y-%m-%dT%H:%M:%SZ")})

    def test_a_silent_vip_is_followed_up_once(self):
        self.rule(after("silent_since_time", 15), f'grade = VIP AND industry = "{self.mark}"')
        silent, late = (customer(grade=grade, industry=self.mark) for grade in ("VIP", "LOW"))
        for each in (silent, late):
            self.spoke(each)
        business_clock.move(days=14)
        self.assertEqual(self.todos(silent), [])
        business_clock.move(days=2)
        self.wait(silent)
        # Silent for 15 days, VIP on day 20.
        business_clock.move(days=4)
        self.assertEqual(self.todos(late), [])
        update(late, grade="VIP")
        self.wait(late)
        # Spoken to again, it is silent again 15 days later.
        self.spoke(silent)
        business_clock.move(days=16)
        self.wait(silent, 2)
        self.assertEqual(len(self.todos(late)), 1)

    def test_who_serves_a_silent_customer_by_name_is_told_after_30_days(self):
        care = {"title": f"关怀 {self.mark}", "assignee": {"field": "dedicated"}}
        self.rule(after("silent_since_time", 30), f'grade = VIP AND industry = "{self.mark}"',
                  action={"todo": care})
        served = customer(grade="VIP", industry=self.mark, dedicated=self.owner)
        self.spoke(served, days_ago=20)
        business_clock.move(days=11)
        self.wait(served)
        self.assertEqual(self.todos(served)[0]["owner"], self.owner)

    def test_birthdays_come_every_year(self):
        self.rule({"time": {"field": "person.birth_date", "yearly": True, "minuteOfDay": 540}},
                  f'industry = "{self.mark}"')
        born = {**date_in(10), "year": 1990}
        person = new("customers", {"type": "PERSON", "displayName": f"王{self.mark}",
                                   "industry": self.mark, "person": {"birthDate": born}})
        business_clock.move(days=9)
        self.assertEqual(self.todos(person), [])
        business_clock.move(days=2)
        self.wait(person)
        business_clock.move(days=366)
        self.wait(person, 2)

    def test_a_follow_up_that_is_due_is_a_to_do_unless_it_was_done(self):
        self.rule(after("next_follow_up_time", 0), f'industry = "{self.mark}"')
        promised, kept = customer(industry=self.mark), customer(industry=self.mark)
        now = business_clock.now()
        for each in (promised, kept):
            new(f"{each['name']}/interactions", {
                "channel": "CALL", "direction": "OUTBOUND",
                "occurTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "nextFollowUpTime": (now + datetime.timedelta(days=3)).strftime(
                    "%Y-%m-%dT%H:%M:%SZ")})
        business_clock.move(days=1)
        self.assertEqual(self.todos(promised), [])
        self.spoke(kept)
        system.until(lambda: "nextFollowUpTime" not in rest.ok("GET", f"/v1/{kept['name']}"))
        business_clock.move(days=3)
        self.wait(promised)
        self.assertEqual(self.todos(kept), [])

    def test_a_date_that_is_put_off_reminds_again(self):
        self.rule(after("close_date", -30, minuteOfDay=540), kind="Opportunity")
        pipeline = new("pipelines", {"displayName": self.mark})
        stage = new(f"{pipeline['name']}/stages", {"displayName": "接洽", "order": 1})
        def deal(days):
            return new("opportunities", {"displayName": self.mark, "stage": stage["name"],
                                         "closeDate": date_in(days)})
        far, near, past = deal(40), deal(20), deal(-5)
        self.wait(near)  # it was made too late: at once
        self.assertEqual(self.todos(far), [])
        business_clock.move(days=11)
        self.wait(far)
        update(far, closeDate=date_in(50))
        business_clock.move(days=21)
        self.wait(far, 2)
        self.assertEqual((len(self.todos(near)), self.todos(past)), (1, []))

    def test_200_that_are_due_at_once_fire_once_each_though_the_service_is_killed(self):
        self.rule(after("create_time", 3), f'industry = "{self.mark}"')
        requests = [{"customer": {"type": "ORGANIZATION", "displayName": f"{self.mark} {i}",
                                  "industry": self.mark}} for i in range(200)]
        made = new("customers:batchCreate", {"requests": requests})["customers"]
        business_clock.move(days=4)
        since = business_clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        def count():
            page = rest.ok("GET", "/v1/todos", who=OWNER, query={
                "filter": f'create_time >= "{since}"', "pageSize": 1000, "orderBy": "create_time"})
            return [one["subject"] for one in page.get("todos", []) if self.mark in one["title"]]
        for _ in range(3):
            with system.killed("workflow-svc"):
                pass
        system.until(lambda: len(set(count())) == 200, 120)
        self.assertEqual(sorted(count()), sorted(one["name"] for one in made))

    def test_a_schedule_looks_at_what_its_filter_finds(self):
        found, other = customer(industry=self.mark), customer()
        self.rule({"schedule": {"cron": "0 9 * * *", "filter": f'industry = "{self.mark}"'}})
        business_clock.move(days=1)
        self.wait(found)
        business_clock.move(days=1)
        self.wait(found, 2)
        self.assertEqual(self.todos(other), [])

    def test_a_backtest_counts_what_would_match(self):
        names = sorted(customer(industry=self.mark, grade=grade)["name"]
                       for grade in ("VIP", "VIP", "LOW"))
        operation = new("automationRules:backtest", {"rule": {
            "displayName": self.mark, "resourceType": "guanxi.dev/Customer",
            "trigger": {"manual": {}}, "condition": f'grade = VIP AND industry = "{self.mark}"',
            "actions": [{"todo": {"title": "x"}}]}})
        def done():
            return rest.ok("GET", "/v1/automationRules:getBacktest", who=OWNER,
                           query={"name": operation["name"]})
        finished = system.until(lambda: done() if done().get("done") else None, 60)
        answer = finished["response"]
        self.assertEqual(int(answer["matchCount"]), 2)
        self.assertTrue(set(answer["examples"]) <= set(names))


if __name__ == "__main__":
    unittest.main()
