"""Numbers that count from 1970 are moments; other large numbers are none."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.new.rows import code_new
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.epochs import epoch_unit

N = 40
SECONDS = 1_600_000_000.0 + 3_600.0 * np.arange(N)
MIXED = SECONDS[(7 * np.arange(N)) % N]


@pytest.mark.parametrize(
    ("name", "values", "unit"),
    [
        ("timestamp", MIXED, 1.0),
        ("created_at", MIXED, 1.0),
        ("unixReviewTime", MIXED, 1.0),
        ("openTime", 1e3 * MIXED, 1e3),
        ("column 1", 1e3 * SECONDS, 1e3),
        ("column 1", 1e6 * SECONDS[::-1], 1e6),
        # By nothing but their size they may be anything.
        ("population", MIXED, 0.0),
        ("column 1", 1e3 * MIXED, 0.0),
        ("time", np.arange(N, dtype=float), 0.0),
        ("time", np.append(MIXED, 5.0), 0.0),
        ("time", MIXED[:4], 0.0),
        ("time", np.full(N, SECONDS[0]), 0.0),
        ("time", np.full(N, np.nan), 0.0),
    ],
)
def test_what_makes_a_second(name, values, unit) -> None:
    assert epoch_unit(values, name) == unit


def test_without_names_seconds_lie_near_each_other() -> None:
    assert epoch_unit(MIXED, "column 4", nameless=True) == 1.0
    assert epoch_unit(MIXED + 0.5, "column 4", nameless=True) == 0.0
    assert epoch_unit(np.linspace(7e8, 3e9, N).round(), "column 4", nameless=True) == 0.0


@pytest.mark.parametrize("unit", [1, 1000])
def test_a_column_of_them_becomes_dates_and_a_single_new_row_too(tmp_path, unit) -> None:
    rows = "".join(f"{int(second) * unit},{i % 7}.5\n" for i, second in enumerate(SECONDS))
    (tmp_path / "t.csv").write_text("timestamp,y\n" + rows)
    source = CsvFile(path=str(tmp_path / "t.csv"))
    found = source.load()
    assert found.input_names == tuple(
        f"timestamp: {part}" for part in ("weekday", "hour", "days since the first")
    )
    assert found.inputs[0].tolist() == [7.0, 12.0, 0.0]  # 13 September 2020, 12:26:40, a Sunday.
    (tmp_path / "new.csv").write_text(f"timestamp,x\n{int(SECONDS[24]) * unit},1\n")
    assert code_new(source, found, str(tmp_path / "new.csv")).inputs.tolist() == [[1.0, 12.0, 1.0]]


def test_prices_of_a_market_without_names(tmp_path) -> None:
    def rows(opened: list[float], high: float = 2) -> str:
        return "".join(
            f"{int(second) * 1000},{o:.2f},{o + high:.2f},{o - 2:.2f},{o + 0.5:.2f},{i % 5}.25,0\n"
            for i, (second, o) in enumerate(zip(SECONDS, opened, strict=True))
        )

    walk = [100 + 0.7 * i - 0.01 * i * i for i in range(N)]
    for text, target in ((rows(walk), "column 5"), (rows(walk, high=-1), "column 6")):
        (tmp_path / "k.csv").write_text(text)
        assert CsvFile(path=str(tmp_path / "k.csv")).load().target_columns == (target,)
