"""What a sale needs before anybody comes: a form, stages, prices and a limit of discounts."""
import dataclasses
import decimal
import unittest
import uuid

import business_clock
import rest
from capture_test import new

LIMIT = "10"  # percent that salespeople may take off


def cny(amount: str) -> dict:
    """`43004.2` in the API's own form."""
    units, _, fraction = amount.partition(".")
    nanos = int(fraction.ljust(9, "0")) if fraction else 0
    return {"currencyCode": "CNY", "units": units, **({"nanos": nanos} if nanos else {})}


def value(amount: dict) -> decimal.Decimal:
    return decimal.Decimal(amount.get("units", "0")) + decimal.Decimal(
        amount.get("nanos", 0)) / 10**9


def today() -> dict:
    day = business_clock.now().date()
    return {"year": day.year, "month": day.month, "day": day.day}


@dataclasses.dataclass(frozen=True)
class Shop:
    """Names of records, and the path to which a page sends its form."""

    page: str
    stages: list[str]
    book: str
    seats: str  # volume tiers: 1,580 up to 20, 1,380 up to 100, 1,180 above
    calls: str  # graduated tiers: 12 up to 100, 9 up to 1,000, 6.5 above


def shop(test: type[unittest.TestCase], mark: str, seller: str) -> Shop:
    """Whoever comes by its page is the seller's. What would act on others ends with the test."""
    seats, calls, book = _prices(mark)
    _limit(test)
    return Shop(page=_page(test, mark, seller), stages=_stages(mark), book=book, seats=seats,
                calls=calls)


def _page(test: type[unittest.TestCase], mark: str, seller: str) -> str:
    source = new("leadSources", {"displayName": mark, "channel": "WEB_FORM"})["name"]
    form = new("captureForms", {
        "displayName": "试用", "source": source, "published": True, "fields": [
            {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
             "leadField": "display_name"},
            {"key": "firm", "displayName": "公司", "type": "TEXT", "leadField": "company"},
            {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
    rule = new("assignmentRules", {
        "displayName": mark, "strategy": "ROUND_ROBIN", "assignees": [{"user": seller}],
        "condition": f'source = "{source}"'})
    test.addClassCleanup(rest.ok, "DELETE", f"/v1/{rule['name']}")
    return rest.ok("GET", f"/v1/{form['name']}:locate")["submitPath"]


def _stages(mark: str) -> list[str]:
    """The first is left with an amount and a date, the second with more than 40,000."""
    pipeline = new("pipelines", {"displayName": mark})["name"]
    return [new(f"{pipeline}/stages", {"displayName": title, "order": order,
                                       "probability": probability, **more})["name"]
            for order, (title, probability, more) in enumerate([
                ("接洽", 10, {"requiredFields": ["customer", "amount", "close_date"]}),
                ("报价", 50, {"exitFilter": 'amount > "40000 CNY"'}), ("谈判", 80, {})], 1)]


def _prices(mark: str) -> tuple[str, str, str]:
    """Two products with 6 % of tax, and the book that has their prices, without it."""
    code = uuid.uuid4().hex[:8]
    seats, calls = (new("products", {
        "code": f"{code}-{unit}", "displayName": f"{mark} {unit}", "unit": unit,
        "taxRate": {"value": "6"}})["name"] for unit in ("席", "千次"))
    book = new("priceBooks", {"displayName": mark})["name"]
    for product, model, tiers in (
            (seats, "VOLUME", (("20", "1580"), ("100", "1380"), (None, "1180"))),
            (calls, "GRADUATED", (("100", "12"), ("1000", "9"), (None, "6.5")))):
        new(f"{book}/priceEntries", {
            "product": product, "currency": "CNY",
            "startDate": {"year": 2020, "month": 1, "day": 1},
            "price": {"model": model, "tiers": [
                {"unitPrice": cny(price), **({"upTo": {"value": up_to}} if up_to else {})}
                for up_to, price in tiers]}})
    return seats, calls, book


def _limit(test: type[unittest.TestCase]):
    [role] = rest.ok("GET", "/v1/roles", query={"filter": 'code = "salesperson"'})["roles"]
    limit = new("discountLimits", {"role": role["name"], "maxPercent": {"value": LIMIT}})
    test.addClassCleanup(rest.ok, "DELETE", f"/v1/{limit['name']}")
