"""A few of the 200 kills of ``tests/benchmarks/kill_during_save.py``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kill_during_save.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
def test_a_killed_save_leaves_a_readable_project(tmp_path):
    command = [sys.executable, str(SCRIPT), "--kills", "8", "--parameters", "200000", "--longest", "0.04"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("8 kills, 8 readable projects")
