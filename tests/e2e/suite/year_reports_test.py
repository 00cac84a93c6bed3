"""The demo's year: reports against SQL over the services' own rows, to the last cent."""
import collections
import datetime
import unittest
import uuid

import demo_year_catalogue as catalogue

import business_clock
import demo_company
import rest
import system
from demo_company import OF_CUSTOMERS, mine, number, rows
from reports_test import amount

# What customers who are there bought, by day, in the company's currency.
PURCHASES = "SELECT f.customer_id, f.order_date, SUM(CASE WHEN COALESCE(NULLIF(" \
            "f.base_currency, ''), f.currency) <> 'CNY' THEN 0 WHEN f.base_currency = '' THEN " \
            "f.amount ELSE f.base_amount END) AS amount FROM {schema}.order_facts f " \
            + OF_CUSTOMERS + " GROUP BY f.customer_id, f.order_date"


def opened(step: dict) -> int:
    return int(step.get("open", 0))


class YearReports(unittest.TestCase):
    """Each report as a few figures, and the same out of the rows."""

    @classmethod
    def setUpClass(cls):
        demo_company.make()

    def setUp(self):
        self.today = business_clock.now().date()

    def day(self, ahead: int) -> datetime.date:
        return self.today + datetime.timedelta(days=ahead)

    def period(self, first: int, last: int) -> dict:
        return {"firstDay": catalogue.date(self.day(first)),
                "lastDay": catalogue.date(self.day(last))}

    def equal(self, report, said):
        """Waits until both say the same, which is not nothing."""
        try:
            system.until(lambda: report() == said())
        except AssertionError:
            self.assertEqual(report(), said())
        self.assertTrue(report())

    def test_a_funnel_has_all_sales_where_they_stand(self):
        def report():
            steps = rest.ok("POST", "/v1/reports:funnel", {
                "pipeline": catalogue.PIPELINE,
                "period": self.period(-400, 400)})["funnel"]["steps"]
            return [{step["stage"]: opened(step) for step in steps if opened(step)},
                    int(steps[0]["reached"]), sum(int(step.get("lost", 0)) for step in steps),
                    int(steps[-1].get("reached", 0)), amount(steps[-1]["reachedAmount"])]

        def said():
            pipeline = uuid.UUID(catalogue.PIPELINE.split("/")[1]).hex
            of_it = f"{mine('opportunities')} AND f.pipeline_id = UNHEX('{pipeline}')"
            standing = rows("lead-svc", (
                f"SELECT f.stage, COUNT(*) {of_it} AND f.state = 1 GROUP BY f.stage"))
            [[count, lost, won, worth]] = rows("lead-svc", (
                "SELECT COUNT(*), SUM(f.state = 3), SUM(f.state = 2), "
                f"SUM(CASE WHEN f.state = 2 THEN f.amount END) {of_it}"))
            return [{stage: int(count) for stage, count in standing}, int(count), int(lost),
                    int(won), number(worth)]

        self.equal(report, said)

    def test_a_ranking_gives_each_his_customers(self):
        def report():
            found = rest.ok("POST", "/v1/reports:ranking", {
                "measure": "NEW_CUSTOMERS", "period": self.period(-400, 3000), "limit": 1000})
            self.assertLessEqual(int(found["total"]), 1000)
            return {uuid.UUID(one["subject"].split("/")[1]) if one.get("subject") else None:
                    int(one["count"]) for one in found["entries"]}

        def said():
            owners = rows("customer-svc", (
                f"SELECT HEX(f.owner_id), COUNT(*) {mine('customers')} GROUP BY f.owner_id"))
            return {None if owner == "NULL" else uuid.UUID(owner): int(count)
                    for owner, count in owners}

        self.equal(report, said)

    def test_classes_of_value_have_all_who_bought_and_what_they_paid(self):
        def report():
            found = rest.ok("POST", "/v1/reports:rfm", {"definition": {
                "source": "ORDERS", "asOf": catalogue.date(self.today)}})
            classes = found["classes"]
            return [int(found["buyers"]), int(found.get("nonBuyers", 0)),
                    sum(int(one.get("customers", 0)) for one in classes),
                    sum(int(one.get("purchases", 0)) for one in classes),
                    sum(amount(one["amount"]) for one in classes)]

        def said():
            [[buyers, purchases, worth]] = rows("customer-svc", (
                "SELECT COUNT(DISTINCT p.customer_id), COUNT(*), SUM(p.amount) "
                f"FROM ({PURCHASES}) p WHERE p.order_date <= '{self.today}'"))
            [[everybody]] = rows("customer-svc", f"SELECT COUNT(*) {mine('customers')}")
            return [int(buyers), int(everybody) - int(buyers), int(buyers), int(purchases),
                    number(worth)]

        self.equal(report, said)

    def test_what_is_lost_and_won_with_customers_is_to_the_cent(self):
        def report():
            found = rest.ok("POST", "/v1/reports:churn", {
                "kind": "REVENUE", "source": "ORDERS", "period": self.period(-120, -1)})
            return [int(found["counted"]), int(found.get("lost", 0))] + [
                amount(found["revenue"][part]) for part in ("before", "lost", "shrunk", "grown")]

        def said():
            paid = (f"SELECT SUM(CASE WHEN p.order_date < '{self.day(-120)}' THEN p.amount ELSE 0 "
                    f"END) AS b, SUM(CASE WHEN p.order_date >= '{self.day(-120)}' THEN p.amount "
                    f"ELSE 0 END) AS n FROM ({PURCHASES}) p WHERE p.order_date >= "
                    f"'{self.day(-240)}' AND p.order_date < '{self.today}' GROUP BY p.customer_id")
            [[counted, left, *worth]] = rows("customer-svc", (
                "SELECT COUNT(*), SUM(n <= 0), SUM(b), SUM(CASE WHEN n <= 0 THEN b ELSE 0 END), "
                "SUM(CASE WHEN n > 0 AND n < b THEN b - n ELSE 0 END), "
                f"SUM(CASE WHEN n >= b THEN n - b ELSE 0 END) FROM ({paid}) c WHERE b > 0"))
            return [int(counted), int(left)] + [number(one) for one in worth]

        self.equal(report, said)

    def test_sales_by_product_are_those_of_accepted_quotes(self):
        def report():
            [result] = rest.ok("POST", "/v1/queries:run", {"query": {
                "measures": ["quote_lines.net_amount"], "dimensions": ["quote_lines.product"],
                "filters": [
                    {"member": "quotes.state", "operator": "EQUALS", "values": ["ACCEPTED"]},
                    {"member": "quote_lines.currency", "operator": "EQUALS", "values": ["CNY"]},
                    {"member": "quote_lines.product", "operator": "SET"}]}})["results"]
            return {product: number(worth) for product, worth in result.get("rows", [])}

        def said():
            sums = collections.Counter()
            page = {"filter": "state = ACCEPTED", "pageSize": "200"}
            while page.get("pageToken", "first"):
                listed = rest.ok("GET", "/v1/quotes", query=page)
                for line in (line for quote in listed.get("quotes", [])
                             for line in quote.get("pricedLines", [])):
                    net = line.get("netAmount", {})
                    if net.get("currencyCode") == "CNY" and line.get("product"):
                        sums[line["product"]] += amount(net)
                page["pageToken"] = listed.get("nextPageToken", "")
            return dict(sums)

        self.equal(report, said)


if __name__ == "__main__":
    unittest.main()
