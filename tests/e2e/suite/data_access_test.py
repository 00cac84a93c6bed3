"""Customers read out above a limit: pages and exports count together, and beyond it an approved
request is needed, which the export names."""
import datetime
import unittest
import uuid

import approvals
import business_clock
import http_client
import people
import rest
import system
from approvals import asked, person

OFFICER = "lin"
# Of the role's people, within a day.
LIMIT = 5


class DataAccess(approvals.Case):

    def setUp(self):
        login = f"e2e-{uuid.uuid4().hex[:8]}"
        role = rest.ok("POST", "/v1/roles", {
            "code": login, "displayName": login, "permissions": [
                {"pattern": pattern, "scope": scope} for pattern, scope in (
                    ("customers.read", "ALL"), ("customers.export", "ALL"),
                    ("dataAccessRequests.*", "SELF"), ("processInstances.*", "SELF"),
                    ("processDefinitions.read", "ALL"))]})["name"]
        self.reader = people.new_user(loginName=login, roles=[role])
        rest.ok("POST", f"/v1/{self.reader}:setPassword", {"password": "e2e-password"})
        self.token = system.request_token({
            "grant_type": "password", "client_id": "console@demo", "username": login,
            "password": "e2e-password"}).json["access_token"]
        # Enough for a page, and three of his own for a file.
        for number in range(LIMIT + 1):
            rest.ok("POST", "/v1/customers", {
                "type": "ORGANIZATION", "displayName": f"取数{uuid.uuid4().hex}",
                **({"owner": self.reader} if number < 3 else {})})
        limit = rest.ok("POST", "/v1/dataAccessLimits", {"role": role, "maxRecords": LIMIT})
        self.addCleanup(rest.ok, "DELETE", f"/v1/{limit['name']}")
        # It holds within a minute. What goes beyond as a whole does not count.
        system.until(lambda: self.page(LIMIT + 1).reason == "DATA_ACCESS_LIMIT", 60)

    def call(self, method: str, path: str, body=None, **options) -> http_client.Answer:
        return rest.call(method, path, body, **options,
                         headers={"authorization": f"Bearer {self.token}"})

    def done(self, answer: http_client.Answer) -> dict:
        self.assertEqual(answer.status, 200, answer.body[:2000])
        return answer.json

    def page(self, size: int) -> http_client.Answer:
        return self.call("GET", "/v1/customers", query={"pageSize": str(size)})

    def export(self, **options) -> dict:
        """The operation, once it is done."""
        name = self.done(self.call("POST", "/v1/customers:export", {
            "filter": f'owner = "{self.reader}"', "format": "JSON_LINES", **options}))["name"]
        return system.until(lambda: self.finished(name), 60)

    def finished(self, operation: str):
        found = self.done(self.call("GET", f"/v1/{operation}"))
        return found if found.get("done") else None

    def approved(self, records: int) -> str:
        """The name of a request that the officer has approved."""
        definition = self.active(
            [asked("officer", person(OFFICER))], "guanxi.dev/DataAccessRequest", fields=[
                {"id": "records", "displayName": "条数", "type": "NUMBER",
                 "subjectPath": "record_limit"}])
        policy = rest.ok("POST", "/v1/approvalPolicies", {
            "displayName": "数据使用", "subjectType": "guanxi.dev/DataAccessRequest",
            "enabled": True, "definition": definition, "condition": "records <= 100",
            "priority": -1000000}, who=approvals.ADMINISTRATOR)
        self.addCleanup(rest.ok, "DELETE", f"/v1/{policy['name']}", who=approvals.ADMINISTRATOR)
        end = business_clock.now() + datetime.timedelta(days=1)
        request = self.done(self.call("POST", "/v1/dataAccessRequests", {
            "purpose": "五一活动短信名单", "owner": self.reader, "recordLimit": records,
            "expireTime": approvals.text_of(end)}))["name"]
        early = self.call("POST", "/v1/customers:export", {"dataAccessRequest": request})
        self.assertEqual((early.status, early.reason), (400, "DATA_ACCESS_NOT_APPROVED"))
        submitted = self.done(self.call("POST", f"/v1/{request}:submit", {}))["approval"]
        self.say(OFFICER, submitted["instance"], opinion="同意，限本次活动")
        system.until(lambda: self.done(self.call("GET", f"/v1/{request}"))["approval"]["state"]
                     == "APPROVED", 30)
        return request

    def test_pages_and_exports_count_together_and_beyond_the_limit_a_request_is_named(self):
        self.assertEqual(len(self.done(self.page(3))["customers"]), 3)
        # Three are read, and two are left for today.
        self.assertEqual((self.page(3).status, self.page(3).reason), (400, "DATA_ACCESS_LIMIT"))
        refused = self.export()
        self.assertEqual(refused.get("error", {}).get("code"), 9, refused)  # FAILED_PRECONDITION
        request = self.approved(6)
        self.assertEqual(self.export(dataAccessRequest=request)["response"]["rows"], "3")
        self.assertEqual(self.done(self.call("GET", f"/v1/{request}"))["usedRecords"], 3)
        self.done(self.page(3))
        self.assertEqual(self.done(self.call("GET", f"/v1/{request}"))["usedRecords"], 6)
        self.assertEqual(self.page(3).reason, "DATA_ACCESS_LIMIT")
        records = rest.ok("GET", "/v1/customerAuditRecords", query={
            "filter": f'kind = EXPORTED AND actor = "{self.reader}"'})["auditRecords"]
        self.assertEqual([one.get("reason", "") for one in records], [request, ""])


if __name__ == "__main__":
    unittest.main()
