"""People whom the services know, as owners of records."""
import uuid

import rest
import system


def new_user(**fields) -> str:
    """A new user's name, once customer-svc takes it for an owner: it hears of him within 5 s."""
    login = f"e2e-{uuid.uuid4().hex[:8]}"
    name = rest.ok("POST", "/v1/users", {"loginName": login, "displayName": login,
                                         **fields})["name"]
    system.until(lambda: is_known(name))
    return name


def is_known(user: str) -> bool:
    """Whether customer-svc takes the user for an owner; nothing is written."""
    answer = rest.call("POST", "/v1/customers",
                       {"type": "ORGANIZATION", "displayName": "e2e", "owner": user},
                       query={"validateOnly": "true"})
    if answer.status != 200 and answer.reason != "INVALID_FIELD":
        raise AssertionError(f"{answer.status} {answer.body[:2000]!r}")
    return answer.status == 200
