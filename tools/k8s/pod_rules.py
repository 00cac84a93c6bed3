"""Rules of each workload by itself: what its pods may do, need and say of themselves."""

import re
from typing import Iterator

from manifests import Fault, containers, of_kind, pod, where, WORKLOADS

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
MOUNTED_FOR_ITS_GROUP = 0o440


def faults(all_: list[dict]) -> Iterator[Fault]:
    for one in of_kind(all_, *WORKLOADS):
        yield from _pod(one)
        for container, is_init in containers(one):
            at = f"{where(one)} {container.get('name')}"
            yield from _security(one, container, at)
            yield from _resources(container, at)
            yield from _image(container, at)
            yield from _environment(container, at)
            if not is_init and one["kind"] in ("Deployment", "StatefulSet"):
                yield from _probes(container, at)
        if one["kind"] in ("Job", "CronJob"):
            yield from _job(one)


def _pod(one: dict) -> Iterator[Fault]:
    spec, at = pod(one), where(one)
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield Fault("host-namespace", at, key)
    if spec.get("automountServiceAccountToken") is not False:
        yield Fault("token-mounted", at, "it does not ask the API server for anything")
    if spec.get("serviceAccountName", "default") == "default":
        yield Fault("own-account", at, "it has no ServiceAccount of its own")
    if not spec.get("priorityClassName"):
        yield Fault("priority", at, "no priorityClassName")
    if spec.get("securityContext", {}).get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield Fault("seccomp", at, "seccompProfile is not RuntimeDefault")
    for volume in spec.get("volumes", []):
        if "hostPath" in volume:
            yield Fault("host-path", at, f"volume {volume['name']}")
        if "emptyDir" in volume and "sizeLimit" not in (volume["emptyDir"] or {}):
            yield Fault("unbounded-volume", at, f"volume {volume['name']} has no sizeLimit")
        yield from _secret_mode(volume, at)


def _secret_mode(volume: dict, at: str) -> Iterator[Fault]:
    """Files of secrets that others could read are refused by the processes themselves."""
    projected = volume.get("projected", {})
    holds = "secret" in volume or any("secret" in one for one in projected.get("sources", []))
    mode = (volume.get("secret") or projected).get("defaultMode", 0o644)
    if holds and mode & ~MOUNTED_FOR_ITS_GROUP:
        yield Fault("secret-mode", at, f"volume {volume['name']} has mode {mode:o}: at most 440")


def _security(one: dict, container: dict, at: str) -> Iterator[Fault]:
    own = container.get("securityContext", {})
    both = {**pod(one).get("securityContext", {}), **own}
    if both.get("runAsNonRoot") is not True or both.get("runAsUser", 1) == 0:
        yield Fault("run-as-root", at, "runAsNonRoot is not true")
    if own.get("readOnlyRootFilesystem") is not True:
        yield Fault("writable-root", at, "readOnlyRootFilesystem is not true")
    if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
        yield Fault("privilege", at, "allowPrivilegeEscalation is not false, or it is privileged")
    capabilities = own.get("capabilities", {})
    if capabilities.get("drop") != ["ALL"] or capabilities.get("add"):
        yield Fault("capabilities", at, "they are not all dropped, or some are added")


def _resources(container: dict, at: str) -> Iterator[Fault]:
    resources = container.get("resources", {})
    for kind in ("requests", "limits"):
        missing = [name for name in ("cpu", "memory") if name not in resources.get(kind, {})]
        if missing:
            yield Fault("resources", at, f"no {kind} of {', '.join(missing)}")


def _image(container: dict, at: str) -> Iterator[Fault]:
    image = container.get("image", "")
    last = image.rsplit("/", 1)[-1]
    if "@sha256:" not in image and (":" not in last or last.endswith(":latest")):
        yield Fault("image-tag", at, f"{image} has no tag, or `latest`")
    if container.get("imagePullPolicy") not in ("IfNotPresent", "Always"):
        yield Fault("image-pull", at, "imagePullPolicy is not said")


def _environment(container: dict, at: str) -> Iterator[Fault]:
    """Secrets are files: an environment is inherited, printed and never changes."""
    for variable in container.get("env", []):
        if "secretKeyRef" in variable.get("valueFrom", {}):
            yield Fault("secret-in-environment", at, variable["name"])
        if re.search(r"PASSWORD$|SECRET$|TOKEN$", variable["name"]) and variable.get("value"):
            yield Fault("secret-in-environment", at, variable["name"])
    if any("secretRef" in one for one in container.get("envFrom", [])):
        yield Fault("secret-in-environment", at, "envFrom")


def _probes(container: dict, at: str) -> Iterator[Fault]:
    ports = {port.get("name") for port in container.get("ports", [])}
    numbers = {port["containerPort"] for port in container.get("ports", [])}
    for kind in ("readinessProbe", "livenessProbe"):
        if kind not in container:
            yield Fault("probe-missing", at, kind)
    for kind in PROBES:
        probe = container.get(kind, {})
        for how in ("httpGet", "tcpSocket", "grpc"):
            port = probe.get(how, {}).get("port")
            if port is not None and port not in ports | numbers:
                yield Fault("probe-port", at, f"{kind}: the container has no port {port}")
    if "grpc" in container.get("livenessProbe", {}):
        yield Fault("liveness-by-health", at,
                    "health says that a database is away, too: no reason to end the process")


def _job(one: dict) -> Iterator[Fault]:
    spec = one["spec"]
    if one["kind"] == "CronJob":
        if spec.get("concurrencyPolicy") != "Forbid":
            yield Fault("job-bounds", where(one), "concurrencyPolicy is not Forbid")
        spec = spec["jobTemplate"]["spec"]
    for key in ("backoffLimit", "activeDeadlineSeconds"):
        if key not in spec:
            yield Fault("job-bounds", where(one), f"no {key}")
