"""What is in an image: an SPDX 2.3 document, and the known vulnerabilities of it."""

import hashlib
import json
import pathlib
import subprocess
from typing import Iterable

from bundled import Bundled
from debian import Package


def spdx(name: str, packages: Iterable[Package], files: dict[str, bytes], created: str,
         compiled_in: Iterable[Package] = (), bundled: Iterable[Bundled] = ()) -> bytes:
    """The document of one image: its Debian packages and those whose headers are compiled into its
    programs, what is of no package, and our own files with their hashes."""
    image = "SPDXRef-image"
    entries = [{"SPDXID": image, "name": name, "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False, "licenseConcluded": "NOASSERTION",
                "licenseDeclared": "Apache-2.0", "copyrightText": "Copyright The Guanxi Authors"}]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", image)]
    for kind, some in (("CONTAINS", packages), ("STATIC_LINK", compiled_in)):
        for package in some:
            entries.append(_of_debian(package, copyright_there=kind == "CONTAINS"))
            relations.append((image, kind, entries[-1]["SPDXID"]))
    for one in bundled:
        entries.append(_of_others(one))
        relations.append((image, "CONTAINS", entries[-1]["SPDXID"]))
    listed = []
    for number, (path, content) in enumerate(sorted(files.items())):
        listed.append(_file(number, path, content))
        relations.append((image, "CONTAINS", listed[-1]["SPDXID"]))
    for one in bundled:
        listed.append(_file(len(listed), one.path, one.file.read_bytes()))
        relations.append((_reference(one.name), "CONTAINS", listed[-1]["SPDXID"]))
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": name, "creationInfo": {"created": created, "creators": ["Tool: guanxi-dev-images"]},
        "packages": entries, "files": listed,
        "relationships": [{"spdxElementId": first, "relationshipType": kind,
                           "relatedSpdxElement": second} for first, kind, second in relations]}
    # A name for the document that says its content.
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    document["documentNamespace"] = f"https://guanxi.dev/spdx/{name}/{digest}"
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()


def _of_debian(package: Package, copyright_there: bool) -> dict:
    where = "in the image" if copyright_there else "on the machine that built it"
    return {
        "SPDXID": f"SPDXRef-deb-{package.name.replace('+', '-plus').replace('_', '-')}",
        "name": package.name, "versionInfo": package.version, "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "sourceInfo": f"built from {package.source} {package.source_version}",
        "licenseComments": f"/usr/share/doc/{package.name}/copyright {where}",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": package.url}]}


def _of_others(one: Bundled) -> dict:
    algorithm, digest = one.checksum
    return {
        "SPDXID": _reference(one.name), "name": one.name, "versionInfo": one.version,
        "supplier": one.maker, "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION", "licenseDeclared": one.license,
        "copyrightText": "NOASSERTION",
        "licenseComments": f"/usr/share/doc/{one.name}/copyright in the image",
        "checksums": [{"algorithm": algorithm, "checksumValue": digest}],
        "comment": one.comment or "the registry's package, of which one file is in the image",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
             "referenceLocator": one.url},
            {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
             "referenceLocator": one.cpe}]}


def _reference(name: str) -> str:
    return f"SPDXRef-bundled-{name}"


def _file(number: int, path: str, content: bytes) -> dict:
    return {"SPDXID": f"SPDXRef-file-{number}", "fileName": f"./{path}", "checksums": [
        {"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()},
        {"algorithm": "SHA256", "checksumValue": hashlib.sha256(content).hexdigest()}],
        "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"}


def vulnerabilities(tracker: dict, packages: Iterable[Package], release: str) -> list[dict]:
    """The CVEs that Debian's security tracker says are open in these packages, or were mended only
    in a later version than this. `tracker` is its data/json, by source package."""
    found = {}
    for package in packages:
        for cve, entry in tracker.get(package.source, {}).items():
            state = entry.get("releases", {}).get(release)
            if not cve.startswith("CVE-") or state is None or not _concerns(state, package):
                continue
            one = found.setdefault((cve, package.source), {
                "id": cve, "source": package.source, "version": package.source_version,
                "fixed_in": state.get("fixed_version"), "urgency": state.get("urgency", ""),
                "packages": []})
            one["packages"].append(package.name)
    return [found[key] for key in sorted(found)]


def _concerns(state: dict, package: Package) -> bool:
    if state.get("status") == "open":
        return state.get("urgency") != "unimportant"
    fixed = state.get("fixed_version", "0")
    return fixed != "0" and _is_older(package.source_version, fixed)


def _is_older(version: str, other: str) -> bool:
    return subprocess.run(["dpkg", "--compare-versions", version, "lt", other],
                          check=False).returncode == 0


def read_tracker(path: pathlib.Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
