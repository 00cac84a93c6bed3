"""Facts, and what is reckoned from them, over REST: what happens in customer-svc is in figures a
moment later, and still once analytics-svc has died."""
import unittest

import rest
import system


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


class Facts(unittest.TestCase):

    def setUp(self):
        self.customer = new("customers", {"type": "ORGANIZATION", "displayName": "杭州事实科技有限公司"})

    def order(self, units: str):
        amount = {"currencyCode": "CNY", "units": units, "nanos": 10_000_000}
        return new(f"{self.customer['name']}/orders",
                   {"orderDate": {"year": 2026, "month": 11, "day": 2}, "state": "PLACED",
                    "amount": amount, "baseAmount": amount})

    def figures(self):
        """How many orders the customer has, and what they come to."""
        query = {"measures": ["orders.count", "orders.amount"],
                 "filters": [{"member": "orders.customer", "operator": "EQUALS",
                              "values": [self.customer["name"]]}]}
        [result] = rest.ok("POST", "/v1/queries:run", {"query": query})["results"]
        return result["rows"][0]

    def until_figures(self, count: str, amount: str):
        def there():
            found = self.figures()
            return found[0] == count and found[1] is not None and float(found[1]) == float(amount)
        system.until(there)

    def test_what_happens_is_in_figures_a_moment_later(self):
        self.order("100")
        self.order("200")
        self.until_figures("2", "300.02")

    def test_what_happens_while_the_service_is_gone_is_not_lost(self):
        self.order("100")
        self.until_figures("1", "100.01")
        with system.killed("analytics-svc"):
            self.order("50")
        self.until_figures("2", "150.02")

    def test_a_rebuild_changes_nothing(self):
        self.order("100")
        self.until_figures("1", "100.01")
        self.assertIn(rest.ok("POST", "/v1/facts:rebuild", {}).get("kinds", 0), range(0, 100))

        def done():
            sources = rest.ok("GET", "/v1/facts:watermark")["sources"]
            return not any(source.get("rebuilding") for source in sources)
        system.until(done, seconds=60.0)
        self.until_figures("1", "100.01")

    def test_a_target_says_how_far_it_has_come(self):
        self.order("100")
        self.until_figures("1", "100.01")
        day = {"year": 2026, "month": 11}
        target = new("targets", {
            "displayName": "十一月订单", "measure": "orders.amount",
            "timeDimension": "orders.order_date", "whose": "COMPANY",
            "startDate": {**day, "day": 1}, "endDate": {**day, "day": 30},
            "goal": {"value": "1000000000"}})
        found = rest.ok("GET", f"/v1/{target['name']}:attainment")
        self.assertGreaterEqual(float(found["actual"]["value"]), 100.01)
        self.assertFalse(found.get("reached", False))
        self.assertIn("dataAsOf", found["watermark"])

    def test_a_day_is_told_with_the_one_before(self):
        report = rest.ok("GET", "/v1/dayReport")
        self.assertTrue(report["title"].startswith("销售日报 "))
        figures = {figure["measure"]: figure for figure in report["figures"]}
        self.assertIn("customers.count", figures)
        self.assertIn(figures["customers.count"]["title"], report["text"])


if __name__ == "__main__":
    unittest.main()
