"""The text tables in the shared folder of cases, each read as it is meant."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.sources.csv_file import CsvFile

Read = Callable[..., Prepared]


@pytest.fixture
def case(shared_case) -> Read:
    """Return a function that prepares one of the cases."""

    def read(name: str, **settings: object) -> Prepared:
        return prepare(DataSettings(source=CsvFile(path=shared_case(name), **settings)))

    return read


def test_thousands(case: Read) -> None:
    ready = case("thousands_tab.tsv")
    assert ready.dataset.inputs[:, 0].tolist() == [1234, 950, 12500, 3000, 780, 45100]
    assert any("it could also be 1.234" in line for line in ready.summary)


def test_headers(case: Read) -> None:
    years = case("header_missed_years.csv")
    assert (years.input_names, years.target_names, len(years.dataset)) == (("1990", "2000"), ("2010",), 5)
    assert len(case("header_eaten_nan.csv").dataset) == 8


def test_titles_comments_and_footers(case: Read) -> None:
    title = case("title_line_first.csv", inputs="Year, Jan")
    assert (title.input_names, title.target_names, len(title.dataset)) == (("Year", "Jan"), ("Feb",), 30)
    assert "1 line at the top was skipped: “Land-Ocean: Global Means”" in title.summary
    comments = case("hash_comments.csv", inputs="time, temp")
    assert (comments.input_names, comments.target_names) == (("time", "temp"), ("a", "b"))
    footer = case("footer_line.csv")
    assert (len(footer.dataset), footer.dataset.inputs[-1, 0]) == (30, 29)
    assert "1 line at the bottom was skipped: “Source: World Bank”" in footer.summary


def test_orange(case: Read) -> None:
    with pytest.raises(NnsimError, match="Every row has the same “iris”"):
        # The head of the file holds one species only.
        case("orange_three_line_header.tab")
    other = case("orange_three_line_header.tab", target="sepal width")
    assert (len(other.dataset), other.dataset.inputs[0].tolist()) == (9, [5.1, 1.4, 0.2, 1.0])


def test_trailing_separators(case: Read) -> None:
    rows = case("trailing_comma_rows.csv", inputs="x, y")
    assert (rows.input_names, rows.target_names, len(rows.dataset)) == (("x", "y"), ("a", "b"), 30)
    title = case("wdbc_trailing_comma.csv", target="diagnosis")
    assert (title.input_names, title.target_names) == (("radius", "texture"), ("B", "M"))
    assert title.dataset.inputs[0].tolist() == [17.99, 10.38]


def test_missing_values(case: Read) -> None:
    empty = case("mostly_empty_column.csv")
    assert (empty.input_names, len(empty.train) + len(empty.validation) + len(empty.test)) == (
        ("x", "y"),
        100,
    )
    assert "Left out: “note” is missing in 98 of 100 rows, which would be lost." in empty.summary
    for name, column in (("excel_na.csv", "gross"), ("dot_missing.csv", "x")):
        inputs = case(name).dataset.inputs
        assert case(name).input_names[0] == column
        assert 0 < np.isnan(inputs[:, 0]).sum() < 10


def test_units(case: Read) -> None:
    ready = case("currency_percent.csv")
    assert (ready.input_names, ready.dataset.input_units) == (("price", "share"), ("$", "%"))
    assert ready.dataset.inputs[0].tolist() == [2.39, 51.9]


def test_what_says_nothing(case: Read) -> None:
    with pytest.raises(NnsimError, match="“comment” has 200 different texts in 200 rows"):
        case("free_text_target.csv")
    numbers, texts = case("row_numbers_leak.csv"), case("names_one_hot_unique.csv")
    assert (numbers.input_names, numbers.dataset.left_out) == (("x",), ("Id",))
    assert (texts.input_names, texts.dataset.left_out) == (("x",), ("name",))


def test_wide(case: Read) -> None:
    assert case("wide_10000.csv").shape == (10_000,)
