"""How much memory each process of a stack may hold: what the README states, and `status` shows.

The processes bound themselves (message sizes, bytes in flight, the database's pools); a limit from
outside would kill one instead of refusing a call. What their parts may hold stands here, and
memory_test.py holds it against the code; `./dev bench --hostile` holds the peaks under attack
against the sums.
"""

import os

import cache
import database
import services

# MB of resident memory, on top of what a configuration adds to it.
ENVOY = {
    "heap (HEAP_BYTES)": 512,
    "binary, threads, module": 90,
    "what comes in between two measurements": 38,
}
# Of a service; common/rpc/README.md says what each part is.
SERVICE = {
    "requests and answers (memory_bytes)": 128,
    "answers being made beyond that: two copies a worker": 28 * 2 * 4,
    "messages of uploads: two a worker of the job lane": 8 * 2 * 17 // 16,
    "gRPC's buffers: messages half there (buffer_bytes)": 256,
    "messages being parsed, with the two threads of four cores": 2 * 138,
    "binary, dictionaries, pools, password hashes": 123,
}
# Of analytics-svc beside that, where it has a copy of the facts.
REPLICA = {
    "DuckDB's statements and buffers (--replica_memory_mib)": 1024,
    "its library, answers, what the allocator keeps": 200,
}
PARSING = 138  # of each further thread of gRPC: a message may grow 130 times
BOUNDS = {"envoy": sum(ENVOY.values()), **dict.fromkeys(services.BY_NAME, sum(SERVICE.values())),
          services.ANALYTICS.name: sum(SERVICE.values()) + sum(REPLICA.values()),
          cache.NAME: 2 * cache.MEGABYTES, database.NAME: 1024}


def parsing_threads() -> int:
    """The threads on which gRPC parses: one for two cores, from 2 to 16."""
    return max(2, min(16, (os.cpu_count() or 1) // 2))


def bound_megabytes(name: str, memory_share: int = 8) -> int:
    """The bound of a process: a service's grows with the machine's cores, MariaDB's with the buffer
    pool, a share of the machine's memory."""
    if name == database.NAME:
        return BOUNDS[name] + database.buffer_pool_megabytes(memory_share)
    if name in ("envoy", cache.NAME):
        return BOUNDS[name]
    return BOUNDS[name] + PARSING * (parsing_threads() - 2)
