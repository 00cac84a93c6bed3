"""Tags, pipelines and opportunities over REST, through both services."""
import unittest

import rest


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


class Opportunities(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.customer = new("customers", {"type": "ORGANIZATION", "displayName": "杭州云帆科技有限公司"})
        cls.pipeline = new("pipelines", {"displayName": "直销"})
        cls.stages = [
            new(f"{cls.pipeline['name']}/stages",
                {"displayName": title, "order": order, "probability": probability,
                 "requiredFields": required})
            for order, (title, probability, required) in enumerate(
                [("接洽", 10, []), ("报价", 50, ["amount", "close_date"]), ("谈判", 80, ["owner"])], 1)]

    def open(self, **more):
        return new("opportunities", {"displayName": "五百席位", "customer": self.customer["name"],
                                     "stage": self.stages[0]["name"], **more})

    def move(self, opportunity, verb, body=None):
        return rest.call("POST", f"/v1/{opportunity['name']}:{verb}", body or {})

    def test_an_opportunity_goes_from_stage_to_stage_and_is_won(self):
        opportunity = self.open()
        self.assertEqual((opportunity["state"], opportunity["pipeline"]),
                         ("OPEN", self.pipeline["name"]))
        self.assertEqual(self.move(opportunity, "advanceStage").status, 200)
        refused = self.move(opportunity, "advanceStage")
        self.assertEqual((refused.status, refused.reason), (400, "FIELDS_MISSING"))
        self.assertIn("amount", refused.body.decode())
        rest.ok("PATCH", f"/v1/{opportunity['name']}", {
            "amount": {"currencyCode": "CNY", "units": "1200000"},
            "closeDate": {"year": 2026, "month": 12, "day": 31}})
        won = self.move(opportunity, "win")
        self.assertEqual(won.status, 200, won.body)
        self.assertEqual((won.json["state"], len(won.json["stageHistory"])), ("WON", 2))
        again = self.move(opportunity, "lose", {"reason": "价格"})
        self.assertEqual((again.status, again.reason), (400, "OPPORTUNITY_NOT_OPEN"))

    def test_a_lost_one_says_why_and_can_be_opened_again(self):
        opportunity = self.open()
        self.assertEqual(self.move(opportunity, "lose").status, 400)
        lost = self.move(opportunity, "lose", {"reason": "价格"})
        self.assertEqual((lost.json["state"], lost.json["lostReason"]), ("LOST", "价格"))
        self.assertEqual(self.move(opportunity, "reopen").json["state"], "OPEN")

    def test_customers_of_the_other_service_are_asked_for(self):
        absent = self.customer["name"][:-4] + "beef"
        refused = rest.call("POST", "/v1/opportunities", {
            "displayName": "x", "customer": absent, "stage": self.stages[0]["name"]})
        self.assertEqual(refused.status, 400, refused.body)
        self.assertIn("opportunity.customer", refused.body.decode())

    def test_lists_find_them_by_customer_and_count(self):
        made = self.open()
        page = rest.ok("GET", "/v1/opportunities", query={
            "filter": f'customer = "{self.customer["name"]}" AND state = OPEN',
            "includeTotalSize": "true"})
        self.assertIn(made["name"], [one["name"] for one in page["opportunities"]])
        self.assertEqual(page["totalSize"], len(page["opportunities"]))
        none = rest.ok("GET", "/v1/opportunities", query={
            "filter": f'customer = "{self.customer["name"]}" AND state = LOST',
            "includeTotalSize": "true"})
        self.assertEqual(none, {"totalSize": 0})


class Tags(unittest.TestCase):

    def test_customers_get_and_lose_tags(self):
        tag = new("tags", {"displayName": "重点客户", "kind": "STATIC"})
        customer = new("customers", {"type": "ORGANIZATION", "displayName": "标签测试有限公司"})
        both = {"tags": [tag["name"]], "customers": [customer["name"]]}
        self.assertEqual(rest.ok("POST", "/v1/tags:apply", both)["changed"], 1)
        self.assertEqual(rest.ok("GET", f"/v1/{customer['name']}")["tags"], [tag["name"]])
        self.assertEqual(rest.ok("POST", "/v1/tags:apply", both).get("changed", 0), 0)
        rest.ok("POST", "/v1/tags:remove", both)
        self.assertNotIn("tags", rest.ok("GET", f"/v1/{customer['name']}"))


if __name__ == "__main__":
    unittest.main()
