"""Rules of the objects together: what belongs to what, and whether what is named is there."""

import collections
import re
from typing import Iterator

from manifests import (Fault, WORKLOADS, containers, labels, name, of_kind, pod, selects, where)

CLUSTER_WIDE = ("Namespace", "PriorityClass")
NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
# Seconds that a server of ours needs besides what its flags say, for calls that were cut off and
# for what its background work has in hand.
SLACK = 15
# Seconds until those who find a replica by its name know of it: the edge's look-up of names, every
# five, and what the cluster's DNS remembers, five more.
KNOWN = 10


def faults(all_: list[dict], external: frozenset = frozenset()) -> Iterator[Fault]:
    """`external`: what the objects may name and somebody else makes, such as "Secret/gateway"."""
    yield from _names(all_)
    yield from _selectors(all_)
    for one in of_kind(all_, "Deployment", "StatefulSet"):
        yield from _kept_alive(one, all_)
        yield from _ends_in_time(one)
    for one in of_kind(all_, *WORKLOADS):
        yield from _references(one, all_, external)
        yield from _network(one, all_)
    yield from _autoscalers(all_)
    yield from _budgets(all_)


def _names(all_: list[dict]) -> Iterator[Fault]:
    seen = collections.Counter((one["apiVersion"], where(one)) for one in all_)
    for (_, at), count in seen.items():
        if count > 1:
            yield Fault("name-twice", at, f"{count} of them")
    for one in all_:
        if not NAME.fullmatch(name(one)):
            yield Fault("name", where(one), "is not 1 to 63 of a-z, 0-9 and -")
        if one["kind"] not in CLUSTER_WIDE and not one["metadata"].get("namespace"):
            yield Fault("namespace", where(one), "says no namespace")


def _selectors(all_: list[dict]) -> Iterator[Fault]:
    workloads = of_kind(all_, *WORKLOADS)
    for service in of_kind(all_, "Service"):
        wanted = {key: value for key, value in service["spec"].get("selector", {}).items()
                  if key != "statefulset.kubernetes.io/pod-name"}
        chosen = [one for one in workloads if selects({"matchLabels": wanted}, labels(one))]
        if not wanted or not chosen:
            yield Fault("selector", where(service), "selects no pod")
        ports = {port.get("name") for one in chosen for container, _ in containers(one)
                 for port in container.get("ports", [])}
        for port in service["spec"].get("ports", []):
            target = port.get("targetPort")
            if chosen and isinstance(target, str) and target not in ports:
                yield Fault("selector", where(service), f"its pods have no port {target}")
    for one in of_kind(all_, "Deployment", "StatefulSet"):
        if not selects(one["spec"].get("selector"), labels(one)):
            yield Fault("selector", where(one), "does not select its own pods")


def _kept_alive(one: dict, all_: list[dict]) -> Iterator[Fault]:
    own, at = labels(one), where(one)
    if not any(selects(budget["spec"].get("selector"), own)
               for budget in of_kind(all_, "PodDisruptionBudget")):
        yield Fault("disruption-budget", at, "no PodDisruptionBudget selects it")
    spread = {constraint["topologyKey"] for constraint in
              pod(one).get("topologySpreadConstraints", [])
              if selects(constraint.get("labelSelector"), own)}
    if "topology.kubernetes.io/zone" not in spread:
        yield Fault("spread", at, "its pods are not spread over zones")
    if one["kind"] != "Deployment":
        return
    rolling = one["spec"].get("strategy", {}).get("rollingUpdate", {})
    if rolling.get("maxUnavailable") != 0:
        yield Fault("rollout", at, "maxUnavailable is not 0")
    by_name = any(service["spec"].get("clusterIP") == "None" and
                  selects({"matchLabels": service["spec"].get("selector", {})}, own)
                  for service in of_kind(all_, "Service"))
    if by_name and one["spec"].get("minReadySeconds", 0) < KNOWN:
        yield Fault("rollout", at, f"minReadySeconds is less than {KNOWN}: an old replica would end "
                    "before the new one is known")
    scaled = [scaler for scaler in of_kind(all_, "HorizontalPodAutoscaler")
              if scaler["spec"]["scaleTargetRef"]["name"] == name(one)]
    if scaled and "replicas" in one["spec"]:
        yield Fault("replicas", at, "says replicas, which an autoscaler has to say")
    if not scaled and one["spec"].get("replicas", 1) < 2:
        yield Fault("replicas", at, "has neither an autoscaler nor two replicas")


def _seconds(text: str) -> float:
    number, unit = re.fullmatch(r"([0-9.]+)(ms|s|m)", text).groups()
    return float(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]


def _ends_in_time(one: dict) -> Iterator[Fault]:
    """Whoever drains is given the time for it."""
    grace = pod(one).get("terminationGracePeriodSeconds", 30)
    for container, _ in containers(one):
        flags = dict(re.findall(r"--(lame_duck|drain_timeout)=(\S+)",
                                " ".join(container.get("args", []))))
        needed = sum(map(_seconds, flags.values())) + (SLACK if flags else 0)
        command = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command")
        if command and command[0].endswith("edge_drain"):
            needed += int(command[2]) + 5
        if needed > grace:
            yield Fault("grace-period", where(one), f"{grace} s, and it drains for {needed:.0f}")


def _named(one: dict) -> Iterator[str]:
    """What a workload names: "Secret/gateway"."""
    spec = pod(one)
    yield f"ServiceAccount/{spec.get('serviceAccountName', 'default')}"
    if "priorityClassName" in spec:
        yield f"PriorityClass/{spec['priorityClassName']}"
    for volume in spec.get("volumes", []):
        for source in volume.get("projected", {}).get("sources", [volume]):
            secret, config = source.get("secret"), source.get("configMap")
            if secret and not secret.get("optional"):
                yield f"Secret/{secret.get('secretName') or secret.get('name')}"
            if config and not config.get("optional"):
                yield f"ConfigMap/{config['name']}"
        if "persistentVolumeClaim" in volume:
            yield f"PersistentVolumeClaim/{volume['persistentVolumeClaim']['claimName']}"
    for container, _ in containers(one):
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                yield f"ConfigMap/{source['configMapRef']['name']}"
        for variable in container.get("env", []):
            key = variable.get("valueFrom", {}).get("configMapKeyRef")
            if key and not key.get("optional"):
                yield f"ConfigMap/{key['name']}"


def _references(one: dict, all_: list[dict], external: frozenset) -> Iterator[Fault]:
    there = {where(other) for other in all_} | external
    there |= {f"Secret/{other['spec']['secretName']}" for other in of_kind(all_, "Certificate")}
    for named in dict.fromkeys(_named(one)):
        if named not in there:
            yield Fault("reference", where(one), f"there is no {named}")
    volumes = {volume["name"] for volume in pod(one).get("volumes", [])}
    volumes |= {claim["metadata"]["name"] for claim in one["spec"].get("volumeClaimTemplates", [])}
    for container, _ in containers(one):
        for mount in container.get("volumeMounts", []):
            if mount["name"] not in volumes:
                yield Fault("reference", where(one), f"there is no volume {mount['name']}")


def _network(one: dict, all_: list[dict]) -> Iterator[Fault]:
    """Nobody speaks but by a policy of his own, above one that denies all."""
    policies = of_kind(all_, "NetworkPolicy")
    if not any(policy["spec"]["podSelector"] == {} and
               set(policy["spec"].get("policyTypes", [])) == {"Ingress", "Egress"} and
               not policy["spec"].get("ingress") and not policy["spec"].get("egress")
               for policy in policies):
        yield Fault("default-deny", where(one), "no NetworkPolicy denies what is not allowed")
    if not any(policy["spec"]["podSelector"] and selects(policy["spec"]["podSelector"], labels(one))
               for policy in policies):
        yield Fault("network-policy", where(one), "no NetworkPolicy is about it")


def _autoscalers(all_: list[dict]) -> Iterator[Fault]:
    for scaler in of_kind(all_, "HorizontalPodAutoscaler"):
        spec = scaler["spec"]
        target = [one for one in of_kind(all_, "Deployment")
                  if name(one) == spec["scaleTargetRef"]["name"]]
        if not target:
            yield Fault("autoscaler", where(scaler), "its target is not there")
        if spec.get("minReplicas", 1) > spec["maxReplicas"]:
            yield Fault("autoscaler", where(scaler), "minReplicas is greater than maxReplicas")


def _budgets(all_: list[dict]) -> Iterator[Fault]:
    for budget in of_kind(all_, "PodDisruptionBudget"):
        spec = budget["spec"]
        if not any(selects(spec.get("selector"), labels(one))
                   for one in of_kind(all_, "Deployment", "StatefulSet")):
            yield Fault("selector", where(budget), "selects no pod")
        if spec.get("maxUnavailable") in (0, "0%") or spec.get("minAvailable") == "100%":
            yield Fault("budget-blocks", where(budget), "no node could ever be drained")
