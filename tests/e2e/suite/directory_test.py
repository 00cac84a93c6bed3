"""The directory over REST and gRPC: the demo company, roles, clients, sessions, policies."""
import datetime
import json
import unittest
import uuid

import grpc

import demo
import http_client
import jwt_tools
import people
import rest
import system
from guanxi.access.v1 import policy_pb2, policy_pb2_grpc


def bearer(token: str) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {token}")]


def role_named(code: str) -> str:
    return rest.ok("GET", "/v1/roles", query={"filter": f'code = "{code}"'})["roles"][0]["name"]


def service_form(**more) -> dict:
    """How a service says who it is."""
    file = json.loads(demo.bootstrap_file(system.SETTINGS).read_text(encoding="utf-8"))
    [secret] = [one["secret"] for one in file["services"] if one["name"] == "customer-svc"]
    return {"client_id": "customer-svc@system", "client_secret": secret, **more}


def service_token() -> str:
    """A token of a service account."""
    return system.request_token(service_form(grant_type="client_credentials")).json["access_token"]


def exchange(subject: str, form=None):
    """The answer to a service that wants to act for a subject."""
    return system.request_token({
        **(form or service_form()), "subject_token": subject,
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:guanxi:params:oauth:token-type:subject"})


class DemoCompany(unittest.TestCase):

    def test_each_of_the_ten_people_gets_a_token_and_is_who_they_are(self):
        self.assertEqual(len(demo.USERS), 10)
        for login in demo.USERS:
            with self.subTest(login=login):
                me = jwt_tools.claims_of(system.token(f"demo/{login}"))["sub"]
                user = rest.ok("GET", f"/v1/{me}", who=f"demo/{login}")
                self.assertEqual((user["loginName"], user["state"]), (login, "ACTIVE"))

    def test_everybody_is_told_who_he_is_and_what_he_may_do(self):
        for login, scope in (("chen", "SELF"), ("lin", "ALL")):
            with self.subTest(login=login):
                token = system.token(f"demo/{login}")
                me = rest.ok("GET", "/v1/me", who=f"demo/{login}")
                claims = jwt_tools.claims_of(token)
                self.assertEqual((me["subject"], me["session"], me["client"]),
                                 (claims["sub"], f"sessions/{claims['sid']}", "dev@demo"))
                scopes = {one["pattern"]: one["scope"] for one in me["permissions"]}
                self.assertEqual(scopes["customers.read"], scope)
        program = rest.ok("GET", "/v1/me")
        self.assertTrue(program["subject"].startswith("clients/"), program)
        self.assertNotIn("session", program)

    def test_departments_have_a_manager_and_salespeople(self):
        departments = {one["displayName"]: one["name"]
                       for one in rest.ok("GET", "/v1/departments")["departments"]}
        self.assertLessEqual({one["display_name"] for one in demo.DEPARTMENTS}, set(departments))
        salesperson = role_named("salesperson")
        for name in ("华东销售部 Sales East", "华南销售部 Sales South"):
            users = rest.ok("GET", "/v1/users", query={
                "filter": f'department = "{departments[name]}"'})["users"]
            managed = [user for user in users if user["roles"] == [salesperson]]
            self.assertEqual((len(users), len(managed)), (4, 3))
            [manager] = {user["manager"] for user in managed}
            self.assertIn(manager, [user["name"] for user in users])

    def test_five_roles_are_ready(self):
        codes = {role["code"] for role in rest.ok("GET", "/v1/roles")["roles"]}
        self.assertLessEqual({"administrator", "sales-manager", "salesperson", "analyst",
                              "integration"}, codes)

    def test_the_tenant_is_ones_own(self):
        mine = jwt_tools.claims_of(system.token())["tenant"]
        tenant = rest.ok("GET", f"/v1/tenants/{mine}")
        self.assertEqual((tenant["code"], tenant["currency"]), ("demo", "CNY"))
        other = jwt_tools.claims_of(system.token("other"))["tenant"]
        self.assertEqual(rest.call("GET", f"/v1/tenants/{other}").reason, "TENANT_NOT_FOUND")


class Calendar(unittest.TestCase):

    def test_days_begin_where_the_tenant_is(self):
        tenant = f"/v1/tenants/{jwt_tools.claims_of(system.token())['tenant']}"
        self.addCleanup(rest.ok, "PATCH", tenant, {"timeZone": "Asia/Shanghai"})
        pipeline = rest.ok("POST", "/v1/pipelines", {"displayName": "e2e 日历"})["name"]
        stage = rest.ok("POST", f"/v1/{pipeline}/stages", {
            "displayName": "e2e", "order": 1, "probability": 10})["name"]
        customer = rest.ok("POST", "/v1/customers", {"type": "PERSON", "displayName": "e2e"})
        # 25 hours apart: it is never the same day in both.
        east, west = (datetime.timezone(datetime.timedelta(hours=hours)) for hours in (14, -11))
        day = datetime.datetime.now(east).date()
        rest.ok("POST", "/v1/opportunities", {
            "displayName": "e2e", "customer": customer["name"], "stage": stage,
            "closeDate": {"year": day.year, "month": day.month, "day": day.day}})

        def closes_today() -> bool:
            return bool(rest.ok("GET", "/v1/opportunities", query={
                "filter": f'stage = "{stage}" AND close_date = today()'}))
        for zone, there in (("Pacific/Kiritimati", east), ("Pacific/Pago_Pago", west)):
            rest.ok("PATCH", tenant, {"timeZone": zone})
            wanted = datetime.datetime.now(there).date() == day
            system.until(lambda: closes_today() == wanted)


class Directory(unittest.TestCase):

    def test_a_department_moves_but_not_below_itself(self):
        top = rest.ok("POST", "/v1/departments", {"displayName": "e2e 总部"})
        below = rest.ok("POST", "/v1/departments",
                        {"displayName": "e2e 分部", "parentDepartment": top["name"]})
        cycle = rest.call("PATCH", f"/v1/{top['name']}", {"parentDepartment": below["name"]})
        self.assertEqual((cycle.status, cycle.reason), (400, "INVALID_FIELD"))
        used = rest.call("DELETE", f"/v1/{top['name']}")
        self.assertEqual((used.status, used.reason), (400, "DEPARTMENT_IN_USE"))
        rest.ok("PATCH", f"/v1/{below['name']}", {}, query={"updateMask": "parentDepartment"})
        for department in (below, top):
            rest.ok("DELETE", f"/v1/{department['name']}")

    def test_nobody_gives_rights_that_he_does_not_have(self):
        login = f"e2e-{uuid.uuid4().hex[:8]}"
        refused = rest.call("POST", "/v1/users", {
            "loginName": login, "displayName": login, "roles": [role_named("administrator")]},
                            who="demo/zhao")
        self.assertEqual(refused.status, 403, refused.body)
        user = rest.ok("POST", "/v1/users", {
            "loginName": login, "displayName": login, "roles": [role_named("salesperson")]})
        rest.ok("POST", f"/v1/{user['name']}:setPassword", {"password": "first-password"})
        token = system.request_token({"grant_type": "password", "client_id": "console@demo",
                                      "username": login, "password": "first-password"})
        self.assertEqual(token.status, 200, token.body)
        rest.ok("DELETE", f"/v1/{user['name']}")
        gone = system.request_token({"grant_type": "refresh_token", "client_id": "console@demo",
                                     "refresh_token": token.json["refresh_token"]})
        self.assertEqual((gone.status, gone.json["error"]), (400, "invalid_grant"))

    def test_a_clients_secret_is_rotated(self):
        client = rest.ok("POST", "/v1/clients", {
            "code": f"e2e-{uuid.uuid4().hex[:8]}", "displayName": "e2e", "kind": "CONFIDENTIAL",
            "grants": ["CLIENT_CREDENTIALS"], "roles": [role_named("integration")]})
        secrets = [rest.ok("POST", f"/v1/{client['name']}:rotateSecret",
                           {"overlap": "3600s"})["secret"] for _ in range(3)]
        statuses = [system.request_token({
            "grant_type": "client_credentials", "client_id": f"{client['code']}@demo",
            "client_secret": secret}).status for secret in secrets]
        self.assertEqual(statuses, [401, 200, 200])
        rest.ok("DELETE", f"/v1/{client['name']}")

    def test_sessions_are_seen_and_ended_by_their_owner(self):
        session = jwt_tools.claims_of(system.token("demo/chen"))["sid"]
        mine = rest.ok("GET", "/v1/sessions", who="demo/chen")["sessions"]
        self.assertIn(f"sessions/{session}", [one["name"] for one in mine])
        self.assertEqual({one["user"] for one in mine},
                         {jwt_tools.claims_of(system.token("demo/chen"))["sub"]})
        other = rest.call("GET", f"/v1/sessions/{session}", who="demo/sun")
        self.assertEqual(other.reason, "SESSION_NOT_FOUND")
        form = {"grant_type": "password", "client_id": "console@demo", "username": "chen",
                "password": next(user["password"] for user in system.demo_tenant()["users"]
                                 if user["username"] == "chen")}
        issued = system.request_token(form).json
        ended = jwt_tools.claims_of(issued["access_token"])["sid"]
        rest.ok("POST", f"/v1/sessions/{ended}:end", {}, who="demo/chen")
        again = system.request_token({"grant_type": "refresh_token", "client_id": "console@demo",
                                      "refresh_token": issued["refresh_token"]})
        self.assertEqual(again.json["error"], "invalid_grant")


class Audit(unittest.TestCase):

    def records(self, text: str) -> list[dict]:
        return rest.ok("GET", "/v1/directoryAuditRecords",
                       query={"filter": text}).get("auditRecords", [])

    def test_logins_failed_ones_and_refused_calls_are_on_record(self):
        chen = jwt_tools.claims_of(system.token("demo/chen"))["sub"]
        self.assertTrue(self.records(f'kind = LOGGED_IN AND actor = "{chen}"'))
        system.request_token({"grant_type": "password", "client_id": "console@demo",
                              "username": "chen", "password": "not-the-password"})
        [failed, *_] = self.records(f'kind = LOGIN_FAILED AND actor = "{chen}"')
        self.assertEqual(failed["reason"], "INVALID_GRANT")
        self.assertEqual(rest.call("POST", "/v1/departments", {"displayName": "e2e"},
                                   who="demo/chen").status, 403)
        [refused, *_] = system.until(
            lambda: self.records(f'kind = REFUSED AND actor = "{chen}"'))
        self.assertEqual(refused["reason"], "METHOD_NOT_ALLOWED")

    def test_a_change_of_roles_is_too(self):
        role = rest.ok("POST", "/v1/roles", {"code": f"e2e-{uuid.uuid4().hex[:8]}",
                                             "displayName": "e2e"})["name"]
        rest.ok("PATCH", f"/v1/{role}", {"permissions": [
            {"pattern": "tags.read", "scope": "ALL"}]}, query={"updateMask": "permissions"})
        found = self.records(f'resource_id = "{role.partition("/")[2]}"')
        self.assertEqual([one["kind"] for one in found], ["UPDATED", "CREATED"])
        self.assertEqual(found[0]["fields"], ["permissions"])

    def test_who_reads_everything_else_does_not_read_this(self):
        answer = rest.call("GET", "/v1/directoryAuditRecords", who="demo/zheng")
        self.assertEqual((answer.status, answer.reason), (403, "METHOD_NOT_ALLOWED"))


class OnBehalf(unittest.TestCase):
    """A service without a call to serve: on a user's behalf both must have a right."""

    def tenant(self) -> str:
        return f"tenants/{jwt_tools.claims_of(system.token())['tenant']}"

    def token_for(self, login: str) -> str:
        user = jwt_tools.claims_of(system.token(f"demo/{login}"))["sub"]
        answer = exchange(f"{self.tenant()}/{user}")
        self.assertEqual(answer.status, 200, answer.body)
        claims = jwt_tools.claims_of(answer.json["access_token"])
        self.assertEqual(claims["sub"], user)
        self.assertEqual(claims["act"]["sub"], jwt_tools.claims_of(service_token())["sub"])
        return answer.json["access_token"]

    def call(self, token: str, method: str, path: str, body=None) -> tuple:
        answer = http_client.call(
            system.port(), method, path, json.dumps(body).encode() if body is not None else None,
            {"authorization": f"Bearer {token}", "content-type": "application/json"})
        return answer.status, answer.reason

    def test_it_sees_what_the_user_sees(self):
        hidden = rest.ok("POST", "/v1/customers", {"type": "PERSON", "displayName": "e2e 他人"})
        mine = rest.ok("POST", "/v1/customers", {"type": "PERSON", "displayName": "e2e 本人"},
                       who="demo/chen")
        token = self.token_for("chen")
        self.assertEqual(self.call(token, "GET", f"/v1/{mine['name']}"), (200, None))
        self.assertEqual(self.call(token, "GET", f"/v1/{hidden['name']}")[0], 404)

    def test_it_may_not_do_what_it_may_not_itself(self):
        login = f"e2e-{uuid.uuid4().hex[:8]}"
        self.assertEqual(self.call(self.token_for("lin"), "POST", "/v1/users",
                                   {"loginName": login, "displayName": login}),
                         (403, "METHOD_NOT_ALLOWED"))

    def test_for_nobody_it_has_the_role_that_the_tenant_gives_services(self):
        answer = exchange(self.tenant())
        self.assertEqual(answer.status, 200, answer.body)
        token = answer.json["access_token"]
        self.assertNotIn("act", jwt_tools.claims_of(token))
        self.assertEqual(self.call(token, "GET", "/v1/customers?pageSize=1")[0], 200)
        self.assertEqual(self.call(token, "GET", "/v1/sessions")[0], 200)
        self.assertEqual(self.call(token, "POST", "/v1/departments", {"displayName": "e2e"}),
                         (403, "METHOD_NOT_ALLOWED"))

    def test_nobody_else_acts_for_others(self):
        client = system.demo_tenant()["clients"][0]
        form = {"client_id": f"{client['code']}@demo", "client_secret": client["secret"]}
        self.assertEqual(exchange(self.tenant(), form).json["error"], "unauthorized_client")
        for subject in ("", "users/x", f"tenants/{uuid.uuid4()}",
                        f"{self.tenant()}/users/{uuid.uuid4()}"):
            with self.subTest(subject):
                self.assertEqual(exchange(subject).json["error"], "invalid_request")


class HandOver(unittest.TestCase):

    def test_everything_of_one_user_becomes_anothers(self):
        department = rest.ok("POST", "/v1/departments", {"displayName": "e2e 接手"})["name"]
        leaver, heir = people.new_user(), people.new_user(department=department)
        customers = [rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": f"e2e 移交 {n}", "owner": leaver})["name"]
            for n in range(3)]
        pipeline = rest.ok("POST", "/v1/pipelines", {"displayName": "e2e 移交"})["name"]
        stage = rest.ok("POST", f"/v1/{pipeline}/stages", {
            "displayName": "e2e", "order": 1, "probability": 10})["name"]
        opportunity = {"displayName": "e2e 移交", "customer": customers[0], "stage": stage,
                       "owner": leaver}
        system.until(lambda: rest.call("POST", "/v1/opportunities", opportunity, query={
            "validateOnly": "true"}).status == 200)
        opportunity = rest.ok("POST", "/v1/opportunities", opportunity)["name"]
        todo = {"title": "e2e 移交", "owner": leaver}
        system.until(lambda: rest.call("POST", "/v1/todos", todo, query={
            "validateOnly": "true"}).status == 200)
        todo = rest.ok("POST", "/v1/todos", todo)["name"]
        rest.ok("PATCH", f"/v1/{leaver}", {"state": "DISABLED"})
        response = rest.finish(rest.ok("POST", f"/v1/{leaver}:handOver", {"heir": heir}))
        self.assertEqual(int(response["movedCount"]), 5, response)
        self.assertNotIn("failures", response)
        for name in (*customers, opportunity, todo):
            record = rest.ok("GET", f"/v1/{name}")
            self.assertEqual((record["owner"], record["department"]), (heir, department))
        [change, *_] = rest.ok("GET", f"/v1/{customers[1]}:listChanges")["changes"]
        self.assertEqual(change["actor"], jwt_tools.claims_of(system.token())["sub"])
        for user, fact in ((leaver, "user.records_handed_over"), (heir, "user.records_received")):
            records = rest.ok("GET", "/v1/directoryAuditRecords", query={
                "filter": f'resource_id = "{user.partition("/")[2]}" AND kind = EMITTED'})
            [record] = records["auditRecords"]
            self.assertEqual((record["fact"], record["actor"]), (fact, change["actor"]))

    def test_an_heir_may_be_new(self):
        leaver = people.new_user()
        customer = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": "e2e 移交", "owner": leaver})["name"]
        login = f"e2e-{uuid.uuid4().hex[:8]}"
        heir = rest.ok("POST", "/v1/users", {"loginName": login, "displayName": login})["name"]
        response = rest.finish(rest.ok("POST", f"/v1/{leaver}:handOver", {"heir": heir}))
        self.assertEqual(int(response["movedCount"]), 1, response)
        self.assertEqual(rest.ok("GET", f"/v1/{customer}")["owner"], heir)

    def test_it_is_for_who_may_and_to_who_is_there(self):
        leaver, heir = people.new_user(), people.new_user()
        refused = rest.call("POST", f"/v1/{leaver}:handOver", {"heir": heir}, who="demo/zhao")
        self.assertEqual((refused.status, refused.reason), (403, "METHOD_NOT_ALLOWED"))
        same = rest.call("POST", f"/v1/{leaver}:handOver", {"heir": leaver})
        self.assertEqual((same.status, same.reason), (400, "INVALID_FIELD"))
        rest.ok("PATCH", f"/v1/{heir}", {"state": "DISABLED"})
        gone = rest.call("POST", f"/v1/{leaver}:handOver", {"heir": heir})
        self.assertEqual((gone.status, gone.reason), (404, "USER_NOT_FOUND"))
        absent = rest.call("GET", f"/v1/handOvers/{uuid.uuid4()}")
        self.assertEqual((absent.status, absent.reason), (404, "OPERATION_NOT_FOUND"))


class Policies(unittest.TestCase):

    def ask(self, address: str, token: str, known: int = 0):
        with grpc.insecure_channel(address) as channel:
            return policy_pb2_grpc.PolicyServiceStub(channel).GetPolicySnapshot(
                policy_pb2.GetPolicySnapshotRequest(
                    tenant=jwt_tools.claims_of(system.token())["tenant"], known_version=known),
                metadata=bearer(token))

    def gateway(self) -> str:
        return f"127.0.0.1:{system.services.ports(system.SETTINGS, system.services.GATEWAY)['grpc']}"

    def test_a_service_gets_the_rights_of_everybody_once(self):
        token = service_token()
        answer = self.ask(self.gateway(), token)
        self.assertGreaterEqual(len(answer.snapshot.users), 10)
        self.assertGreaterEqual(len(answer.snapshot.roles), 5)
        self.assertTrue(self.ask(self.gateway(), token, answer.snapshot.version).unchanged)

    def test_nobody_else_does(self):
        for token in (system.token(), system.token("demo/lin")):
            with self.assertRaises(grpc.RpcError) as caught:
                self.ask(self.gateway(), token)
            self.assertEqual(caught.exception.code(), grpc.StatusCode.PERMISSION_DENIED)

    def test_the_edge_does_not_know_the_method(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.ask(system.address(), service_token())
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
        answer = http_client.call(
            system.port(), "POST", "/guanxi.access.v1.PolicyService/GetPolicySnapshot", b"{}",
            {"authorization": f"Bearer {service_token()}", "content-type": "application/json"})
        self.assertEqual(answer.status, 404)


if __name__ == "__main__":
    unittest.main()
