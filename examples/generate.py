#!/usr/bin/env python3
"""Writes the example files: made-up customers with the dirt of real lists.

Every name, number and address is invented; a likeness is chance. The same
arguments always give the same bytes, so the committed files can be checked:

    examples/generate.py                       # writes the files of this folder
    examples/generate.py --check               # fails if they differ
    examples/generate.py --rows 1000000 FILE   # a big list for load tests (CSV)

What is dirty, and how often, stands in DIRT below. The big list has the same
columns and the same dirt, but no invalid rows and no duplicates.
"""

import argparse
import csv
import io
import json
import pathlib
import random
import sys
from typing import Callable, Iterator, TextIO

FOLDER = pathlib.Path(__file__).absolute().parent
SEED = 20260901
COLUMNS = ["id", "type", "name", "credit_code", "industry", "size", "region", "city", "address",
           "phone", "email", "website", "source"]
ORGANISATIONS = 260
PEOPLE = 90
MORE_PEOPLE = 60  # of people.jsonl: others than those of companies.csv
MORE_COMPANIES = 40  # of companies-gb18030.csv, likewise

PLACES = [  # province, city, district, area code (7-digit numbers follow 0564 and 0592, else 8)
    ("浙江", "杭州", "西湖区", "0571"), ("浙江", "宁波", "鄞州区", "0574"),
    ("江苏", "苏州", "姑苏区", "0512"), ("江苏", "南京", "鼓楼区", "025"),
    ("广东", "深圳", "南山区", "0755"), ("广东", "广州", "天河区", "020"),
    ("福建", "厦门", "思明区", "0592"), ("四川", "成都", "武侯区", "028"),
    ("重庆", "重庆", "渝中区", "023"), ("上海", "上海", "浦东新区", "021"),
    ("北京", "北京", "海淀区", "010"), ("湖北", "武汉", "洪山区", "027"),
    ("山东", "青岛", "市南区", "0532"), ("陕西", "西安", "雁塔区", "029"),
    ("安徽", "六安", "金安区", "0564"), ("云南", "昆明", "盘龙区", "0871"),
]
ROADS = ["文一西路", "中山路", "人民路", "解放大道", "科技园路", "长乐街", "青云巷", "望江路",
         "学院路", "滨河大道"]
SYLLABLES = list("云山海川星禾嘉瑞博远新启明达安泰和华兴隆景澜拓卓立诚信恒盛源丰晟凯飞翔鼎铭宏图"
                 "创联智汇优乐朗润泽沐曜霖澄岚辰屹")
TRADES = [  # what stands in the name, industry
    ("网络科技", "software"), ("信息技术", "software"), ("软件", "software"),
    ("医疗器械", "healthcare"), ("生物医药", "healthcare"), ("精密机械", "manufacturing"),
    ("新能源", "energy"), ("光电", "manufacturing"), ("物流", "logistics"),
    ("供应链管理", "logistics"), ("餐饮管理", "catering"), ("茶叶", "food"), ("食品", "food"),
    ("教育咨询", "education"), ("文化传媒", "media"), ("建筑工程", "construction"),
    ("银行设备", "finance"), ("重工", "manufacturing"), ("乐器", "retail"), ("服饰", "retail"),
]
FORMS = ["有限公司"] * 6 + ["股份有限公司", "集团有限公司", "有限责任公司"]
SIZES = ["MICRO", "SMALL", "MEDIUM", "LARGE"]
SOURCES = ["exhibition", "referral", "website", "cold call"]
# Simplified to traditional, for the characters above that differ.
TRADITIONAL = str.maketrans("云远启达华兴隆澜诚丰凯飞铭宏图创联汇优乐润泽岚网络软医疗药机新能电应链"
                            "饮叶询传筑银行设备重器饰团责国区宁苏广东门庆汉贸",
                            "雲遠啟達華興隆瀾誠豐凱飛銘宏圖創聯匯優樂潤澤嵐網絡軟醫療藥機新能電應鏈"
                            "飲葉詢傳築銀行設備重器飾團責國區寧蘇廣東門慶漢貿")
FULL_WIDTH = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗") + ["曾", "单", "仇", "解", "欧阳", "司徒"]
GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英建文辉力") + ["子涵", "浩然", "雨桐", "思远"]

LATIN_WORDS = ["Brightwater", "Northgate", "Silver Birch", "Kestrel", "Harbour", "Lindqvist",
               "Okonkwo", "Marlowe", "Redwood", "Tanaka", "Vasquez", "Zürich Alpine", "Café Lune",
               "Ægir", "Dos Ríos", "Blue Heron"]
LATIN_TRADES = [("Logistics", "logistics"), ("Software", "software"), ("Foods", "food"),
                ("Medical", "healthcare"), ("Robotics", "manufacturing"), ("Media", "media")]
LATIN_FORMS = ["Ltd", "Inc.", "GmbH", "LLC", "S.A.", "Pty Ltd"]
LATIN_PLACES = [("England", "London", "+44 20 7946 0{:03d}"), ("California", "Los Angeles",
                "+1 (310) 246-{:04d}"), ("Berlin", "Berlin", "+49 30 2345{:04d}")]
FIRST = ["Amelia", "Noah", "Priya", "Mateo", "Chloë", "Yusuf", "Ingrid", "Hugo", "Siobhán", "Kofi"]
LAST = ["Hartley", "Nguyen", "Oyelaran", "Müller", "Castillo", "O'Connor", "Sørensen", "Kaur"]

Row = dict[str, str]


# --- clean records --------------------------------------------------------------------------


def credit_code(rng: random.Random) -> str:
    """A unified social credit code (GB 32100-2015) whose check character is right."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91" + "330100" + "".join(rng.choice(alphabet) for _ in range(9))
    total = sum(alphabet.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + alphabet[-total % 31]


def landline(rng: random.Random, digits: int) -> str:
    return str(rng.randint(5, 8)) + "".join(str(rng.randint(0, 9)) for _ in range(digits - 1))


def chinese_organisation(rng: random.Random, number: int) -> Row:
    province, city, district, area = rng.choice(PLACES)
    trade, industry = rng.choice(TRADES)
    brand = "".join(rng.sample(SYLLABLES, rng.choice((2, 2, 2, 3))))
    name = f"{city}{brand}{trade}{rng.choice(FORMS)}"
    if rng.random() < 0.08:
        name += f"{rng.choice(PLACES)[1]}分公司"
    return {
        "type": "ORGANIZATION", "name": name, "credit_code": credit_code(rng),
        "industry": industry, "size": rng.choice(SIZES), "region": province, "city": city,
        "address": f"{city}市{district}{rng.choice(ROADS)}{rng.randint(1, 999)}号",
        "phone": f"{area}-{landline(rng, 7 if area in ('0564', '0592') else 8)}",
        "email": f"info{number}@example.com", "website": f"https://c{number}.example.com",
    }


def latin_organisation(rng: random.Random, number: int) -> Row:
    trade, industry = rng.choice(LATIN_TRADES)
    region, city, phone = rng.choice(LATIN_PLACES)
    return {
        "type": "ORGANIZATION",
        "name": f"{rng.choice(LATIN_WORDS)} {trade} {rng.choice(LATIN_FORMS)}",
        "industry": industry, "size": rng.choice(SIZES), "region": region, "city": city,
        "address": f"{rng.randint(1, 400)} Example Street, {city}",
        "phone": phone.format(rng.randint(100, 999)), "email": f"hello{number}@example.org",
        "website": f"https://w{number}.example.org",
    }


def chinese_person(rng: random.Random, number: int) -> Row:
    province, city, _, _ = rng.choice(PLACES)
    return {
        "type": "PERSON", "name": rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)[:1],
        "region": province, "city": city,
        "phone": f"13{rng.choice('5678')}{rng.randint(0, 99_999_999):08d}",
        "email": f"p{number}@example.com",
    }


def latin_person(rng: random.Random, number: int) -> Row:
    region, city, phone = rng.choice(LATIN_PLACES)
    return {
        "type": "PERSON", "name": f"{rng.choice(FIRST)} {rng.choice(LAST)}", "region": region,
        "city": city, "phone": phone.format(rng.randint(100, 999)),
        "email": f"Person.{number}@Example.org",
    }


# --- dirt -----------------------------------------------------------------------------------


def _full_width(row: Row, rng: random.Random) -> None:
    row["phone"] = row["phone"].translate(FULL_WIDTH)


def _separators(row: Row, rng: random.Random) -> None:
    row["phone"] = rng.choice(("{} {}", "{}.{}", "（{}）{}", "{}－{}")).format(
        row["phone"][:4].rstrip("-"), row["phone"][4:].lstrip("-"))


def _extension(row: Row, rng: random.Random) -> None:
    if row["phone"].startswith("0"):
        row["phone"] += rng.choice(("转{}", " 转 {}", "-{}", " 分机{}")).format(rng.randint(1, 899))


def _blanks(row: Row, rng: random.Random) -> None:
    row["name"] = rng.choice(("{} ", " {}", "　{}　", "{}\u00a0")).format(row["name"])


def _traditional(row: Row, rng: random.Random) -> None:
    row["name"] = row["name"].translate(TRADITIONAL)


def _full_width_brackets(row: Row, rng: random.Random) -> None:
    if row["name"].endswith("有限公司"):
        row["name"] = row["name"].removesuffix("有限公司") + rng.choice(("（中国）", "(中国)")) + "有限公司"


def _missing(row: Row, rng: random.Random) -> None:
    for column in rng.sample(("industry", "size", "address", "phone", "email", "website"), 3):
        row.pop(column, None)


def _upper_email(row: Row, rng: random.Random) -> None:
    if "email" in row:
        row["email"] = f" {row['email'].upper()}"


# Each kind of dirt and the share of the rows that have it. _missing comes last:
# the others expect their column.
DIRT: list[tuple[float, Callable[[Row, random.Random], None]]] = [
    (0.08, _full_width), (0.12, _separators), (0.10, _extension), (0.10, _blanks),
    (0.06, _traditional), (0.05, _full_width_brackets), (0.05, _upper_email), (0.15, _missing),
]

# Rows that an import must refuse, or take without a value, one reason each.
INVALID: list[Row] = [
    {"type": "ORGANIZATION", "name": "", "city": "杭州"},
    {"type": "ORGANIZATION", "name": "杭州错码科技有限公司", "credit_code": "91330100MA00000000"},
    {"type": "ORGANIZATION", "name": "宁波短码贸易有限公司", "credit_code": "9133"},
    {"type": "PERSON", "name": "林无邮", "email": "not-an-address"},
    {"type": "PERSON", "name": "何空号", "phone": "call me"},
    {"type": "COMPANY", "name": "苏州错类网络有限公司"},
]


# --- files ----------------------------------------------------------------------------------


def records(rng: random.Random, kinds: Iterator[str], latin: float = 0.15) -> Iterator[Row]:
    """One dirty but valid record for each kind, numbered from 1; `latin` is a share."""
    makers = {"organisation": (chinese_organisation, latin_organisation),
              "person": (chinese_person, latin_person)}
    for number, kind in enumerate(kinds, start=1):
        row = makers[kind][rng.random() < latin](rng, number)
        row["id"] = f"EX-{number:07d}"
        row["source"] = rng.choice(SOURCES)
        for share, spoil in DIRT:
            if rng.random() < share:
                spoil(row, rng)
        yield row


def example_records() -> list[Row]:
    """The committed list: valid records, repeated ones and invalid ones, mixed."""
    rng = random.Random(SEED)
    kinds = ["organisation"] * ORGANISATIONS + ["person"] * PEOPLE
    rows = list(records(rng, iter(kinds)))
    rows += [dict(row) for row in rng.sample(rows, 8)]  # the same record once more
    for number, row in enumerate(INVALID, start=1):
        rows.append({**row, "id": f"EX-BAD-{number}", "source": "exhibition"})
    rng.shuffle(rows)
    return rows


def write_csv(rows: Iterator[Row], file: TextIO) -> None:
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)


def csv_bytes(rows: list[Row], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    write_csv(iter(rows), text)
    return text.getvalue().encode(encoding)


def as_customer(row: Row) -> dict:
    """A person in the API's own JSON: a line of a JSON lines file."""
    customer = {"type": row["type"], "displayName": row["name"], "region": row["region"],
                "city": row["city"], "source": row["source"],
                "externalIds": {"people": row["id"]}}
    if "phone" in row:
        customer["phones"] = [{"number": row["phone"], "label": "mobile"}]
    if "email" in row:
        customer["emails"] = [{"address": row["email"]}]
    return customer


def example_files() -> dict[str, bytes]:
    chinese = list(records(random.Random(SEED + 2), iter(["organisation"] * MORE_COMPANIES),
                           latin=0))
    people = records(random.Random(SEED + 3), iter(["person"] * MORE_PEOPLE))
    lines = "".join(json.dumps(as_customer(row), ensure_ascii=False) + "\n" for row in people)
    return {
        "companies.csv": csv_bytes(example_records(), "utf-8-sig"),
        "companies-gb18030.csv": csv_bytes(chinese, "gb18030"),
        "people.jsonl": lines.encode("utf-8"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes Guanxi's example files.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--rows", type=int, help="write a CSV of so many rows to FILE")
    parser.add_argument("file", nargs="?", metavar="FILE", help="'-' or none is standard output")
    options = parser.parse_args()

    if options.rows is not None:
        rng = random.Random(SEED)
        kinds = ("person" if rng.random() < 0.25 else "organisation" for _ in range(options.rows))
        path = 1 if options.file in (None, "-") else options.file
        with open(path, "w", encoding="utf-8", newline="") as file:
            write_csv(records(random.Random(SEED + 1), kinds), file)
        return 0

    stale = [name for name, content in example_files().items()
             if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != content]
    if options.check:
        for name in stale:
            print(f"{name} is not what generate.py writes", file=sys.stderr)
        return 1 if stale else 0
    for name, content in example_files().items():
        (FOLDER / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
