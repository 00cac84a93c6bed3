"""Which pod may reach which port of which other one: as it is drawn, and as the policies let it.

What is drawn is ARCHITECTURE.md and services.bzl, said here by hand. tests/k8s/run holds the policies
against it, tests/k8s/node what comes through.
"""

import manifests
import product_rules

DATA_PORTS = {"mariadb-door": (3306,), "mariadb": (3306, 4567, 4568, 4444),
              "redis": (6379, 26379)}
EDGE_PORTS = (8080, 8443, 8081, 9102)
SERVICE_PORTS = (9000, 9001, 9002)
# In the installation's namespace without being part of it, and in one of its own.
NEIGHBOUR, STRANGER = "neighbour", "stranger"

Way = tuple[str, str, int]


def ports() -> dict[str, tuple[int, ...]]:
    """What there is to reach, whether or not anybody listens."""
    return {**{one["name"]: SERVICE_PORTS for one in product_rules.services()},
            "envoy": EDGE_PORTS, **DATA_PORTS}


def drawn() -> set[Way]:
    """Caller, callee and port of all that may be."""
    # Whoever has a way out; those of the namespace itself have none but their own.
    ways = {(STRANGER, "envoy", 8080), (STRANGER, "envoy", 8443)}
    for one in product_rules.services():
        own = one["name"]
        ways |= {("envoy", own, 9000), ("envoy", own, 9001)}
        called = {*one["calls"], *one["hears"]} | ({"gateway"} if own != "gateway" else set())
        ways |= {(own, other, 9000) for other in called}
        ways |= {(own, "mariadb-door", 3306), (own, "redis", 6379), (own, "redis", 26379)}
    # Records are handed over through the edge.
    ways |= {("gateway", "envoy", 8080), ("gateway", "envoy", 8443)}
    return ways | {("mariadb-door", "mariadb", 3306)}


def allowed(all_: list[dict]) -> set[Way]:
    """The same by the NetworkPolicies of a rendered overlay."""
    pods = {manifests.name(one): one for one in manifests.of_kind(all_, "Deployment", "StatefulSet")
            if manifests.name(one) in ports()}
    policies = manifests.of_kind(all_, "NetworkPolicy")
    labels = {**{name: manifests.labels(one) for name, one in pods.items()}, NEIGHBOUR: {}}
    return {(source, target, port)
            for source in (*labels, STRANGER) for target in pods for port in ports()[target]
            if source != target
            and (source == STRANGER or
                 _lets(policies, "egress", labels[source], labels[target], pods[target], port))
            and _lets(policies, "ingress", labels[target], labels.get(source), pods[target], port)}


def _lets(policies: list[dict], direction: str, own: dict, other, target: dict, port: int) -> bool:
    """Whether the policies of one side let a connection through. `other`: None is outside."""
    about = [policy["spec"] for policy in policies if
             manifests.selects(policy["spec"]["podSelector"], own) and
             direction.capitalize() in policy["spec"]["policyTypes"]]
    peers = "from" if direction == "ingress" else "to"
    return not about or any(
        _port_fits(rule, target, port) and
        (peers not in rule or any(_is_peer(peer, other) for peer in rule[peers]))
        for spec in about for rule in spec.get(direction) or [])


def _is_peer(peer: dict, labels) -> bool:
    return (labels is not None and "podSelector" in peer and "namespaceSelector" not in peer and
            manifests.selects(peer["podSelector"], labels))


def _port_fits(rule: dict, target: dict, port: int) -> bool:
    names = {one.get("name"): one["containerPort"] for container, _ in manifests.containers(target)
             for one in container.get("ports", [])}
    return "ports" not in rule or any(
        one.get("protocol", "TCP") == "TCP" and names.get(one.get("port"), one.get("port")) == port
        for one in rule["ports"])
