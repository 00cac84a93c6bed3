"""Rules that hold the manifests against the product: its services, flags, metrics and pages."""

import ast
import functools
import json
import pathlib
import re
from typing import Iterator

from manifests import (Fault, WORKLOADS, containers, labels, name, of_kind, selects, where)

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ("common", "gateway", "customer-svc", "lead-svc", "workflow-svc")
# Metrics that others make: Envoy, kube-state-metrics, kubelet, cert-manager.
FOREIGN_METRICS = ("envoy_", "kube_", "kubelet_volume_stats_", "container_", "certmanager_")
SUFFIXES = ("_bucket", "_sum", "_count")
PAGES = "docs/runbook/alerts"


@functools.lru_cache(maxsize=None)
def services() -> tuple[dict, ...]:
    text = (ROOT / "services.bzl").read_text(encoding="utf-8")
    return tuple(ast.literal_eval(text.partition("\nSERVICES = ")[2]))


@functools.lru_cache(maxsize=None)
def _code() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for folder in SOURCES
        for path in sorted((ROOT / folder).rglob("*.cc")) if not path.name.endswith("_test.cc"))


@functools.lru_cache(maxsize=None)
def flags() -> frozenset:
    """All flags that a binary of ours may have."""
    return frozenset(re.findall(r"ABSL_FLAG\(\s*[\w:]+,\s*(\w+)", _code()))


@functools.lru_cache(maxsize=None)
def metrics() -> frozenset:
    """All series of ours; each stands in the code as a text of its own."""
    return frozenset(re.findall(r'"(guanxi_[a-z_]+)"', _code()))


def faults(all_: list[dict]) -> Iterator[Fault]:
    yield from _deployed(all_)
    yield from _who_calls_whom(all_)
    for one in of_kind(all_, *WORKLOADS):
        for container, _ in containers(one):
            yield from _arguments(container, f"{where(one)} {container['name']}", all_)
    yield from _alerts(all_)
    yield from _dashboards(all_)


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
            yield Fault("service-missing", f"Deployment/envoy", f"{prefix}_HOST is not {own}")


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
    image = container.get("image", "").rsplit("/", 1)[-1].partition(":")[0].partition("@")[0]
    known = {variable["name"] for variable in container.get("env", [])}
    for source in container.get("envFrom", []):
        for config in of_kind(all_, "ConfigMap"):
            if name(config) == source.get("configMapRef", {}).get("name"):
                known |= set(config.get("data") or {})
    for argument in container.get("args", []):
        flag = re.match(r"--(\w+)", argument)
        if image in {service["name"] for service in services()} and flag and \
                flag.group(1) not in flags():
            yield Fault("flag", at, f"there is no --{flag.group(1)}")
        value = re.match(r"([A-Z_]+)=", argument)
        if image == "edge-config" and value and value.group(1) not in _edge_values():
            yield Fault("flag", at, f"gateway/envoy/render takes no {value.group(1)}")
        for variable in re.findall(r"\$\((\w+)\)", argument):
            if variable not in known:
                yield Fault("setting", at, f"nothing says {variable}")


def _unknown_metrics(text: str) -> list[str]:
    names = re.findall(r"\b((?:guanxi|[a-z]+)_[a-z0-9_]+)\s*(?=[{\[)<>=]|$| )", text)
    unknown = []
    for one in dict.fromkeys(names):
        base = next((one.removesuffix(suffix) for suffix in SUFFIXES if one.endswith(suffix)), one)
        if one.startswith("guanxi_") and not {one, base} & metrics():
            unknown.append(one)
    return unknown


def _foreign_metrics(text: str) -> list[str]:
    """Names before a selector that are neither ours nor of those whose exporters we name."""
    return [one for one in re.findall(r"([a-z_:][a-z0-9_:]*)\{", text)
            if not one.startswith(("guanxi_", *FOREIGN_METRICS))]


def _alerts(all_: list[dict]) -> Iterator[Fault]:
    rules = [rule for one in of_kind(all_, "PrometheusRule") for group in one["spec"]["groups"]
             for rule in group["rules"]]
    for rule in rules:
        at = f"PrometheusRule/{rule.get('alert')}"
        for metric in _unknown_metrics(rule["expr"]) + _foreign_metrics(rule["expr"]):
            yield Fault("metric", at, f"nothing makes {metric}")
        page = rule.get("annotations", {}).get("runbook_url", "")
        if page != f"{PAGES}/{rule.get('alert')}.md" or not (ROOT / page).exists():
            yield Fault("runbook", at, f"has no page {PAGES}/{rule.get('alert')}.md")
        if rule.get("labels", {}).get("severity") not in ("page", "ticket"):
            yield Fault("severity", at, "is neither page nor ticket")
    alerts = {rule.get("alert") for rule in rules}
    for page in sorted((ROOT / PAGES).glob("*.md")) if rules else []:
        if page.stem not in alerts:
            yield Fault("runbook", str(page.relative_to(ROOT)), "there is no such alert")


def _dashboards(all_: list[dict]) -> Iterator[Fault]:
    for config in of_kind(all_, "ConfigMap"):
        for file, text in (config.get("data") or {}).items():
            if not file.endswith(".json"):
                continue
            at = f"{where(config)} {file}"
            for panel in json.loads(text)["panels"]:
                for target in panel["targets"]:
                    expression = target["expr"]
                    for metric in _unknown_metrics(expression) + _foreign_metrics(expression):
                        yield Fault("metric", at, f"{panel['title']}: nothing makes {metric}")
