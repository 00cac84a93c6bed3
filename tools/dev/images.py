"""`./dev images`: an archive for each container image, with what is in it, without a daemon.

What each holds is said in tools/images. The services' and the edge's have no shell and are made of
the packages that are installed here; MariaDB's and Redis's are Debian's.
"""

import argparse
import json
import pathlib
import subprocess
import sys
from typing import Sequence

from console import StepFailed, say
from settings import ROOT, checkout_folder

sys.path.insert(0, str(ROOT / "tools" / "images"))

RELEASE = "bookworm"
LABELS = {"org.opencontainers.image.licenses": "Apache-2.0",
          "org.opencontainers.image.vendor": "The Guanxi Authors"}


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME",
                        help="only these; `mariadb` and `redis`, which need mmdebstrap, are made "
                        "when they are named, and by `all`")
    parser.add_argument("--prefix", default="localhost/guanxi", metavar="REGISTRY/PATH",
                        help="what stands before an image's name (default: %(default)s)")
    parser.add_argument("--tag", default="dev", help="(default: %(default)s)")
    parser.add_argument("--output", type=pathlib.Path, metavar="FOLDER",
                        default=checkout_folder() / "images", help="(default: %(default)s)")
    parser.add_argument("--cves", type=pathlib.Path, metavar="FILE",
                        help="data/json of Debian's security tracker: list what it knows of the "
                        "packages in the images, as NAME.cves.json; not of what is of "
                        "no package")


def run(options: argparse.Namespace) -> int:
    # Made of the machine's packages: read where images are made alone.
    import contents
    import distribution
    import sbom
    import toolchain

    names = _chosen(options.name, [one.name for one in contents.ours()],
                    list(distribution.INCLUDED))
    tracker = sbom.read_tracker(options.cves) if options.cves else None
    toolchain.setup()
    toolchain.build(*contents.targets())
    options.output.mkdir(parents=True, exist_ok=True)
    digests = _read_digests(options.output)
    for name in names:
        own = contents.find(name)
        packages, digest = (_make_ours if own else _make_foreign)(own or name, options)
        digests[name] = {"image": f"{options.prefix}/{name}:{options.tag}", "digest": digest}
        say("images", f"{options.prefix}/{name}:{options.tag} {digest} ({len(packages)} packages)")
        if tracker is not None:
            _list_vulnerabilities(name, sbom.vulnerabilities(tracker, packages, RELEASE),
                                  [one.name for one in own.bundled] if own else [], options)
    text = json.dumps(digests, indent=1, sort_keys=True) + "\n"
    (options.output / "digests.json").write_text(text, encoding="utf-8")
    return 0


def _chosen(named: list[str], ours: list[str], foreign: list[str]) -> list[str]:
    if "all" in named:
        return ours + foreign
    if unknown := set(named) - {*ours, *foreign}:
        raise StepFailed(f"no such image: {', '.join(unknown)}; there are "
                         f"{', '.join([*ours, *foreign])}, and all")
    return named or ours


def _make_ours(own, options: argparse.Namespace) -> tuple[list, str]:
    import archive
    import debian
    import rootfs

    packages = rootfs.packages_of(own.programs, own.packages,
                                  [one.file.name for one in own.bundled])
    compiled_in = [debian.installed()[name] for name in own.compiled_in]
    base = rootfs.layer_of(packages, own.keeps)
    for one in own.bundled:
        base.add_from(one.path, one.file.resolve())
        base.add_from(f"usr/share/doc/{one.name}/copyright", one.license_file)
    for program in own.programs:
        if missing := rootfs.missing_libraries(base, program):
            raise StepFailed(f"the image {own.name} would lack {', '.join(missing)}")
    layer = archive.Layer()
    for source, path in own.files:
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            target = f"{path}/{file.relative_to(source)}" if source.is_dir() else path
            layer.add_from(target, file.resolve())
    files = {path: content for path, (content, _) in layer.files.items()}
    document = _document(own.name, packages, files, options, compiled_in, own.bundled)
    layer.add("usr/share/guanxi/sbom.spdx.json", document)
    return [*packages, *compiled_in], _write(own.name, own.title, own.entrypoint,
                                             [base.tar(), layer.tar()], options)


def _make_foreign(name: str, options: argparse.Namespace) -> tuple[list, str]:
    import distribution

    layer, packages = distribution.make(name)
    start = f"guanxi/{distribution.START[name]}"
    document = _document(name, packages, {start: layer.files[start][0]}, options)
    layer.add("usr/share/guanxi/sbom.spdx.json", document)
    return packages, _write(name, f"Guanxi: {name}", (f"/{start}",), [layer.tar()], options)


def _document(name: str, packages: list, files: dict[str, bytes], options: argparse.Namespace,
              *more: Sequence) -> bytes:
    """The bill of materials, which lies beside the archive too. `more`: as sbom.spdx has it."""
    import sbom

    document = sbom.spdx(name, packages, files, _commit_time(), *more)
    (options.output / f"{name}.spdx.json").write_bytes(document)
    return document


def _write(name: str, title: str, entrypoint: tuple, layers: list[bytes],
           options: argparse.Namespace) -> str:
    import archive

    image = archive.Image(
        name=f"{options.prefix}/{name}:{options.tag}", entrypoint=entrypoint, layers=tuple(layers),
        environment=("PATH=/usr/sbin:/usr/bin:/sbin:/bin",),
        labels={**LABELS, "org.opencontainers.image.title": title})
    return archive.write(image, options.output / f"{name}.tar")


def _list_vulnerabilities(name: str, found: list[dict], unknown: list[str],
                          options: argparse.Namespace) -> None:
    """`unknown`: what is in the image and not Debian's, of which its tracker says nothing."""
    text = json.dumps({"known": found, "not_looked_up": unknown}, indent=1, sort_keys=True) + "\n"
    (options.output / f"{name}.cves.json").write_text(text, encoding="utf-8")
    mendable = sum(1 for one in found if one["fixed_in"])
    say("images", f"{name}: {len(found)} known CVEs, {mendable} of them mended in a later package" +
        (f"; not looked up: {', '.join(unknown)}" if unknown else ""))


def _commit_time() -> str:
    """When the sources are from, so that one commit makes one document."""
    form = "--date=format-local:%Y-%m-%dT%H:%M:%SZ"
    done = subprocess.run(["git", "log", "-1", "--format=%cd", form], cwd=ROOT,
                          env={"TZ": "UTC", "PATH": "/usr/bin:/bin"}, capture_output=True,
                          text=True, check=False)
    return done.stdout.strip() or "1970-01-01T00:00:00Z"


def _read_digests(folder: pathlib.Path) -> dict:
    file = folder / "digests.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
