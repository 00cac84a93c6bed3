"""From opportunity to cash for one lead that became a customer: stages, quote, contract, money.

Each step looks whether it has been done, by the state of what it acts on.
"""

import datetime

import demo_year_catalogue as catalogue
import demo_year_plan as plan
from demo_year_maker import Maker

CONFIRMED_AFTER_DAYS = 2  # what was paid since then waits for finance
DELIVERED_AFTER_DAYS = 20
SHIPPED_AFTER_DAYS = 5


class Sale:
    """One deal. `lead` is what the API says of it, `story` what is to happen."""

    def __init__(self, maker: Maker, seed: int, until: datetime.date, story: plan.Lead,
                 lead: dict) -> None:
        assert story.deal is not None
        self._maker = maker
        self._story = story
        self._deal = story.deal
        self._until = until
        self._customer = lead["customer"]
        self._opportunity = maker.get(lead["opportunity"])
        self._key = (seed, story.number)

    def tell(self) -> None:
        """All that has happened by the last day."""
        if "deleteTime" in self._opportunity or self._was_reopened():
            return
        self._advance()
        if self._deal.stage < 2 and self._deal.state != "WON":
            self._close()
            return
        quote = self._quote()
        self._close()
        if self._deal.state == "WON":
            self._money(self._contract(quote))
            self._order(quote)

    # --- the opportunity --------------------------------------------------------------------

    def _was_reopened(self) -> bool:
        """Whether somebody opened it again: time in which it was closed has no stage."""
        return any("stage" not in stay for stay in self._opportunity.get("stageHistory", []))

    def _advance(self) -> None:
        """Stage by stage, as people go: what forecasts rest on is who went through which."""
        names = [catalogue.stage(place) for place in range(len(catalogue.STAGES))]
        while (self._opportunity["state"] == "OPEN" and self._opportunity["stage"] in names
               and names.index(self._opportunity["stage"]) < self._deal.stage):
            following = names[names.index(self._opportunity["stage"]) + 1]
            self._opportunity = self._maker.call(f"{self._opportunity['name']}:advanceStage",
                                                 {"stage": following})

    def _close(self) -> None:
        if self._opportunity["state"] != "OPEN" or self._deal.state == "OPEN":
            return
        if self._deal.state == "WON":
            self._maker.call(f"{self._opportunity['name']}:win", {})
        else:
            self._maker.call(f"{self._opportunity['name']}:lose",
                             {"reason": self._deal.lost_reason})
        self._maker.count(f"opportunities {self._deal.state}", 1)

    # --- the offer --------------------------------------------------------------------------

    def _quote(self) -> dict:
        priced = plan.day(self._until, self._deal.quote_age)
        quote = self._maker.make("quotes", "quotes", "quoteId", self._id("quote"), {
            "displayName": f"{self._title()} 报价", "opportunity": self._opportunity["name"],
            "buyer": self._story.company or self._story.who, "priceBook": catalogue.PRICE_BOOK,
            "currency": catalogue.CURRENCY, "priceDate": catalogue.date(priced),
            "owner": self._opportunity.get("owner", ""), "language": "ZH",
            "lines": [self._line(*line) for line in self._deal.lines]})
        if quote["state"] == "DRAFT" and "deleteTime" not in quote:
            quote = self._maker.call(f"{quote['name']}:send", {})
        if quote["state"] == "SENT" and self._deal.state == "WON":
            quote = self._maker.call(f"{quote['name']}:accept", {})
        return quote

    @staticmethod
    def _line(code: str, quantity: int, percent: int) -> dict:
        line = {"product": catalogue.product(code), "quantity": {"value": str(quantity)}}
        if percent:
            line["discount"] = {"percent": {"value": str(percent)}}
        return line

    # --- the contract and its money ---------------------------------------------------------

    def _contract(self, quote: dict) -> dict:
        begin = plan.day(self._until, self._deal.sign_age)
        contract = self._maker.make("contracts", "contracts", "contractId", self._id("contract"), {
            "displayName": f"{self._title()} 合同", "customer": self._customer,
            "opportunity": self._opportunity["name"], "quote": quote["name"],
            "type": "SUBSCRIPTION" if self._deal.lines[0][0] in ("YN-STD", "YN-PRO") else "SALES",
            "amount": quote["total"], "owner": self._opportunity.get("owner", ""),
            "startDate": catalogue.date(begin),
            "endDate": catalogue.date(begin + datetime.timedelta(days=364))})
        if contract["state"] == "DRAFT":
            contract = self._maker.call(f"{contract['name']}:sign",
                                        {"signDate": catalogue.date(begin)})
        return contract

    def _money(self, contract: dict) -> None:
        if contract["state"] not in ("ACTIVE", "BREACHED"):
            return
        plans = self._plans(contract)
        if plans:
            self._invoice(contract, plans[0])
        for place, instalment in enumerate(plans):
            self._pay(contract, place, instalment)

    def _plans(self, contract: dict) -> list[dict]:
        """All in one transaction: what has one has them all."""
        path = f"{contract['name']}/paymentPlans"
        there = self._maker.get(f"{path}?orderBy=due_date").get("paymentPlans", [])
        if there:
            self._maker.count("payment plans", 0, len(there))
            return there
        amounts = instalments(catalogue.cents_of(contract["amount"]), len(self._deal.terms_days))
        names = ("首付款", "尾款") if len(amounts) == 2 else ("全款",)
        asked = [{"paymentPlanId": self._id("plan", place), "paymentPlan": {
            "displayName": name, "amount": catalogue.money(cents),
            "terms": {"basis": "FIXED", "days": days},
            "fixedDate": catalogue.date(plan.day(self._until, self._deal.sign_age))}}
            for place, (name, cents, days) in enumerate(zip(names, amounts,
                                                            self._deal.terms_days))]
        made = self._maker.call(f"{path}:batchCreate", {"requests": asked})["paymentPlans"]
        self._maker.count("payment plans", len(made))
        return made

    def _invoice(self, contract: dict, instalment: dict) -> None:
        title = {"displayName": self._story.company or self._story.who}
        if self._story.credit_code:
            title["taxNumber"] = self._story.credit_code
        invoice = self._maker.make(
            "invoices", f"{contract['name']}/invoices", "invoiceId", self._id("invoice"),
            {"kind": "VAT_SPECIAL" if self._story.credit_code else "VAT_ORDINARY", "title": title,
             "amount": instalment["amount"], "paymentPlan": instalment["name"]})
        if invoice["state"] == "DRAFT":
            issued = plan.day(self._until, self._deal.sign_age)
            self._maker.call(f"{invoice['name']}:issue", {
                "number": f"{self._key[0] % 10**11:011d}{self._key[1]:09d}",
                "issueDate": catalogue.date(issued)})

    def _pay(self, contract: dict, place: int, instalment: dict) -> None:
        """What has been paid by the last day; of it finance has not seen the last yet."""
        late = self._deal.pays_after_days[place]
        age = self._deal.sign_age - self._deal.terms_days[place] - (late or 0)
        if late is None or age < 1:
            return
        payment = self._maker.make(
            "payments", f"{contract['name']}/payments", "paymentId", self._id("payment", place),
            {"kind": "RECEIPT", "amount": instalment["amount"], "means": "TRANSFER",
             "payDate": catalogue.date(plan.day(self._until, age)),
             "bankReference": f"YN{self._key[0]}-{self._key[1]}-{place}",
             "allocations": [{"paymentPlan": instalment["name"],
                              "amount": instalment["amount"]}]})
        if payment["state"] == "ENTERED" and age > CONFIRMED_AFTER_DAYS:
            self._maker.call(f"{payment['name']}:confirm", {})
            self._maker.count("payments confirmed", 1)

    def _order(self, quote: dict) -> None:
        """As the ERP tells of it."""
        age, state, shipment = self._deal.sign_age, "PLACED", {}
        if age > SHIPPED_AFTER_DAYS:
            state = "SHIPPED"
            shipment = {"carrier": "顺丰", "trackingNumber": f"SF{self._key[1]:012d}",
                        "shipTime": plan.moment(self._until, age - SHIPPED_AFTER_DAYS, 60)}
        if age > DELIVERED_AFTER_DAYS:
            state = "DELIVERED"
            shipment["deliveryTime"] = plan.moment(self._until, age - DELIVERED_AFTER_DAYS, 300)
        number = f"SO-{self._key[0]}-{self._key[1]:05d}"
        self._maker.make("orders", f"{self._customer}/orders", "orderId", self._id("order"), {
            "number": number, "externalIds": {"demo-erp": number}, "state": state,
            "orderDate": catalogue.date(plan.day(self._until, age)), "amount": quote["total"],
            "lines": [{"displayName": priced["productDisplayName"], "productCode": code,
                       "quantity": {"value": str(quantity)}, "amount": priced["grossAmount"]}
                      for (code, quantity, _), priced in zip(self._deal.lines,
                                                             quote["pricedLines"])],
            **({"shipment": shipment} if shipment else {})})

    def _title(self) -> str:
        return f"{self._story.company or self._story.who} {self._deal.title}"

    def _id(self, kind: str, *more: object) -> str:
        return catalogue.record_id(kind, *self._key, *more)


def instalments(cents: int, count: int) -> list[int]:
    """Parts that sum to the whole: of two the first is three tenths, in whole yuan."""
    if count == 1:
        return [cents]
    first = cents * 3 // 1000 * 100
    return [first, cents - first]
