"""Reports over REST, against what SQL says of the services' own rows: a funnel that names its
bottleneck, a cross table of value, customers who come to say what they are worth, the day at a
time."""
import decimal
import unittest
import uuid

import business_clock
import http_client
import people
import rest
import system
from demo_company import rows

DAY = {"firstDay": {"year": 2026, "month": 1, "day": 1},
       "lastDay": {"year": 2035, "month": 12, "day": 31}}


def new(path: str, body: dict, **options):
    return rest.ok("POST", f"/v1/{path}", body, **options)


def yuan(units: int) -> dict:
    return {"currencyCode": "CNY", "units": str(units)}


def amount(money: dict) -> decimal.Decimal:
    return decimal.Decimal(money.get("units", 0)) + decimal.Decimal(money.get("nanos", 0)) / 10**9


class Funnel(unittest.TestCase):
    """Ten sales: all are talked to, six are offered something, one is negotiated and won."""

    @classmethod
    def setUpClass(cls):
        mark = f"漏斗 {uuid.uuid4().hex[:10]}"
        cls.customer = new("customers", {"type": "ORGANIZATION", "displayName": mark})["name"]
        cls.pipeline = new("pipelines", {"displayName": mark})["name"]
        cls.stages = [new(f"{cls.pipeline}/stages", {"displayName": title, "order": order,
                                                     "probability": 10 * order})["name"]
                      for order, title in enumerate(("接洽", "报价", "谈判"), 1)]
        for number in range(10):
            cls.sell(number)

    @classmethod
    def sell(cls, number: int):
        money = yuan(1000 + number)
        sale = new("opportunities", {
            "displayName": f"第{number}单", "customer": cls.customer, "stage": cls.stages[0],
            "amount": money})["name"]
        if number >= 6:
            return new(f"{sale}:lose", {"reason": "价格"})
        new(f"{sale}:advanceStage", {"stage": cls.stages[1]})
        if number >= 1:
            return new(f"{sale}:lose", {"reason": "价格"})
        new(f"{sale}:advanceStage", {"stage": cls.stages[2]})
        return new(f"{sale}:win", {})

    def funnel(self) -> dict:
        def whole():
            answer = rest.call("POST", "/v1/reports:funnel", {
                "pipeline": self.pipeline, "period": DAY, "leastDecided": 5})
            if answer.reason == "PIPELINE_NOT_FOUND":
                return None  # its facts are under way
            self.assertEqual(answer.status, 200, answer.body)
            found = answer.json["funnel"]
            steps = found["steps"]
            return found if int(steps[0].get("reached", 0)) == 10 and int(
                steps[-1].get("reached", 0)) == 1 else None
        return system.until(whole)

    def test_it_names_where_most_is_lost(self):
        funnel = self.funnel()
        self.assertEqual([int(step.get("reached", 0)) for step in funnel["steps"]], [10, 6, 1, 1])
        self.assertEqual([int(step.get("lost", 0)) for step in funnel["steps"]], [4, 5, 0, 0])
        self.assertEqual(funnel["bottleneck"], self.stages[1])

    def test_the_rows_of_the_sales_say_the_same(self):
        steps = self.funnel()["steps"]
        pipeline = uuid.UUID(self.pipeline.split("/")[1]).hex
        [[sales, won, worth]] = rows("lead-svc", (
            "SELECT COUNT(*), SUM(state = 2), SUM(CASE WHEN state = 2 THEN amount END) "
            "FROM {schema}.opportunities "
            f"WHERE pipeline_id = UNHEX('{pipeline}') AND live = 1"))
        self.assertEqual(int(steps[0]["reached"]), int(sales))
        self.assertEqual(int(steps[-1]["reached"]), int(won))
        self.assertEqual(amount(steps[-1]["reachedAmount"]), decimal.Decimal(worth))

    def test_it_can_be_seen_in_both_languages(self):
        self.funnel()
        for language, title in (("zh", "谈判"), ("en", "WON")):
            picture = rest.call("POST", "/v1/reports:draw", {
                "funnel": {"pipeline": self.pipeline, "period": DAY, "leastDecided": 5},
                "language": language})
            self.assertEqual(picture.status, 200, picture.body[:500])
            self.assertTrue(picture.body.startswith(b"<svg"), picture.body[:100])
            self.assertIn("谈判".encode(), picture.body, title)


class Values(unittest.TestCase):
    """Customers of an industry of their own, in two regions: who buys much, little, nothing."""

    BOUGHT = {"华东": (5000, 4000, 3), "华南": (7, None)}

    @classmethod
    def setUpClass(cls):
        cls.industry = f"行业{uuid.uuid4().hex[:10]}"
        cls.customers = {}
        for region, orders in cls.BOUGHT.items():
            for number, units in enumerate(orders):
                name = new("customers", {
                    "type": "ORGANIZATION", "displayName": f"{region}{number}号",
                    "region": region, "industry": cls.industry})["name"]
                cls.customers[name] = units
                if units is not None:
                    cls.order(name, units)

    @classmethod
    def order(cls, customer: str, units: int):
        today = business_clock.now().date()
        new(f"{customer}/orders", {
            "orderDate": {"year": today.year, "month": today.month, "day": today.day},
            "state": "PLACED", "amount": yuan(units), "baseAmount": yuan(units)})

    DEFINITION = {"source": "ORDERS", "fixedCuts": {"recencyDays": ["30"], "frequency": ["2"],
                                                    "amounts": [yuan(1000)]}}

    def cells(self) -> list[dict]:
        """Those of the industry, once all of its customers are in."""
        def whole():
            found = rest.ok("POST", "/v1/reports:rfmMatrix", {
                "definition": self.DEFINITION, "rows": "REGION", "parts": "INDUSTRY"})["cells"]
            own = [cell for cell in found if cell.get("part") == self.industry]
            bought = sum(int(cell["customers"]) for cell in own if "valueClass" in cell)
            return own if bought == 4 and sum(
                int(cell["customers"]) for cell in own) == len(self.customers) else None
        return system.until(whole)

    def test_region_by_industry_by_class_is_what_the_rows_say(self):
        found = {(cell["row"], cell.get("valueClass", "")):
                 (int(cell["customers"]), amount(cell.get("amount", {}))) for cell in self.cells()}
        self.assertEqual(found[("华东", "IMPORTANT_DEVELOP")], (2, 9000))
        self.assertEqual(found[("华东", "GENERAL_DEVELOP")], (1, 3))
        self.assertEqual(found[("华南", "GENERAL_DEVELOP")], (1, 7))
        self.assertEqual(found[("华南", "")], (1, 0))
        said = rows("customer-svc", (
            "SELECT region, CASE WHEN order_count = 0 THEN '' WHEN order_amount >= 1000 THEN "
            "'IMPORTANT_DEVELOP' ELSE 'GENERAL_DEVELOP' END AS class, COUNT(*), "
            "COALESCE(SUM(order_amount), 0) FROM {schema}.customers "
            f"WHERE industry = '{self.industry}' AND live = 1 GROUP BY region, class"))
        self.assertEqual(found, {(region, of_class): (int(count), decimal.Decimal(worth))
                                 for region, of_class, count, worth in said})

    def test_customers_come_to_say_what_they_are_worth(self):
        tag = new("tags", {"displayName": self.industry, "kind": "STATIC"})["name"]
        rule = new("valueRules", {
            "definition": self.DEFINITION, "minuteOfDay": 0,
            "tags": [{"valueClass": "IMPORTANT_DEVELOP", "tag": tag}]})["name"]
        self.addCleanup(rest.ok, "DELETE", f"/v1/{rule}")
        self.cells()
        with business_clock.moved(days=1):
            def says(customer: str) -> bool:
                found = rest.ok("GET", f"/v1/{customer}")
                units = self.customers[customer]
                wanted = {None: None, True: "IMPORTANT_DEVELOP", False: "GENERAL_DEVELOP"}[
                    units if units is None else units >= 1000]
                return (found.get("valueClass") == wanted
                        and (wanted is None or amount(found["valueAmount"]) == units)
                        and (tag in found.get("tags", [])) == (wanted == "IMPORTANT_DEVELOP"))
            system.until(lambda: all(says(customer) for customer in self.customers), seconds=60.0)


class Days(unittest.TestCase):
    """The day at a time: once, to each in figures of his own."""

    def setUp(self):
        self.login = f"e2e-{uuid.uuid4().hex[:8]}"
        role = new("roles", {"code": self.login, "displayName": self.login, "permissions": [
            {"pattern": "analytics.read", "scope": "ALL"},
            {"pattern": "customers.read", "scope": "SELF"}]})["name"]
        self.user = people.new_user(loginName=self.login, roles=[role])
        new(f"{self.user}:setPassword", {"password": "e2e-password"})
        self.token = system.request_token({
            "grant_type": "password", "client_id": "console@demo", "username": self.login,
            "password": "e2e-password"}).json["access_token"]

    def told(self) -> list[dict]:
        answer = http_client.call(
            system.port(), "GET", "/v1/notifications?filter=kind+%3D+DAY_REPORT", None,
            {"authorization": f"Bearer {self.token}"})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json.get("notifications", [])

    def test_a_person_is_told_once_in_figures_of_his_own(self):
        new("customers", {"type": "ORGANIZATION", "displayName": "日报科技", "owner": self.user})
        # In the zone of the company: a time that is not far ahead, on whatever day.
        preference = new("notificationPreferences", {
            "user": self.user, "timeZone": "UTC",
            "dayReport": {"minuteOfDay": (business_clock.now().hour * 60 + 59) % 1440}})["name"]
        self.addCleanup(rest.ok, "DELETE", f"/v1/{preference}")
        with business_clock.moved(days=1):
            [told] = system.until(lambda: self.told() or None, seconds=60.0)
            self.assertTrue(told["title"].startswith("销售日报 "), told)
            self.assertIn("客户数：", told["text"])
            # What he may not see is not told.
            self.assertNotIn("线索数", told["text"])


if __name__ == "__main__":
    unittest.main()
