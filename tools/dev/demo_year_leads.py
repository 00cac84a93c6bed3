"""The leads of the made-up year: they come in, are called, and become something or not."""

import datetime

import demo_year_catalogue as catalogue
import demo_year_plan as plan
from console import StepFailed
from demo_year_deals import Sale
from demo_year_maker import Maker

# In a batch: each is looked up at customer-svc, and all have ten seconds together.
TOUCHES = 10


class Part:
    """Some leads, from their coming in to the last of what came of them."""

    def __init__(self, maker: Maker, seed: int, until: datetime.date,
                 owners: dict[str, str]) -> None:
        self._maker = maker
        self._seed = seed
        self._until = until
        self._owners = owners

    def tell(self, stories: list[plan.Lead]) -> None:
        leads = self._come(stories)
        # What a pool has taken back meanwhile waits there for somebody, as in any company.
        pairs = [(story, lead) for story, lead in zip(stories, leads)
                 if "deleteTime" not in lead and not lead.get("pool")]
        untouched = [(story, lead) for story, lead in pairs
                     if "lastTouchTime" not in lead and lead["state"] == "NEW"]
        for begin in range(0, len(untouched), TOUCHES):
            self._touch(untouched[begin:begin + TOUCHES])
        self._talk(pairs)
        moved = [(story, self._move(story, lead)) for story, lead in pairs]
        sales = [(story, lead) for story, lead in moved
                 if story.deal is not None and lead["state"] == "CONVERTED"
                 and lead.get("opportunity")]
        for story, lead in sales:
            Sale(self._maker, self._seed, self._until, story, lead).tell()
        self._visit(sales)

    def _come(self, stories: list[plan.Lead]) -> list[dict]:
        """The leads as they are, made where they are missing."""
        path = "&".join(f"names={self._name(story)}" for story in stories)
        there = {lead["name"]: lead for lead in self._those_there(path, stories)}
        missing = [story for story in stories if self._name(story) not in there]
        if missing:
            made = self._maker.call("leads:batchCreate", {"requests": [
                {"leadId": self._id(story), "lead": self._lead(story)} for story in missing]})
            there.update({lead["name"]: lead for lead in made["leads"]})
        self._maker.count("leads", len(missing), len(stories) - len(missing))
        return [there[self._name(story)] for story in stories]

    def _those_there(self, path: str, stories: list[plan.Lead]) -> list[dict]:
        """All at once where all are there, which is so but for those that were cut short."""
        found = self._maker.find(f"leads:batchGet?{path}")
        if found is not None:
            return found["leads"]
        single = [self._maker.find(self._name(story)) for story in (stories[0], stories[-1])]
        if single == [None, None]:
            return []
        return [lead for story in stories if (lead := self._maker.find(self._name(story)))]

    def _lead(self, story: plan.Lead) -> dict:
        lead = {"displayName": story.who, "company": story.company, "jobTitle": story.job_title,
                "phones": [{"number": story.phone}], "emails": [{"address": story.email}],
                "creditCode": story.credit_code, "industry": story.industry,
                "region": story.region, "city": story.city,
                "source": catalogue.source(story.source), "owner": self._owners[story.owner],
                "externalIds": {"demo": f"{self._seed}-{story.number}"}}
        return {key: value for key, value in lead.items() if value}

    def _touch(self, pairs: list[tuple[plan.Lead, dict]]) -> None:
        """How they came: their own words, which say what the lead says already."""
        asked = [{"source": catalogue.source(story.source),
                  "values": {"display_name": story.who, "phones": story.phone},
                  "attribution": {"campaign": f"{plan.day(self._until, story.age):%Y-%m}"},
                  "occurTime": plan.moment(self._until, story.age, story.minute)}
                 for story, _ in pairs]
        results = self._maker.call("leads:batchCapture", {"requests": asked})["results"]
        for (story, _), result in zip(pairs, results):
            if "error" in result:
                raise StepFailed(f"{self._name(story)}: {result['error'].get('message', '?')}")
        self._maker.count("touches", len(results))

    def _talk(self, pairs: list[tuple[plan.Lead, dict]]) -> None:
        self._ingest("leads/-/interactions:ingest", "calls and visits to leads", [
            {"parent": lead["name"], "leadInteraction": self._talk_of(story, place, talk)}
            for story, lead in pairs for place, talk in enumerate(story.talks)])

    def _talk_of(self, story: plan.Lead, place: int, talk: plan.Talk) -> dict:
        interaction = self._spoken(story, talk.age, talk.minute, talk.channel, talk.summary,
                                   f"talk-{place}")
        if talk.channel == "CALL":
            interaction["outcome"] = talk.outcome
        if talk.next_in_days is not None:
            interaction["nextFollowUpTime"] = plan.moment(
                self._until, talk.age - talk.next_in_days, talk.minute)
        return interaction

    def _visit(self, sales: list[tuple[plan.Lead, dict]]) -> None:
        """What was said to those who are customers by now."""
        entries = []
        for story, lead in sales:
            for age, channel, summary in ((story.deal.quote_age, "VISIT", "演示并递交报价"),
                                          (story.deal.sign_age, "CALL", "确认下一步")):
                entries.append({"parent": lead["customer"], "interaction": self._spoken(
                    story, age, 240, channel, summary, f"sale-{channel}")})
        self._ingest("customers/-/interactions:ingest", "calls and visits to customers", entries)

    def _spoken(self, story: plan.Lead, age: int, minute: int, channel: str, summary: str,
                key: str) -> dict:
        return {"channel": channel, "direction": "OUTBOUND", "actor": self._owners[story.owner],
                "occurTime": plan.moment(self._until, age, minute), "summary": summary,
                "externalIds": {"demo": f"{self._seed}-{story.number}-{key}"}}

    def _ingest(self, path: str, kind: str, entries: list[dict]) -> None:
        if not entries:
            return
        results = self._maker.repeatable(path, {"requests": entries})["results"]
        for entry, result in zip(entries, results):
            if result["outcome"] == "FAILED":
                raise StepFailed(f"{entry['parent']}: {result['error'].get('message', '?')}")
        made = sum(result["outcome"] == "CREATED" for result in results)
        self._maker.count(kind, made, len(results) - made)

    def _move(self, story: plan.Lead, lead: dict) -> dict:
        """As far as the story goes, from wherever it is."""
        if lead["state"] == "NEW" and story.fate == "WORKING":
            return self._maker.call(f"{lead['name']}:work", {})
        if lead["state"] == "NEW" and story.fate == "DISQUALIFIED":
            return self._maker.call(f"{lead['name']}:disqualify", {"reason": story.reason})
        if lead["state"] == "NEW" and story.fate in ("QUALIFIED", "CONVERTED"):
            lead = self._maker.call(f"{lead['name']}:qualify", {"reason": story.reason})
        if lead["state"] in ("QUALIFIED", "CONVERTING") and story.deal is not None:
            deal = story.deal
            lead = self._maker.call(f"{lead['name']}:convert", {"opportunity": {
                "displayName": f"{story.company or story.who} {deal.title}",
                "stage": catalogue.stage(0), "amount": catalogue.money(deal.guess_cents),
                "closeDate": catalogue.date(self._close_day(deal))}})
            self._maker.count("customers and opportunities", 1)
        return lead

    def _close_day(self, deal: plan.Deal) -> datetime.date:
        is_open = deal.state == "OPEN"
        return plan.day(self._until, -deal.close_in_days if is_open else deal.sign_age)

    def _id(self, story: plan.Lead) -> str:
        return catalogue.record_id("lead", self._seed, story.number)

    def _name(self, story: plan.Lead) -> str:
        return f"leads/{self._id(story)}"
