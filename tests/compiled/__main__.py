"""Try random networks on both walks: ``python -m tests.compiled [--minutes M] [--first N]``.

Ends with 1 at the first one about which the walks disagree, which is named, made as small as it will go.
With a library built by ``tools/build_walk.py --sanitized`` the process ends where C leaves an array.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time

from hypothesis import HealthCheck, given, seed, settings

from nnsim.compiled.library import library
from tests.compiled.random_runs import Drawn, disagreements, drawn_runs, parts_of_one_way
from tests.sanitized import end_arrays_exactly

BATCH = 100
"""Networks of one seed."""


def try_batch(number: int) -> None:
    """Try the networks of one seed; raises AssertionError about one that is wrong."""
    draw = random.Random(number)

    @seed(number)
    @settings(max_examples=BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(drawn_runs())
    def check(drawn: Drawn) -> None:
        if drawn.is_tame:
            wrong = disagreements(drawn) + parts_of_one_way(drawn, 70, lambda: draw.randint(1, 30))
            assert not wrong, f"{wrong}\n{drawn}"

    check()


def main() -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="tests.compiled", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long")
    parser.add_argument("--first", type=int, default=0, help="seed of the first hundred networks")
    options = parser.parse_args()
    if not library().walks:
        print(library().why_none())
        return 1
    end_arrays_exactly()
    end = time.monotonic() + 60 * options.minutes
    for number in itertools.count(options.first):
        if time.monotonic() > end:
            return 0
        print(f"networks of seed {number}", flush=True)
        try_batch(number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
