"""An API that remembers: what of the services' behaviour the made-up year rests on."""

import contextlib
import json
import re
import urllib.parse

import demo
from rest_client import NotThere, StepFailed, Taken

PRICE = {"currencyCode": "CNY", "units": "1001", "nanos": 10_000_000}
# What a method makes of the state of what it is called on, and from which states.
MOVES = {
    "work": ({"NEW"}, "WORKING"), "qualify": ({"NEW", "WORKING"}, "QUALIFIED"),
    "disqualify": ({"NEW", "WORKING"}, "DISQUALIFIED"),
    "win": ({"OPEN"}, "WON"), "lose": ({"OPEN"}, "LOST"), "advanceStage": ({"OPEN"}, "OPEN"),
    "send": ({"DRAFT"}, "SENT"), "accept": ({"SENT"}, "ACCEPTED"), "sign": ({"DRAFT"}, "ACTIVE"),
    "issue": ({"DRAFT"}, "ISSUED"), "confirm": ({"ENTERED"}, "CONFIRMED"),
}
FIRST_STATES = {"leads": "NEW", "quotes": "DRAFT", "contracts": "DRAFT", "invoices": "DRAFT",
                "payments": "ENTERED", "paymentPlans": "UNPAID"}


class Api:
    """Stands for rest_client.Client. After `fail_after` calls one breaks, on its way or, where
    `is_answer_lost`, on the way back."""

    def __init__(self, fail_after=None, is_answer_lost=False):
        self.records = {}
        self.interactions = {}  # by external id
        self.touches = []
        self.requests = []  # method, path and body of each call
        self.fail_after = fail_after
        self.is_answer_lost = is_answer_lost

    def get(self, path):
        return self._call("GET", path, None, self._get)

    def _get(self, path, _):
        if path.startswith("/v1/users"):
            return {"users": [{"loginName": login, "name": f"users/{login}"}
                              for login in demo.USERS]}
        path, _, query = path.removeprefix("/v1/").partition("?")
        if path == "leads:batchGet":
            return {"leads": [self._of(name) for key, name in urllib.parse.parse_qsl(query)]}
        if path.endswith("/paymentPlans"):
            plans = [record for name, record in self.records.items()
                     if name.startswith(f"{path}/")]
            return {"paymentPlans": plans} if plans else {}
        return self._of(path)

    def find(self, path):
        try:
            return self.get(path)
        except NotThere:
            return None

    def post(self, path, message):
        return self._call("POST", path, message, self._post)

    def _post(self, path, message):
        path, _, query = path.removeprefix("/v1/").partition("?")
        if ":" not in path:
            [record_id] = [value for key, value in urllib.parse.parse_qsl(query)
                           if key.endswith("Id") and key != "requestId"]
            return self._make(f"{path}/{record_id}", message)
        target, verb = path.split(":")
        if verb == "batchCreate":
            return self._batch(target, message["requests"])
        if verb == "ingest":
            return {"results": [self._take(entry) for entry in message["requests"]]}
        if verb == "batchCapture":
            return {"results": [self._capture(entry) for entry in message["requests"]]}
        if verb == "convert":
            return self._convert(self._of(target), message["opportunity"])
        return self._move(self._of(target), verb, message)

    def _call(self, method, path, message, answer):
        self.requests.append((method, path, message))
        if self.fail_after is None or len(self.requests) <= self.fail_after:
            return answer(path, message)
        self.fail_after = None
        if self.is_answer_lost:
            with contextlib.suppress(StepFailed):
                answer(path, message)
        raise StepFailed("broken")

    def _of(self, name):
        if name not in self.records:
            raise NotThere(name)
        return self.records[name]

    def _make(self, name, body):
        if name in self.records:
            raise Taken(name)
        collection = name.split("/")[-2]
        record = {**json.loads(json.dumps(body)), "name": name}
        if collection in FIRST_STATES:
            record["state"] = FIRST_STATES[collection]
        if collection == "quotes":
            record.update(total=PRICE, pricedLines=[
                {"productDisplayName": line["product"], "grossAmount": PRICE}
                for line in body["lines"]])
        self.records[name] = record
        return dict(record)

    def _batch(self, collection, requests):
        kind = collection.split("/")[-1]
        singular = kind.removesuffix("s")
        return {kind: [self._make(f"{collection}/{entry[singular + 'Id']}", entry[singular])
                       for entry in requests]}

    def _take(self, entry):
        [interaction] = [value for key, value in entry.items() if key != "parent"]
        self._of(entry["parent"])
        [key] = interaction["externalIds"].values()
        outcome = "ALREADY_THERE" if key in self.interactions else "CREATED"
        self.interactions.setdefault(key, entry)
        return {"outcome": outcome}

    def _capture(self, entry):
        [lead] = [record for name, record in self.records.items() if name.startswith("leads/")
                  and record["phones"][0]["number"] == entry["values"]["phones"]]
        assert lead["state"] == "NEW", "a touch of a lead that is closed makes another one"
        lead["lastTouchTime"] = entry["occurTime"]
        self.touches.append(lead["name"])
        return {"response": {"lead": lead["name"]}}

    def _convert(self, lead, opportunity):
        assert lead["state"] in ("QUALIFIED", "CONVERTING"), lead
        own = re.sub("^leads/", "", lead["name"])
        self._make(f"customers/{own}", {"displayName": lead["displayName"]})
        self._make(f"opportunities/{own}", opportunity)
        self.records[f"opportunities/{own}"].update(state="OPEN", owner=lead["owner"])
        lead.update(state="CONVERTED", customer=f"customers/{own}",
                    opportunity=f"opportunities/{own}")
        return dict(lead)

    def _move(self, record, verb, message):
        states, state = MOVES[verb]
        assert record["state"] in states, (record, verb)
        record["state"] = state
        if verb == "advanceStage":
            record["stage"] = message["stage"]
        return dict(record)
