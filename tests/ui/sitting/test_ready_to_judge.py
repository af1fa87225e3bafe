"""What a judgement needs is imported beside the window."""

from __future__ import annotations

import subprocess
import sys

IMPORTED = """
import sys, threading
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.ui.sitting.data_facts import _Work
data = prepare(DataSettings())
known = lambda: [name for name in sys.modules if name.startswith("nnsim.diagnosis.illnesses.")]
before = len(known())
work = threading.Thread(target=_Work(data).run)
work.start()
from nnsim.diagnosis.illness import illnesses
met = [kind.key for kind in illnesses]
work.join()
print(before, len(met) == len(set(met)) == len(known()), met == [kind.key for kind in illnesses])
"""


def test_illnesses_are_imported_in_the_thread_and_all_there_for_whoever_asks_meanwhile() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True", "True"]


def test_the_work_itself_imports_them() -> None:
    alone = IMPORTED.replace(
        "met = [kind.key for kind in illnesses]\nwork.join()", "work.join()\nmet = known()"
    )
    alone = alone.replace("len(met) == len(set(met)) == len(known()), met ==", "len(met) > 20, len(met) ==")
    alone = alone.replace("[kind.key for kind in illnesses])", "len(list(illnesses)))")
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True", "True"]
