"""Contracts on their way through legal, finance and management: three amounts, two types; who
rejects, returns, adds signers, asks for opinions, comes second."""
import json
import unittest
import uuid

import approvals
import rest
import system
from approvals import asked, fork, person, values

LEGAL, FINANCE, MANAGEMENT, BOARD = "sun", "qian", "zhao", "lin"
# What more is asked, by type and by amount.
BY_TYPE = {"SALES": [("finance", FINANCE)],
           "FRAMEWORK": [("legal", LEGAL), ("finance", FINANCE)]}
BY_AMOUNT = {"50000 CNY": [], "200000 CNY": [("management", MANAGEMENT)],
             "800000 CNY": [("direction", MANAGEMENT), ("board", BOARD)]}


def contract_nodes():
    legal, finance, manager, board = map(person, (LEGAL, FINANCE, MANAGEMENT, BOARD))
    return [
        fork("kind", "condition",
             {"id": "framework", "condition": "type = FRAMEWORK", "nodes": [asked("legal", legal)]},
             {"id": "usual", "isDefault": True}),
        asked("finance", finance),
        fork("size", "condition",
             {"id": "huge", "condition": 'amount >= "500000 CNY"',
              "nodes": [asked("direction", manager), asked("board", board)]},
             {"id": "large", "condition": 'amount >= "100000 CNY"',
              "nodes": [asked("management", manager)]},
             {"id": "small", "isDefault": True})]


class Contracts(approvals.Case):

    def setUp(self):
        self.definition = self.active(
            contract_nodes(), "guanxi.dev/Contract", fields=[
                {"id": "amount", "displayName": "金额", "type": "MONEY", "subjectPath": "amount"},
                {"id": "type", "displayName": "类型", "type": "CHOICE", "subjectPath": "type",
                 "options": list(BY_TYPE)}])
        policy = rest.ok("POST", "/v1/approvalPolicies", {
            "displayName": "合同", "subjectType": "guanxi.dev/Contract", "enabled": True,
            "definition": self.definition, "condition": 'amount > "0 CNY"',
            "priority": -1000000}, who=approvals.ADMINISTRATOR)
        self.policy = policy["name"]
        self.addCleanup(rest.ok, "DELETE", f"/v1/{self.policy}", who=approvals.ADMINISTRATOR)

    def contract(self, amount, kind):
        """The name of a draft of chen's."""
        customer = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": f"审批{uuid.uuid4().hex}"}, who="demo/chen")
        units, currency = amount.split()
        return rest.ok("POST", "/v1/contracts", {
            "displayName": f"e2e {uuid.uuid4().hex[:8]}", "customer": customer["name"],
            "type": kind, "amount": {"currencyCode": currency, "units": units}},
            who="demo/chen")["name"]

    def submit(self, contract):
        return rest.call("POST", f"/v1/{contract}:submit", {}, who="demo/chen")

    def test_three_amounts_and_two_types_take_their_paths(self):
        for kind, first in BY_TYPE.items():
            for amount, then in BY_AMOUNT.items():
                with self.subTest(kind=kind, amount=amount):
                    self.walk(amount, kind, first + then)

    def walk(self, amount, kind, path):
        contract = self.contract(amount, kind)
        submitted = self.submit(contract)
        self.assertEqual(submitted.status, 200, submitted.body[:2000])
        approval = submitted.json["approval"]
        self.assertEqual((approval["state"], sorted(approval["lockedPaths"])),
                         ("SUBMITTED", ["amount", "type"]))
        instance = approval["instance"]
        started = self.read(instance)
        self.assertEqual((started["definition"], started["policy"], started["subject"]),
                         (self.definition, self.policy, contract))
        preview = rest.ok("GET", f"/v1/{instance}:preview", who="demo/chen")
        self.assertEqual(preview["outcome"], "APPROVED")
        self.assertEqual([(step["node"], step["people"]) for step in preview["steps"]
                          if step.get("people")],
                         [(node, [person(login)]) for node, login in path])
        self.refuses_to_change(contract)
        for node, login in path:
            self.assertEqual(self.stands(instance), {(node, person(login))})
            self.say(login, instance, opinion="同意")
        ended = self.read(instance)
        self.assertEqual(ended["state"], "APPROVED")
        self.assertEqual(ended["participants"], list(dict.fromkeys(
            person(login) for _, login in path)))
        history = rest.ok("GET", f"/v1/{instance}:listChanges", who=approvals.ADMINISTRATOR)
        self.assertIn("approval.approved", json.dumps(history))
        trail = rest.ok("GET", f"/v1/{instance}:getTrail", who="demo/chen")
        self.assertTrue(trail.get("intact"), trail)
        self.assertEqual([(step["command"], step["actor"]) for step in trail["steps"]],
                         [("StartProcess", person("chen"))]
                         + [("DecideTask", person(login)) for _, login in path])
        drawn = rest.call("GET", f"/v1/{instance}:draw", who="demo/chen")
        self.assertEqual((drawn.status, drawn.headers["content-type"], drawn.body[:4]),
                         (200, "image/svg+xml", b"<svg"))
        system.until(lambda: rest.ok("GET", f"/v1/{contract}", who="demo/chen")["approval"]["state"]
                     == "APPROVED", 30)
        signed = rest.ok("POST", f"/v1/{contract}:sign", {}, who="demo/chen")
        self.assertEqual(signed["state"], "ACTIVE")

    def refuses_to_change(self, contract):
        """While it runs, what it goes by stays, and nobody signs or asks again."""
        patched = rest.call("PATCH", f"/v1/{contract}", {
            "amount": {"currencyCode": "CNY", "units": "1"}}, who="demo/chen",
            query={"updateMask": "amount"})
        self.assertEqual((patched.status, patched.reason), (400, "APPROVAL_LOCKED"))
        self.assertEqual(rest.call("POST", f"/v1/{contract}:sign", {}, who="demo/chen").reason,
                         "NOT_APPROVED")
        self.assertEqual(self.submit(contract).reason, "APPROVAL_RUNNING")

    def test_what_a_contract_holds_its_service_says_and_nobody_else(self):
        contract = self.contract("800000 CNY", "SALES")
        for verb, body in (("requestApproval", {"subjectType": "guanxi.dev/Contract",
                                                "snapshot": values(amount="1 CNY", type="SALES")}),
                           ("reportSubjectChange", {"snapshot": values(amount="1 CNY")})):
            answer = rest.call("POST", f"/v1/processInstances:{verb}", {
                "subject": contract, "requestId": str(uuid.uuid4()), **body}, who="demo/chen")
            self.assertEqual((answer.status, answer.reason), (403, "SERVICES_ONLY"), verb)
        answer = rest.call("GET", "/v1/processInstances:getApprovalLock", who="demo/chen",
                           query={"subject": contract})
        self.assertEqual((answer.status, answer.reason), (403, "SERVICES_ONLY"))

    def test_amounts_that_cannot_be_compared_are_refused_and_not_passed(self):
        answer = self.submit(self.contract("800000 USD", "SALES"))
        self.assertEqual((answer.status, answer.reason), (400, "APPROVAL_UNDECIDABLE"))


class Turns(approvals.Case):
    """What people do besides saying yes."""

    def setUp(self):
        self.sun, self.qian, self.zhao, self.lin = map(
            person, (LEGAL, FINANCE, MANAGEMENT, BOARD))

    def test_a_rejection_ends_it_and_its_reason_is_told(self):
        instance = self.start(self.active([asked("legal", self.sun), asked("finance", self.qian)]))
        # Nobody else decides, whatever he sees.
        refused = self.try_say(FINANCE, self.task(instance, self.sun))
        self.assertIn((refused.status, refused.reason),
                      [(404, "PROCESS_TASK_NOT_FOUND"), (403, "NOT_YOUR_TASK")])
        self.say(LEGAL, instance, "reject", opinion="付款条款不清")
        ended = self.read(instance)
        self.assertEqual((ended["state"], ended["reason"]), ("REJECTED", "付款条款不清"))
        self.assertEqual(self.tasks(instance), [])
        system.until(lambda: self.told("PROCESS_ENDED", "chen", instance), 30)

    def test_a_return_out_of_one_branch_undoes_the_other_and_the_join_fires_once(self):
        instance = self.start(self.active([
            asked("management", self.zhao),
            fork("review", "parallel", {"id": "law", "nodes": [asked("legal", self.sun)]},
                 {"id": "money", "nodes": [asked("finance", self.qian)]}),
            asked("board", self.lin)]))
        self.say(MANAGEMENT, instance)
        self.assertEqual(self.stands(instance), {("legal", self.sun), ("finance", self.qian)})
        beside = self.task(instance, self.qian)
        self.say(LEGAL, instance, "return", node="management", opinion="请补附件")
        self.assertEqual(self.stands(instance), {("management", self.zhao)})
        self.assertEqual(rest.ok("GET", f"/v1/{beside['name']}",
                                 who=approvals.ADMINISTRATOR)["state"], "CANCELLED")
        for login in (MANAGEMENT, FINANCE, LEGAL):
            self.say(login, instance)
        self.assertEqual(self.stands(instance), {("board", self.lin)})
        self.assertEqual(len(self.tasks(instance)), 1)
        self.say(BOARD, instance)
        self.assertEqual(self.read(instance)["state"], "APPROVED")

    def test_signers_are_added_before_and_opinions_are_asked_for(self):
        amelia, wu = person("amelia"), person("wu")
        instance = self.start(self.active([asked("legal", self.sun), asked("finance", self.qian)]))
        own = self.say(LEGAL, instance, "addSigners", users=[amelia], position="BEFORE")
        self.assertEqual(own["state"], "WAITING")
        self.assertEqual(self.try_say(LEGAL, own).reason, "TASK_WAITING")
        self.say("amelia", instance)
        self.say(LEGAL, instance)
        self.say(FINANCE, instance, "delegate", user=wu)
        self.assertEqual(self.stands(instance), {("finance", wu)})
        advised = self.say("wu", instance, "giveBack", disapproves=True, opinion="毛利偏低")
        self.assertEqual((advised["outcome"], advised["opinion"]), ("ADVISED", "毛利偏低"))
        # An opinion is no vote.
        self.say(FINANCE, instance)
        self.assertEqual(self.read(instance)["state"], "APPROVED")

    def test_the_second_of_two_is_told_who_was_first(self):
        instance = self.start(self.active([asked("legal", self.sun, self.qian, claim=True)]))
        [task] = self.tasks(instance)
        self.assertEqual(self.try_say(LEGAL, task).status, 200)
        late = self.try_say(FINANCE, task, "reject")
        self.assertEqual((late.status, late.reason), (400, "ALREADY_DECIDED"))
        self.assertEqual(late.detail("ErrorInfo")["metadata"]["decider"], self.sun)


if __name__ == "__main__":
    unittest.main()
