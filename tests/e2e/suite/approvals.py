"""Processes for tests: drawn by an administrator, walked by the people of the demo company."""
import datetime
import unittest
import uuid
from typing import Any

import http_client
import jwt_tools
import rest
import system

ADMINISTRATOR = "demo/lin"


def person(login: str) -> str:
    """The name of one of the demo company."""
    return jwt_tools.claims_of(system.token(f"demo/{login}"))["sub"]


def asked(node: str, *users: str, **more: Any) -> dict:
    """A node in which people approve, by their names."""
    return {"id": node, "displayName": node,
            "approve": {"people": [{"user": user} for user in users], **more}}


def fork(node: str, kind: str, *branches: dict) -> dict:
    return {"id": node, "displayName": node, kind: {"branches": list(branches)}}


def values(**fields: str) -> dict:
    """Fields of a content, of one value each."""
    return {field: {"values": [value]} for field, value in fields.items()}


def text_of(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Case(unittest.TestCase):

    def active(self, nodes: list[dict], subject_type: str = "", **settings: Any) -> str:
        """The name of a definition that is drawn, found good and published; it is retired with the
        test."""
        made = rest.ok("POST", "/v1/processDefinitions", {
            "displayName": f"e2e {uuid.uuid4().hex[:8]}", "subjectType": subject_type,
            "draft": {"title": "合同审批", **settings,
                      "nodes": [{"id": "start", "displayName": "发起", "start": {}}, *nodes]}},
            who=ADMINISTRATOR)

        def faults() -> list[dict]:
            answer = rest.ok("GET", f"/v1/{made['name']}:validate", who=ADMINISTRATOR)
            return [one for one in answer.get("findings", []) if one["severity"] == "ERROR"]

        # The service hears of people who are new within 5 s.
        system.until(lambda: all(one["code"] != "UNKNOWN_PERSON" for one in faults()))
        self.assertEqual(faults(), [])
        active = rest.ok("POST", f"/v1/{made['name']}:publish", {}, who=ADMINISTRATOR)
        self.assertEqual((active["state"], active["revision"]), ("ACTIVE", 1))
        self.addCleanup(rest.ok, "POST", f"/v1/{made['name']}:retire", {}, who=ADMINISTRATOR)
        return made["name"]

    def start(self, definition: str, **content: str) -> str:
        """The name of what chen starts."""
        started = rest.ok("POST", "/v1/processInstances:start", {
            "definition": definition, "content": values(**content)}, who="demo/chen")
        self.assertEqual(started["state"], "RUNNING")
        return started["name"]

    def read(self, instance: str) -> dict:
        return rest.ok("GET", f"/v1/{instance}", who=ADMINISTRATOR)

    def tasks(self, instance: str, state: str = "OPEN") -> list[dict]:
        """Those of it in a state, the oldest first."""
        page = rest.ok("GET", "/v1/processTasks", who=ADMINISTRATOR, query={
            "filter": f'instance = "{instance}" AND state = {state}', "orderBy": "create_time"})
        return page.get("processTasks", [])

    def stands(self, instance: str) -> set[tuple[str, str]]:
        """The nodes in which somebody is asked, with whom."""
        return {(one["node"], one["assignee"]) for one in self.tasks(instance)}

    def task(self, instance: str, user: str) -> dict:
        """The only one that somebody is asked by."""
        [found] = [one for one in self.tasks(instance) if one["assignee"] == user]
        return found

    def try_say(self, login: str, task: dict, verb: str = "approve",
                **body: Any) -> http_client.Answer:
        return rest.call("POST", f"/v1/{task['name']}:{verb}", body, who=f"demo/{login}")

    def say(self, login: str, instance: str, verb: str = "approve", **body: Any) -> dict:
        """What one of the company does with his task; the task afterwards."""
        answer = self.try_say(login, self.task(instance, person(login)), verb, **body)
        self.assertEqual(answer.status, 200, answer.body[:2000])
        return answer.json

    def told(self, kind: str, login: str, instance: str) -> list[dict]:
        """What one of the company was told of it, of a kind."""
        page = rest.ok("GET", "/v1/notifications", who=f"demo/{login}", query={
            "filter": f"kind = {kind}", "pageSize": "1000"})
        return [one for one in page.get("notifications", []) if one["source"] == instance]
