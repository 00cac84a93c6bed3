"""Service over REST: a ticket that rules classify and give out, answered, solved, asked about by a
link that needs no token, reopened and merged; a clock that is breached escalates it; figures."""
import datetime
import json
import unittest
import uuid

import business_clock
import http_client
import jwt_tools
import rest
import system


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


def stranger(method, path, body=None):
    """A call without a token."""
    sent = json.dumps(body).encode() if body is not None else None
    return http_client.call(system.port(), method, path, sent,
                            {"content-type": "application/json"} if body is not None else {}, 30.0)


class ServiceCase(unittest.TestCase):

    def setUp(self):
        self.mark = f"服务 {uuid.uuid4().hex[:10]}"
        self.chen, self.sun = (jwt_tools.claims_of(system.token(f"demo/{login}"))["sub"]
                               for login in ("chen", "sun"))
        self.customer = new("customers", {"type": "ORGANIZATION", "displayName": self.mark})["name"]

    def rule(self, **fields):
        made = new("ticketRules", {"displayName": self.mark, "order": 1, **fields})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{made['name']}")
        return made

    def ticket(self, **fields):
        return new("serviceTickets", {"title": f"无法登录 {self.mark}", "channel": "PHONE",
                                      "customer": self.customer, **fields})

    def read(self, ticket):
        return rest.ok("GET", f"/v1/{ticket['name']}")

    def move(self, ticket, verb, **fields):
        return new(f"{ticket['name']}:{verb}", fields)

    def say(self, ticket, kind, **fields):
        now = business_clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        return new(f"{ticket['name']}/ticketEvents",
                   {"kind": kind, "text": "请重启后再试", "occurTime": now, **fields})


class Tickets(ServiceCase):

    def test_from_the_call_to_the_figures(self):
        self.rule(condition=f'title:"{self.mark}"', type="INCIDENT", priority="HIGH")
        give = self.rule(order=2, condition=f'type = INCIDENT AND title:"{self.mark}"',
                         assignees=[self.chen])
        ticket = self.ticket()
        self.assertEqual((ticket["state"], ticket["type"], ticket["priority"], ticket["owner"],
                          ticket["rule"]), ("NEW", "INCIDENT", "HIGH", self.chen, give["name"]))
        self.say(ticket, "ANSWER", automatic=True)
        self.assertNotIn("firstResponseTime", self.read(ticket))
        self.say(ticket, "ANSWER")
        self.assertEqual(self.read(ticket)["state"], "OPEN")
        self.assertEqual(self.move(ticket, "wait")["state"], "WAITING")
        self.say(ticket, "CUSTOMER_MESSAGE")
        solved = self.move(ticket, "resolve", solution="密码已重置")
        self.assertEqual((solved["state"], solved["firstContactResolved"]), ("RESOLVED", True))
        self.answer(ticket)
        system.until(lambda: self.figures() == ["1", "1", "1", "5"])
        self.assertGreater(int(rest.ok("GET", "/v1/ticketBoard")["solvedCount"]), 0)
        reopened = self.move(ticket, "reopen")
        self.assertEqual((reopened["reopenCount"], reopened.get("firstContactResolved", False)),
                         (1, False))
        system.until(lambda: self.figures() == ["1", "0", "0", "5"])
        board = rest.ok("GET", "/v1/ticketBoard", query={"days": "7"})
        loads = {one.get("owner"): int(one.get("inWorkCount", 0)) for one in board["loads"]}
        self.assertGreater(loads[self.chen], 0)
        refused = rest.call("GET", "/v1/ticketBoard", query={"days": "367"})
        self.assertEqual((refused.status, refused.reason), (400, "INVALID_FIELD"))

    def answer(self, ticket):
        survey = new("surveys", {"displayName": self.mark, "kind": "CSAT", "published": True,
                                 "question": "您对本次服务满意吗？", "thanks": "谢谢！"})
        link = new(f"{survey['name']}:createLink", {"serviceTicket": ticket["name"]})
        opened = stranger("GET", link["openPath"])
        self.assertEqual((opened.status, opened.json["question"]), (200, "您对本次服务满意吗？"))
        wrong = stranger("POST", link["submitPath"], {"score": 6})
        self.assertEqual((wrong.status, wrong.reason), (400, "INVALID_FIELD"))
        sent = stranger("POST", link["submitPath"], {"score": 5, "comment": "很快"})
        self.assertEqual((sent.status, sent.json), (200, {"thanks": "谢谢！"}), sent.body)
        other = stranger("POST", link["submitPath"], {"score": 1})
        self.assertEqual((other.status, other.reason), (400, "SURVEY_ANSWERED"))
        forged = link["submitPath"].replace("/surveys/", "/surveys/x")
        self.assertEqual(stranger("POST", forged, {"score": 1}).status, 404)
        self.assertEqual(self.read(ticket)["satisfaction"], 5)

    def figures(self):
        found = self.measured("count", "solved_count", "first_contact_count",
                              "average_satisfaction")
        return [text if text is None else f"{float(text):g}" for text in found]

    def measured(self, *measures):
        query = {"measures": [f"service_tickets.{measure}" for measure in measures],
                 "filters": [{"member": "service_tickets.customer", "operator": "EQUALS",
                              "values": [self.customer]}]}
        [result] = rest.ok("POST", "/v1/queries:run", {"query": query})["results"]
        return result["rows"][0]

    def test_figures_say_when_the_first_answer_and_the_solution_came(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        tickets = [self.ticket(), self.ticket()]
        for ticket in tickets:
            self.say(ticket, "ANSWER", automatic=True)
        for ticket in tickets:
            business_clock.move(minutes=10)
            self.say(ticket, "ANSWER")
        business_clock.move(minutes=20)
        for ticket in tickets:
            self.move(ticket, "resolve", solution="密码已重置")
        kept, reopened = tickets
        self.move(reopened, "reopen")
        responses = [self.seconds(ticket, "firstResponseTime") for ticket in tickets]
        self.assertGreater(responses[0], 590)
        self.assertGreater(responses[1], 1190)
        resolution = self.seconds(kept, "resolveTime")
        self.assertGreater(resolution, 2390)
        system.until(lambda: float(self.measured("first_contact_rate")[0] or 0) == 0.5)
        found = self.measured("average_response_time", "average_resolution_time")
        self.assertAlmostEqual(float(found[0]), sum(responses) / 2, delta=2)
        self.assertAlmostEqual(float(found[1]), resolution, delta=2)
        board = rest.ok("GET", "/v1/ticketBoard")
        for figure in ("averageResponseTime", "averageResolutionTime", "firstContactRate"):
            self.assertIn(figure, board)

    def seconds(self, ticket, until):
        found = self.read(ticket)
        first, last = (datetime.datetime.fromisoformat(found[field].replace("Z", "+00:00"))
                       for field in ("createTime", until))
        return (last - first).total_seconds()

    def test_a_picture_is_kept_with_its_ticket_and_who_sees_it_is_written_down(self):
        ticket = self.ticket()
        picture = bytes(range(256)) * 4096  # 1 MiB
        made = rest.ok("POST", f"/v1/{ticket['name']}/ticketAttachments:upload", picture, query={
            "kind": "IMAGE", "displayName": "故障照片.jpg"}, headers={"content-type": "image/jpeg"})
        self.assertEqual((made["sizeBytes"], made["displayName"]),
                         (str(len(picture)), "故障照片.jpg"))
        page = rest.ok("GET", f"/v1/{ticket['name']}/ticketAttachments")
        self.assertEqual([one["name"] for one in page["ticketAttachments"]], [made["name"]])
        seen = rest.call("GET", f"/v1/{made['name']}:download")
        self.assertEqual((seen.status, seen.body), (200, picture))
        self.assertEqual(seen.headers["content-type"], "image/jpeg")
        attachment = made["name"].rpartition("/")[2]
        records = rest.ok("GET", "/v1/customerAuditRecords", query={
            "filter": f'resource_id = "{attachment}"'})["auditRecords"]
        self.assertIn("attachment.downloaded", [record.get("fact") for record in records])
        rest.ok("DELETE", f"/v1/{made['name']}")
        self.assertEqual(rest.call("GET", f"/v1/{made['name']}:download").status, 404)

    def test_past_tickets_are_on_the_screen_of_the_customer(self):
        ticket = self.ticket()
        self.move(ticket, "resolve", solution="密码已重置")
        view = rest.ok("GET", f"/v1/{self.customer}:view")
        [shown] = view["tickets"]["tickets"]
        self.assertEqual((shown["name"], shown["state"]), (ticket["name"], "RESOLVED"))

    def test_several_become_one(self):
        ticket = self.ticket()
        other = self.ticket(owner=self.sun)
        merged = self.move(ticket, "merge", others=[other["name"]])
        self.assertEqual(merged["collaborators"], [self.sun])
        found = rest.ok("GET", "/v1/serviceTickets",
                        query={"filter": f'merged_into = "{ticket["name"]}"'})["serviceTickets"]
        self.assertEqual([(one["name"], one["state"]) for one in found],
                         [(other["name"], "MERGED")])
        refused = rest.call("POST", f"/v1/{other['name']}:resolve", {"solution": "好了"})
        self.assertEqual((refused.status, refused.reason), (400, "TICKET_STATE"))

    def test_what_is_sent_again_makes_no_second(self):
        mail = {"externalIds": {"mail": uuid.uuid4().hex}, "channel": "EMAIL"}
        self.ticket(**mail)
        again = rest.call("POST", "/v1/serviceTickets", {"title": self.mark, **mail})
        self.assertEqual((again.status, again.reason), (409, "EXTERNAL_ID_ALREADY_EXISTS"))


class Levels(ServiceCase):

    def test_a_breached_clock_escalates(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.rule(condition=f'title:"{self.mark}"', assignees=[self.chen], escalateTo=self.sun)
        policy = new("slaPolicies", {
            "displayName": self.mark, "resourceType": "guanxi.dev/ServiceTicket", "enabled": True,
            "startCondition": f'state = NEW AND title:"{self.mark}"',
            "stopCondition": "first_response_time:*", "target": "1800s"})["name"]
        self.addCleanup(rest.ok, "PATCH", f"/v1/{policy}", {"enabled": False},
                        query={"updateMask": "enabled"})
        late, kept = self.ticket(), self.ticket()
        for ticket in (late, kept):
            system.until(lambda: self.clock(ticket) == "RUNNING", 60)
        self.say(kept, "ANSWER")
        system.until(lambda: self.clock(kept) == "STOPPED", 60)
        business_clock.put(business_clock.ahead() + datetime.timedelta(hours=1))
        system.until(lambda: self.read(late).get("escalationLevel") == 1, 60)
        found = self.read(late)
        self.assertEqual((found["owner"], found["priority"], found["collaborators"]),
                         (self.sun, "HIGH", [self.chen]))
        self.assertNotIn("escalationLevel", self.read(kept))

    def clock(self, ticket):
        page = rest.ok("GET", "/v1/slaClocks",
                       query={"filter": f'subject = "{ticket["name"]}"'})
        return page["slaClocks"][0]["state"] if page.get("slaClocks") else None


if __name__ == "__main__":
    unittest.main()
