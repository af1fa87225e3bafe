"""Forecasts: what a network that looks back says of the rows behind the last one, and when these are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.new.examples import read_new
from nnsim.data.prepare import prepare
from nnsim.data.sequences.times import times_behind
from nnsim.data.sources.csv_file import CsvFile
from nnsim.library import Lags, NnsimError, Window, suggest, train

HOURS = pd.date_range("2012-02-28 00:00", periods=60, freq="h")


def hourly(n: int = 60) -> pd.DataFrame:
    """Return a series of one number and its target, with its time."""
    t = np.arange(n)
    return pd.DataFrame({"time": HOURS[:n], "x": np.sin(t / 4), "y": np.cos(t / 5)})


def source(path: Path, frame: pd.DataFrame, **settings: object) -> CsvFile:
    frame.to_csv(path, index=False)
    return replace(
        CsvFile(path=str(path), target="y", inputs="x", time_column="time"),
        **settings,  # type: ignore[arg-type]
    )


def seconds(*dates: str) -> np.ndarray:
    return np.array(dates, "datetime64[s]").astype(np.float64)


@pytest.mark.parametrize("horizon", [1, 3])
def test_the_rows_behind_the_end_are_told_as_if_they_stood_there_empty(tmp_path: Path, horizon: int) -> None:
    frame = hourly()
    data = DataSettings(
        source(tmp_path / "s.csv", frame), steps=(Window(length=5, horizon=horizon, stride=7),)
    )
    result = train(suggest(data), 2)
    found = result.predict_file(tmp_path / "s.csv")
    assert (found.ahead, found.count, found.short, found.missing) == (
        horizon,
        60 + horizon,
        4 + horizon,
        4 + horizon,
    )
    longer = pd.DataFrame({"time": pd.date_range("2012-02-28 00:00", periods=60 + horizon, freq="h")})
    frame.join(longer[[]]).reindex(longer.index).assign(time=longer["time"]).to_csv(
        tmp_path / "longer.csv", index=False
    )
    by_hand = result.predict_file(tmp_path / "longer.csv")
    assert by_hand.ahead == 0, "an empty row tells nothing of the one behind it"
    np.testing.assert_array_equal(found.answers[0].values, by_hand.answers[0].values)
    assert np.isfinite(found.answers[0].values[-horizon:]).all()
    columns = found.columns()
    assert list(columns) == ["row", "time", "y"]
    assert columns["row"].tolist() == list(range(1, 61 + horizon))
    assert columns["time"].tolist() == [str(one)[:16] for one in longer["time"]]
    assert f"behind the end of the file, of {columns['time'][60]}" in found.told()


def test_they_are_written_with_their_time(tmp_path: Path) -> None:
    data = DataSettings(source(tmp_path / "s.csv", hourly()), steps=(Window(length=5),))
    result = train(suggest(data), 1)
    result.predict_file(tmp_path / "s.csv", tmp_path / "p.csv")
    written = pd.read_csv(tmp_path / "p.csv")
    assert written.iloc[-1]["time"] == "2012-03-01 12:00"
    assert written["y"].isna().sum() == 5
    result.predict_file(tmp_path / "s.csv", tmp_path / "p.npz")
    arrays = np.load(tmp_path / "p.npz")
    assert arrays["time"][-1] == "2012-03-01 12:00"
    assert int(arrays["ahead"]) == 1


def test_each_group_goes_on_by_itself(tmp_path: Path) -> None:
    one, other = hourly(20).assign(shop="a"), hourly(30).assign(shop="b")
    frame = pd.concat([one, other]).sample(frac=1, random_state=0)
    data = DataSettings(source(tmp_path / "s.csv", frame, group_column="shop"), steps=(Window(length=4),))
    result = train(suggest(data), 1)
    columns = result.predict_file(tmp_path / "s.csv").columns()
    assert columns["shop"].tolist() == [*frame["shop"], "a", "b"]
    assert columns["time"][-2:].tolist() == ["2012-02-28 20:00", "2012-02-29 06:00"]
    assert np.isfinite(columns["y"][-2:]).all()


def test_earlier_values_alone_tell_as_many_rows_as_the_nearest_is_back(tmp_path: Path) -> None:
    frame, settings = hourly(), source(tmp_path / "s.csv", hourly())
    for step, ahead in ((Lags(lags="2, 5", keep=False), 2), (Lags(lags="2, 5"), 0), (Window(horizon=0), 0)):
        data = DataSettings(settings, steps=(step,))
        new = read_new(settings, prepare(data), tmp_path / "s.csv")
        assert (new.ahead, new.count) == (ahead, len(frame) + ahead)


def test_a_file_of_just_one_window_is_told_and_a_shorter_one_refused_by_its_own_length(
    tmp_path: Path,
) -> None:
    settings = source(tmp_path / "s.csv", hourly())
    prepared = prepare(DataSettings(settings, steps=(Window(length=6),)))
    hourly(6).to_csv(tmp_path / "one.csv", index=False)
    new = read_new(settings, prepared, tmp_path / "one.csv")
    assert (new.rows.tolist(), new.ahead, new.short) == ([6], 1, 6)
    hourly(5).to_csv(tmp_path / "none.csv", index=False)
    with pytest.raises(NnsimError, match="longest series has 5"):
        read_new(settings, prepared, tmp_path / "none.csv")


def test_what_was_filled_tells_nothing_of_rows_behind_the_end(tmp_path: Path) -> None:
    frame = hourly()
    frame.loc[[7, 58], "x"] = np.nan
    settings = source(tmp_path / "s.csv", frame, missing="mean")
    prepared = prepare(DataSettings(settings, steps=(Window(length=4),)))
    new = read_new(settings, prepared, tmp_path / "s.csv")
    assert (new.ahead, new.missing) == (0, 4)


def test_gaps_are_told_by_column_and_can_be_filled(tmp_path: Path) -> None:
    frame = hourly()
    frame.loc[20, "x"] = np.nan
    settings = source(tmp_path / "s.csv", frame, missing="drop")
    data = DataSettings(settings, steps=(Window(length=4),))
    result = train(suggest(data), 1)
    found = result.predict_file(tmp_path / "s.csv")
    assert found.told().endswith(
        "4 rows have none, as too few rows stand before them;"
        " 4 rows have none, as values they need are missing (x)"
    )
    assert found.fillable
    filled = result.predict_file(tmp_path / "s.csv", fill="mean")
    assert (filled.missing, filled.short, filled.fillable) == (4, 4, False)
    assert filled.notes[-1] == "4 missing values filled with the mean of the training part"
    new = read_new(settings, result.data, tmp_path / "s.csv", fill="mean")
    window = new.examples.values(np.flatnonzero(new.rows == 21))[0]
    raw = result.data.scaler.invert(window)
    trained = result.data.dataset.values(result.data.rows.train)
    assert raw[-1, 0] == pytest.approx(trained[:, -1, 0].mean())


def test_all_rows_behind_the_end_are_told_once_gaps_before_it_are_filled(tmp_path: Path) -> None:
    frame = hourly()
    frame.loc[[56, 58], "x"] = np.nan
    settings = source(tmp_path / "s.csv", frame.iloc[:50], missing="drop")
    result = train(suggest(DataSettings(settings, steps=(Window(length=6, horizon=6),))), 1)
    frame.to_csv(tmp_path / "new.csv", index=False)
    found = result.predict_file(tmp_path / "new.csv")
    assert (found.ahead, found.unforeseen, found.missing) == (2, 4, found.short)
    assert found.told().endswith(
        "11 rows have none, as too few rows stand before them; "
        "4 rows behind the end of the file are not told, as values they need are missing (x)"
    )
    assert found.fillable
    filled = result.predict_file(tmp_path / "new.csv", fill="median")
    assert (filled.ahead, filled.unforeseen, filled.fillable) == (6, 0, False)
    assert filled.columns()["time"][-1] == "2012-03-01 17:00"
    assert np.isfinite(filled.columns()["y"][-6:].astype(float)).all()


def test_behind_rows_that_are_to_be_told_nobody_misses_any(tmp_path: Path) -> None:
    frame = hourly()
    frame.loc[57:, ["x", "y"]] = np.nan
    settings = source(tmp_path / "s.csv", frame.iloc[:57], missing="drop")
    result = train(suggest(DataSettings(settings, steps=(Window(length=3, horizon=3),))), 1)
    frame.to_csv(tmp_path / "new.csv", index=False)
    found = result.predict_file(tmp_path / "new.csv")
    assert (found.ahead, found.unforeseen, found.fillable) == (0, 0, False)
    filled = result.predict_file(tmp_path / "new.csv", fill="median")
    assert filled.ahead == 2, "a window with nothing in it at all tells nothing, however it is filled"


def test_times_go_on_as_they_went() -> None:
    hours = seconds("2020-03-28T22", "2020-03-28T23", "2020-03-29T00")
    assert times_behind(hours, 2, True).known.tolist() == [hours[-1] + 3600, hours[-1] + 7200]
    months = seconds("2019-11-15T12", "2019-12-15T12", "2020-01-15T12")
    assert times_behind(months, 2, True).known.tolist() == seconds("2020-02-15T12", "2020-03-15T12").tolist()
    ends = seconds("2019-10-31", "2019-11-30", "2019-12-31", "2020-01-31")
    assert times_behind(ends, 2, True).known.tolist() == seconds("2020-02-29", "2020-03-31").tolist()
    years = seconds("2018-01-01", "2019-01-01", "2020-01-01", "2021-01-01")
    assert times_behind(years, 1, True).known.tolist() == seconds("2022-01-01").tolist()
    assert times_behind(np.arange(5.0) * 0.1, 1, False).known.tolist() == pytest.approx([0.5])


def test_times_that_are_not_even_are_not_made_up() -> None:
    trading = seconds("2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08", "2020-01-09")
    found = times_behind(trading, 2, True)
    assert np.isnan(found.known).all()
    assert (np.diff([trading[-1], *found.at]) > 0).all(), "they come last all the same"
    assert np.isnan(times_behind(np.array([3.0]), 1, False).known).all()
    one_gap = np.delete(np.arange(100.0), 50)
    assert times_behind(one_gap, 1, False).known.tolist() == [100.0]


def test_a_table_without_a_time_is_told_by_its_end(tmp_path: Path) -> None:
    frame = hourly().drop(columns="time")
    settings = source(tmp_path / "s.csv", frame, time_column="")
    result = train(suggest(DataSettings(settings, steps=(Window(length=4),))), 1)
    found = result.predict_file(tmp_path / "s.csv")
    assert "the last one is a forecast of the row behind the end of the file" in found.told()
    assert list(found.columns()) == ["row", "y"]


def test_rows_of_a_table_that_joins_none_stay_as_many_as_they_are(tmp_path: Path) -> None:
    settings = source(tmp_path / "s.csv", hourly())
    prepared = prepare(DataSettings(settings))
    new = read_new(settings, prepared, tmp_path / "s.csv")
    assert (new.ahead, new.count, new.short) == (0, 60, 0)
