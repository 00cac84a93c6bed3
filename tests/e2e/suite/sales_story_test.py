"""A sale over REST, from a stranger's form to the money and the shipment: each step by who takes
it, refused where something lacks, and counted once."""
import decimal
import json
import unittest
import uuid

import business_clock
import discounts
import http_client
import jwt_tools
import rest
import sale
import system
from capture_test import number
from sale import cny, today, value

SELLER, FINANCE = "demo/chen", "demo/lin"
DUE_DAYS, LATE_DAYS = 7, 10
# Tags that rules of the demo tenant give: to who may buy, and to who has paid.
INTERESTED, BOUGHT = "意向客户", "成交客户"


class SalesStory(discounts.Case):
    """The steps of one sale, in their order: each goes on from what the one before it left."""

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(business_clock.put, business_clock.ahead())
        cls.mark = f"故事 {uuid.uuid4().hex[:10]}"
        cls.seller = jwt_tools.claims_of(system.token(SELLER))["sub"]
        cls.shop = sale.shop(cls, cls.mark, cls.seller)

    def do(self, who: str, name: str, **body):
        return rest.ok("POST", f"/v1/{name}", body, who=who)

    def refused(self, who: str, name: str, body: dict, reason: str) -> dict:
        """The metadata of a call that is refused for this reason."""
        answer = rest.call("POST", f"/v1/{name}", body, who=who)
        self.assertEqual(answer.reason, reason, answer.body)
        return answer.detail("ErrorInfo").get("metadata", {})

    def read(self, name: str, who: str = SELLER) -> dict:
        return rest.ok("GET", f"/v1/{name}", who=who)

    def sums(self, *fields: str) -> list:
        """What the customer says that its sales come to; None for what it does not say."""
        customer = self.read(self.customer, "demo")
        return [customer.get(field) for field in fields]

    def tags(self) -> set[str]:
        """What the customer is marked with, by what it is called."""
        names = rest.ok("GET", f"/v1/{self.customer}").get("tags", [])
        return {rest.ok("GET", f"/v1/{name}")["displayName"] for name in names}

    def test_from_the_form_to_the_money_and_the_shipment(self):
        self.come_in()
        self.advance_through_the_stages()
        quote = self.offer()
        contract, plans = self.sign(quote)
        self.receive(contract, plans)
        self.win(quote)
        self.ship(quote)

    def come_in(self):
        """A stranger fills in the form; he becomes a customer with an opportunity."""
        phone = number()
        sent = http_client.call(
            system.port(), "POST", self.shop.page,
            json.dumps({"who": "王芳", "firm": self.mark, "phone": phone}).encode(),
            {"content-type": "application/json"}, 30.0, "127.0.0.83")
        self.assertEqual((sent.status, sent.json), (200, {"accepted": True}), sent.body)
        [lead] = rest.ok("GET", "/v1/leads:search", query={"query": phone})["leads"]
        self.assertEqual(lead["owner"], self.seller)
        self.do(SELLER, f"{lead['name']}:qualify", reason="三个月内采购")
        converted = self.do(SELLER, f"{lead['name']}:convert",
                            opportunity={"displayName": self.mark, "stage": self.shop.stages[0]})
        self.assertEqual(converted["state"], "CONVERTED")
        self.customer, self.opportunity = converted["customer"], converted["opportunity"]
        deal = self.read(self.opportunity)
        self.assertEqual((deal["customer"], deal["owner"]), (self.customer, self.seller))

    def advance_through_the_stages(self):
        """Each is left with what it asks for, and not without it."""
        advance = f"{self.opportunity}:advanceStage"
        lacks = self.refused(SELLER, advance, {}, "FIELDS_MISSING")
        self.assertEqual(lacks["missing"], "amount,close_date")
        self.assertEqual(self.read(self.opportunity)["stage"], self.shop.stages[0])
        self.expect("39999.99")
        self.assertEqual(self.do(SELLER, advance)["stage"], self.shop.stages[1])
        told = self.refused(SELLER, advance, {}, "EXIT_NOT_ALLOWED")
        self.assertEqual(told["stage"], self.shop.stages[1])

    def expect(self, amount: str):
        """What the sale should come to."""
        rest.ok("PATCH", f"/v1/{self.opportunity}",
                {"amount": cny(amount), "closeDate": {"year": 2099, "month": 6, "day": 30}},
                query={"updateMask": "amount,closeDate"}, who=SELLER)

    def offer(self) -> dict:
        """Above the limit it is sent once it was approved; within it, it is a quote to the cent."""
        draft = {"displayName": self.mark, "opportunity": self.opportunity, "buyer": self.mark,
                 "priceBook": self.shop.book, "currency": "CNY",
                 "lines": [{"product": self.shop.seats, "quantity": {"value": "30"},
                            "discount": {"percent": {"value": "15"}}},
                           {"product": self.shop.calls, "quantity": {"value": "150"}}]}
        self.above_the_limit(draft)
        draft["lines"][0]["discount"] = {"percent": {"value": "5"}}
        draft["discount"] = {"amount": cny("410")}
        quote = self.do(SELLER, "quotes", **draft)
        # 30 seats at the tier's 1,380 less 5 %; 100 calls at 12 and 50 at 9; then 410 off both.
        lines = [[value(line[part]) for part in ("listAmount", "netAmount", "taxAmount")]
                 for line in quote["pricedLines"]]
        self.assertEqual(lines, [[decimal.Decimal(text) for text in line] for line in (
            ("41400", "38936.51", "2336.19"), ("1650", "1633.49", "98.01"))])
        self.assertEqual(value(quote["totals"]["discountAmount"]), decimal.Decimal("2480"))
        self.assertEqual(quote["total"], cny("43004.2"))
        self.assertEqual((quote["version"], quote["owner"]), (1, self.seller))
        self.assertEqual(self.do(SELLER, f"{quote['name']}:send")["state"], "SENT")
        accepted = self.do(SELLER, f"{quote['name']}:accept")
        self.assertEqual(accepted["state"], "ACCEPTED")
        self.expect("43004.2")
        self.assertEqual(self.do(SELLER, f"{self.opportunity}:advanceStage")["stage"],
                         self.shop.stages[2])
        return accepted

    def above_the_limit(self, draft: dict):
        """It does not reach the customer before it was approved, who finds it too dear then."""
        quote = self.do(SELLER, "quotes", **draft)
        self.assertTrue(quote["aboveLimit"])
        told = self.refused(SELLER, f"{quote['name']}:send", {}, "DISCOUNT_ABOVE_LIMIT")
        self.assertEqual(told["percent"], "15")
        self.approved_by_managers()
        self.have_approved(quote["name"], SELLER)
        self.assertEqual(self.do(SELLER, f"{quote['name']}:send")["state"], "SENT")
        rejected = self.do(SELLER, f"{quote['name']}:reject", reason="还是太贵")
        self.assertEqual(rejected["state"], "REJECTED")

    def sign(self, quote: dict):
        """The contract has a number and two instalments; finance alone issues the invoice."""
        contract = self.do(SELLER, "contracts", displayName=self.mark, customer=self.customer,
                           opportunity=self.opportunity, quote=quote["name"], type="SUBSCRIPTION",
                           amount=quote["total"])
        self.assertRegex(contract["number"], r"^\d{4}-\d{6}$")
        self.assertEqual(self.do(SELLER, f"{contract['name']}:sign")["state"], "ACTIVE")
        path = f"{contract['name']}/paymentPlans"
        first = self.do(SELLER, path, displayName="首付款", amount=cny("12900"),
                        fixedDate=today(), terms={"basis": "FIXED", "days": DUE_DAYS})
        self.refused(SELLER, path, {"displayName": "尾款", "amount": cny("30104.21")},
                     "PLANS_ABOVE_AMOUNT")
        last = self.do(SELLER, path, displayName="尾款", amount=cny("30104.2"),
                       terms={"basis": "INVOICE", "days": 30})
        self.assertNotIn("dueDate", last)
        invoice = self.do(SELLER, f"{contract['name']}/invoices", kind="VAT_ORDINARY",
                          title={"displayName": self.mark}, amount=cny("30104.2"),
                          paymentPlan=last["name"])
        issue = {"number": f"{uuid.uuid4().int % 10**20:020d}"}
        self.refused(SELLER, f"{invoice['name']}:issue", issue, "METHOD_NOT_ALLOWED")
        self.assertEqual(self.do(FINANCE, f"{invoice['name']}:issue", **issue)["state"], "ISSUED")
        self.assertIn("dueDate", self.read(last["name"]))
        self.assertEqual(self.read(contract["name"])["invoicedAmount"], cny("30104.2"))
        return contract["name"], [first["name"], last["name"]]

    def receive(self, contract: str, plans: list[str]):
        """What is paid counts once finance says so: the first instalment days after it was due."""
        first, last = (self.do(SELLER, f"{contract}/payments", kind="RECEIPT", amount=cny(amount),
                               payDate=today(), means="TRANSFER")
                       for amount in ("12900", "30104.2"))
        self.refused(SELLER, f"{first['name']}:confirm", {}, "METHOD_NOT_ALLOWED")
        system.until(lambda: self.sums("contractedAmount") == [cny("43004.2")])
        system.until(lambda: INTERESTED in self.tags(), 60)
        business_clock.move(days=LATE_DAYS)
        overdue = f"{contract}/paymentPlans:overdue"
        self.assertEqual([plan["name"] for plan in self.read(overdue)["paymentPlans"]], plans[:1])
        self.assertEqual(value(self.read(contract).get("receivedAmount", {})), 0)
        self.assertEqual(self.sums("receivedAmount"), [None])
        self.assertNotIn(BOUGHT, self.tags())

        self.do(FINANCE, f"{first['name']}:confirm")
        self.assertEqual(self.read(overdue).get("paymentPlans", []), [])
        system.until(lambda: BOUGHT in self.tags(), 60)
        self.assertNotIn(INTERESTED, self.tags())
        self.refused(FINANCE, f"{first['name']}:confirm", {}, "PAYMENT_DECIDED")
        self.do(FINANCE, f"{last['name']}:confirm")
        self.assertEqual([self.read(plan)["state"] for plan in plans], ["PAID", "PAID"])
        self.assertEqual(self.read(contract)["receivedAmount"], cny("43004.2"))
        system.until(lambda: self.sums("receivedAmount") == [cny("43004.2")])

    def win(self, quote: dict):
        """Won once, credited once, counted once, whoever sends it again."""
        request = {"requestId": str(uuid.uuid4())}
        won = [self.do(SELLER, f"{self.opportunity}:win", **request) for _ in range(2)]
        self.assertEqual([one["state"] for one in won], ["WON", "WON"])
        self.refused(SELLER, f"{self.opportunity}:win", {}, "OPPORTUNITY_NOT_OPEN")
        [entry] = self.read(f"{self.opportunity}/winEntries")["winEntries"]
        self.assertEqual((entry["user"], entry["amount"]), (self.seller, quote["total"]))
        stays = [stay["stage"] for stay in self.read(self.opportunity)["stageHistory"]]
        self.assertEqual(stays, self.shop.stages)
        system.until(lambda: self.sums("openOpportunityCount", "wonOpportunityAmount")
                     in ([None, quote["total"]], ["0", quote["total"]]))

    def ship(self, quote: dict):
        """The ERP tells of its order, and of the shipment; what it told before comes too late."""
        number_there = f"SO-{uuid.uuid4().hex[:12]}"

        def tell(minute: int, **more):
            at = f"2026-01-05T08:{minute:02d}:00Z"
            [result] = rest.ok("POST", "/v1/customers/-/orders:upsert", {"entries": [{
                "parent": self.customer, "order": {
                    "number": number_there, "externalIds": {"erp": number_there},
                    "orderDate": {"year": 2026, "month": 1, "day": 5}, "amount": quote["total"],
                    "sourceTime": at, **more}}]})["results"]
            return result["outcome"]

        self.assertEqual(tell(1, state="PLACED"), "CREATED")
        shipment = {"carrier": "顺丰", "trackingNumber": "SF0000000001",
                    "shipTime": "2026-01-05T08:02:00Z"}
        self.assertEqual(tell(3, state="SHIPPED", shipment=shipment), "UPDATED")
        self.assertEqual(tell(3, state="SHIPPED", shipment=shipment), "UNCHANGED")
        self.assertEqual(tell(2, state="PLACED"), "STALE")
        [order] = self.read(f"{self.customer}/orders")["orders"]
        self.assertEqual((order["state"], order["shipment"]), ("SHIPPED", shipment))
        self.assertEqual(self.sums("orderCount", "orderAmount"), ["1", quote["total"]])


if __name__ == "__main__":
    unittest.main()
