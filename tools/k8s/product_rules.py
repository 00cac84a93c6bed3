"""Rules that hold the manifests against the product: its services, flags and settings."""

import ast
import functools
import pathlib
import re
from typing import Iterator

from manifests import (Fault, WORKLOADS, containers, labels, name, of_kind, pod, selects,
                       where)

ROOT = pathlib.Path(__file__).resolve().parents[2]


@functools.lru_cache(maxsize=None)
def services() -> tuple[dict, ...]:
    text = (ROOT / "services.bzl").read_text(encoding="utf-8")
    return tuple(ast.literal_eval(text.partition("\nSERVICES = ")[2]))


@functools.lru_cache(maxsize=None)
def _code_of(folder: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8")
                     for path in sorted((ROOT / folder).rglob("*.cc"))
                     if not path.name.endswith("_test.cc"))


def code() -> str:
    """What the processes are made of."""
    return "\n".join(map(_code_of, ("common", *(one["name"] for one in services()))))


def flags(service: str) -> set:
    """The flags that the binary of a service may have: what all have, and its own."""
    return {flag for folder in ("common", service)
            for flag in re.findall(r"ABSL_FLAG\(\s*[\w:]+,\s*(\w+)", _code_of(folder))}


def images() -> set:
    """What `./dev images` makes (tools/images)."""
    return {*(one["name"] for one in services()), "envoy", "edge-config", "mariadb", "redis"}


def _image(container: dict) -> str:
    """Its last word, without tag and digest."""
    return container.get("image", "").rsplit("/", 1)[-1].partition(":")[0].partition("@")[0]


def faults(all_: list[dict]) -> Iterator[Fault]:
    yield from _deployed(all_)
    yield from _provided_for(all_)
    yield from _who_calls_whom(all_)
    for one in of_kind(all_, *WORKLOADS):
        for container, _ in containers(one):
            at = f"{where(one)} {container['name']}"
            if _image(container) not in images():
                yield Fault("image-unknown", at, f"./dev images makes no {_image(container)}")
            yield from _arguments(container, at, all_)


def _deployed(all_: list[dict]) -> Iterator[Fault]:
    """Each service is there, with its migration, and the edge knows where."""
    deployments = {name(one) for one in of_kind(all_, "Deployment")}
    jobs = {name(one) for one in of_kind(all_, "Job")}
    rendered = " ".join(argument for one in of_kind(all_, "Deployment")
                        for container, is_init in containers(one) if is_init
                        for argument in container.get("args", []))
    for service in services():
        own = service["name"]
        if own not in deployments:
            yield Fault("service-missing", f"Deployment/{own}", "services.bzl has it")
        if f"{own}-migrate" not in jobs:
            yield Fault("service-missing", f"Job/{own}-migrate", "its schema is never made")
        prefix = own.removesuffix("-svc").replace("-", "_").upper()
        if f"{prefix}_HOST={own} " not in rendered + " ":
            yield Fault("service-missing", "Deployment/envoy", f"{prefix}_HOST is not {own}")


def _provided_for(all_: list[dict]) -> Iterator[Fault]:
    """Each service has what the components give the others: certificates, an account of the database,
    an alert for when nothing is heard of it."""
    settings = {key: value for config in of_kind(all_, "ConfigMap")
                for key, value in (config.get("data") or {}).items()}
    accounts = [path for one in of_kind(all_, "Job") if name(one) == "mariadb-accounts"
                for path in _projected(one)]
    silence = " ".join(rule["expr"] for one in of_kind(all_, "PrometheusRule")
                       for group in one["spec"]["groups"] for rule in group["rules"]
                       if rule.get("alert") == "GuanxiMetricsMissing")
    for one in of_kind(all_, "Deployment"):
        own = name(one)
        if own not in {service["name"] for service in services()}:
            continue
        if not all("grpc" in container.get("readinessProbe", {"grpc": {}})
                   for container, _ in containers(one)):
            yield Fault("readiness-by-health", where(one), "a port that answers is no health")
        mounted = {mount["mountPath"] for container, _ in containers(one)
                   for mount in container.get("volumeMounts", [])}
        if settings.get("TLS_FOLDER") and settings["TLS_FOLDER"] not in mounted:
            yield Fault("provided-for", where(one), "has no certificate, and TLS_FOLDER says where")
        schema = own.removesuffix("-svc")
        if accounts and f"{schema}.password" not in accounts:
            yield Fault("provided-for", "Job/mariadb-accounts", f"makes no account for {own}")
        if silence and f'service="{own}"' not in silence:
            yield Fault("provided-for", "PrometheusRule/GuanxiMetricsMissing", f"forgets {own}")
    script = (ROOT / "k8s/images/mariadb-start").read_text(encoding="utf-8")
    kept = re.search(r"^schemas=\((.*)\)$", script, re.MULTILINE).group(1).split()
    if accounts and sorted(kept) != sorted(
            service["name"].removesuffix("-svc") for service in services()):
        yield Fault("provided-for", "k8s/images/mariadb-start", f"keeps the schemas {kept}")


def _projected(one: dict) -> list[str]:
    """The files that a workload's volumes of several sources have."""
    return [item["path"] for volume in pod(one).get("volumes", [])
            for source in volume.get("projected", {}).get("sources", [])
            for item in source.get("secret", {}).get("items", [])]


def _who_calls_whom(all_: list[dict]) -> Iterator[Fault]:
    """What the policies let through on port grpc is what services.bzl lists, and nothing more."""
    names = {service["name"] for service in services()}
    wanted = {("envoy", own) for own in names}
    for service in services():
        others = {*service["calls"], *service["hears"]} | {"gateway"}
        wanted |= {(service["name"], other) for other in others - {service["name"]}
                   if service["name"] != "gateway"}
    pods = {name(one): labels(one) for one in of_kind(all_, "Deployment") if
            name(one) in names | {"envoy"}}
    for direction in ("ingress", "egress"):
        allowed = _allowed(of_kind(all_, "NetworkPolicy"), pods, direction)
        for caller, callee in sorted(wanted - allowed):
            yield Fault("network-graph", f"NetworkPolicy/{caller}",
                        f"{direction}: {caller} cannot call {callee}")
        for caller, callee in sorted(allowed - wanted):
            yield Fault("network-graph", f"NetworkPolicy/{callee}",
                        f"{direction}: {caller} may call {callee}, which services.bzl does not say")


def _allowed(policies: list[dict], pods: dict, direction: str) -> set:
    """Pairs of caller and callee whose port `grpc` one side's policies open."""
    pairs = set()
    far = "from" if direction == "ingress" else "to"
    for policy in policies:
        for rule in policy["spec"].get(direction) or []:
            ports = [port.get("port") for port in rule.get("ports", [])]
            if ports and not {"grpc", 9000} & set(ports):
                continue
            for own, own_labels in pods.items():
                if not selects(policy["spec"]["podSelector"], own_labels):
                    continue
                for other, other_labels in pods.items():
                    peers = rule.get(far)
                    reached = peers is None or any(
                        "podSelector" in peer and "namespaceSelector" not in peer and
                        selects(peer["podSelector"], other_labels) for peer in peers)
                    if reached and other != own:
                        pairs.add((other, own) if direction == "ingress" else (own, other))
    names = {service["name"] for service in services()}
    return {(caller, callee) for caller, callee in pairs if callee in names}


@functools.lru_cache(maxsize=None)
def _edge_values() -> frozenset:
    """What gateway/envoy/render takes."""
    text = (ROOT / "gateway/envoy/render").read_text(encoding="utf-8")
    block = text.partition("\nVALUES = {")[2].partition("\n}")[0]
    prefixes = [one["name"].removesuffix("-svc").replace("-", "_").upper() for one in services()]
    return frozenset(re.findall(r'^    "([A-Z_]+)":', block, re.MULTILINE)) | {
        f"{prefix}_{what}" for prefix in prefixes for what in ("HOST", "PORT", "HEALTH_PORT")}


def _arguments(container: dict, at: str, all_: list[dict]) -> Iterator[Fault]:
    """Flags exist, and what they are filled with is there."""
    image = _image(container)
    known = {variable["name"] for variable in container.get("env", [])}
    for source in container.get("envFrom", []):
        for config in of_kind(all_, "ConfigMap"):
            if name(config) == source.get("configMapRef", {}).get("name"):
                known |= set(config.get("data") or {})
    for argument in container.get("args", []):
        flag = re.match(r"--(\w+)", argument)
        if image in {service["name"] for service in services()} and flag and \
                flag.group(1) not in flags(image):
            yield Fault("flag", at, f"{image} has no --{flag.group(1)}")
        value = re.match(r"([A-Z_]+)=", argument)
        if image == "edge-config" and value and value.group(1) not in _edge_values():
            yield Fault("flag", at, f"gateway/envoy/render takes no {value.group(1)}")
        for variable in re.findall(r"\$\((\w+)\)", argument):
            if variable not in known:
                yield Fault("setting", at, f"nothing says {variable}")
