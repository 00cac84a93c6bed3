"""Rendered manifests: read strictly, looked up, held against the schemas."""

import dataclasses
import json
import pathlib
from typing import Iterator, Optional

import jsonschema
import yaml

SCHEMAS = pathlib.Path(__file__).resolve().parent / "schemas"
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob")


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is wrong: the rule's name, the object, and the words."""

    rule: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.text}"


class _Loader(yaml.SafeLoader):
    """No key twice, and no dates: Kubernetes has none."""


def _mapping(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise yaml.YAMLError(f"a key is there twice: {', '.join(twice)}")
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.yaml_implicit_resolvers = {
    first: [one for one in ones if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, ones in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def parse(text: str) -> list[dict]:
    """All objects of a stream. yaml.YAMLError where it is none."""
    return [one for one in yaml.load_all(text, Loader=_Loader) if one is not None]


def name(one: dict) -> str:
    return (one.get("metadata") or {}).get("name", "")


def where(one: dict) -> str:
    return f"{one.get('kind')}/{name(one)}"


def of_kind(all_: list[dict], *kinds: str) -> list[dict]:
    return [one for one in all_ if one.get("kind") in kinds]


def template(one: dict) -> Optional[dict]:
    """The pod template of a workload, None of anything else."""
    spec = one.get("spec", {})
    if one.get("kind") == "CronJob":
        spec = spec.get("jobTemplate", {}).get("spec", {})
    return spec.get("template") if one.get("kind") in WORKLOADS else None


def pod(one: dict) -> dict:
    return template(one).get("spec", {})


def labels(one: dict) -> dict:
    """Those of a workload's pods."""
    return template(one).get("metadata", {}).get("labels", {})


def containers(one: dict) -> Iterator[tuple[dict, bool]]:
    """Each container of a workload, and whether it is an init container."""
    for container in pod(one).get("initContainers", []):
        yield container, True
    for container in pod(one).get("containers", []):
        yield container, False


def selects(selector: Optional[dict], own: dict) -> bool:
    """Whether a label selector, {} for all, takes these labels."""
    selector = selector or {}
    for key, value in selector.get("matchLabels", {}).items():
        if own.get(key) != value:
            return False
    for one in selector.get("matchExpressions", []):
        value, operator = own.get(one["key"]), one["operator"]
        if operator == "In" and value not in one["values"]:
            return False
        if operator == "NotIn" and value in one["values"]:
            return False
        if (operator == "Exists") != (value is not None) and operator in ("Exists", "DoesNotExist"):
            return False
    return True


class Schemas:
    """The schemas by "apiVersion/Kind"."""

    def __init__(self) -> None:
        core = json.loads((SCHEMAS / "kubernetes.json").read_text("utf-8"))
        self._all = {key: {"$ref": reference, "definitions": core["definitions"]}
                     for key, reference in core["kinds"].items()}
        for file in ("gateway-and-prometheus.json", "cert-manager.json"):
            self._all.update(json.loads((SCHEMAS / file).read_text("utf-8")))

    def faults(self, all_: list[dict]) -> Iterator[Fault]:
        for one in all_:
            key = f"{one.get('apiVersion')}/{one.get('kind')}"
            if key not in self._all:
                yield Fault("schema", where(one), f"there is no {key}")
                continue
            found = jsonschema.Draft7Validator(self._all[key]).iter_errors(one)
            for error in sorted(found, key=lambda each: [str(part) for part in each.path]):
                path = "/".join(str(part) for part in error.path)
                yield Fault("schema", where(one), f"/{path}: {error.message[:200]}")
