"""Where a checkout keeps its things: the one place that knows the folders.

Two folders matter. The checkout's own `.guanxi` holds what belongs to the
checkout (Envoy's binary, stamps of what is installed). The data folder holds
what belongs to one running stack (database, secrets, logs, process records);
it is `.guanxi` too unless `--data-dir` says otherwise, so that one checkout
can run several stacks and two checkouts never meet.
"""

import dataclasses
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8080


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the command line and the environment decide."""

    data: pathlib.Path
    port: int = DEFAULT_PORT  # Envoy's listener on loopback; 0 takes a free one
    memory_share: int = 8  # the database caches in one part in so many of the machine's memory
    # Flags of services besides those that they need, such as tighter limits.
    flags: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    @property
    def run(self) -> pathlib.Path:
        """Process records, port files and rendered configuration."""
        return self.data / "run"

    @property
    def logs(self) -> pathlib.Path:
        return self.data / "log"

    @property
    def secrets(self) -> pathlib.Path:
        """Random passwords and keys, files of mode 600 in a folder of mode 700."""
        return self.data / "secrets"

    @property
    def business_clock(self) -> pathlib.Path:
        """How far the services' business time runs ahead, where `up` was told that it may be moved.

        It stays with the data: what was stored while it ran ahead is from then.
        """
        return self.data / "business-clock"

    @property
    def outgoing_hosts(self) -> pathlib.Path:
        """Hosts of one's own network that channels and feeds may call, as `up` was told."""
        return self.data / "outgoing-hosts"

    @property
    def stack(self) -> pathlib.Path:
        """The addresses of the stack that `up` started last."""
        return self.run / "stack.json"

    @property
    def replica(self) -> pathlib.Path:
        """The columnar copy of the facts, of analytics-svc alone."""
        return self.data / "replica"

    @property
    def mysql(self) -> pathlib.Path:
        """The database's own folder; the server makes it."""
        return self.data / "mysql"

    @property
    def folders(self) -> list[pathlib.Path]:
        """All that a stack writes."""
        return [self.run, self.logs, self.secrets, self.mysql]

    def make_folders(self) -> None:
        for folder in (self.data, self.run, self.logs, self.secrets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def checkout_folder() -> pathlib.Path:
    """What setup installs for this checkout, whatever stack runs."""
    return ROOT / ".guanxi"


def default_data_folder() -> str:
    return os.environ.get("GUANXI_DATA_DIR") or str(checkout_folder())


def default_port() -> str:
    """As text: the command line parser reads it, and complains where it is no number."""
    return os.environ.get("GUANXI_PORT") or str(DEFAULT_PORT)
