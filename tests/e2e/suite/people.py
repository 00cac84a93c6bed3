"""People whom the services know, as owners of records."""
import uuid

import rest
import system


# What says in each service that keeps records of people whether it takes somebody for an owner.
_OWNED = {
    "customers": lambda user: {"type": "ORGANIZATION", "displayName": "e2e", "owner": user},
    "leads": lambda user: {"displayName": "e2e", "owner": user},
    "todos": lambda user: {"title": "e2e", "owner": user},
}


def new_user(**fields) -> str:
    """A new user's name, once the services take him for an owner: they hear of him within 5 s."""
    login = f"e2e-{uuid.uuid4().hex[:8]}"
    name = rest.ok("POST", "/v1/users", {"loginName": login, "displayName": login,
                                         **fields})["name"]
    system.until(lambda: is_known(name))
    return name


def is_known(user: str) -> bool:
    """Whether each service takes the user for an owner; nothing is written."""
    return all(_takes(path, of(user)) for path, of in _OWNED.items())


def _takes(path: str, record: dict) -> bool:
    answer = rest.call("POST", f"/v1/{path}", record, query={"validateOnly": "true"})
    if answer.status != 200 and answer.reason != "INVALID_FIELD":
        raise AssertionError(f"{answer.status} {answer.body[:2000]!r}")
    return answer.status == 200
