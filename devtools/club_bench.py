"""What the benchmarks share: Odoo in this process on a database of its own, pairs against a peer, memory.

A figure is always a ratio against a peer that ran in the same minutes: the two sides take turns, each pair gives one
ratio, and what is told is the median of the ratios with the interval that holds the true median with 95 % certainty.
"""

import os
import resource
import time
from contextlib import contextmanager
from math import comb
from statistics import median

import club_databases


def ensure_database(name):
    """The database `name` with customer_club installed; made from the template when there is none. Returns the name."""
    if not club_databases.exists(name):
        print(f"Database {name}: copy of the template, customer_club installed ...", flush=True)
        club_databases.module_database(name)
    return name


@contextmanager
def environment(name):
    """An Odoo environment of the superuser on a database; commits at the end."""
    registry = load(name)
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})


def load(name):
    """Odoo's registry of a database."""
    os.environ.setdefault("ODOO_RC", os.devnull)
    from odoo.modules.registry import Registry
    from odoo.tools import config

    if not config["db_name"]:
        config.parse_config(["-d", name, "--log-level=error", "--max-cron-threads=0"], setup_logging=True)
    return Registry(name)


def milliseconds(action, *arguments):
    start = time.perf_counter()
    action(*arguments)
    return (time.perf_counter() - start) * 1000


def pairs(mine, peer, count, warm_up=5):
    """Milliseconds of `count` interleaved pairs as (mine, peer); who goes first changes with every pair.

    `mine` and `peer` prepare, untimed, and return the action that is timed.
    """
    found = []
    for number in range(-warm_up, count):
        order = (mine, peer) if number % 2 else (peer, mine)
        times = {prepare: milliseconds(prepare()) for prepare in order}
        if number >= 0:
            found.append((times[mine], times[peer]))
    return found


def interval(values):
    """(low, high): order statistics that enclose the median with at least 95 % certainty, whatever the distribution."""
    ordered, n = sorted(values), len(values)
    below, rank = 0.0, 0
    while rank < n // 2 and below + comb(n, rank) / 2**n <= 0.025:
        below += comb(n, rank) / 2**n
        rank += 1
    rank = max(rank, 1)
    return ordered[rank - 1], ordered[n - rank]


def tell(name, found, aim=None):
    """Print one line about pairs of (mine, peer) in milliseconds. Returns the median ratio."""
    ratios = [mine / peer for mine, peer in found]
    low, high = interval(ratios)
    middle = median(ratios)
    verdict = "" if aim is None else f"; aim {aim}: {'met' if middle <= aim else 'MISSED'}"
    print(f"{name}: {median(pair[0] for pair in found):.2f} ms against {median(pair[1] for pair in found):.2f} ms, "
          f"ratio {middle:.2f} [{low:.2f}, {high:.2f}] over {len(found)} pairs{verdict}", flush=True)
    return middle


def peak_memory():
    """Most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
