"""The demo's year in the stack under test, and SQL over what the services made of it."""
import datetime
import decimal
import functools

import database
import demo
import demo_year
from rest_client import Client

import business_clock
import jwt_tools
import system

LEADS, SEED, WORKERS = 80, 16, 4
PATIENCE_SECONDS = 120.0

# Rows of customer-svc whose customer is there.
OF_CUSTOMERS = "JOIN {schema}.customers c ON c.tenant_id = f.tenant_id AND c.id = f.customer_id " \
               "AND c.live = 1 WHERE f.tenant_id = UNHEX('{tenant}')"


@functools.lru_cache(maxsize=None)
def make() -> None:
    """All of it, once."""
    client = Client(system.port(), lambda: demo.token(system.SETTINGS, system.port()),
                    PATIENCE_SECONDS)
    until = datetime.datetime.now(datetime.timezone.utc).date()
    demo_year.make(client, SEED, LEADS, until, WORKERS)


def mine(table: str) -> str:
    """The company's rows that are there, called `f`."""
    return f"FROM {{schema}}.{table} f WHERE f.tenant_id = UNHEX('{{tenant}}') AND f.live = 1"


def rows(service: str, statement: str) -> list[list[str]]:
    """What a statement says of a service's own schema: `{schema}`, `{tenant}` and `{today}`, by
    UTC, stand for what they are."""
    words = {"{schema}": f"`{database.account(system.SETTINGS, service).schema}`",
             "{tenant}": jwt_tools.claims_of(system.token())["tenant"].replace("-", ""),
             "{today}": f"'{business_clock.now().date()}'"}
    for word, value in words.items():
        statement = statement.replace(word, value)
    printed = database.query(system.SETTINGS, statement)
    return [line.split("\t") for line in printed.splitlines()]


def number(text: str) -> decimal.Decimal:
    return decimal.Decimal(0 if text == "NULL" else text)
