"""Business time that a test moves, on every service; what must not follow it does not."""
import datetime
import unittest

import business_clock
import rest
import system


def time_of(text):
    return datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")


class BusinessClock(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())

    def make_all(self):
        """One record on each service that follows it."""
        return [rest.ok("POST", "/v1/customers", {"type": "ORGANIZATION", "displayName": "时光科技"}),
                rest.ok("POST", "/v1/pipelines", {"displayName": "时光"}),
                rest.ok("POST", "/v1/todos", {"title": "时光"})]

    def test_records_are_dated_by_it(self):
        business_clock.move(days=40)
        for made in self.make_all():
            off = time_of(made["createTime"]) - business_clock.now()
            self.assertLess(abs(off), datetime.timedelta(minutes=1), made["name"])

    def test_conditions_go_by_it(self):
        customer, pipeline, todo = self.make_all()
        for collection, made in (("customers", customer), ("pipelines", pipeline), ("todos", todo)):
            def found(condition):
                page = rest.ok("GET", f"/v1/{collection}", query={
                    "filter": f'create_time >= "{made["createTime"]}" AND {condition}',
                    "orderBy": "create_time"})
                return made["name"] in [one["name"] for one in page.get(collection, [])]
            self.assertFalse(found('create_time < ago("15d")'), collection)
            with business_clock.moved(days=16):
                self.assertTrue(found('create_time < ago("15d")'), collection)
            self.assertFalse(found('create_time < ago("15d")'), collection)

    def test_tokens_and_sessions_do_not(self):
        held = system.token("demo/chen")
        with business_clock.moved(days=400):
            self.assertEqual(rest.call("GET", "/v1/me", who="demo/chen").status, 200)
            self.assertEqual(rest.call("GET", "/v1/todos", who="demo/chen").status, 200)
            self.assertEqual(system.token("demo/chen"), held)

    def test_a_repeated_request_has_its_first_answer(self):
        query = {"requestId": "6f1c7a3e-52a4-4d0c-9a60-0f6b1d1c2b3a"}
        first = rest.ok("POST", "/v1/todos", {"title": "一次"}, query=query)
        with business_clock.moved(days=60):
            again = rest.ok("POST", "/v1/todos", {"title": "一次"}, query=query)
        self.assertEqual(again, first)


if __name__ == "__main__":
    unittest.main()
