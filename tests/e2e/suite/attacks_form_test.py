"""The form that strangers fill in, while one address floods it: others are served, nobody learns
who is known, and what was accepted is there."""
import concurrent.futures
import http.client
import json
import threading
import unittest
import uuid

import attack_stack
import rest

FLOODER, LARGE = "127.0.0.61", "127.0.0.62"
SURVEYED, OTHER = "127.0.0.63", "127.0.0.64"
FLOODERS = 16
OTHERS = 6  # addresses, each of which sends fewer than one may at once
EACH = 4
MAY_BE = {200, 400, 413, 429}


def setUpModule():
    attack_stack.enter()


def number() -> str:
    return f"+86136{uuid.uuid4().int % 10**8:08d}"


class FormTest(attack_stack.AttackCase):

    def setUp(self):
        super().setUp()
        source = rest.ok("POST", "/v1/leadSources", {
            "displayName": f"攻击 {uuid.uuid4()}", "channel": "WEB_FORM"})["name"]
        form = rest.ok("POST", "/v1/captureForms", {
            "displayName": "试用", "source": source, "published": True, "fields": [
                {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
                 "leadField": "display_name"},
                {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
        self.path = rest.ok("GET", f"/v1/{form['name']}:locate")["submitPath"]

    def send(self, address: str, phone: str, who: str = "王芳"):
        return attack_stack.http_from(
            address, "POST", self.path, json.dumps({"who": who, "phone": phone}).encode(),
            {"content-type": "application/json"})

    def flood(self, stop: threading.Event, begun: threading.Event) -> set[int]:
        """Answers to what one address sends as fast as it can, some of it too large."""
        seen = set()
        while not stop.is_set():
            try:
                seen.add(self.send(FLOODER, number()).status)
                seen.add(self.send(LARGE, number(), "x" * 70_000).status)
            except (OSError, http.client.HTTPException):
                pass  # the edge may end connections
            if 429 in seen:
                begun.set()
        return seen

    def test_a_flood_from_one_address_keeps_nobody_else_out(self):
        stop, begun = threading.Event(), threading.Event()
        known = number()
        attack_stack.make_customer(phones=[{"number": known}])
        with concurrent.futures.ThreadPoolExecutor(FLOODERS) as pool:
            floods = [pool.submit(self.flood, stop, begun) for _ in range(FLOODERS)]
            try:
                self.assertTrue(begun.wait(60), "the flood is held back by nothing")
                answers, phones = [], []
                for other in range(OTHERS):
                    for nth in range(EACH):
                        phones.append(known if nth == 0 else number())
                        answers.append(self.send(f"127.0.4.{other + 1}", phones[-1]))
            finally:
                stop.set()
            seen = set().union(*(flood.result() for flood in floods))
        self.assertLessEqual(seen, MAY_BE)
        self.assertIn(429, seen)
        self.assertEqual({answer.status for answer in answers}, {200})
        # The same for a customer and for nobody.
        self.assertEqual({answer.body for answer in answers}, {answers[0].body})
        for phone in set(phones) - {known}:
            found = rest.ok("GET", "/v1/leads:search", query={"query": phone})
            self.assertEqual(len(found.get("leads", [])), 1, phone)
        # And staff goes on.
        self.assertEqual(rest.call("GET", "/v1/leads?pageSize=1").status, 200)


class SurveyTest(attack_stack.AttackCase):

    def test_links_are_held_to_the_same_limits_and_cannot_be_guessed(self):
        customer = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": f"攻击 {uuid.uuid4()}"})["name"]
        survey = rest.ok("POST", "/v1/surveys", {
            "displayName": "攻击", "kind": "NPS", "question": "您愿意推荐我们吗？", "published": True})
        link = rest.ok("POST", f"/v1/{survey['name']}:createLink", {"customer": customer})
        seen = [attack_stack.http_from(SURVEYED, "GET", link["openPath"]).status
                for _ in range(40)]
        self.assertEqual(set(seen), {200, 429})
        body = json.dumps({"score": 9, "comment": "x" * 70_000}).encode()
        large = attack_stack.http_from(OTHER, "POST", link["submitPath"], body,
                                       {"content-type": "application/json"})
        self.assertEqual(large.status, 413)
        key = link["key"]
        for guess in (key[:-1], "A" * len(key), key[:40] + ("A" if key[40] != "A" else "B") + key[41:]):
            answer = attack_stack.http_from(OTHER, "GET", f"/v1/surveys/{guess}:open")
            self.assertEqual((answer.status, answer.reason), (404, "SURVEY_NOT_FOUND"), guess)


if __name__ == "__main__":
    unittest.main()
