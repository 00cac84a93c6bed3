"""Groups of companies, power maps and introductions, over REST."""
import unittest
import uuid

import rest
import system


def new(path, body):
    return rest.ok("POST", f"/v1/{path}", body)


def company(name, **more):
    return new("customers", {"type": "ORGANIZATION", "displayName": name, **more})["name"]


def contact(customer, name, **more):
    return new(f"{customer}/contacts", {"displayName": name, **more})["name"]


def drawing(path, **query):
    answer = rest.call("GET", f"/v1/{path}", query={"language": "zh", **query})
    if answer.status != 200 or not answer.body.startswith(b"<svg"):
        raise AssertionError(f"{path}: {answer.status} {answer.body[:500]!r}")
    return answer.body.decode()


class Groups(unittest.TestCase):

    def setUp(self):
        self.top = company("云帆集团", region="华东")
        self.part = company("云帆科技", region="华东", parentOrganization=self.top)
        company("云帆物流", region="华北", parentOrganization=self.top)

    def coverage(self):
        return rest.ok("GET", f"/v1/{self.top}:getCoverage")

    def test_a_tree_shows_with_which_share_of_a_group_we_work(self):
        system.until(lambda: self.coverage()["total"].get("companies") == "3", 60)
        self.assertEqual(self.coverage()["total"].get("share", 0), 0)
        new(f"{self.part}/orders", {"state": "PLACED",
                                    "amount": {"currencyCode": "CNY", "units": "10"},
                                    "orderDate": {"year": 2026, "month": 3, "day": 1}})
        system.until(lambda: self.coverage()["total"].get("cooperating") == "1", 60)
        regions = {one.get("label", ""): one for one in self.coverage()["regions"]}
        self.assertEqual(regions["华东"]["share"], 0.5)
        self.assertEqual(regions["华北"].get("share", 0), 0)
        picture = drawing(f"{self.top}:drawHierarchy")
        for name in ("客户树", "云帆集团", "云帆科技", "云帆物流"):
            self.assertIn(name, picture)

    def test_a_company_is_moved_and_nothing_comes_below_itself(self):
        other = company("远航集团")
        moved = new(f"{self.part}:moveInHierarchy", {"parentOrganization": other})
        self.assertEqual(moved["parentOrganization"], other)
        ring = rest.call("POST", f"/v1/{other}:moveInHierarchy", {"parentOrganization": self.part})
        self.assertEqual((ring.status, ring.reason), (400, "INVALID_FIELD"))
        tree = rest.ok("GET", f"/v1/{self.part}:getHierarchy", query={"wholeGroup": "true"})
        self.assertEqual([one["customer"]["name"] for one in tree["nodes"]], [other, self.part])


class Powers(unittest.TestCase):

    def test_the_map_of_an_opportunity_has_roles_and_gaps(self):
        customer = company("云帆科技")
        pipeline = new("pipelines", {"displayName": "直销"})["name"]
        stage = new(f"{pipeline}/stages", {"displayName": "接洽", "order": 1, "probability": 10})
        deal = new("opportunities", {"displayName": "云帆科技 CRM", "customer": customer,
                                     "stage": stage["name"]})["name"]
        boss = contact(customer, "张总", title="总经理")
        clerk = contact(customer, "小李", reportsTo=boss)
        new(f"{customer}/stakeholders", {"contact": clerk, "opportunity": deal,
                                         "decisionRole": "USER", "stance": 1, "influence": 20})
        found = rest.ok("GET", f"/v1/{customer}:getPowerMap", query={"opportunity": deal})
        self.assertEqual([one["stakeholder"]["stance"] for one in found["people"]], [1])
        self.assertEqual(found["risks"], ["NO_DECISION_MAKER", "SINGLE_THREAD", "NO_CHAMPION"])
        new(f"{customer}/stakeholders", {"contact": boss, "opportunity": deal, "influence": 90,
                                         "decisionRole": "DECISION_MAKER", "stance": -1})
        found = rest.ok("GET", f"/v1/{customer}:getPowerMap", query={"opportunity": deal})
        self.assertNotIn("NO_DECISION_MAKER", found["risks"])
        self.assertIn("STRONG_OPPONENT", found["risks"])
        self.assertIn("张总", drawing(f"{customer}:drawPowerMap", opportunity=deal))
        self.assertIn("小李", drawing(f"{customer}:drawOrgChart"))
        plan = {"opportunity": deal, "requestId": str(uuid.uuid4()),
                "steps": [{"contact": boss, "title": "拜访张总，了解预算"}]}
        made = new(f"{customer}:createActionPlan", plan)["todos"]
        self.assertEqual(new(f"{customer}:createActionPlan", plan)["todos"], made)
        self.assertEqual(rest.ok("GET", f"/v1/{made[0]}")["subject"], boss)


class Introductions(unittest.TestCase):

    def test_a_path_leads_from_one_of_ours_to_a_stranger(self):
        me = f"users/{uuid.uuid4()}"
        ours, wanted = company("老客户"), company("新客户")
        buyer = contact(ours, "小李", knownBy=[me])
        boss = contact(wanted, "张总")
        new(f"{ours}/relationships", {"type": "KNOWS", "sourceContact": buyer,
                                      "targetContact": boss, "weight": 80})
        path = rest.ok("GET", "/v1/customers:findPath", query={"source": me, "target": boss})
        self.assertEqual([one["name"] for one in path["parties"]], [me, buyer, boss])
        around = new("customers:queryGraph", {"roots": [boss], "depth": 2})
        self.assertEqual(around["nodes"][0]["party"]["name"], boss)
        self.assertIn(buyer, [one["party"]["name"] for one in around["nodes"]])


if __name__ == "__main__":
    unittest.main()
