"""Break the program on purpose, fault by fault, and list the faults no test notices.

``python -m tests.breaks [words]``, which ``make breaks`` runs; with words, only breaks whose name or
file holds one of them. Works in a copy in a temporary folder. Ends with 0 only when every break
applies and is noticed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.breaks.breaks import ROOT, Break, DoesNotApplyError, load

LEFT_OUT = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")
SECONDS_A_TEST = 60
"""A test that waits for ever has noticed the fault."""
SECONDS_A_BREAK = 600.0
PASSED, UNKNOWN, NONE = 0, 4, 5
"""What pytest ends with: all is well; it was asked for what it does not know; there were no tests."""
KILLED_BY_TIMEOUT = -1


def pytest(root: Path, tests: Sequence[str], seconds: float | None = None) -> tuple[int, str]:
    """Run `tests` in the tree `root` up to the first that fails; return what pytest ended with and said.

    With a limit of `seconds` there is a fault in the tree, whose compiled files are not kept.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1" if seconds else "",
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "--no-header",
        f"--timeout={SECONDS_A_TEST}",
        *tests,
    ]
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return KILLED_BY_TIMEOUT, "it never ended"
    return done.returncode, done.stdout + done.stderr


def is_noticed(broken: Break, root: Path) -> bool:
    """Return whether the nearest tests notice the fault, put into `root` and taken out again."""
    path = root / broken.file
    text = broken.broken(root)
    times = path.stat()
    sound = path.read_bytes()
    if path.suffix == ".py":
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
    path.write_text(text, "utf-8")
    try:
        code, said = pytest(root, broken.tests, SECONDS_A_BREAK)
    finally:
        path.write_bytes(sound)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    if code in (UNKNOWN, NONE):
        raise SystemExit(f"pytest could not run {broken.tests}:\n{said}")
    return code != PASSED


def choose(words: Sequence[str]) -> list[Break]:
    """Return the breaks that are called by one of `words`; all without words."""
    chosen = [b for b in load() if not words or any(w.lower() in f"{b.name} {b.file}".lower() for w in words)]
    if not chosen:
        raise SystemExit(f"No break is called by {' or '.join(words)}.")
    return chosen


def check_sound(root: Path, chosen: Sequence[Break]) -> None:
    """End the program unless all nearest tests pass without a break: else none would say anything."""
    tests = sorted({test for broken in chosen for test in broken.tests})
    print(f"{len(tests)} files and tests without any break …", flush=True)
    code, said = pytest(root, tests)
    if code != PASSED:
        raise SystemExit(f"The tests fail without any break:\n{said[-4000:]}")


def why_stale(broken: Break) -> str:
    """Return why a break does not apply; empty when it does."""
    try:
        broken.broken(ROOT)
    except DoesNotApplyError as error:
        return str(error)
    return ""


def survivors_among(chosen: Sequence[Break]) -> list[str]:
    """Break, test, mend in a copy, one fault after the other; return those no test notices."""
    survivors: list[str] = []
    if not chosen:
        return survivors
    with tempfile.TemporaryDirectory(prefix="nnsim-breaks-") as folder:
        root = Path(folder) / "tree"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT, symlinks=True)
        check_sound(root, chosen)
        for number, broken in enumerate(chosen, 1):
            began = time.monotonic()
            noticed = is_noticed(broken, root)
            took = time.monotonic() - began
            verdict = "noticed" if noticed else "SURVIVES"
            survivors += [] if noticed else [f"{broken.name} ({broken.file})"]
            print(f"{number:3}/{len(chosen)} {verdict:8} {took:5.1f} s  {broken.name}", flush=True)
    return survivors


def main(words: Sequence[str]) -> int:
    """Return 0 when every break that is called by `words` applies and is noticed."""
    chosen = choose(words)
    stale = [why for broken in chosen if (why := why_stale(broken))]
    survivors = survivors_among([broken for broken in chosen if not why_stale(broken)])
    for title, found in (("Survivors", survivors), ("No longer applying", stale)):
        print(f"{title}: {len(found)}", *found, sep="\n  ")
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
