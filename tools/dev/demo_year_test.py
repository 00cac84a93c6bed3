"""Tests of the made-up year: what is made, once, and what is made of it when it is cut short."""

import argparse
import collections
import contextlib
import datetime
import io
import json
import pathlib
import unittest

import demo
import demo_year
import demo_year_catalogue as catalogue
import demo_year_deals
import demo_year_plan as plan
from console import StepFailed
from demo_year_testing import Api
from rest_client import Taken
from settings import Settings

UNTIL = datetime.date(2026, 9, 30)
LEADS = 120


def make(api, leads=LEADS, seed=7, until=UNTIL, workers=1):
    return demo_year.make(api, seed, leads, until, workers)


def kinds(api):
    return collections.Counter(name.split("/")[-2] for name in api.records)


class PlanTest(unittest.TestCase):

    def test_a_seed_and_a_number_tell_one_story(self):
        self.assertEqual(plan.lead(7, 3), plan.lead(7, 3))
        self.assertNotEqual(plan.lead(7, 3), plan.lead(8, 3))

    def test_the_year_has_twelve_months_and_every_ending(self):
        leads = [plan.lead(2026, number) for number in range(2_000)]
        self.assertEqual({lead.age // 31 for lead in leads}, set(range(12)))
        self.assertEqual({lead.fate for lead in leads},
                         {"NEW", "WORKING", "QUALIFIED", "DISQUALIFIED", "CONVERTED"})
        self.assertEqual({lead.deal.state for lead in leads if lead.deal}, {"OPEN", "WON", "LOST"})
        self.assertLessEqual({lead.owner for lead in leads}, set(demo.USERS))

    def test_nothing_happens_before_it_can_or_on_the_last_day(self):
        for number in range(2_000):
            lead = plan.lead(2026, number)
            ages = [lead.age, *(talk.age for talk in lead.talks)]
            self.assertEqual(ages, sorted(ages, reverse=True), lead)
            self.assertGreaterEqual(min(ages), 1, lead)
            if lead.deal:
                self.assertTrue(1 <= lead.deal.sign_age <= lead.deal.quote_age <= lead.age, lead)

    def test_numbers_of_phones_are_not_shared(self):
        self.assertEqual(len({plan.phone(2026, number) for number in range(20_000)}), 20_000)

    def test_instalments_sum_to_the_whole(self):
        for cents in (1, 99, 100, 101, 333_333, 10**11 + 7):
            for count in (1, 2):
                parts = demo_year_deals.instalments(cents, count)
                self.assertEqual((sum(parts), len(parts)), (cents, count))
        self.assertEqual(catalogue.cents_of(catalogue.money(123_456_789)), 123_456_789)


class MakeTest(unittest.TestCase):

    def test_all_kinds_are_made_and_a_second_run_makes_and_moves_nothing(self):
        api = Api()
        first = make(api)
        self.assertEqual(kinds(api)["leads"], LEADS)
        for kind in ("customers", "opportunities", "quotes", "contracts", "paymentPlans",
                     "invoices", "payments", "orders", "products", "priceEntries", "stages"):
            self.assertGreater(kinds(api)[kind], 0, kind)
        self.assertEqual(sorted(api.touches), sorted(set(api.touches)))
        self.assertEqual(len(api.touches), LEADS)
        self.assertEqual(first.there, {})
        before = json.dumps(api.records)
        again = make(api)
        self.assertEqual(json.dumps(api.records), before)
        self.assertEqual(again.made, {})
        self.assertEqual(again.there["leads"], LEADS)

    def test_another_day_and_more_workers_tell_the_same(self):
        api, other = Api(), Api()
        make(api)
        make(other, until=UNTIL + datetime.timedelta(days=40), workers=4)
        self.assertEqual(set(api.records), set(other.records))
        self.assertEqual({name: record.get("state") for name, record in api.records.items()},
                         {name: record.get("state") for name, record in other.records.items()})

    def test_more_leads_go_on_where_fewer_ended(self):
        api, whole = Api(), Api()
        make(api, leads=70)
        make(api, leads=LEADS)
        make(whole)
        self.assertEqual(set(api.records), set(whole.records))

    def test_what_was_cut_short_goes_on_wherever_that_was(self):
        whole = Api()
        make(whole)
        wanted = {name: record.get("state") for name, record in whole.records.items()}
        for calls in range(1, len(whole.requests) - 1, 19):
            api = Api(fail_after=calls, is_answer_lost=calls % 2 == 1)
            with self.assertRaisesRegex(StepFailed, "broken"):
                make(api)
            make(api)
            self.assertEqual({name: record.get("state") for name, record in api.records.items()},
                             wanted, calls)
            self.assertEqual(sorted(api.touches), sorted(set(api.touches)), calls)
            self.assertEqual(set(api.interactions), set(whole.interactions), calls)

    def test_what_people_have_deleted_is_left_alone(self):
        api = Api()
        make(api)
        for name, record in api.records.items():
            if name.startswith(("leads/", "opportunities/")):
                record["deleteTime"] = "2026-01-01T00:00:00Z"
        before = json.dumps(api.records)
        make(api)
        self.assertEqual(json.dumps(api.records), before)

    def test_what_a_pool_took_back_before_it_was_called_stays_there(self):
        api = Api(fail_after=len(catalogue.requests(UNTIL)) + 5)  # the first leads have come in
        with self.assertRaises(StepFailed):
            make(api)
        pooled = [record for name, record in api.records.items() if name.startswith("leads/")]
        self.assertGreater(len(pooled), 0)
        for record in pooled:
            record.update(owner="", pool="pools/1")
        make(api)
        self.assertEqual({record["state"] for record in pooled}, {"NEW"})
        self.assertEqual(kinds(api)["leads"], LEADS)

    def test_what_people_have_opened_again_stays_open(self):
        api = Api()
        make(api)
        won = [record for name, record in api.records.items()
               if name.startswith("opportunities/") and record["state"] == "WON"]
        won[0].update(state="OPEN", stageHistory=[{"stage": won[0]["stage"]}, {"duration": "9s"}])
        make(api)
        self.assertEqual(won[0]["state"], "OPEN")

    def test_two_seeds_share_what_is_sold_and_nothing_else(self):
        api = Api()
        make(api, leads=50, seed=1)
        sold = kinds(api)["products"]
        make(api, leads=50, seed=2)
        self.assertEqual(kinds(api)["products"], sold)
        self.assertEqual(kinds(api)["leads"], 100)

    def test_a_code_that_another_product_has_is_told(self):
        api = Api()
        post = api.post

        def taken(path, message):
            if message.get("code") == "YN-BOX":
                raise Taken("YN-BOX is taken")
            return post(path, message)
        api.post = taken
        with self.assertRaisesRegex(StepFailed, "YN-BOX is taken"):
            make(api)


class OptionsTest(unittest.TestCase):

    def refused(self, *arguments):
        parser = argparse.ArgumentParser()
        demo_year.add_options(parser)
        with self.assertRaises(StepFailed) as caught:
            demo_year.run(Settings(data=pathlib.Path("/nonexistent")), parser.parse_args(arguments))
        return str(caught.exception)

    def test_what_is_out_of_bounds_is_named(self):
        self.assertIn("--leads 49: want 50 to 20000", self.refused("--leads", "49"))
        self.assertIn("--leads 20001", self.refused("--leads", "20001"))
        self.assertIn("--seed -1", self.refused("--seed=-1"))
        self.assertIn("--workers 0", self.refused("--workers", "0"))
        self.assertIn("--until 2999-01-01", self.refused("--until", "2999-01-01"))

    def test_a_day_that_does_not_exist_is_refused(self):
        parser = argparse.ArgumentParser()
        demo_year.add_options(parser)
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            parser.parse_args(["--until", "2026-02-30"])

    def test_the_report_says_what_was_made_and_how_long_it_took(self):
        tally = make(Api(), leads=50)
        text = demo_year.report(tally, 2.0)
        self.assertRegex(text, r"(?m)^leads +50 +0$")
        self.assertRegex(text, rf"{tally.calls:,} calls in 2\.0 s")


if __name__ == "__main__":
    unittest.main()
