"""Clocks of service levels on a business clock that the tests move: over a night, a make-up
Saturday and the holiday after it; warned, breached, stopped in time; the breach also by mail."""
import datetime
import unittest
import uuid

import business_clock
import people
import rest
import sinks
import system

SHANGHAI = datetime.timedelta(hours=8)
HOUR = datetime.timedelta(hours=1)


def new(path, body, **options):
    return rest.ok("POST", f"/v1/{path}", body, **options)


def time_of(text):
    return datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")


def date(day):
    return {"year": day.year, "month": day.month, "day": day.day}


class SlaCase(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.owner = rest.ok("GET", "/v1/me", who="demo/chen")["subject"]
        self.mark = f"m{uuid.uuid4().hex[:10]}"

    def policy(self, **fields):
        """One that looks at nothing any more when the test is over."""
        made = new("slaPolicies", {
            "displayName": f"首次响应 {self.mark}", "resourceType": "guanxi.dev/Customer",
            "enabled": True, "target": "7200s", "stages": [{"after": "3600s"}], **fields})
        self.addCleanup(rest.ok, "PATCH", f"/v1/{made['name']}", {"enabled": False},
                        query={"updateMask": "enabled"})
        return made

    def customer(self):
        """One without a grade, which no shipped rule changes: a change of theirs that is heard of
        after another one finds what that one made, and stops a clock at its own time."""
        return new("customers", {
            "type": "ORGANIZATION", "displayName": f"云帆 {self.mark}",
            "industry": self.mark, "owner": self.owner})

    def clock(self, subject):
        """The only one of a record, or None."""
        clocks = rest.ok("GET", "/v1/slaClocks", query={
            "filter": f'subject = "{subject["name"]}"', "orderBy": "create_time"})
        self.assertLessEqual(len(clocks.get("slaClocks", [])), 1, clocks)
        return clocks["slaClocks"][0] if clocks else None

    def wait(self, subject, condition):
        """The clock of a record, once the condition holds of it."""
        def seen():
            clock = self.clock(subject)
            return clock if clock and condition(clock) else None
        try:
            return system.until(seen, 30)
        except AssertionError as error:
            raise AssertionError(f"{error}; at {business_clock.now()}: {self.clock(subject)}") \
                from error

    def told(self, kind, clock):
        page = rest.ok("GET", "/v1/notifications", who="demo/chen", query={
            "filter": f"kind = {kind}", "pageSize": "1000"})
        return [one for one in page.get("notifications", []) if one["source"] == clock["name"]]


class WorkingTime(SlaCase):

    def setUp(self):
        super().setUp()
        today = (business_clock.now() + SHANGHAI).date()
        # The Friday after this week's, so that it is to come whatever the time is.
        self.friday = today + datetime.timedelta(days=11 - today.weekday())
        days = [self.friday + datetime.timedelta(days=more) for more in range(4)]
        calendar = new("workCalendars", {
            "displayName": self.mark, "timeZone": "Asia/Shanghai",
            "hours": [{"weekdays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
                       "startMinute": 540, "endMinute": 1080}],
            "workdays": [date(days[1])], "holidays": [date(days[3])],
            "completeYears": sorted({day.year for day in days})})
        self.policy(startCondition=f'industry = "{self.mark}"',
                    stopCondition="last_follow_up_time:*", workCalendar=calendar["name"])

    def go_to(self, days, hour, minute=0):
        """Moves business time to so many days after the Friday, by the clock of Shanghai."""
        wanted = datetime.datetime.combine(self.friday + datetime.timedelta(days),
                                           datetime.time(hour, minute)) - SHANGHAI
        business_clock.put(wanted - datetime.datetime.utcnow())

    def test_it_runs_on_over_a_make_up_saturday_warns_and_breaches(self):
        self.go_to(0, 17, 30)
        late, kept = self.customer(), self.customer()
        clock = self.wait(late, lambda clock: clock["state"] == "RUNNING")
        self.wait(kept, lambda clock: clock["state"] == "RUNNING")
        start = time_of(clock["startTime"])
        # From 18:00 to 9:00 on Saturday nothing is worked.
        night = 15 * HOUR
        self.assertEqual(time_of(clock["dueTime"]) - start, 2 * HOUR + night)
        self.assertEqual((clock["owner"], clock.get("provisional", False)), (self.owner, False))
        self.go_to(1, 8, 59)
        self.assertNotIn("reachTime", self.clock(late)["stages"][0])
        # Half an hour of Friday and a quarter of Saturday.
        self.go_to(1, 9, 15)
        spoken = business_clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        new(f"{kept['name']}/interactions", {
            "channel": "CALL", "direction": "OUTBOUND", "summary": self.mark, "occurTime": spoken})
        stopped = self.wait(kept, lambda clock: clock["state"] == "STOPPED")
        self.assertAlmostEqual(float(stopped["elapsed"].rstrip("s")), 2700, delta=60)
        self.go_to(1, 9, 40)
        clock = self.wait(late, lambda clock: "reachTime" in clock["stages"][0])
        self.assertEqual(time_of(clock["stages"][0]["reachTime"]) - start, HOUR + night)
        self.assertNotIn("breachTime", clock)
        system.until(lambda: self.told("SLA_WARNING", clock))
        self.go_to(1, 10, 40)
        clock = self.wait(late, lambda clock: "breachTime" in clock)
        self.assertEqual(time_of(clock["breachTime"]) - start, 2 * HOUR + night)
        system.until(lambda: self.told("SLA_BREACH", clock))
        # Nothing of it comes again, and who was in time is told of nothing.
        self.go_to(4, 12)
        self.wait(late, lambda clock: clock["state"] == "RUNNING")
        for kind in ("SLA_WARNING", "SLA_BREACH"):
            self.assertEqual(len(self.told(kind, clock)), 1, kind)
            self.assertEqual(self.told(kind, stopped), [], kind)
        self.assertNotIn("breachTime", self.clock(kept))

    def test_a_holiday_is_not_worked(self):
        self.go_to(1, 17, 30)  # Saturday; Sunday is free, and Monday is a holiday
        customer = self.customer()
        clock = self.wait(customer, lambda clock: clock["state"] == "RUNNING")
        self.assertEqual(time_of(clock["dueTime"]) - time_of(clock["startTime"]),
                         2 * HOUR + 63 * HOUR)
        self.go_to(3, 12)
        self.assertNotIn("reachTime", self.clock(customer)["stages"][0])
        self.go_to(4, 11)
        self.wait(customer, lambda clock: "breachTime" in clock)


class Mail(SlaCase):

    def test_a_breach_comes_by_mail_once(self):
        with sinks.running(sinks.SmtpSink()) as sink:
            channel = new("channels", {
                "displayName": "公司邮箱", "kind": "EMAIL", "owner": self.owner, "smtp": {
                    "host": sinks.HOST, "port": sink.port, "tls": "NONE",
                    "from": "crm@example.com", "fromName": "关系 CRM"}})
            self.addCleanup(rest.ok, "DELETE", f"/v1/{channel['name']}")
            address = f"{self.mark}@example.com"
            manager = people.new_user(email=address)
            system.until(lambda: rest.call("POST", "/v1/todos", {"title": "x", "owner": manager},
                                           query={"validateOnly": "true"}).status == 200)
            policy = self.policy(stages=[{"after": "3600s"},
                                         {"after": "7200s", "recipients": [manager]}])
            customer = new("customers", {"type": "ORGANIZATION", "displayName": self.mark})
            clock = new("slaClocks:start", {"policy": policy["name"],
                                            "subject": customer["name"]})
            business_clock.move(hours=3)
            def came():
                return [mail for mail in list(sink.mails) if address in mail.recipients]
            try:
                system.until(came, 30)
            except AssertionError as error:
                deliveries = rest.ok("GET", "/v1/deliveries", query={
                    "filter": f'channel = "{channel["name"]}"', "orderBy": "create_time"})
                raise AssertionError(f"{error}; deliveries: {deliveries}") from error
            delivery = system.until(lambda: self.sent(channel, manager))
            business_clock.move(hours=3)
            self.wait(customer, lambda clock: "breachTime" in clock)
        [mail] = came()
        self.assertEqual((mail.sender, mail.recipients), ("crm@example.com", [address]))
        self.assertIn(policy["displayName"], str(mail.message["Subject"]))
        self.assertIn("关系 CRM", str(mail.message["From"]))
        self.assertIn(delivery["name"].removeprefix("deliveries/"), mail.message["Message-ID"])
        self.assertIn(customer["name"], mail.message.get_body(("plain",)).get_content())
        self.assertEqual(delivery["source"], clock["name"])

    def sent(self, channel, recipient):
        """The delivery to somebody, once it is SENT."""
        page = rest.ok("GET", "/v1/deliveries", query={
            "filter": f'channel = "{channel["name"]}"', "orderBy": "create_time"})
        found = [one for one in page.get("deliveries", []) if one.get("recipient") == recipient]
        self.assertLessEqual(len(found), 1, found)
        return found[0] if found and found[0]["state"] == "SENT" else None


if __name__ == "__main__":
    unittest.main()
