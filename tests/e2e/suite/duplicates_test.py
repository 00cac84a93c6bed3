"""Doubles over REST: found before they are made, found by a scan, decided for good."""
import random
import unittest
import urllib.parse
import uuid

import rest


def new_company():
    """A name and a mobile number that nobody else in the demo tenant has."""
    brand = "".join(chr(random.randint(0x4E00, 0x9FA5)) for _ in range(4))
    return {"type": "ORGANIZATION", "displayName": f"杭州{brand}网络科技有限公司",
            "phones": [{"number": f"+86139{uuid.uuid4().int % 10**8:08d}"}]}


def spelled_otherwise(company):
    """The same company as somebody else writes it down."""
    core = company["displayName"].removeprefix("杭州").removesuffix("有限公司")
    return {**company, "displayName": f"{core}（杭州）有限责任公司"}


def clusters_with(customer):
    query = urllib.parse.urlencode({"filter": "kind = SAME", "pageSize": 1000})
    page = rest.ok("GET", f"/v1/duplicateClusters?{query}")
    return [cluster for cluster in page.get("duplicateClusters", [])
            if customer in cluster["customers"]]


class Duplicates(unittest.TestCase):

    def test_a_double_is_found_before_it_is_made(self):
        company = new_company()
        known = rest.ok("POST", "/v1/customers", company)["name"]
        found = rest.ok("POST", "/v1/customers:findDuplicates",
                        {"customer": spelled_otherwise(company)})
        match = found["matches"][0]
        self.assertEqual((match["customer"], match["relation"]), (known, "SAME"))
        self.assertGreater(match["certainty"], 900)
        levels = {field["field"]: field["level"] for field in match["fields"]}
        self.assertEqual((levels["display_name"], levels["phones"]), ("EQUAL", "EQUAL"))
        branch = {**company, "displayName": company["displayName"] + "宁波分公司"}
        found = rest.ok("POST", "/v1/customers:findDuplicates", {"customer": branch})
        self.assertEqual(found["matches"][0]["relation"], "COMPANY_OF_BRANCH")

    def test_a_scan_finds_it_and_what_is_decided_stays(self):
        company = new_company()
        names = sorted([rest.ok("POST", "/v1/customers", company)["name"],
                        rest.ok("POST", "/v1/customers", spelled_otherwise(company))["name"]])
        rest.finish(rest.ok("POST", "/v1/customers:scanDuplicates", {}))
        [cluster] = clusters_with(names[0])
        self.assertEqual((cluster["customers"], cluster["state"]), (names, "OPEN"))
        refused = rest.call("POST", f"/v1/{cluster['name']}:resolve", {"decision": "MERGED"})
        self.assertEqual(refused.status, 400, refused.body)
        decided = rest.ok("POST", f"/v1/{cluster['name']}:resolve",
                          {"decision": "NOT_SAME", "reason": "two of a group"})
        self.assertEqual(decided["state"], "NOT_SAME")
        found = rest.ok("POST", "/v1/customers:findDuplicates", {"name": names[0]})
        self.assertEqual(found.get("matches", []), [])
        query = urllib.parse.urlencode({"filter": f'first = "{names[0]}"'})
        [said] = rest.ok("GET", f"/v1/customerDistinctions?{query}")["customerDistinctions"]
        self.assertEqual((said["second"], said["reason"]), (names[1], "two of a group"))
        rest.ok("DELETE", f"/v1/{said['name']}")
        found = rest.ok("POST", "/v1/customers:findDuplicates", {"name": names[0]})
        self.assertEqual(found["matches"][0]["customer"], names[1])

    def test_what_a_scan_finds_is_merged_and_undone_as_a_whole(self):
        company = new_company()
        first = rest.ok("POST", "/v1/customers", company)["name"]
        second = rest.ok("POST", "/v1/customers", spelled_otherwise(company))["name"]
        rest.finish(rest.ok("POST", "/v1/customers:scanDuplicates", {}))
        [cluster] = clusters_with(first)
        bulk = rest.ok("POST", "/v1/duplicateClusters:merge",
                       {"duplicateClusters": [cluster["name"]], "survivor": "OLDEST",
                        "keepOwnerOf": "THE_SURVIVOR"})
        rest.finish(bulk)
        self.assertEqual(rest.ok("GET", f"/v1/{second}")["name"], first)
        self.assertEqual(rest.ok("GET", f"/v1/{cluster['name']}")["state"], "MERGED")
        rest.finish(rest.ok("POST", "/v1/customerMerges:undoBulk", {"bulk": bulk["name"]}))
        self.assertEqual(rest.ok("GET", f"/v1/{second}")["name"], second)
        self.assertEqual(rest.ok("GET", f"/v1/{cluster['name']}")["state"], "OPEN")


if __name__ == "__main__":
    unittest.main()
