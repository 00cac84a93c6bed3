"""What a new customer costs, over REST, by what was entered and whom leads became."""
import datetime
import unittest
import uuid

import business_clock
import rest
import system


def new(path: str, body: dict):
    return rest.ok("POST", f"/v1/{path}", body)


def date(day: datetime.date) -> dict:
    return {"year": day.year, "month": day.month, "day": day.day}


class AcquisitionCost(unittest.TestCase):

    def setUp(self):
        # Two months: where the company is it may be the next one already.
        today = business_clock.now().date()
        self.first = today.replace(day=1)
        self.last = (self.first + datetime.timedelta(days=62)).replace(day=1) - datetime.timedelta(
            days=1)
        self.mark = f"展会 {uuid.uuid4().hex[:10]}"
        self.source = new("leadSources", {"displayName": self.mark, "costs": [{
            "year": today.year, "month": today.month,
            "amount": {"currencyCode": "CNY", "units": "100"}}]})["name"]

    def convert(self, number: int) -> None:
        lead = new("leads", {"displayName": f"{self.mark} {number}", "company": f"{self.mark}{number}",
                             "source": self.source})["name"]
        for move in ("work", "qualify"):
            new(f"{lead}:{move}", {})
        new(f"{lead}:convert", {})

    def cost(self) -> dict:
        found = rest.ok("POST", "/v1/reports:acquisitionCost", {
            "period": {"firstDay": date(self.first), "lastDay": date(self.last)}})
        return next((one for one in found.get("sources", [])
                     if one.get("source") == self.source), {})

    def test_a_source_says_what_whom_it_brought_has_cost(self):
        found = system.until(self.cost)
        self.assertEqual((found["displayName"], found["cost"]["units"]), (self.mark, "100"))
        self.assertNotIn("costPerCustomer", found)
        for number in range(3):
            self.convert(number)
        found = system.until(lambda: self.cost() if int(self.cost().get("customers", 0)) == 3
                             else None)
        self.assertEqual(found["costPerCustomer"],
                         {"currencyCode": "CNY", "units": "33", "nanos": 330_000_000})

    def test_a_month_is_stated_once(self):
        cost = {"year": 2026, "month": 1, "amount": {"currencyCode": "CNY", "units": "1"}}
        answer = rest.call("POST", "/v1/leadSources", {"displayName": f"{self.mark} 二",
                                                       "costs": [cost, cost]})
        self.assertEqual((answer.status, answer.reason), (400, "INVALID_FIELD"))
        self.assertIn(b"costs[1].month", answer.body)


if __name__ == "__main__":
    unittest.main()
