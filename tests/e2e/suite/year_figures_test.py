"""The demo's year: figures against SQL over the services' own rows, to the last cent."""
import decimal
import unittest

import demo_company
import rest
import system
from demo_company import OF_CUSTOMERS, mine

CNY = {"operator": "EQUALS", "values": ["CNY"]}
# Instalments that are to be paid, of contracts that are there.
OPEN_PLANS = "SELECT SUM(f.open_amount) FROM {schema}.payment_plans f JOIN {schema}.contracts c " \
             "ON c.tenant_id = f.tenant_id AND c.id = f.parent_id AND c.live = 1 WHERE " \
             "f.tenant_id = UNHEX('{tenant}') AND f.live = 1 AND f.outstanding = 1 AND " \
             "f.open_amount_currency = 'CNY'"

# What is asked for: the measure, conditions on members, whose rows, and what SQL says of them.
FIGURES = [
    ("customers.count", {}, "customer-svc", f"SELECT COUNT(*) {mine('customers')}"),
    ("orders.count", {}, "customer-svc", "SELECT COUNT(*) FROM {schema}.order_facts f "
     + OF_CUSTOMERS),
    ("orders.amount", {}, "customer-svc", "SELECT SUM(CASE WHEN f.base_currency = '' THEN f.amount "
     "ELSE f.base_amount END) FROM {schema}.order_facts f " + OF_CUSTOMERS
     + " AND COALESCE(NULLIF(f.base_currency, ''), f.currency) = 'CNY'"),
    ("leads.count", {}, "lead-svc", f"SELECT COUNT(*) {mine('leads')}"),
    ("leads.converted_count", {}, "lead-svc", f"SELECT COUNT(*) {mine('leads')} AND f.state = 4"),
    ("opportunities.count", {}, "lead-svc", f"SELECT COUNT(*) {mine('opportunities')}"),
    ("opportunities.lost_count", {}, "lead-svc",
     f"SELECT COUNT(*) {mine('opportunities')} AND f.state = 3"),
    ("opportunities.won_amount", {"opportunities.currency": CNY}, "lead-svc",
     f"SELECT SUM(f.amount) {mine('opportunities')} AND f.state = 2 AND f.amount_currency = 'CNY'"),
    ("contracts.amount",
     {"contracts.currency": CNY,
      "contracts.state": {"operator": "EQUALS", "values": ["ACTIVE", "COMPLETED"]}},
     "lead-svc", f"SELECT SUM(f.amount) {mine('contracts')} AND f.amount_currency = 'CNY' "
     "AND f.state IN (2, 4)"),
    ("payment_plans.receivable_amount", {"payment_plans.currency": CNY}, "lead-svc",
     OPEN_PLANS),
    ("payment_plans.overdue_amount", {"payment_plans.currency": CNY}, "lead-svc",
     OPEN_PLANS + " AND f.due_date < {today}"),
    ("payments.received_amount", {}, "customer-svc",
     "SELECT SUM(f.received_base) FROM {schema}.contract_facts f "
     "WHERE f.tenant_id = UNHEX('{tenant}') AND f.state <> 0 "
     "AND f.received_base_currency = 'CNY'"),
]


class YearFigures(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        demo_company.make()

    def asked(self, measure: str, conditions: dict) -> decimal.Decimal:
        query = {"measures": [measure], "timeZone": "UTC",
                 "filters": [{"member": member, **one} for member, one in conditions.items()]}
        [result] = rest.ok("POST", "/v1/queries:run", {"query": query})["results"]
        found = result.get("rows", [[None]])[0][0]
        return decimal.Decimal(found or 0)

    def said(self, service: str, statement: str) -> decimal.Decimal:
        [[found]] = demo_company.rows(service, statement)
        return demo_company.number(found)

    def test_figures_are_what_the_rows_come_to(self):
        for measure, conditions, service, statement in FIGURES:
            with self.subTest(measure):
                try:
                    system.until(lambda: self.asked(measure, conditions)
                                 == self.said(service, statement))
                except AssertionError:
                    self.assertEqual(self.asked(measure, conditions),
                                     self.said(service, statement))
                self.assertGreater(self.said(service, statement), 0)


if __name__ == "__main__":
    unittest.main()
