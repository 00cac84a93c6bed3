"""Panels of dashboards as pictures, over REST."""
import json
import unittest
import uuid

import rest
import system


def new(path: str, body: dict) -> str:
    return rest.ok("POST", f"/v1/{path}", body)["name"]


class Panels(unittest.TestCase):

    def setUp(self):
        self.source = f"来源 {uuid.uuid4().hex[:10]}"
        new("customers", {"type": "ORGANIZATION", "displayName": "看板科技", "source": self.source})

    def board(self, **changes) -> dict:
        count = {"measures": ["customers.count"], "filters": [
            {"member": "customers.source", "operator": "equals", "values": [self.source]}]}
        ranking = {"measure": "NEW_CUSTOMERS", "toDate": "YEAR_TO_DATE"}
        return {"displayName": "销售看板", "panels": [
            {"key": "count", "title": "<新客户>", "chart": "NUMBER", "query": json.dumps(count)},
            {"key": "ranking", "chart": "BAR", "report": "GetRanking",
             "reportRequest": json.dumps(ranking), **changes}]}

    def draw(self, board: str, panel: str):
        return rest.call("POST", f"/v1/{board}:drawPanel", {"panel": panel, "language": "zh"})

    def test_a_question_and_a_report_are_pictures(self):
        board = new("dashboards", self.board())
        self.addCleanup(rest.ok, "DELETE", f"/v1/{board}")

        def picture(panel: str, shown: str):
            drawn = self.draw(board, panel)
            self.assertEqual(drawn.status, 200, drawn.body[:500])
            self.assertTrue(drawn.body.startswith(b"<svg"), drawn.body[:100])
            return shown.encode() in drawn.body  # facts may be under way
        system.until(lambda: picture("count", ">1</text>"))
        self.assertTrue(picture("count", "&lt;新客户&gt;"))
        self.assertTrue(picture("ranking", "排行榜：新增客户"))
        answer = self.draw(board, "elsewhere")
        self.assertEqual((answer.status, answer.reason), (400, "INVALID_FIELD"))

    def test_what_cannot_be_drawn_is_not_stored(self):
        for change, path in (({"report": "GetEverything"}, b"panels[1].report"),
                             ({"reportRequest": '{"measures": []}'}, b"panels[1].report_request"),
                             ({"chart": "MAP"}, b"panels[1].chart")):
            answer = rest.call("POST", "/v1/dashboards", self.board(**change))
            self.assertEqual((answer.status, answer.reason), (400, "INVALID_FIELD"), answer.body)
            self.assertIn(path, answer.body)

    def test_what_a_panel_asks_wrongly_is_said_of_its_dashboard(self):
        board = new("dashboards", self.board(reportRequest="{}"))
        self.addCleanup(rest.ok, "DELETE", f"/v1/{board}")
        answer = self.draw(board, "ranking")
        self.assertEqual((answer.status, answer.reason), (400, "PANEL_NOT_DRAWN"), answer.body)


if __name__ == "__main__":
    unittest.main()
