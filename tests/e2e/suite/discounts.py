"""Quotes that take off more than their seller may: who approves of them, and how they get there."""
import approvals
import rest
import system
from approvals import asked, fork, person

MANAGER, BOARD = "zhao", "lin"


class Case(approvals.Case):

    def approved_by_managers(self):
        """Until the test ends: by a manager, and by the board too where more than 30 % is off."""
        definition = self.active(
            [asked("manager", person(MANAGER)),
             fork("size", "condition",
                  {"id": "large", "condition": "percent > 30",
                   "nodes": [asked("board", person(BOARD))]},
                  {"id": "usual", "isDefault": True})],
            "guanxi.dev/Quote", title="报价审批", fields=[
                {"id": "above", "displayName": "超出权限", "type": "BOOL",
                 "subjectPath": "above_limit"},
                {"id": "percent", "displayName": "最大折扣", "type": "NUMBER",
                 "subjectPath": "largest_discount"},
                {"id": "total", "displayName": "总价", "type": "MONEY", "subjectPath": "total"}])
        policy = rest.ok("POST", "/v1/approvalPolicies", {
            "displayName": "超限报价", "subjectType": "guanxi.dev/Quote", "enabled": True,
            "definition": definition, "condition": "above = true", "priority": -1000000},
            who=approvals.ADMINISTRATOR)
        self.addCleanup(rest.ok, "DELETE", f"/v1/{policy['name']}", who=approvals.ADMINISTRATOR)

    def have_approved(self, quote: str, seller: str):
        """The seller submits it; it is not sent before the manager has said yes."""
        submitted = rest.ok("POST", f"/v1/{quote}:submit", {}, who=seller)["approval"]
        self.assertEqual((submitted["state"], sorted(submitted["lockedPaths"])),
                         ("SUBMITTED", ["above_limit", "largest_discount", "total"]))
        instance = submitted["instance"]
        self.assertEqual(self.stands(instance), {("manager", person(MANAGER))})
        early = rest.call("POST", f"/v1/{quote}:send", {}, who=seller)
        self.assertEqual((early.status, early.reason), (400, "APPROVAL_RUNNING"))
        self.say(MANAGER, instance, opinion="老客户，同意")
        system.until(lambda: rest.ok("GET", f"/v1/{quote}", who=seller)["approval"]["state"]
                     == "APPROVED", 30)
