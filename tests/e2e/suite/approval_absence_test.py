"""Who is asked to approve and is not there: on leave, gone for good, silent until time is up."""
import datetime
import unittest

import approvals
import business_clock
import people
import rest
import system
from approvals import asked, person


class Absence(approvals.Case):

    def test_who_is_on_leave_is_stood_in_for(self):
        qian, wu = person("qian"), person("wu")
        definition = self.active([asked("finance", qian)])
        now = business_clock.now()
        leave = rest.ok("POST", "/v1/delegations", {
            "delegator": qian, "deputy": wu, "note": "年假", "definitions": [definition],
            "startTime": approvals.text_of(now - datetime.timedelta(hours=1)),
            "endTime": approvals.text_of(now + datetime.timedelta(days=3))}, who="demo/qian")
        self.addCleanup(rest.ok, "DELETE", f"/v1/{leave['name']}", who="demo/qian")
        circle = rest.call("POST", "/v1/delegations", {
            "delegator": wu, "deputy": qian, "startTime": approvals.text_of(now)}, who="demo/wu")
        self.assertEqual((circle.status, circle.reason), (400, "DELEGATION_CYCLE"))
        instance = self.start(definition)
        task = self.task(instance, wu)
        self.assertEqual(task["delegatedFrom"], qian)
        self.say("wu", instance)
        self.assertEqual(self.read(instance)["state"], "APPROVED")

    def test_what_a_leaver_has_goes_to_his_manager(self):
        leaver, zhao = people.new_user(manager=person("zhao")), person("zhao")
        definition = self.active([asked("legal", leaver)])
        # The service hears of him within 5 s; until then there is nobody whom the node could ask.
        preview = {"definition": definition}
        system.until(lambda: [leaver] in [step.get("people") for step in rest.ok(
            "POST", "/v1/processInstances:preview", preview, who="demo/chen")["steps"]])
        instance = self.start(definition)
        self.assertEqual(self.stands(instance), {("legal", leaver)})
        rest.ok("PATCH", f"/v1/{leaver}", {"state": "DISABLED"}, query={"updateMask": "state"})
        system.until(lambda: self.stands(instance) == {("legal", zhao)}, 30)
        self.say("zhao", instance)
        self.assertEqual(self.read(instance)["state"], "APPROVED")

    def test_whose_time_runs_out_is_reminded_and_then_his_manager_is_asked(self):
        self.addCleanup(business_clock.put, business_clock.ahead())
        sun, zhao = person("sun"), person("zhao")
        instance = self.start(self.active([asked("legal", sun, limits=[
            {"after": "3600s", "action": "REMIND"}, {"after": "7200s", "action": "ESCALATE"}])]))
        self.assertIn("dueTime", self.task(instance, sun))
        business_clock.move(minutes=61)
        system.until(lambda: self.told("PROCESS_REMINDER", "sun", instance), 30)
        self.assertEqual(self.stands(instance), {("legal", sun)})
        business_clock.move(minutes=60)
        system.until(lambda: self.stands(instance) == {("legal", zhao)}, 30)
        self.assertEqual(self.task(instance, zhao)["delegatedFrom"], sun)
        self.say("zhao", instance)
        self.assertEqual(self.read(instance)["state"], "APPROVED")


if __name__ == "__main__":
    unittest.main()
