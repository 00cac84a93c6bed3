"""Archives, a layer of this machine's packages, and one of a distribution's root folder."""

import hashlib
import io
import json
import pathlib
import sys
import tarfile
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "dev"))

import archive
import bundled
import debian
import distribution
import rootfs

TRUE = pathlib.Path("/usr/bin/true")


def some_layer() -> archive.Layer:
    layer = archive.Layer()
    layer.add("guanxi/service", b"program", executable=True)
    layer.add("guanxi/a/b/schema.sql", b"SELECT 1")
    layer.links["bin"] = "usr/bin"
    layer.folders["tmp"] = 0o1777
    return layer


class LayerTest(unittest.TestCase):

    def entries(self, content: bytes) -> dict[str, tarfile.TarInfo]:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            return {entry.name: entry for entry in tar}

    def test_keeps_nothing_of_the_machine_that_made_it(self):
        for entry in self.entries(some_layer().tar()).values():
            self.assertEqual((entry.uid, entry.gid, entry.mtime, entry.uname), (0, 0, 0, ""))

    def test_has_every_folder_above_a_file(self):
        entries = self.entries(some_layer().tar())
        self.assertTrue(entries["guanxi/a/b"].isdir())
        self.assertEqual(list(entries), sorted(entries))

    def test_keeps_rights_links_and_the_sticky_bit(self):
        entries = self.entries(some_layer().tar())
        self.assertEqual(entries["guanxi/service"].mode, 0o755)
        self.assertEqual(entries["guanxi/a/b/schema.sql"].mode, 0o644)
        self.assertEqual(entries["bin"].linkname, "usr/bin")
        self.assertEqual(entries["tmp"].mode, 0o1777)

    def test_drops_the_bit_by_which_a_program_becomes_root(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "program"
            program.write_bytes(b"x")
            program.chmod(0o4755)
            layer = archive.Layer()
            layer.add_from("program", program)
        self.assertEqual(self.entries(layer.tar())["program"].mode, 0o755)


class ArchiveTest(unittest.TestCase):

    def write(self, layer: archive.Layer) -> tuple[str, bytes]:
        image = archive.Image("localhost/a:b", ("/guanxi/service",), (layer.tar(),))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "image.tar"
            return archive.write(image, path), path.read_bytes()

    def test_two_builds_have_one_digest(self):
        self.assertEqual(self.write(some_layer()), self.write(some_layer()))

    def test_another_content_has_another_digest(self):
        other = some_layer()
        other.add("guanxi/service", b"another program", executable=True)
        self.assertNotEqual(self.write(some_layer())[0], self.write(other)[0])

    def test_every_blob_is_what_its_name_says_and_is_named_by_what_refers_to_it(self):
        digest, content = self.write(some_layer())
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            files = {entry.name: tar.extractfile(entry).read() for entry in tar if entry.isfile()}
        blobs = {name.rsplit("/", 1)[1]: blob for name, blob in files.items() if "blobs/" in name}
        for name, blob in blobs.items():
            self.assertEqual(hashlib.sha256(blob).hexdigest(), name)
        [entry] = json.loads(files["index.json"])["manifests"]
        self.assertEqual(entry["digest"], digest)
        manifest = json.loads(blobs[digest.removeprefix("sha256:")])
        config = json.loads(blobs[manifest["config"]["digest"].removeprefix("sha256:")])
        self.assertEqual(config["config"]["User"], "65532:65532")
        self.assertEqual(config["config"]["Entrypoint"], ["/guanxi/service"])
        layers = [layer["digest"] for layer in manifest["layers"]]
        self.assertEqual(config["rootfs"]["diff_ids"], layers)
        self.assertLessEqual({one.removeprefix("sha256:") for one in layers}, set(blobs))
        [old] = json.loads(files["manifest.json"])
        self.assertLessEqual({old["Config"], *old["Layers"]}, set(files))


class RootFolderTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.packages = rootfs.packages_of([TRUE], ["ca-certificates", "tzdata"])
        cls.layer = rootfs.layer_of(cls.packages)

    def test_has_the_libraries_of_its_programs(self):
        self.assertIn("libc6", [package.name for package in self.packages])
        self.assertEqual(rootfs.missing_libraries(self.layer, TRUE), [])

    def test_says_which_library_is_missing(self):
        self.assertNotEqual(rootfs.missing_libraries(archive.Layer(), TRUE), [])

    def test_a_library_that_no_package_has_is_found_by_its_name_where_the_loader_looks(self):
        of_build = "/build/_solib_k8/duckdb/libduckdb.so"
        with mock.patch.object(debian, "libraries", lambda _: [of_build]):
            self.assertEqual(rootfs.missing_libraries(self.layer, TRUE), [of_build])
            layer = archive.Layer()
            layer.add("guanxi/libduckdb.so", b"where no loader looks")
            self.assertEqual(rootfs.missing_libraries(layer, TRUE), [of_build])
            layer.add(f"{bundled.LIBRARIES}/libduckdb.so", b"library")
            self.assertEqual(rootfs.missing_libraries(layer, TRUE), [])

    def test_a_library_that_no_package_has_must_be_named(self):
        with mock.patch.object(debian, "libraries", lambda _: ["/build/libother.so"]):
            with self.assertRaises(KeyError):
                rootfs.packages_of([TRUE], [], ["libduckdb.so"])
            self.assertEqual(rootfs.packages_of([TRUE], [], ["libother.so"]), [])

    def test_has_no_program(self):
        programs = [path for path in self.layer.files if path.startswith(("usr/bin/", "usr/sbin/"))]
        self.assertEqual(programs, [])

    def test_has_authorities_zones_and_licences(self):
        self.assertIn(b"BEGIN CERTIFICATE",
                      self.layer.files["etc/ssl/certs/ca-certificates.crt"][0])
        self.assertIn("usr/share/zoneinfo/Asia/Shanghai", {**self.layer.files, **self.layer.links})
        self.assertIn("usr/share/doc/libc6/copyright", self.layer.files)

    def test_names_a_user_that_is_not_root(self):
        self.assertIn(b"guanxi:x:65532:65532", self.layer.files["etc/passwd"][0])

    def test_merged_paths_are_those_below_usr(self):
        self.assertEqual(debian.merged("/lib/x86_64-linux-gnu/libc.so.6"),
                         "usr/lib/x86_64-linux-gnu/libc.so.6")
        self.assertEqual(debian.merged("/usr/lib/a"), "usr/lib/a")
        self.assertEqual(debian.merged("/etc/passwd"), "etc/passwd")


class DistributionTest(unittest.TestCase):

    def root(self, folder: str) -> pathlib.Path:
        root = pathlib.Path(folder)
        for path in ("usr/bin/mariadbd", "var/log/apt/history.log", "etc/machine-id",
                     "var/lib/dpkg/status"):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text("x", encoding="utf-8")
        return root

    def test_leaves_out_what_differs_from_run_to_run(self):
        with tempfile.TemporaryDirectory() as folder:
            layer = distribution.layer_of(self.root(folder))
        self.assertIn("usr/bin/mariadbd", layer.files)
        self.assertNotIn("var/log/apt/history.log", layer.files)
        self.assertNotIn("etc/machine-id", layer.files)

    def test_reads_what_is_installed(self):
        with tempfile.TemporaryDirectory() as folder:
            root = self.root(folder)
            (root / "var/lib/dpkg/status").write_text(
                "Package: mariadb-server\nStatus: install ok installed\nArchitecture: amd64\n"
                "Source: mariadb\nVersion: 1:10.11.6\nDescription: a\n more: b\n\n"
                "Package: libx\nStatus: install ok installed\nArchitecture: amd64\n"
                "Source: x (2.0)\nVersion: 2.0+b1\n\n"
                "Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\n"
                "Version: 1\n", encoding="utf-8")
            packages = distribution.packages_in(root)
        self.assertEqual([(one.name, one.source, one.source_version) for one in packages],
                         [("libx", "x", "2.0"), ("mariadb-server", "mariadb", "1:10.11.6")])


if __name__ == "__main__":
    unittest.main()
