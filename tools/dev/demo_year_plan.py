"""What happens to each lead of the made-up company's year: pure, by seed and number alone.

A lead's story does not depend on how many others there are, nor on the day: all its days are
counted back from the last day of the year. So a longer run, or one that goes on, tells the same.
"""

import dataclasses
import datetime
import random
import sys
from typing import Optional

import demo_year_catalogue as catalogue
from settings import ROOT

sys.path.append(str(ROOT / "examples"))
import generate  # pylint: disable=wrong-import-position

DAYS = 364  # from the first lead to the last day
EAST = {"上海", "江苏", "浙江", "安徽", "山东"}
SOUTH = {"广东", "广西", "海南", "福建", "湖南"}
TEAMS = {"east": ("chen", "sun", "qian"), "south": ("zhou", "wu", "ben")}
TITLES = ["采购经理", "信息中心主任", "总经理", "运营总监", "财务经理"]
REASONS = ["空号", "同行", "没有预算", "找错部门", "已选其他供应商"]
LOST = ["价格高于对手", "项目取消", "功能不符", "预算冻结"]
TALKS = ["介绍了方案", "约了演示", "谈了报价", "了解现有系统", "对方要案例", "确认预算和时间"]


@dataclasses.dataclass(frozen=True)
class Talk:
    """One call or visit, so many days before the last day, at a minute of the working day."""

    age: int
    minute: int
    channel: str
    outcome: str
    summary: str
    next_in_days: Optional[int]


@dataclasses.dataclass(frozen=True)
class Deal:
    """What a lead that became a customer leads to."""

    title: str
    lines: tuple[tuple[str, int, int], ...]  # product's code, quantity, percent taken off
    guess_cents: int  # what the seller expects
    stage: int  # how far it comes, as a place in STAGES
    state: str  # OPEN, WON or LOST
    lost_reason: str
    quote_age: int
    sign_age: int
    terms_days: tuple[int, ...]  # after signing, when each instalment is due
    pays_after_days: tuple[Optional[int], ...]  # after each is due; None: not yet
    close_in_days: int  # of an open one, after the last day


@dataclasses.dataclass(frozen=True)
class Lead:
    """One who asked."""

    number: int
    age: int  # days before the last day
    minute: int
    who: str
    company: str
    credit_code: str
    job_title: str
    phone: str
    email: str
    industry: str
    region: str
    city: str
    source: int  # a place in SOURCES
    owner: str  # a login name
    fate: str  # NEW, WORKING, QUALIFIED, DISQUALIFIED or CONVERTED
    reason: str
    talks: tuple[Talk, ...]
    deal: Optional[Deal]


def lead(seed: int, number: int) -> Lead:
    """The story of one lead, from 0 on."""
    rng = random.Random(f"guanxi {seed} {number}")
    age = DAYS - int(DAYS * rng.random() ** 0.75)  # business grows: later months have more
    firm = generate.chinese_organisation(rng, number)
    person = generate.chinese_person(rng, number)
    source = rng.choices(range(len(catalogue.SOURCES)),
                         [share for _, _, share, _ in catalogue.SOURCES])[0]
    fate = _fate(rng, age, catalogue.SOURCES[source][3])
    is_firm = rng.random() < 0.92
    minute = rng.randrange(480)
    team = "east" if firm["region"] in EAST else (
        "south" if firm["region"] in SOUTH else rng.choice(sorted(TEAMS)))
    return Lead(
        number=number, age=age, minute=minute, who=person["name"],
        company=firm["name"] if is_firm else "",
        credit_code=firm["credit_code"] if is_firm else "", job_title=rng.choice(TITLES),
        phone=phone(seed, number), email=f"s{seed}n{number}@example.com",
        industry=firm["industry"], region=firm["region"], city=firm["city"], source=source,
        owner=rng.choice(TEAMS[team]), fate=fate,
        reason=rng.choice(REASONS) if fate == "DISQUALIFIED" else "有预算，三个月内采购",
        talks=_talks(rng, age, minute, fate), deal=_deal(rng, age) if fate == "CONVERTED" else None)


def phone(seed: int, number: int) -> str:
    """A mobile number that no other lead of the seed has: the factor is prime to ten."""
    return f"+8613{5 + seed % 4}{(number * 61_803_399 + seed * 7_919) % 10**8:08d}"


def _fate(rng: random.Random, age: int, worth: int) -> str:
    luck = rng.random()
    if age <= 10:
        return "NEW" if luck < 0.5 else "WORKING"
    good = worth / 100
    if age <= 45:
        return _pick(luck, [(0.4 * good, "CONVERTED"), (0.3 * good, "QUALIFIED"),
                            (0.4, "WORKING")])
    return _pick(luck, [(0.75 * good, "CONVERTED"), (0.1 * good, "QUALIFIED"), (0.06, "WORKING")])


def _pick(luck: float, shares: list[tuple[float, str]]) -> str:
    for share, fate in shares:
        if luck < share:
            return fate
        luck -= share
    return "DISQUALIFIED"


def _talks(rng: random.Random, age: int, minute: int, fate: str) -> tuple[Talk, ...]:
    """The first call soon, then more of them; who has given up is not called again."""
    if fate == "NEW":
        return ()
    count = 1 if fate == "DISQUALIFIED" else rng.randint(1, 4)
    talks = []
    for place in range(count):
        reached = fate != "DISQUALIFIED" or rng.random() < 0.5
        follows = fate in ("WORKING", "QUALIFIED")
        talks.append(Talk(
            age=age, minute=minute + 30 if place == 0 else rng.randrange(480),
            channel="CALL" if place == 0 else rng.choice(("CALL", "VISIT", "WECOM", "MEETING")),
            outcome="REACHED" if reached else rng.choice(("NO_ANSWER", "WRONG_NUMBER")),
            summary=rng.choice(TALKS), next_in_days=rng.randint(2, 20) if follows else None))
        age -= rng.randint(1, 12)
        if age < 1:
            break
    return tuple(talks)


def _deal(rng: random.Random, age: int) -> Deal:
    lines = _lines(rng)
    prices = {code: price for code, _, _, _, price in catalogue.PRODUCTS}
    guess = sum(_about(prices[code], quantity) for code, quantity, _ in lines)
    closed = rng.random() < min(0.9, age / 180)
    state = ("WON" if rng.random() < 0.45 else "LOST") if closed else "OPEN"
    quote_age = max(1, age - rng.randint(5, 40))
    sign_age = max(1, quote_age - rng.randint(1, 25))
    terms = (7, 60) if guess > 5_000_000 else (15,)
    last = len(catalogue.STAGES) - 1
    return Deal(
        title=f"{rng.choice(('采购', '扩容', '一期', '年度'))} {len(lines)} 项", lines=lines,
        guess_cents=guess, stage=last if state == "WON" else rng.randint(0, last), state=state,
        lost_reason=rng.choice(LOST) if state == "LOST" else "", quote_age=quote_age,
        sign_age=sign_age, terms_days=terms,
        pays_after_days=tuple(_lateness(rng) for _ in terms), close_in_days=rng.randint(3, 100))


def _lines(rng: random.Random) -> tuple[tuple[str, int, int], ...]:
    quantities = {"YN-STD": (5, 80), "YN-PRO": (10, 300), "YN-API": (50, 3000), "YN-IMP": (3, 40),
                  "YN-BOX": (1, 6)}
    codes = rng.sample(sorted(quantities), rng.randint(1, 3))
    return tuple((code, rng.randint(*quantities[code]), rng.choice((0, 0, 0, 3, 5, 8, 10)))
                 for code in codes)


def _about(price: dict, quantity: int) -> int:
    """Roughly what a quantity costs; the service knows exactly."""
    tier = price["tiers"][0] if "tiers" in price else price
    if "flatPrice" in tier:
        return catalogue.cents_of(tier["flatPrice"])
    return quantity * catalogue.cents_of(tier["unitPrice"])


def _lateness(rng: random.Random) -> Optional[int]:
    luck = rng.random()
    if luck < 0.78:
        return -rng.randint(0, 6)
    return rng.randint(3, 45) if luck < 0.93 else None


def day(until: datetime.date, age: int) -> datetime.date:
    return until - datetime.timedelta(days=age)


def moment(until: datetime.date, age: int, minute: int) -> str:
    """A moment of that day's working hours in China, from nine to five."""
    at = datetime.datetime.combine(day(until, age), datetime.time(1)) + datetime.timedelta(
        minutes=minute)
    return at.isoformat(timespec="seconds") + "Z"
