"""The company whose power map the README shows: who decides there, and how each stands."""

import uuid

from rest_client import Client, Taken

_SPACE = uuid.UUID("0f1d7b7e-6c1e-4c53-9a51-8f0b6a5d2c11")
# Who, as what, how he stands (-2 to 2), his influence (0 to 100), whether we know him, and who is
# above him.
_PEOPLE = (
    ("张总", "总经理", "DECISION_MAKER", -1, 90, False, None),
    ("李经理", "信息中心主任", "INFLUENCER", 1, 60, True, "张总"),
    ("王工", "架构师", "CHAMPION", 2, 40, True, "李经理"),
    ("赵主任", "采购主任", "GATEKEEPER", 0, 30, False, "张总"),
    ("小钱", "业务员", "USER", 1, 10, False, "赵主任"),
)
_LISTENED_TO = (("王工", "李经理", 80), ("李经理", "张总", 60))


def _id(what: str) -> str:
    return str(uuid.uuid5(_SPACE, what))


CUSTOMER = f"customers/{_id('云帆科技')}"


def _contact(person: str) -> str:
    return f"{CUSTOMER}/contacts/{_id(person)}"


def make(client: Client) -> None:
    """Makes what is not there yet."""
    _once(client, f"/v1/customers?customerId={_id('云帆科技')}",
          {"type": "ORGANIZATION", "displayName": "云帆科技", "region": "华东"})
    for who, title, role, stance, influence, known, above in _PEOPLE:
        contact = {"displayName": who, "title": title, "decisionRole": role, "stance": stance,
                   "influence": influence, "familiarity": "MET" if known else "HEARD_OF"}
        if above is not None:
            contact["reportsTo"] = _contact(above)
        _once(client, f"/v1/{CUSTOMER}/contacts?contactId={_id(who)}", contact)
    for source, target, weight in _LISTENED_TO:
        _once(client, f"/v1/{CUSTOMER}/relationships?relationshipId={_id(source + target)}",
              {"type": "INFLUENCES", "sourceContact": _contact(source),
               "targetContact": _contact(target), "weight": weight})


def _once(client: Client, path: str, message: dict) -> None:
    try:
        client.post(path, message)
    except Taken:
        pass
