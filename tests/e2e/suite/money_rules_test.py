"""What the shipped rules make of money: tags that follow payments, ends of contracts, churn."""
import datetime
import unittest
import uuid

import business_clock
import jwt_tools
import rest
import system
from automation import OWNER, new, owner_name, todos_about
from demo_rules_test import TAGS

SELLER = "demo/chen"  # owns the contracts; who owns one confirms none of its payments


def date_in(days: int) -> dict:
    day = (business_clock.now() + datetime.timedelta(days=days)).date()
    return {"year": day.year, "month": day.month, "day": day.day}


def cny(units: int) -> dict:
    return {"currencyCode": "CNY", "units": str(units)}


class MoneyRules(unittest.TestCase):

    def setUp(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        self.mark = f"钱款 {uuid.uuid4().hex[:10]}"

    def customer(self, **fields) -> dict:
        return new("customers", {"type": "ORGANIZATION", "displayName": self.mark, **fields})

    def signed_contract(self, customer: dict, **fields) -> dict:
        made = new("contracts", {
            "displayName": self.mark, "customer": customer["name"], "type": "SALES",
            "amount": cny(1000), "owner": jwt_tools.claims_of(system.token(SELLER))["sub"],
            **fields})
        return new(f"{made['name']}:sign", {})

    def tags(self, customer: dict) -> set[str]:
        found = rest.ok("GET", f"/v1/{customer['name']}", who=OWNER).get("tags", [])
        return {name for name, tag in TAGS.items() if tag in found}

    def test_a_payment_moves_the_tag_once_it_is_confirmed_and_its_reversal_moves_it_back(self):
        customer = self.customer()
        pipeline = new("pipelines", {"displayName": self.mark})
        stage = new(f"{pipeline['name']}/stages", {"displayName": "谈判", "order": 1})
        new("opportunities", {"displayName": self.mark, "stage": stage["name"],
                              "customer": customer["name"], "amount": cny(1000)})
        system.until(lambda: self.tags(customer) == {"意向客户"}, 30)
        contract = self.signed_contract(customer)
        payment = new(f"{contract['name']}/payments", {
            "kind": "RECEIPT", "amount": cny(400), "payDate": date_in(-1)})
        self.assertEqual(self.tags(customer), {"意向客户"})
        new(f"{payment['name']}:confirm", {})
        system.until(lambda: self.tags(customer) == {"成交客户"}, 30)
        read = rest.ok("GET", f"/v1/{customer['name']}", who=OWNER)
        self.assertEqual(read["paidContractCount"], "1")
        self.assertEqual((read["purchaseBasis"], read["purchaseAmount"]["units"]),
                         ("CONTRACTS", "1000"))
        new(f"{payment['name']}:reverse", {"reason": "退票"})
        system.until(lambda: self.tags(customer) == {"意向客户"}, 30)
        read = rest.ok("GET", f"/v1/{customer['name']}", who=OWNER)
        self.assertNotIn("receivedAmount", read)

    def test_a_contracts_end_reminds_its_owner_once_unless_it_is_renewed(self):
        customer = self.customer()
        ends = self.signed_contract(customer, endDate=date_in(40))
        renewed = self.signed_contract(customer, endDate=date_in(40))
        self.signed_contract(customer, renews=renewed["name"])
        business_clock.move(days=9)
        self.assertEqual(todos_about(ends), [])
        business_clock.move(days=2)
        system.until(lambda: todos_about(ends), 60)
        [todo] = todos_about(ends)
        self.assertEqual(todo["owner"], ends["owner"])
        self.assertIn(self.mark, todo["title"])
        for _ in range(3):
            business_clock.move(days=5)
        self.assertEqual(len(todos_about(ends)), 1)
        self.assertEqual(todos_about(renewed), [])

    def test_what_is_owed_too_late_is_said_by_the_customer(self):
        customer = self.customer()
        contract = self.signed_contract(customer)
        new(f"{contract['name']}/paymentPlans", {
            "displayName": "首付款", "amount": cny(300), "terms": {"basis": "FIXED"},
            "fixedDate": date_in(5)})
        def owed():
            return rest.ok("GET", f"/v1/{customer['name']}", who=OWNER).get("overdueAmount")
        self.assertIsNone(owed())
        business_clock.move(days=7)
        system.until(lambda: owed() == cny(300), 60)
        payment = new(f"{contract['name']}/payments", {
            "kind": "RECEIPT", "amount": cny(300), "payDate": date_in(-1)})
        new(f"{payment['name']}:confirm", {})
        system.until(lambda: owed() is None, 30)

    def test_high_value_without_interaction_and_purchase_for_90_days_is_a_warning(self):
        silent = self.customer(grade="HIGH", owner=owner_name())
        buys = self.customer(grade="HIGH", owner=owner_name())
        business_clock.move(days=60)
        new(f"{buys['name']}/orders", {"number": self.mark, "orderDate": date_in(0),
                                       "state": "PLACED", "amount": cny(10)})
        business_clock.move(days=32)
        system.until(lambda: todos_about(silent, "挽回高价值客户"), 60)
        self.assertEqual(todos_about(buys), [])
        business_clock.move(days=60)
        system.until(lambda: todos_about(buys, "挽回高价值客户"), 60)
        self.assertEqual(len(todos_about(silent)), 1)


if __name__ == "__main__":
    unittest.main()
