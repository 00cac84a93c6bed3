"""Bills of materials, and lists of vulnerabilities."""

import base64
import hashlib
import json
import pathlib
import tempfile
import unittest

import bundled
import debian
import sbom

ZLIB = debian.Package("zlib1g", "amd64", "1:1.2.13.dfsg-1", "zlib", "1:1.2.13.dfsg-1")


class BillTest(unittest.TestCase):

    def test_lists_packages_and_our_own_files(self):
        text = sbom.spdx("gateway", [ZLIB], {"guanxi/gateway": b"program"}, "2026-01-01T00:00:00Z")
        document = json.loads(text)
        self.assertEqual([one["name"] for one in document["packages"]], ["gateway", "zlib1g"])
        [reference] = document["packages"][1]["externalRefs"]
        self.assertEqual(reference["referenceLocator"],
                         "pkg:deb/debian/zlib1g@1%3A1.2.13.dfsg-1?arch=amd64&distro=debian-12")
        [file] = document["files"]
        self.assertEqual(file["fileName"], "./guanxi/gateway")
        self.assertIn({"algorithm": "SHA256", "checksumValue":
                       hashlib.sha256(b"program").hexdigest()}, file["checksums"])
        names = {one["SPDXID"] for one in [*document["packages"], *document["files"]]}
        for relation in document["relationships"]:
            self.assertIn(relation["relatedSpdxElement"], names)

    def test_one_content_makes_one_document(self):
        make = lambda files: sbom.spdx("gateway", [ZLIB], files, "2026-01-01T00:00:00Z")
        self.assertEqual(make({"a": b"1"}), make({"a": b"1"}))
        self.assertNotEqual(make({"a": b"1"}), make({"a": b"2"}))


class BundledTest(unittest.TestCase):
    """What is of no package is in the bill with what its registry says of it."""

    LOCK = json.dumps({"packages": {"node_modules/@duckdb/node-bindings-linux-x64": {
        "version": "1.5.6-r.1", "integrity": "sha512-" + base64.b64encode(b"\1" * 64).decode()}}})
    REQUIREMENTS = "# Envoy\nenvoy-server==1.40.0 --hash=sha256:" + "ab" * 32 + "\n"

    def document(self, one: bundled.Bundled) -> dict:
        version = "3.11.2-2"
        headers = debian.Package("nlohmann-json3-dev", "all", version, "nlohmann-json3", version)
        return json.loads(sbom.spdx("analytics-svc", [ZLIB], {"guanxi/analytics_svc": b"program"},
                                    "2026-01-01T00:00:00Z", [headers], [one]))

    def test_a_library_of_npm_has_its_version_hash_and_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "libduckdb.so"
            file.write_bytes(b"library")
            document = self.document(bundled.duckdb(self.LOCK, file))
        entry = document["packages"][-1]
        self.assertEqual((entry["name"], entry["versionInfo"], entry["licenseDeclared"]),
                         ("duckdb", "1.5.6", "MIT"))
        self.assertEqual([one["referenceLocator"] for one in entry["externalRefs"]],
                         ["pkg:npm/%40duckdb/node-bindings-linux-x64@1.5.6-r.1",
                          "cpe:2.3:a:duckdb:duckdb:1.5.6:*:*:*:*:*:*:*"])
        self.assertEqual(entry["checksums"],
                         [{"algorithm": "SHA512", "checksumValue": "01" * 64}])
        listed = {one["fileName"]: one for one in document["files"]}
        self.assertEqual(listed["./usr/lib/x86_64-linux-gnu/libduckdb.so"]["checksums"][1]
                         ["checksumValue"], hashlib.sha256(b"library").hexdigest())
        self.assertEqual(len({one["SPDXID"] for one in document["files"]}), 2)

    def test_envoy_says_what_is_not_listed(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "envoy"
            file.write_bytes(b"program")
            entry = self.document(bundled.envoy(
                self.REQUIREMENTS, file, "guanxi/envoy", pathlib.Path(folder) / "LICENSE"))
        entry = entry["packages"][-1]
        self.assertEqual((entry["name"], entry["versionInfo"]), ("envoy", "1.40.0"))
        self.assertEqual(entry["checksums"], [{"algorithm": "SHA256", "checksumValue": "ab" * 32}])
        self.assertIn("not here", entry["comment"])

    def test_headers_that_are_compiled_in_are_linked_not_contained(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "libduckdb.so"
            file.write_bytes(b"library")
            relations = self.document(bundled.duckdb(self.LOCK, file))["relationships"]
        self.assertIn({"spdxElementId": "SPDXRef-image", "relationshipType": "STATIC_LINK",
                       "relatedSpdxElement": "SPDXRef-deb-nlohmann-json3-dev"}, relations)


class VulnerabilitiesTest(unittest.TestCase):

    def found(self, **state) -> list[str]:
        tracker = {"zlib": {"CVE-2026-1": {"releases": {"bookworm": state}}}}
        return [one["id"] for one in sbom.vulnerabilities(tracker, [ZLIB], "bookworm")]

    def test_what_is_open_counts_unless_debian_holds_it_for_nothing(self):
        self.assertEqual(self.found(status="open", urgency="not yet assigned"), ["CVE-2026-1"])
        self.assertEqual(self.found(status="open", urgency="unimportant"), [])

    def test_what_was_mended_counts_in_older_versions_alone(self):
        self.assertEqual(self.found(status="resolved", fixed_version="1:1.2.13.dfsg-2"),
                         ["CVE-2026-1"])
        self.assertEqual(self.found(status="resolved", fixed_version="1:1.2.13.dfsg-1"), [])
        # "0": this release never had it.
        self.assertEqual(self.found(status="resolved", fixed_version="0"), [])

    def test_other_releases_packages_and_temporary_names_do_not_count(self):
        tracker = {"zlib": {"CVE-2026-1": {"releases": {"trixie": {"status": "open"}}},
                            "TEMP-1": {"releases": {"bookworm": {"status": "open"}}}},
                   "bash": {"CVE-2026-2": {"releases": {"bookworm": {"status": "open"}}}}}
        self.assertEqual(sbom.vulnerabilities(tracker, [ZLIB], "bookworm"), [])

    def test_names_all_packages_of_a_source(self):
        other = debian.Package("zlib1g-dev", "amd64", ZLIB.version, "zlib", ZLIB.source_version)
        tracker = {"zlib": {"CVE-2026-1": {"releases": {"bookworm": {"status": "open"}}}}}
        [one] = sbom.vulnerabilities(tracker, [ZLIB, other], "bookworm")
        self.assertEqual(one["packages"], ["zlib1g", "zlib1g-dev"])


if __name__ == "__main__":
    unittest.main()
