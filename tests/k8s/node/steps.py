"""The steps in their order: what each is called, does, and may take."""

import argparse
import dataclasses
from typing import Callable

import certificate_steps
import database_steps
import install_steps
import migration_steps
import network_steps
import release_steps
import service_steps


@dataclasses.dataclass(frozen=True)
class Step:
    """One that passes or fails by itself."""

    name: str
    seconds: int
    run: Callable[[argparse.Namespace], None]

    @property
    def text(self) -> str:
        """What it does, in the words of its function."""
        return " ".join(self.run.__doc__.split())


ALL = (
    Step("images", 9000, install_steps.images),
    Step("install", 1800, install_steps.install),
    Step("tour", 600, install_steps.tour_of_the_readme),
    Step("network", 300, network_steps.network),
    Step("scaling", 1500, service_steps.scaling),
    Step("restarts", 1800, service_steps.restarts),
    Step("kills", 1200, service_steps.kills),
    Step("certificates", 900, certificate_steps.certificates),
    Step("migrations", 1800, migration_steps.migrations),
    Step("releases", 3600, release_steps.releases),
    Step("galera", 2400, database_steps.galera),
    Step("disaster", 2400, database_steps.disaster),
)
