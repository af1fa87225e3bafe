"""Lines between the names and the rows that tell of the columns."""

from __future__ import annotations

import pytest

from nnsim.data.sources.csv_file import CsvFile

N = 30
SURVEY = "Start,Age,Q1,Recommended\n"
QUESTION = 'Start Date,"What is your age,\nin years?",How content are you?,Would you recommend us?\n'
KEYS = (
    '"{""ImportId"":""s""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}"\n'
)
ANSWERS = "".join(
    f"2022-03-{i + 1:02d},{18 + i * i % 50},{'little' if i % 3 else 'much'},{'yes' if i % 2 else 'no'}\n"
    for i in range(N)
)
QUOTES = "".join(f"2022-03-{i + 1:02d},{100 + i / 7:.3f},{1000 + i * i}\n" for i in range(N))


def source(tmp_path, text: str) -> CsvFile:
    path = tmp_path / "t.csv"
    path.write_text(text)
    return CsvFile(path=str(path))


@pytest.mark.parametrize("telling", [QUESTION, QUESTION + KEYS, ",Open-Ended Response,Response,Response\n"])
def test_questions_below_the_names_are_no_answers(tmp_path, telling) -> None:
    file = source(tmp_path, SURVEY + telling + ANSWERS)
    data = file.load()
    assert (file.layout().names, len(data)) == (("Start", "Age", "Q1", "Recommended"), N)
    assert set(data.target_names) == {"yes", "no"}
    assert any(" at the top " in line for line in data.notes)


def test_a_line_of_tickers_and_one_with_a_name_only(tmp_path) -> None:
    file = source(tmp_path, "Price,Close,Volume\nTicker,AAPL,AAPL\nDate,,\n" + QUOTES)
    data = file.load()
    assert (len(data), data.target_columns) == (N, ("Volume",))


@pytest.mark.parametrize(
    "first",
    [
        "2022-03-01,unsaid,much,yes\n",  # A date is there: it is a row.
        "n/a,n/a,much,Other\n",  # Marks of missing values say nothing of columns.
        "later,I do not want to say so,much,yes\n",  # "much" and "yes" come again.
    ],
)
def test_rows_are_kept(tmp_path, first) -> None:
    assert source(tmp_path, SURVEY + first + ANSWERS).layout().first_line == 1


def test_a_word_in_the_only_column_of_numbers_is_a_row(tmp_path) -> None:
    rows = "".join(f"Wine {i},{i * 7 % 30}\n" for i in range(N))
    assert source(tmp_path, "name,price\nWine X,price on request only\n" + rows).layout().first_line == 1
