"""What people do on pages, who they turn out to be, and calls with leads, over REST."""
import unittest
import uuid

import rest
import system


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


class Behavior(unittest.TestCase):

    def setUp(self):
        self.customer = new("customers", {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司"})
        self.key = uuid.uuid4().hex

    def visit(self, time):
        return {"behaviorEvent": {"kind": "VISIT", "topic": "价格", "visitor": self.key,
                                  "occurTime": time, "externalIds": {"web": uuid.uuid4().hex}}}

    def count(self, **query):
        found = rest.ok("GET", "/v1/behaviorEvents:count",
                        query={"customer": self.customer["name"], "period": "31536000s", **query})
        return found.get("count", 0)

    def test_who_becomes_known_brings_what_he_did_before(self):
        now = rest.ok("GET", f"/v1/{self.customer['name']}")["createTime"]
        entries = [self.visit(now), self.visit(now), self.visit("2062-11-02T08:30:00Z")]
        made = new("behaviorEvents:ingest", {"requests": entries})["results"]
        self.assertEqual([one["outcome"] for one in made], ["CREATED", "CREATED", "FAILED"])
        self.assertIn("requests[2].behavior_event.occur_time", made[2]["error"]["message"])
        again = new("behaviorEvents:ingest", {"requests": entries[:1]})["results"]
        self.assertEqual(again, [{"outcome": "ALREADY_THERE", "name": made[0]["name"]}])
        self.assertEqual(self.count(), 0)
        new("visitors", {"key": self.key, "customer": self.customer["name"]})
        self.assertEqual(self.count(), 2)
        self.assertEqual(self.count(filter='kind = VISIT AND topic = "价格"'), 2)
        self.assertEqual(self.count(filter="kind = DOWNLOAD"), 0)

    def test_mails_events_and_the_time_on_a_page_are_behaviour(self):
        now = rest.ok("GET", f"/v1/{self.customer['name']}")["createTime"]
        entries = [self.visit(now) for _ in range(4)]
        for entry, kind, duration in zip(entries, ("MAIL_OPEN", "ATTENDANCE", "VISIT", "VISIT"),
                                         ("0s", "5400s", "12.500s", "-1s")):
            entry["behaviorEvent"].update(kind=kind, customer=self.customer["name"],
                                          duration=duration)
        made = new("behaviorEvents:ingest", {"requests": entries})["results"]
        self.assertEqual([one["outcome"] for one in made],
                         ["CREATED", "CREATED", "CREATED", "FAILED"])
        self.assertIn("requests[3].behavior_event.duration", made[3]["error"]["message"])
        self.assertEqual(self.count(filter="kind = MAIL_OPEN OR kind = ATTENDANCE"), 2)
        read = rest.ok("GET", f"/v1/{made[2]['name']}")
        self.assertEqual(read["duration"], "12.500s")

    def test_a_tie_is_of_one_visitor(self):
        body = {"key": self.key, "customer": self.customer["name"]}
        new("visitors", body)
        second = rest.call("POST", "/v1/visitors", body)
        self.assertEqual((second.status, second.reason), (409, "VISITOR_ALREADY_EXISTS"))


class Scores(unittest.TestCase):
    """The demo tenant's model has points for who looks at prices."""

    def setUp(self):
        self.lead = new("leads", {"displayName": "王芳"})
        self.key = uuid.uuid4().hex

    def look(self, **who):
        new("behaviorEvents:ingest", {"requests": [{"behaviorEvent": {
            "kind": "VISIT", "topic": "价格", "occurTime": self.lead["createTime"],
            "externalIds": {"web": uuid.uuid4().hex}, **who}}]})

    def looks(self):
        score = rest.ok("GET", f"/v1/{self.lead['name']}:explainScore")
        return len([one for one in score.get("behaviorReasons", []) if "behaviorEvent" in one])

    def test_what_somebody_does_scores_his_lead_once_whenever_he_becomes_known(self):
        self.look(lead=self.lead["name"])
        self.look(visitor=self.key)
        system.until(lambda: self.looks() == 1, 60)
        new("visitors", {"key": self.key, "lead": self.lead["name"]})
        system.until(lambda: self.looks() == 2, 60)
        self.look(visitor=self.key, lead=self.lead["name"])
        system.until(lambda: self.looks() == 3, 60)
        found = rest.ok("GET", f"/v1/{self.lead['name']}")
        self.assertGreater(int(found["behaviorRank"]), 0)
        self.assertEqual(found["etag"], self.lead["etag"])


class LeadCalls(unittest.TestCase):

    def test_a_call_sets_when_the_lead_was_first_called_and_is_to_be_next(self):
        lead = new("leads", {"displayName": "王芳"})
        made = new(f"{lead['name']}/interactions", {
            "channel": "CALL", "direction": "OUTBOUND", "outcome": "REACHED",
            "occurTime": "2026-11-02T08:30:00Z", "nextFollowUpTime": "2026-12-01T01:00:00Z"})
        found = rest.ok("GET", f"/v1/{lead['name']}")
        self.assertEqual(found["firstCallTime"], "2026-11-02T08:30:00Z")
        self.assertEqual(found["nextFollowUpTime"], "2026-12-01T01:00:00Z")
        self.assertEqual(found["etag"], lead["etag"])
        rest.ok("DELETE", f"/v1/{made['name']}")
        self.assertNotIn("firstCallTime", rest.ok("GET", f"/v1/{lead['name']}"))


if __name__ == "__main__":
    unittest.main()
