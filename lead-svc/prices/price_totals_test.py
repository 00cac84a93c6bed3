"""Totals of random price books and quotes: the product's against Python's decimal.

Usage: price_totals_test.py PRICE_TOTALS [--cases=N] [--seed=N]

Both sides get the same cases, of all models of prices, currencies with no, two and three decimal
places, prices with and without tax. What is reckoned here follows the text of price.proto, with
decimal.Decimal for amounts and fractions.Fraction for what is cut off; nothing of it is the product's.
"""

import argparse
import decimal
import fractions
import random
import subprocess
import sys

Decimal = decimal.Decimal
CURRENCIES = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}
MODELS = ("PER_UNIT", "VOLUME", "GRADUATED", "STAIR_STEP")


def rounded(amount, places):
    return amount.quantize(Decimal(1).scaleb(-places), rounding=decimal.ROUND_HALF_UP)


def random_decimal(chance, most, places):
    """A decimal of up to `places`; most often a short one, now and then one at a half."""
    shown = chance.choice((0, 1, 2, places, places))
    return Decimal(chance.randint(0, most * 10**shown)).scaleb(-shown)


def random_discount(chance, places, most):
    kind = chance.randrange(4)
    if kind < 2:
        return "-"
    if kind == 2:
        return f"p{random_decimal(chance, 100, chance.choice((0, 2, 6))):f}"
    return f"a{Decimal(chance.randint(0, most)).scaleb(-places):f}"


def random_price(chance):
    """The model, the price of one unit, and tiers: up to, unit price, flat price."""
    model = chance.choice(MODELS)
    price = lambda: random_decimal(chance, chance.choice((1, 100, 99_999)), 9)
    if model == "PER_UNIT":
        return model, price(), []
    ends = sorted({random_decimal(chance, 50, 6) + Decimal("0.000001")
                   for _ in range(chance.randint(0, 4))})
    tiers = []
    for up_to in [*ends, None]:
        unit = None if model == "STAIR_STEP" or chance.random() < 0.1 else price()
        flat = price() if model == "STAIR_STEP" or chance.random() < 0.4 else None
        tiers.append((up_to, unit, flat))
    return model, None, tiers


def random_case(chance):
    currency = chance.choice(list(CURRENCIES))
    places = CURRENCIES[currency]
    lines = []
    for _ in range(chance.choice((1, 1, 2, 2, 3, 5))):
        model, unit, tiers = random_price(chance)
        # Often at the very edge of a tier.
        edges = [tier[0] for tier in tiers if tier[0] is not None]
        if edges and chance.random() < 0.4:
            quantity = chance.choice(edges) + chance.choice((0, Decimal("0.000001")))
        else:
            quantity = random_decimal(chance, 60, 6) + Decimal("0.000001")
        rate = chance.choice((Decimal(0), Decimal(6), Decimal(13), random_decimal(chance, 100, 6)))
        lines.append((quantity, random_discount(chance, places, 500), rate, model, unit, tiers))
    return currency, chance.random() < 0.5, random_discount(chance, places, 2000), lines


def word(value):
    return "-" if value is None else f"{value:f}"


def as_text(case):
    currency, included, discount, lines = case
    text = [f"quote {currency} {int(included)} {discount}"]
    for quantity, line_discount, rate, model, unit, tiers in lines:
        text.append(f"line {quantity:f} {line_discount} {rate:f} {model} {word(unit)}")
        text += [f"tier {word(up_to)} {word(price)} {word(flat)}" for up_to, price, flat in tiers]
    return "\n".join([*text, "end", ""])


def list_price(quantity, model, unit, tiers):
    if model == "PER_UNIT":
        return unit * quantity
    below = Decimal(0)
    total = Decimal(0)
    for up_to, price, flat in tiers:
        is_in = up_to is None or quantity <= up_to
        if model == "GRADUATED":
            part = (quantity if is_in else up_to) - below
            total += (price or 0) * part + (flat or 0)
        elif is_in:
            total = (flat or Decimal(0)) + (price or Decimal(0)) * quantity
        if is_in:
            break
        below = up_to
    return total


def taken_off(discount, amount, places):
    """None: it is more than there is."""
    if discount == "-":
        return Decimal(0)
    value = Decimal(discount[1:])
    if discount[0] == "p":
        return rounded(amount * value / 100, places)
    return value if value <= amount else None


def shares_of(total, weights, places):
    whole = sum(weights)
    step = Decimal(1).scaleb(-places)
    if whole == 0:
        return [Decimal(0)] * len(weights)
    exact = [fractions.Fraction(total) * fractions.Fraction(weight) / fractions.Fraction(whole) /
             fractions.Fraction(step) for weight in weights]
    parts = [int(share) for share in exact]  # none is negative
    left = int(total / step) - sum(parts)
    by_cut = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_cut[:left]:
        parts[i] += 1
    return [part * step for part in parts]


def expected(case):
    currency, included, discount, lines = case
    places = CURRENCIES[currency]
    listed, own = [], []
    for quantity, line_discount, _, model, unit, tiers in lines:
        listed.append(rounded(list_price(quantity, model, unit, tiers), places))
        own.append(taken_off(line_discount, listed[-1], places))
    if None in own:
        return None
    left = [a - b for a, b in zip(listed, own)]
    whole = taken_off(discount, sum(left), places)
    if whole is None:
        return None
    shares = shares_of(whole, left, places)
    assert sum(shares) == whole
    amounts = []
    for i, (_, _, rate, *_) in enumerate(lines):
        amount = left[i] - shares[i]
        if included:
            net = rounded(amount / (1 + rate / 100), places)
            tax = amount - net
        else:
            net = amount
            tax = rounded(amount * rate / 100, places)
        amounts.append([listed[i], own[i], shares[i], net, tax, net + tax])
    columns = [sum(column) for column in zip(*amounts)]
    totals = [columns[0], columns[1] + columns[2], columns[3], columns[4], columns[5]]
    return [amount for line in amounts for amount in line] + totals


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=14)
    flags = parser.parse_args()
    decimal.getcontext().prec = 60
    chance = random.Random(flags.seed)
    cases = [random_case(chance) for _ in range(flags.cases)]
    run = subprocess.run([flags.binary], input="".join(map(as_text, cases)), text=True,
                         stdout=subprocess.PIPE, check=True)
    answers = run.stdout.splitlines()
    assert len(answers) == len(cases), f"{len(answers)} answers to {len(cases)} cases"
    refused = 0
    for case, answer in zip(cases, answers):
        want = expected(case)
        refused += want is None
        got = None if answer == "refused" else [Decimal(amount) for amount in answer.split()]
        if got != want:
            sys.exit(f"{as_text(case)}\nwant {want}\ngot  {answer}")
    assert refused < len(cases) / 2, f"{refused} cases are refused: they show nothing"
    print(f"{len(cases)} cases, of which {refused} are refused by both")


if __name__ == "__main__":
    main()
