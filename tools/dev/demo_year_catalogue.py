"""What the made-up company sells, at which prices, and the way that its sales go.

Requests of the API in its own JSON. Their ids are the same whatever the seed: a second year of
another seed sells the same things.
"""

import datetime
import uuid

NAMESPACE = uuid.UUID("5a2f6a0e-8d1c-5c77-9a53-3f0d4c1b7e92")
CURRENCY = "CNY"
PRICES_SINCE_DAYS = 1200  # before the year's end: older than any quote of a year that is told again


def record_id(*parts: object) -> str:
    """The id of a record, the same for the same parts at any time."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


def money(cents: int) -> dict:
    return {"currencyCode": CURRENCY, "units": str(cents // 100), "nanos": cents % 100 * 10**7}


def cents_of(amount: dict) -> int:
    """Of an amount that the API told, zero or more."""
    return int(amount.get("units", 0)) * 100 + int(amount.get("nanos", 0)) // 10**7


def date(day: datetime.date) -> dict:
    return {"year": day.year, "month": day.month, "day": day.day}


# Code, name, unit, percent of tax, price. The codes are also how a plan names a product.
PRODUCTS = [
    ("YN-STD", "云帆标准版", "席", "6", {"model": "PER_UNIT", "unitPrice": money(68000)}),
    ("YN-PRO", "云帆专业版", "席", "6", {"model": "VOLUME", "tiers": [
        {"upTo": {"value": "20"}, "unitPrice": money(158000)},
        {"upTo": {"value": "100"}, "unitPrice": money(138000)},
        {"unitPrice": money(118000)}]}),
    ("YN-API", "接口调用", "千次", "6", {"model": "GRADUATED", "tiers": [
        {"upTo": {"value": "100"}, "unitPrice": money(1200)},
        {"upTo": {"value": "1000"}, "unitPrice": money(900)},
        {"unitPrice": money(650)}]}),
    ("YN-IMP", "实施服务", "人天", "6", {"model": "STAIR_STEP", "tiers": [
        {"upTo": {"value": "10"}, "flatPrice": money(2000000)},
        {"upTo": {"value": "30"}, "flatPrice": money(5400000)},
        {"flatPrice": money(9800000)}]}),
    ("YN-BOX", "一体机", "台", "13", {"model": "PER_UNIT", "unitPrice": money(1299900)}),
]

# Name, percent of likelihood, fields to be filled in before it is left, days of the longest stay.
STAGES = [("需求确认", 10, ["customer"], 30), ("方案演示", 30, [], 30),
          ("报价", 50, ["amount", "close_date"], 45), ("谈判", 75, ["amount", "close_date"], 45)]

# Name, channel, share of the leads, how many of a hundred of them are worth something.
SOURCES = [("云帆 官网", "WEB_FORM", 34, 45), ("云帆 展会", "EVENT", 18, 40),
           ("云帆 广告", "ADVERTISEMENT", 22, 25), ("云帆 转介绍", "REFERRAL", 10, 70),
           ("云帆 来电", "PHONE", 8, 50), ("云帆 外呼", "OUTBOUND", 8, 15)]

PRICE_BOOK = f"priceBooks/{record_id('price book')}"
PIPELINE = f"pipelines/{record_id('pipeline')}"


def product(code: str) -> str:
    return f"products/{record_id('product', code)}"


def stage(place: int) -> str:
    """The stage at a place in STAGES."""
    return f"{PIPELINE}/stages/{record_id('stage', place)}"


def source(place: int) -> str:
    return f"leadSources/{record_id('source', place)}"


def requests(until: datetime.date) -> list[tuple[str, str, str, str, dict]]:
    """Kind, collection, parameter of the id, id and body of each record, parents first."""
    since = date(until - datetime.timedelta(days=PRICES_SINCE_DAYS))
    wanted = [("lead sources", "leadSources", "leadSourceId", record_id("source", place),
               {"displayName": name, "channel": channel})
              for place, (name, channel, _, _) in enumerate(SOURCES)]
    wanted += [("products", "products", "productId", record_id("product", code),
                {"code": code, "displayName": name, "unit": unit, "category": "云帆",
                 "taxRate": {"value": tax}})
               for code, name, unit, tax, _ in PRODUCTS]
    wanted.append(("price books", "priceBooks", "priceBookId", record_id("price book"),
                   {"displayName": "云帆 标准价"}))
    wanted += [("prices", f"{PRICE_BOOK}/priceEntries", "priceEntryId", record_id("price", code),
                {"product": product(code), "currency": CURRENCY, "startDate": since,
                 "price": price})
               for code, _, _, _, price in PRODUCTS]
    wanted.append(("pipelines", "pipelines", "pipelineId", record_id("pipeline"),
                   {"displayName": "云帆 直销"}))
    wanted += [("stages", f"{PIPELINE}/stages", "stageId", record_id("stage", place),
                {"displayName": name, "order": place + 1, "probability": probability,
                 "requiredFields": fields, "longestStay": f"{days * 86400}s"})
               for place, (name, probability, fields, days) in enumerate(STAGES)]
    return wanted
