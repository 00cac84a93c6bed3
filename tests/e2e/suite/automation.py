"""Automation rules for tests: owned by a person, as whom they act, and paused afterwards."""
import unittest
from typing import Any, Optional

import rest

OWNER = "demo/lin"  # who may do everything


def new(path: str, body: Any, **options) -> dict:
    """Makes a record, or calls a method, as the rules' owner."""
    return rest.ok("POST", f"/v1/{path}", body, who=OWNER, **options)


def update(record: dict, **fields) -> dict:
    return rest.ok("PATCH", f"/v1/{record['name']}", fields, who=OWNER,
                   query={"updateMask": ",".join(fields)})


def owner_name() -> str:
    return rest.ok("GET", "/v1/me", who=OWNER)["subject"]


def enabled_rule(test: unittest.TestCase, rule: dict) -> dict:
    """A rule that works from now on, and no longer than the test."""
    made = new("automationRules", {"resourceType": "guanxi.dev/Customer", **rule})
    test.assertEqual((made["state"], made["pauseReason"]), ("PAUSED", "NEW"))
    test.addCleanup(rest.ok, "POST", f"/v1/{made['name']}:pause", {}, who=OWNER)
    enabled = new(f"{made['name']}:enable", {})
    test.assertEqual(enabled["state"], "ENABLED")
    return enabled


def executions(rule: str, **query) -> list[dict]:
    """What became of a rule by its name, the last first."""
    return rest.ok("GET", f"/v1/{rule}/executions", who=OWNER, query=query).get(
        "ruleExecutions", [])


def todos_about(subject: dict, title: Optional[str] = None) -> list[dict]:
    """The to-dos about a record, all or those whose title has a text in it."""
    page = rest.ok("GET", "/v1/todos", who=OWNER, query={
        "filter": f'subject = "{subject["name"]}"', "orderBy": "due_time"})
    return [todo for todo in page.get("todos", []) if not title or title in todo["title"]]
