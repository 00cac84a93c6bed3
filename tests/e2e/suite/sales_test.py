"""Who decides about a sale, what is to be done for it, and what is used afterwards, over REST."""
import unittest
import uuid

import rest

# Of the demo tenant: one with the role of salespeople, and one with that of analysts.
SELLER, ANALYST = "demo/wu", "demo/zheng"


def new(path, body, **options):
    return rest.ok("POST", f"/v1/{path}", body, **options)


def yuan(units):
    return {"currencyCode": "CNY", "units": str(units)}


def day(year, month, of_month):
    return {"year": year, "month": month, "day": of_month}


class Sales(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.customer = new("customers", {"type": "ORGANIZATION", "displayName": "宁波海峰科技有限公司"})
        cls.product = new("products", {"code": f"e2e-{uuid.uuid4().hex[:12]}", "displayName": "调用",
                                       "unit": "次"})
        cls.book = new("priceBooks", {"displayName": "标准价"})
        tiers = [{"upTo": {"value": "10"}, "unitPrice": yuan(2)}, {"unitPrice": yuan(1)}]
        cls.entry = new(f"{cls.book['name']}/priceEntries", {
            "product": cls.product["name"], "currency": "CNY", "startDate": day(2026, 1, 1),
            "price": {"model": "GRADUATED", "tiers": tiers}, "floorPrice": yuan(1)})

    def test_a_stage_is_left_when_who_decides_is_known_and_its_actions_are_done(self):
        pipeline = new("pipelines", {"displayName": "直销"})
        stage = new(f"{pipeline['name']}/stages", {
            "displayName": "方案", "order": 1, "exitFilter": 'contact_roles:"DECISION_MAKER"',
            "actions": [{"key": "demo", "displayName": "产品演示", "required": True}]})
        sale = new("opportunities", {"displayName": "五百席位", "stage": stage["name"],
                                     "customer": self.customer["name"]})
        refused = rest.call("POST", f"/v1/{sale['name']}:win", {})
        self.assertEqual((refused.status, refused.reason), (400, "ACTIONS_MISSING"))
        marked = new(f"{sale['name']}:markStageAction", {"action": "demo"})
        self.assertEqual(marked["doneActions"][0]["action"], "demo")
        refused = rest.call("POST", f"/v1/{sale['name']}:win", {})
        self.assertEqual((refused.status, refused.reason), (400, "EXIT_NOT_ALLOWED"))
        contact = new(f"{self.customer['name']}/contacts", {"displayName": "王芳"})
        changed = rest.ok("PATCH", f"/v1/{sale['name']}", {
            "contacts": [{"contact": contact["name"], "role": "DECISION_MAKER", "primary": True}],
            "lines": [{"product": self.product["name"], "quantity": {"value": "500"}}],
            "competitors": [{"displayName": "竞争公司甲", "threat": "HIGH"}]})
        self.assertEqual(changed["contactRoles"], ["DECISION_MAKER"])
        self.assertEqual(new(f"{sale['name']}:win", {})["state"], "WON")

    def test_what_is_used_is_priced_by_tiers_and_invoiced_once(self):
        contract = new("contracts", {"displayName": "年度订阅", "type": "SUBSCRIPTION",
                                     "customer": self.customer["name"], "amount": yuan(1000)})
        records = f"{contract['name']}/usageRecords"
        reading = {"usageRecord": {"product": self.product["name"], "quantity": {"value": "15"},
                                   "endDate": day(2026, 3, 31),
                                   "externalIds": {"meter": uuid.uuid4().hex}}}
        for _ in range(2):  # sent again it is there already
            new(f"{records}:ingest", {"requests": [reading]})
        priced = new(f"{records}:price", {"priceBook": self.book["name"]})
        self.assertEqual((priced["lines"][0]["quantity"]["value"], priced["totals"]["grossAmount"]),
                         ("15", yuan(25)))
        invoice = {"priceBook": self.book["name"], "lastDate": day(2026, 3, 31),
                   "kind": "VAT_ORDINARY", "title": {"displayName": "宁波海峰科技有限公司"}}
        self.assertEqual(new(f"{records}:invoice", invoice)["amount"], yuan(25))
        refused = rest.call("POST", f"/v1/{records}:invoice", invoice)
        self.assertEqual((refused.status, refused.reason), (400, "USAGE_INVOICED"))

    def test_each_model_of_tiers_prices_what_a_subscription_uses(self):
        contract = new("contracts", {"displayName": "按量订阅", "type": "SUBSCRIPTION",
                                     "customer": self.customer["name"], "amount": yuan(1000)})
        records = f"{contract['name']}/usageRecords"
        # At the edge of the first tier, and beyond it: all of it at the price of its tier, each
        # part at its own, one price for the tier as such.
        steps = {"VOLUME": ("unitPrice", 2, 1), "GRADUATED": ("unitPrice", 2, 1),
                 "STAIR_STEP": ("flatPrice", 30, 50)}
        products = {}
        for model, (kind, first, second) in steps.items():
            products[model] = new("products", {"code": f"e2e-{uuid.uuid4().hex[:12]}",
                                               "displayName": model, "unit": "次"})["name"]
            new(f"{self.book['name']}/priceEntries", {
                "product": products[model], "currency": "CNY", "startDate": day(2026, 1, 1),
                "price": {"model": model, "tiers": [{"upTo": {"value": "10"}, kind: yuan(first)},
                                                    {kind: yuan(second)}]}})
        for more, amounts in (("10", {"VOLUME": 20, "GRADUATED": 20, "STAIR_STEP": 30}),
                              ("5", {"VOLUME": 15, "GRADUATED": 25, "STAIR_STEP": 50})):
            for product in products.values():
                new(records, {"product": product, "quantity": {"value": more},
                              "endDate": day(2026, 3, 31)})
            priced = new(f"{records}:price", {"priceBook": self.book["name"]})
            lines = {line["product"]: line["grossAmount"] for line in priced["pricedLines"]}
            self.assertEqual(lines, {products[model]: yuan(units)
                                     for model, units in amounts.items()})

    def test_salespeople_do_not_see_floors_nor_analysts_costs(self):
        cost = new("productCosts", {"product": self.product["name"], "currency": "CNY",
                                    "startDate": day(2026, 1, 1), "unitCost": yuan(1)})
        self.assertIn("floorPrice", rest.ok("GET", f"/v1/{self.entry['name']}"))
        seen = rest.ok("GET", f"/v1/{self.entry['name']}", who=SELLER)
        self.assertIn("price", seen)
        self.assertNotIn("floorPrice", seen)
        self.assertIn("unitCost", rest.ok("GET", f"/v1/{cost['name']}"))
        self.assertNotIn("unitCost", rest.ok("GET", f"/v1/{cost['name']}", who=ANALYST))
        self.assertEqual(rest.call("GET", f"/v1/{cost['name']}", who=SELLER).status, 403)


if __name__ == "__main__":
    unittest.main()
