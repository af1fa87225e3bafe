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
SECONDS_A_BREAK = 600
PASSED, FAILED, STOPPED = 0, 1, 2
"""What pytest ends with. It is stopped by a fault so early that no test can begin, or by an `-x`."""
KILLED_BY_TIMEOUT = -1


def pytest(root: Path, tests: Sequence[str], *, keep_compiled: bool) -> tuple[int, str]:
    """Run `tests` in the tree `root` up to the first that fails; return what pytest ended with and said."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "QT_QPA_PLATFORM": "offscreen",
        # A fault must not leave its compiled file behind.
        "PYTHONDONTWRITEBYTECODE": "" if keep_compiled else "1",
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
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=SECONDS_A_BREAK
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
        code, said = pytest(root, broken.tests, keep_compiled=False)
    finally:
        path.write_bytes(sound)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    if code not in (PASSED, FAILED, STOPPED, KILLED_BY_TIMEOUT) and code >= 0:
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
    code, said = pytest(root, tests, keep_compiled=True)
    if code != PASSED:
        raise SystemExit(f"The tests fail without any break:\n{said[-4000:]}")


def main(words: Sequence[str]) -> int:
    """Break, test, mend, one fault after the other; return 0 when every fault is noticed."""
    chosen = choose(words)
    stale: list[str] = []
    survivors: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nnsim-breaks-") as folder:
        root = Path(folder) / "tree"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT, symlinks=True)
        check_sound(root, chosen)
        for number, broken in enumerate(chosen, 1):
            began = time.monotonic()
            try:
                noticed = is_noticed(broken, root)
            except DoesNotApplyError as error:
                stale.append(str(error))
                verdict = "DOES NOT APPLY"
            else:
                verdict = "noticed" if noticed else "SURVIVES"
                survivors += [] if noticed else [f"{broken.name} ({broken.file})"]
            took = time.monotonic() - began
            print(f"{number:3}/{len(chosen)} {verdict:14} {took:5.1f} s  {broken.name}", flush=True)
    for title, found in (("Survivors", survivors), ("No longer applying", stale)):
        print(f"{title}: {len(found)}", *found, sep="\n  ")
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
