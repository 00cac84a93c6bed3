"""What is read of sales over REST: the page of an offer, and sums of what the reader may see."""
import datetime
import unittest
import uuid

import business_clock
import rest
from sale import cny, value

# A salesperson of the demo tenant, who sees his own; its program sees all.
SELLER, ALL = "demo/wu", "demo"


def new(path: str, body: dict, who: str = ALL) -> dict:
    return rest.ok("POST", f"/v1/{path}", body, who=who)


def read(path: str, who: str, **query) -> dict:
    return rest.ok("GET", f"/v1/{path}", query=query, who=who)


def days_ago(days: int) -> dict:
    day = (business_clock.now() - datetime.timedelta(days=days)).date()
    return {"year": day.year, "month": day.month, "day": day.day}


class Pipeline(unittest.TestCase):

    def setUp(self):
        self.mark = f"在售 {uuid.uuid4().hex[:10]}"
        self.pipeline = new("pipelines", {"displayName": self.mark})["name"]
        self.stage = new(f"{self.pipeline}/stages",
                         {"displayName": "谈判", "order": 1, "probability": 50})["name"]

    def opportunity(self, amount: str, who: str) -> dict:
        return new("opportunities", {"displayName": self.mark, "stage": self.stage,
                                     "amount": cny(amount)}, who)

    def owe(self, customer: str, amount: str, who: str):
        """A contract in force of who makes it, with one plan that was due ten days ago."""
        contract = new("contracts", {"displayName": self.mark, "customer": customer,
                                     "type": "SALES", "amount": cny(amount)}, who)["name"]
        new(f"{contract}:sign", {}, who)
        new(f"{contract}/paymentPlans", {
            "displayName": "首付款", "amount": cny(amount), "terms": {"basis": "FIXED"},
            "fixedDate": days_ago(10)}, who)

    def test_boards_and_forecasts_are_of_what_the_reader_sees(self):
        self.opportunity("1000", SELLER)
        self.opportunity("500.5", ALL)
        for who, count, amount, weighed in ((SELLER, "1", "1000", "500"),
                                            (ALL, "2", "1500.5", "750.25")):
            [stage] = read(f"{self.pipeline}:board", who)["stages"]
            self.assertEqual((stage["stage"], stage["count"]), (self.stage, count), who)
            self.assertEqual(stage["amounts"], [cny(amount)], who)
            [stage] = read(f"{self.pipeline}:forecast", who)["stages"]
            self.assertEqual((stage["amount"], stage["byStage"]), (cny(amount), cny(weighed)), who)

    def test_receivables_are_of_what_the_reader_sees_by_age(self):
        customer = new("customers", {"type": "ORGANIZATION", "displayName": self.mark},
                       SELLER)["name"]
        self.owe(customer, "300", SELLER)
        self.owe(customer, "700", ALL)
        for who, amount, count in ((SELLER, 300, "1"), (ALL, 1000, "2")):
            [sums] = read("paymentPlans:summarize", who, customer=customer)["receivables"]
            parts = [value(sums[part]) for part in ("total", "upTo30Days", "notDue")]
            self.assertEqual((parts, sums["overdueCount"]), ([amount, amount, 0], count), who)

    def test_an_offer_is_a_page_in_its_language(self):
        book = new("priceBooks", {"displayName": self.mark, "taxIncluded": True})["name"]
        product = new("products", {"code": f"e2e-{uuid.uuid4().hex[:12]}", "displayName": "专业版",
                                   "unit": "套", "taxRate": {"value": "13"}})["name"]
        new(f"{book}/priceEntries", {
            "product": product, "currency": "CNY",
            "startDate": {"year": 2020, "month": 1, "day": 1},
            "price": {"model": "PER_UNIT", "unitPrice": cny("1234.5")}})
        quote = new("quotes", {
            "displayName": self.mark, "opportunity": self.opportunity("1", ALL)["name"],
            "buyer": "<灵动> & 传媒", "priceBook": book, "currency": "CNY", "note": "内部",
            "lines": [{"product": product, "quantity": {"value": "3"}}]})["name"]
        page = self.page(quote)
        for text in ('lang="zh-CN"', "报价单", "&lt;灵动&gt; &amp; 传媒", "专业版", "3,703.50"):
            self.assertIn(text, page)
        self.assertNotIn("内部", page)
        rest.ok("PATCH", f"/v1/{quote}", {"language": "EN"}, query={"updateMask": "language"})
        self.assertIn("<h1>Quote</h1>", self.page(quote))

    def page(self, quote: str) -> str:
        answer = rest.call("GET", f"/v1/{quote}:print")
        self.assertEqual((answer.status, answer.headers["content-type"]),
                         (200, "text/html; charset=utf-8"), answer.body)
        return answer.body.decode()


if __name__ == "__main__":
    unittest.main()
