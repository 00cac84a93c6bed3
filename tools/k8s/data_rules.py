"""Rules of what the data lie in: copies of the facts, and the database's connections."""

import functools
import re
from typing import Iterator

from manifests import Fault, WORKLOADS, containers, name, of_kind, pod, where
from product_rules import ROOT, services

# Where each pod may keep what it makes anew by itself: of its own, and gone with it.
OWN_VOLUMES = ("emptyDir", "ephemeral")
# Connections of the database for people, back-ups and accounts.
OPERATORS = 10
# Bytes that a volume of the database has for rows, at least.
ROOM = 1 << 30


def faults(all_: list[dict]) -> Iterator[Fault]:
    for one in of_kind(all_, *WORKLOADS):
        for container, _ in containers(one):
            yield from _copies(one, container)
    yield from _connections(all_)
    yield from _volumes(all_)


def _copies(one: dict, container: dict) -> Iterator[Fault]:
    """A copy of the facts lies in a volume that can be written to and is each pod's own: two
    processes cannot have one file, and nobody may come to rely on what is there."""
    folders = [argument.partition("=")[2] for argument in container.get("args", [])
               if argument.startswith("--replica_dir=")]
    mounts = {mount["mountPath"]: mount for mount in container.get("volumeMounts", [])
              if not mount.get("readOnly")}
    own = {volume["name"] for volume in pod(one).get("volumes", [])
           if any(kind in volume for kind in OWN_VOLUMES)}
    for folder in folders:
        if folder not in mounts:
            yield Fault("copy", where(one), f"{folder} is no volume that can be written to")
        elif mounts[folder]["name"] not in own:
            yield Fault("copy", where(one), f"{folder} is not the pod's own")


def _connections(all_: list[dict]) -> Iterator[Fault]:
    """However far autoscalers go, and while all services are rolled out at once, the database of the
    installation has connections for all replicas."""
    configured = [re.search(r"^max_connections = (\d+)$", text, re.MULTILINE)
                  for text in _configurations(all_)]
    wanted = OPERATORS
    for scaler in of_kind(all_, "HorizontalPodAutoscaler"):
        if scaler["spec"]["scaleTargetRef"]["name"] in {one["name"] for one in services()}:
            wanted += (scaler["spec"]["maxReplicas"] + 1) * _connections_of_a_replica()
    for found in configured:
        if found is None or int(found.group(1)) < wanted:
            yield Fault("connections", "ConfigMap/mariadb",
                        f"max_connections is less than {wanted}, which its replicas may want")


@functools.lru_cache(maxsize=None)
def _connections_of_a_replica() -> int:
    """Of all lanes together."""
    text = (ROOT / "common/db/options.h").read_text(encoding="utf-8")
    return sum(map(int, re.findall(r"^  LaneOptions \w+\{(\d+),", text, re.MULTILINE)))


def _volumes(all_: list[dict]) -> Iterator[Fault]:
    """A node of the database takes what its configuration says, at once, before the first row."""
    for one in of_kind(all_, "StatefulSet"):
        sizes = [_bytes(claim["spec"]["resources"]["requests"]["storage"])
                 for claim in one["spec"].get("volumeClaimTemplates", [])]
        wanted = sum(_bytes(number) for text in _configurations(all_) for number in
                     re.findall(r"(?:gcache\.size|^innodb_log_file_size) ?= ?(\d+[MG])", text,
                                re.MULTILINE))
        if "mariadb" in name(one) and sizes and sizes[0] < wanted + ROOM:
            yield Fault("volume-too-small", where(one),
                        f"{wanted >> 20} MiB are taken at once, and some must be left")


def _configurations(all_: list[dict]) -> list[str]:
    return [text for config in of_kind(all_, "ConfigMap")
            for text in (config.get("data") or {}).values() if "[mariadbd]" in text]


def _bytes(text: str) -> int:
    """Of "2Gi", or "2G" as MariaDB means it."""
    number, unit = re.fullmatch(r"(\d+)([KMGT])i?", text).groups()
    return int(number) << 10 * (1 + "KMGT".index(unit))
