"""Events: followed over REST, and on their way from one service to the other, whatever dies."""
import unittest

import grpc

import database
import rest
import system
from guanxi.customer.v1 import event_service_pb2_grpc
from guanxi.event.v1 import event_pb2, log_service_pb2, log_service_pb2_grpc
from guanxi.metadata.v1 import change_pb2


def follow(service: str, token: str, who: str = "demo", **more):
    """All events behind a token, and the token behind them."""
    events = []
    while True:
        page = rest.ok("GET", f"/v1/{service}Events", query={"token": token, **more}, who=who)
        events += page.get("events", [])
        token = page["nextToken"]
        if not page.get("more"):
            return events, token


class Followers(unittest.TestCase):

    def setUp(self):
        self.token = rest.ok("GET", "/v1/customerEvents")["nextToken"]

    def events_of(self, name: str, count: int):
        """What happened to a record since the test began, once so much has arrived."""
        seen = []

        def arrived():
            events, self.token = follow("customer", self.token, pageSize=7)
            seen.extend(event for event in events if event["name"] == name)
            return len(seen) >= count

        system.until(arrived)
        return seen

    def test_each_change_is_told_once_and_in_order(self):
        made = rest.ok("POST", "/v1/customers", {"type": "ORGANIZATION", "displayName": "云一"})
        for title in ("云二", "云三"):
            rest.ok("PATCH", f"/v1/{made['name']}", {"displayName": title})
        rest.ok("DELETE", f"/v1/{made['name']}")
        seen = self.events_of(made["name"], 4)
        self.assertEqual([event["change"]["kind"] for event in seen],
                         ["CREATED", "UPDATED", "UPDATED", "DELETED"])
        self.assertEqual({event["resourceType"] for event in seen}, {"guanxi.dev/Customer"})
        renamed = [field for event in seen[1:3] for field in event["change"]["fields"]
                   if field["path"] == "display_name"]
        self.assertEqual([(field["before"], field["after"]) for field in renamed],
                         [("云一", "云二"), ("云二", "云三")])
        self.assertEqual(len({event["change"]["eventId"] for event in seen}), 4)

    def test_another_tenant_is_told_nothing_of_it(self):
        token = rest.ok("GET", "/v1/customerEvents", who="other")["nextToken"]
        made = rest.ok("POST", "/v1/customers", {"type": "ORGANIZATION", "displayName": "别家"})
        self.events_of(made["name"], 1)
        page = rest.ok("GET", "/v1/customerEvents", query={"token": token}, who="other")
        self.assertEqual(page.get("events", []), [])
        refused = rest.call("GET", "/v1/customerEvents", query={"token": self.token}, who="other")
        self.assertEqual(refused.status, 400)

    def test_whose_a_record_was_hears_that_it_was_erased(self):
        chen = "demo/chen"  # who sees her own customers and no others
        customer = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": "云四"}, who=chen)
        call = rest.ok("POST", f"/v1/{customer['name']}/interactions", {
            "channel": "CALL", "occurTime": "2026-11-02T08:30:00Z"}, who=chen)
        token = rest.ok("GET", "/v1/customerEvents", who=chen)["nextToken"]
        rest.ok("DELETE", f"/v1/{call['name']}")
        told = []

        def arrived():
            nonlocal token
            events, token = follow("customer", token, who=chen)
            told.extend(event["change"]["kind"] for event in events
                        if event["name"] == call["name"])
            return "DELETED" in told

        system.until(arrived)

    def test_nobody_reads_the_log_through_the_edge(self):
        with grpc.insecure_channel(system.address()) as channel:
            stub = log_service_pb2_grpc.LogServiceStub(channel)
            with self.assertRaises(grpc.RpcError) as caught:
                stub.ReadPartitions(log_service_pb2.ReadPartitionsRequest(), timeout=5,
                                   metadata=[("authorization", f"Bearer {system.token()}")])
        self.assertIn(caught.exception.code(),
                      (grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.NOT_FOUND))


class Todos(unittest.TestCase):
    """What happens in workflow-svc."""

    def setUp(self):
        self.tokens = {}

    def begin(self, *everybody: str):
        for who in everybody:
            self.tokens[who] = rest.ok("GET", "/v1/workflowEvents", who=who)["nextToken"]

    def events_of(self, who: str, names, count: int):
        """What somebody is told of records since he began, once so much has arrived."""
        seen = []

        def arrived():
            events, self.tokens[who] = follow("workflow", self.tokens[who], who=who)
            seen.extend(event for event in events if event["name"] in names)
            return len(seen) >= count

        system.until(arrived)
        return seen

    def test_a_to_do_its_reminders_and_when_the_next_one_is_due_are_told(self):
        self.begin("demo")
        todo = rest.ok("POST", "/v1/todos", {"title": "跟进", "dueTime": "2099-01-02T00:00:00Z"})
        reminder = rest.ok("POST", f"/v1/{todo['name']}/reminders", {"beforeDue": "86400s"})
        rest.ok("POST", f"/v1/{todo['name']}:complete", {})
        seen = self.events_of("demo", (todo["name"], reminder["name"]), 5)
        rest.ok("DELETE", f"/v1/{reminder['name']}")
        seen += self.events_of("demo", (reminder["name"],), 1)
        told = {name: [event["change"]["kind"] for event in seen if event["name"] == name]
                for name in (todo["name"], reminder["name"])}
        # Done, there is nothing more to be reminded of.
        self.assertEqual(told[todo["name"]], ["CREATED", "PROJECTED", "UPDATED", "PROJECTED"])
        self.assertEqual(told[reminder["name"]], ["CREATED", "DELETED"])
        self.assertEqual({event["resourceType"] for event in seen},
                         {"guanxi.dev/Todo", "guanxi.dev/Reminder"})
        projected = [field["path"] for event in seen if event["change"]["kind"] == "PROJECTED"
                     for field in event["change"]["fields"]]
        self.assertEqual(projected, ["next_reminder_time"] * 2)

    def test_a_calendar_is_told_of(self):
        self.begin("demo")
        calendar = rest.ok("POST", "/v1/workCalendars", {
            "displayName": "事件", "timeZone": "Asia/Shanghai",
            "hours": [{"weekdays": ["MONDAY"], "startMinute": 540, "endMinute": 1020}]})
        rest.ok("DELETE", f"/v1/{calendar['name']}")
        seen = self.events_of("demo", (calendar["name"],), 2)
        self.assertEqual([event["change"]["kind"] for event in seen], ["CREATED", "DELETED"])

    def test_what_is_given_away_is_gone_for_one_and_enters_for_the_other(self):
        chen, sun = "demo/chen", "demo/sun"
        self.begin(chen)
        todo = rest.ok("POST", "/v1/todos", {"title": "交接"}, who=chen)
        created = self.events_of(chen, (todo["name"],), 1)
        self.assertEqual(created[0]["change"]["kind"], "CREATED")
        self.begin(sun)  # behind that one
        rest.ok("POST", f"/v1/{todo['name']}:reassign",
                {"owner": rest.ok("GET", "/v1/me", who=sun)["subject"]}, who="demo/zhao")
        [gone] = self.events_of(chen, (todo["name"],), 1)
        self.assertEqual(gone["sight"], "GONE")
        self.assertNotIn("fields", gone["change"])
        [entered] = self.events_of(sun, (todo["name"],), 1)
        self.assertEqual(entered["sight"], "ENTERED")
        whole = {field["path"]: field["after"] for field in entered["change"]["fields"]}
        self.assertEqual(whole["title"], "交接")


class Watchers(unittest.TestCase):
    """WatchEvents by grpcio: followed, cut off in the middle, resumed."""

    RECORDS = 60

    @classmethod
    def setUpClass(cls):
        cls.channel = grpc.insecure_channel(system.address())
        cls.events = event_service_pb2_grpc.EventServiceStub(cls.channel)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()

    def watch(self, token=""):
        return self.events.WatchEvents(
            event_pb2.WatchEventsRequest(token=token), timeout=120,
            metadata=[("authorization", f"Bearer {system.token()}")])

    @staticmethod
    def created(message):
        return [event.name for event in message.events
                if event.change.kind == change_pb2.Change.CREATED]

    def create(self, first: int, count: int):
        made = rest.ok("POST", "/v1/customers:batchCreate", {"requests": [
            {"customer": {"type": "ORGANIZATION", "displayName": f"云{number}"}}
            for number in range(first, first + count)]})
        return [one["name"] for one in made["customers"]]

    @staticmethod
    def query(statement: str) -> str:
        return database.query(system.SETTINGS, statement).strip()

    def test_who_is_cut_off_and_resumes_misses_and_repeats_nothing(self):
        stream = self.watch()
        token = next(stream).next_token
        names, seen = [], []
        for first in range(0, self.RECORDS, 20):
            names += self.create(first, 20)
            while len(seen) < len(names) - 7:  # some are on their way when it is cut
                message = next(stream)
                self.assertFalse(message.gap or message.resync)
                seen += self.created(message)
                token = message.next_token
            stream.cancel()
            stream = self.watch(token)
        while len(seen) < len(names):
            seen += self.created(next(stream))
        stream.cancel()
        self.assertEqual(sorted(seen), sorted(names))

    def test_a_token_that_retention_has_passed_by_is_told_so(self):
        stream = self.watch()
        token = next(stream).next_token
        stream.cancel()
        self.create(0, 20)
        # As if they were of long ago; what removes them runs each hour.
        system.until(lambda: self.query("SELECT COUNT(*) FROM customer.outbox") == "0")
        self.query("UPDATE customer.event_partitions SET trimmed = head")
        self.query("DELETE FROM customer.event_log")
        stream = self.watch(token)
        self.assertTrue(next(stream).gap)
        stream.cancel()


class Opportunities(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        pipeline = rest.ok("POST", "/v1/pipelines", {"displayName": "事件"})
        cls.stage = rest.ok("POST", f"/v1/{pipeline['name']}/stages",
                            {"displayName": "接洽", "order": 1, "probability": 10})["name"]

    def setUp(self):
        # It has the tag that a rule of the demo tenant gives who has an opportunity: nothing but
        # projections changes it.
        [tag] = rest.ok("GET", "/v1/tags", query={"filter": 'display_name = "意向客户"'})["tags"]
        self.customer = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": "商机", "tags": [tag["name"]]})

    def open(self, units: int):
        return rest.ok("POST", "/v1/opportunities", {
            "displayName": "五百席位", "customer": self.customer["name"], "stage": self.stage,
            "amount": {"currencyCode": "CNY", "units": str(units)}})

    def test_an_opportunity_says_what_its_customer_is_called(self):
        opportunity = self.open(1)

        def says(**fields):
            now = rest.ok("GET", f"/v1/{opportunity['name']}")
            self.assertEqual(now["etag"], opportunity["etag"])
            return fields.items() <= now.items()

        system.until(lambda: says(customerDisplayName="商机"))
        rest.ok("PATCH", f"/v1/{self.customer['name']}", {"displayName": "新名", "grade": "VIP"})
        system.until(lambda: says(customerDisplayName="新名", customerGrade="VIP"))
        refused = rest.call("PATCH", f"/v1/{opportunity['name']}", {"customerGrade": "LOW"},
                            query={"updateMask": "customerGrade"})
        self.assertEqual(refused.status, 400, refused.body)

    def says(self):
        """Count and sum of what is open, sum of what was won."""
        now = rest.ok("GET", f"/v1/{self.customer['name']}")
        self.assertEqual((now["etag"], now["updateTime"]),
                         (self.customer["etag"], self.customer["updateTime"]))
        return (int(now.get("openOpportunityCount", 0)),
                int(now.get("openOpportunityAmount", {}).get("units", 0)),
                int(now.get("wonOpportunityAmount", {}).get("units", 0)))

    def test_a_customer_says_what_its_opportunities_come_to(self):
        first = self.open(100)
        self.open(20)
        system.until(lambda: self.says() == (2, 120, 0))
        rest.ok("POST", f"/v1/{first['name']}:win", {})
        system.until(lambda: self.says() == (1, 20, 100))
        refused = rest.call("PATCH", f"/v1/{self.customer['name']}",
                            {"openOpportunityCount": "7"},
                            query={"updateMask": "openOpportunityCount"})
        self.assertEqual(refused.status, 400, refused.body)

    def test_what_happens_while_others_are_gone_arrives(self):
        opportunity = self.open(1)
        system.until(lambda: self.says()[1] == 1)

        def change(units):
            rest.ok("PATCH", f"/v1/{opportunity['name']}",
                    {"amount": {"currencyCode": "CNY", "units": str(units)}})

        with system.killed("customer-svc"):
            change(5)
        system.until(lambda: self.says()[1] == 5)
        with system.killed("redis"):
            change(7)
            system.until(lambda: self.says()[1] == 7)
        change(9)
        system.until(lambda: self.says()[1] == 9)
        with system.killed("lead-svc"):
            pass
        change(11)
        system.until(lambda: self.says()[1] == 11)


if __name__ == "__main__":
    unittest.main()
