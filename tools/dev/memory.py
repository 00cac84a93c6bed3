"""How much memory each process of a stack may hold: what the README states, and `status` shows.

The processes bound themselves (message sizes, streams, bytes in flight, the database's pools); a
limit from outside would kill one instead of refusing a call. `./dev bench --hostile` holds the
peaks under attack against these numbers.
"""

import database

# MB of resident memory, on top of what a configuration adds to it.
BOUNDS = {"envoy": 640, "gateway": 1024, "customer-svc": 1024, database.NAME: 1024}


def bound_megabytes(name: str, memory_share: int = 8) -> int:
    """The bound of a process; MariaDB's grows with the buffer pool, a share of the machine."""
    pool = database.buffer_pool_megabytes(memory_share) if name == database.NAME else 0
    return BOUNDS[name] + pool
