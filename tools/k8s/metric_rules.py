"""Rules of what is watched: alerts and dashboards look at metrics that something makes, and whoever is
woken has a page that says what to do."""

import functools
import json
import re
from typing import Iterator

from manifests import Fault, of_kind, where
from product_rules import ROOT, code

# Metrics that others make: Envoy, kube-state-metrics, kubelet, cert-manager.
FOREIGN_METRICS = ("envoy_", "kube_", "kubelet_volume_stats_", "container_", "certmanager_")
SUFFIXES = ("_bucket", "_sum", "_count")
PAGES = "docs/runbook/alerts"


def faults(all_: list[dict]) -> Iterator[Fault]:
    yield from _alerts(all_)
    yield from _dashboards(all_)


@functools.lru_cache(maxsize=None)
def metrics() -> frozenset:
    """All series of ours; each stands in the code as a text of its own."""
    return frozenset(re.findall(r'"(guanxi_[a-z_]+)"', code()))


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
