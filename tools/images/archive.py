"""Images as archives: the OCI image layout, which docker, podman and containerd read alike.

The bytes depend on the content alone: entries are sorted, owners, times and names of users are not
kept, layers are not compressed. So two builds of the same content have one digest.
"""

import dataclasses
import hashlib
import io
import json
import pathlib
import tarfile
from typing import Optional

EPOCH = "1970-01-01T00:00:00Z"
LAYER = "application/vnd.oci.image.layer.v1.tar"
CONFIG = "application/vnd.oci.image.config.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


@dataclasses.dataclass
class Layer:
    """Files, links and folders by path, without a slash in front. Folders above them are made."""

    files: dict[str, tuple[bytes, int]] = dataclasses.field(default_factory=dict)
    links: dict[str, str] = dataclasses.field(default_factory=dict)
    folders: dict[str, int] = dataclasses.field(default_factory=dict)

    def add(self, path: str, content: bytes, executable: bool = False) -> None:
        self.files[path] = (content, 0o755 if executable else 0o644)

    def add_from(self, path: str, source: pathlib.Path) -> None:
        """A file, link or folder as it is on this machine; of rights, that to run it is kept."""
        if source.is_symlink():
            self.links[path] = str(source.readlink())
        elif source.is_dir():
            self.folders.setdefault(path, 0o755)
        else:
            self.add(path, source.read_bytes(), bool(source.stat().st_mode & 0o100))

    def tar(self) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
            for path in sorted({*self.files, *self.links, *self._all_folders()}):
                _write(archive, path, self)
        return buffer.getvalue()

    def _all_folders(self) -> dict[str, int]:
        for path in [*self.files, *self.links, *self.folders]:
            for folder in list(pathlib.PurePosixPath(path).parents)[:-1]:
                if str(folder) not in self.links:
                    self.folders.setdefault(str(folder), 0o755)
        return self.folders


def _write(archive: tarfile.TarFile, path: str, layer: Layer) -> None:
    entry = tarfile.TarInfo(path)
    if path in layer.files:
        content, entry.mode = layer.files[path]
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
        return
    entry.type = tarfile.SYMTYPE if path in layer.links else tarfile.DIRTYPE
    entry.linkname = layer.links.get(path, "")
    entry.mode = 0o777 if path in layer.links else layer.folders[path]
    archive.addfile(entry)


@dataclasses.dataclass(frozen=True)
class Image:
    """What a container of it starts, as whom."""

    name: str  # "localhost/guanxi/gateway:dev"
    entrypoint: tuple[str, ...]
    layers: tuple[bytes, ...]  # tars
    user: str = "65532:65532"
    environment: tuple[str, ...] = ()
    labels: Optional[dict] = None
    architecture: str = "amd64"


def write(image: Image, path: pathlib.Path) -> str:
    """Writes the archive, and returns the digest of its manifest, by which registries know it."""
    blobs = {}

    def keep(content: bytes, kind: str) -> dict:
        digest = hashlib.sha256(content).hexdigest()
        blobs[digest] = content
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}

    layers = [keep(layer, LAYER) for layer in image.layers]
    config = keep(_json({
        "architecture": image.architecture, "os": "linux", "created": EPOCH,
        "config": {"Entrypoint": list(image.entrypoint), "User": image.user, "WorkingDir": "/",
                   "Env": list(image.environment), "Labels": image.labels or {}},
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
        "history": [{"created": EPOCH, "created_by": "./dev images"} for _ in layers]}), CONFIG)
    manifest = keep(_json({"schemaVersion": 2, "mediaType": MANIFEST, "config": config,
                           "layers": layers}), MANIFEST)
    index = _json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [{
        **manifest, "annotations": {"io.containerd.image.name": image.name,
                                    "org.opencontainers.image.ref.name": image.name}}]})
    # What older readers look for.
    old = _json([{"Config": _blob(config), "RepoTags": [image.name],
                  "Layers": [_blob(layer) for layer in layers]}])
    outer = Layer()
    for digest, content in blobs.items():
        outer.add(f"blobs/sha256/{digest}", content)
    outer.add("index.json", index)
    outer.add("manifest.json", old)
    outer.add("oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
    draft = path.with_suffix(".draft")
    draft.write_bytes(outer.tar())
    draft.replace(path)
    return manifest["digest"]


def _blob(descriptor: dict) -> str:
    return "blobs/" + descriptor["digest"].replace(":", "/")


def _json(value) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
