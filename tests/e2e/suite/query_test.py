"""Questions to figures over REST: as files, and what is wrong with them by name."""
import unittest
import uuid

import jwt_tools
import rest
import system

QUERY = {"measures": ["orders.count", "orders.amount"], "dimensions": ["orders.state"]}


class Queries(unittest.TestCase):

    def test_an_answer_comes_as_a_file(self):
        customer = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": "苏州问数科技有限公司"})["name"]
        amount = {"currencyCode": "CNY", "units": "7"}
        rest.ok("POST", f"/v1/{customer}/orders", {
            "orderDate": {"year": 2026, "month": 11, "day": 2}, "state": "PLACED",
            "amount": amount, "baseAmount": amount})
        csv = rest.call("POST", "/v1/queries:export", {"query": QUERY, "fileKind": "CSV"})
        self.assertEqual(csv.status, 200, csv.body[:500])
        self.assertEqual(csv.body.splitlines()[0], b"\xef\xbb\xbforders.state,orders.count,orders.amount")
        parquet = rest.call("POST", "/v1/queries:export", {"query": QUERY, "fileKind": "PARQUET"})
        self.assertEqual(parquet.body[:4], b"PAR1")
        records = rest.ok("GET", "/v1/analyticsAuditRecords", query={
            "filter": "kind = EXPORTED", "pageSize": "2"})["auditRecords"]
        caller = jwt_tools.claims_of(system.token())["sub"]
        self.assertEqual({(one["actor"], one["method"]) for one in records},
                         {(caller, "guanxi.analytics.v1.QueryService/ExportQuery")})

    def test_a_field_of_the_companys_own_is_a_dimension_at_once(self):
        key = f"d{uuid.uuid4().hex[:12]}"
        definition = rest.ok("POST", "/v1/fieldDefinitions", {
            "resourceType": "guanxi.dev/Customer", "key": key, "displayName": "Level",
            "valueType": "STRING", "filterable": True})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{definition['name']}")
        for value in ("gold", "silver", "gold"):
            rest.ok("POST", "/v1/customers", {
                "type": "ORGANIZATION", "displayName": "苏州等级科技有限公司", "custom": {key: value}})
        member = f"customers.custom_{key}"
        query = {"measures": ["customers.count"], "dimensions": [member],
                 "filters": [{"member": member, "operator": "SET"}]}

        def found() -> bool:
            answer = rest.call("POST", "/v1/queries:run", {"query": query})
            # Until a value has come there is no such member.
            return answer.status == 200 and answer.json["results"][0].get("rows") == [
                ["gold", "2"], ["silver", "1"]]
        system.until(found)

    def test_what_is_wrong_is_named(self):
        for body, path in (
                ({"query": {"measures": ["orders.nothing"]}}, b"query.measures[0]"),
                ({"query": {**QUERY, "limit": 50_001}}, b"query.limit"),
                ({"query": {**QUERY, "timeZone": "../etc/passwd"}}, b"query.time_zone"),
                ({"query": {**QUERY, "filters": [{"member": "orders.state"}]}},
                 b"query.filters[0].operator")):
            with self.subTest(path=path):
                answer = rest.call("POST", "/v1/queries:run", body)
                self.assertEqual((answer.status, answer.reason), (400, "INVALID_FIELD"))
                self.assertIn(path, answer.body)
        answer = rest.call("POST", "/v1/load", {"query": {"measure": ["orders.count"]}})
        self.assertEqual((answer.status, answer.reason), (400, "INVALID_FIELD"))
        self.assertIn(b"query.measure", answer.body)


if __name__ == "__main__":
    unittest.main()
