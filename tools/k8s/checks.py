"""All rules, in the order in which one reads their faults."""

import pathlib
from typing import Optional

import data_rules
import manifests
import metric_rules
import pod_rules
import product_rules
import suite_rules


def faults(all_: list[dict], external: frozenset = frozenset()) -> list[manifests.Fault]:
    """What is wrong with the objects of one installation. Where they do not fit their schemas, that
    alone: the other rules take their form for granted."""
    wrong = list(manifests.Schemas().faults(all_))
    return wrong or [*suite_rules.faults(all_, external), *pod_rules.faults(all_),
                     *product_rules.faults(all_), *data_rules.faults(all_),
                     *metric_rules.faults(all_)]


def read_external(file: Optional[pathlib.Path]) -> frozenset:
    """The objects that a file lists, one a line; `#` begins a comment."""
    if file is None:
        return frozenset()
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line)
