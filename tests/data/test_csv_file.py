"""Tables of the user's: what is recognised, and what is refused in which words."""

import dataclasses

import numpy as np
import pytest

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import switches_of
from nnsim.data.prepare import prepare
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables import reading

PLAIN = "a,b,y\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n"


def test_a_plain_table(table) -> None:
    data = table(PLAIN).load()
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert data.targets.tolist() == [0, 1, 0, 1]
    assert (data.input_names, data.target_names, data.task) == (("a", "b"), ("0", "1"), "classes")
    assert data.title == "table.csv"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "|"),
        PLAIN.replace(",", "   "),
        PLAIN.replace(",", " \t ").replace("\n", "  \n"),
        PLAIN.replace(",", ", "),
        PLAIN.replace("\n", "\r\n"),
        "\n\n" + PLAIN.replace("\n", "\n\n"),
        PLAIN.rstrip(),
        '"a","b","y"\n"1","2","0"\n"3","4","1"\n"5","6","0"\n"7","8","1"\n',
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        "a b y\n" + PLAIN.partition("\n")[2].replace(",", "\t"),
    ],
)
def test_separators_line_ends_quotes_and_marks_are_recognised(table, text) -> None:
    source = table(text)
    assert source.layout().names == ("a", "b", "y")
    data = source.load()
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert data.targets.tolist() == [0, 1, 0, 1]


def test_decimal_commas_are_recognised(table) -> None:
    data = table("x;y\n1,5;2,25\n3,5;4,125\n-0,5;1e3\n").load()
    assert data.inputs[:, 0].tolist() == [1.5, 3.5, -0.5]
    assert data.targets[:, 0].tolist() == [2.25, 4.125, 1000]


def test_without_a_header_columns_are_numbered(table) -> None:
    source = table("1,2,x\n3,4,y\n5,6,x\n")
    assert source.layout().names == ("column 1", "column 2", "column 3")
    assert len(source.load()) == 3
    assert dataclasses.replace(source, header="yes").layout().names == ("1", "2", "x")


def test_a_header_over_texts_only_is_recognised(table) -> None:
    assert table("colour,size\nred,big\nblue,small\nred,small\n").layout().names == ("colour", "size")
    assert table("red,big\nblue,small\nred,small\n").layout().names == ("column 1", "column 2")


def test_equal_and_empty_titles_become_distinct(table) -> None:
    assert table("a,a,,y\n1,2,3,4\n5,6,7,8\n").layout().names == ("a", "a (2)", "column 3", "y")


def test_row_names_without_a_title_are_a_column(table) -> None:
    assert table("a,y\nr1,1,2\nr2,3,4\n").layout().names == ("column 1", "a", "y")


def test_columns_are_picked_by_name_number_and_range(table) -> None:
    text = '"a, b",c,d,e,y\n1,2,3,4,5\n6,7,8,9,10\n'
    pick = lambda inputs, target="y": table(text, inputs=inputs, target=target).load()  # noqa: E731
    assert pick('"a, b", d').inputs.tolist() == [[1, 3], [6, 8]]
    assert pick("2-4").input_names == ("c", "d", "e")
    assert pick("4, c").input_names == ("e", "c")
    two = pick("c", "y, d")
    assert (two.task, two.target_names, two.targets.tolist()) == ("regression", ("y", "d"), [[5, 3], [10, 8]])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"target": "q"}, "no column “q”. The columns are a, b, y"),
        ({"inputs": "a, 9"}, "no column “9”"),
        ({"inputs": "3-1"}, "no column “3-1”"),
        ({"inputs": "a, y"}, "“y” cannot be target and input at once"),
        ({"target": "a, y", "task": "classes"}, "single target column"),
        ({"separator": ";"}, "single column"),
        ({"path": ""}, "No file is chosen"),
        ({"path": "/no/such/file.csv"}, "There is no file /no/such/file.csv"),
        ({"path": "/"}, "is a folder"),
    ],
)
def test_wrong_settings_are_refused_in_words(table, settings, said) -> None:
    with pytest.raises(NnsimError, match=said):
        dataclasses.replace(table(PLAIN), **settings).load()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("a,b,y\n", "names but no rows"),
        ("a,b,y\n1,2,3\n", "only one row"),
        ("1,2,3\n", "only one row"),
        ("a,b,y\n1,2,3\n4,5\n6,7,8\n", "Line 3 of table.csv has 2 fields where 3 are expected"),
        ("a,b,y\n1,2,3\n4,5,6\n6,7,8,9\n", "Line 4 of table.csv has 4 fields where 3 are expected"),
        ("a,b\n1,2,3,4\n4,5,6,7\n", "Line 1 of table.csv has 2 fields where 4"),
        ('a,b\n1,"2\n3,4\n5,6\n', "Line 2 of table.csv cannot be read; look for a quotation mark"),
        ('a,b\n1,2\n"3,4\n' + "5,6\n" * 40_000, "Line 3 of table.csv cannot be read"),
        ("a,b,y\n1,2,\n3,4,\n", "Fewer than two rows have a value in “y”"),
        ("a,b,y\n1,inf,1\n3,4,2\n", "Row 1 has inf in “b”"),
        ("a,b,y\n1,1,1\n3,1e200,2\n", "Row 2 has 1e\\+200 in “b”"),
        ("a,b,y\n1,2,0\n3,4,0\n", "same “y”"),
        ("a,y\n1,x\n2,x\n", "same “y”"),
        (b"a\0b,y\n1,2\n", "not a text file"),
        ("names\n" + "\n".join("abcdef"), "single column"),
        ("".join(f"word{i},other{i},{i}\n" for i in range(60)), "No column can serve"),
    ],
)
def test_unusable_files_are_refused_in_words(table, text, said) -> None:
    source = table(text)
    with pytest.raises(NnsimError, match=said):
        source.load()


def test_another_encoding_is_refused_with_its_line_and_read_when_named(table) -> None:
    text = "größe,y\n1,0\n2,schön\n3,schön\n4,0\n"
    with pytest.raises(NnsimError, match=r"Line 1 of table\.csv is not UTF-8 text. Choose the encoding"):
        table(text.encode("cp1252"), encoding="utf-8").load()
    for encoding in ("auto", "cp1252"):
        data = table(text.encode("cp1252"), encoding=encoding).load()
        assert data.input_names == ("größe",)
        assert data.target_names == ("0", "schön")
        assert "Encoding: Windows-1252" in data.notes
    chinese = "长度,种类\n1,甲\n2,乙\n3,甲\n"
    assert table(chinese.encode("gb18030"), encoding="gb18030").load().target_names == ("乙", "甲")
    late = (PLAIN + "1,2,0\n" * 5000).encode() + b"1,2,\xff\n"
    with pytest.raises(NnsimError, match="Line 5,006 of"):
        table(late, encoding="utf-8").load()
    with pytest.raises(NnsimError, match=r"Line 1 of .* is not UTF-8"):
        table("возраст,y\n1,0\n2,1\n".encode("koi8_r")).load()
    assert table(chinese.encode("gb18030")).load().target_names == ("乙", "甲")
    with pytest.raises(NnsimError, match="is not UTF-16 text"):
        table("a,y\n1,2\n3", encoding="utf-16").load()


def test_categories_become_one_hot_and_stay_unscaled(table) -> None:
    source = table("colour,size,y\nred,1,0\nblue,2,1\nred,3,1\ngreen,4,0\n")
    data = source.load()
    assert data.input_names == ("colour = blue", "colour = green", "colour = red", "size")
    assert data.inputs[:, :3].tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert data.one_hot == ((0, 3),)
    ready = prepare(DataSettings(source=source, validation_share=0.0, test_share=0.0))
    assert set(ready.train.inputs[:, :3].ravel()) == {0, 1}
    assert "“colour” is one-hot, 3 columns" in ready.summary
    assert "One-hot columns stay 0 and 1" in ready.summary


def test_free_text_and_empty_columns_are_left_out_and_said(table) -> None:
    rows = "".join(f"name {i},{i},,{i % 2}\n" for i in range(60))
    data = table("who,x,nothing,y\n" + rows).load()
    assert data.input_names == ("x",)
    assert any("“who” has 60 different texts" in note for note in data.notes)
    assert any("“nothing” is empty" in note for note in data.notes)
    with pytest.raises(NnsimError, match="“who” has 60 different texts"):
        table("who,x,nothing,y\n" + rows, inputs="who,x").load()


def test_a_slip_in_a_short_column_of_numbers_is_located(table) -> None:
    rows = "".join(f"{'x' if i == 2 else i * 1.5},{i % 4},{i % 2}\n" for i in range(9))
    assert (
        "Left out: “a” holds numbers, but row 3 has “x”. Correct it there."
        in table("a,b,y\n" + rows).load().notes
    )
    categories = "".join(f"{['0', '1', '2', '3+'][i % 4]},{i % 2}\n" for i in range(12))
    assert table("a,y\n" + categories).load().input_names == ("a = 0", "a = 1", "a = 2", "a = 3+")


def test_a_slip_in_a_column_of_numbers_is_located(table) -> None:
    rows = "".join(f"{'1o' if i == 41 else i},{i},{i % 2}\n" for i in range(80))
    data = table("a,b,y\n" + rows).load()
    assert data.input_names == ("b",)
    assert any("“a” holds numbers, but row 42 has “1o”" in note for note in data.notes)


@pytest.mark.parametrize(
    ("column", "task", "expected"),
    [
        (["0", "1", "0", "1"], "auto", ("classes", ("0", "1"))),
        (["1", "2", "3", "4"], "auto", ("regression", ("y",))),
        (["1.0", "2.0", "1.0", "2.0"], "auto", ("classes", ("1", "2"))),
        (["1.5", "2", "1.5", "2"], "auto", ("regression", ("y",))),
        (["1.5", "2", "1.5", "2"], "classes", ("classes", ("1.5", "2"))),
        (["0", "1", "0", "1"], "regression", ("regression", ("y",))),
        (["b", "a", "b", "c", "a", "c"], "auto", ("classes", ("a", "b", "c"))),
        (["True", "False", "True", "True"], "auto", ("classes", ("False", "True"))),
        (["10", "9", "10", "9"], "auto", ("classes", ("9", "10"))),
    ],
)
def test_classes_and_numbers_are_told_apart(table, column, task, expected) -> None:
    data = table("x,y\n" + "".join(f"{i},{v}\n" for i, v in enumerate(column)), task=task).load()
    assert (data.task, data.target_names) == expected
    if data.task == "classes":
        assert [data.target_names[c] for c in data.targets] == [v.replace(".0", "") for v in column]


def test_too_many_classes_and_texts_as_numbers_are_refused(table) -> None:
    many = "x,y\n" + "".join(f"{i},{i}\n" for i in range(1001))
    with pytest.raises(NnsimError, match="“y” has 1,001 different values; at most 1,000 classes"):
        table(many, task="classes").load()
    assert table(many).load().task == "regression"
    with pytest.raises(NnsimError, match="“y” holds texts"):
        table("x,y\n1,a\n2,b\n3,a\n", task="regression").load()


GAPS = "a,kind,y\n1,u,0\n,u,1\n3,,0\n5,v,1\n?,u,0\n3,u,\n"


@pytest.mark.parametrize(("missing", "value"), [("mean", 3.0), ("median", 3.0), ("most_frequent", 1.0)])
def test_missing_values_are_filled(table, missing, value) -> None:
    source = table(GAPS, missing=missing, inputs="a, kind")
    ready = prepare(DataSettings(source=source, validation_share=0, test_share=0, scaling="none"))
    by_row = ready.train.inputs[np.argsort(ready.rows.train)]
    assert by_row[:, 0].tolist() == [1, value, 3, 5, value]
    assert by_row[2, 1:].tolist() == [1, 0]
    told = [line for line in ready.summary if "filled with" in line]
    frequent = "most frequent value of the training part"
    assert told == (
        [f"3 missing values filled with the {frequent}"]
        if missing == "most_frequent"
        else [
            f"2 missing values filled with the {missing} of the training part",
            "1 missing value of categories filled with the most frequent one of the training part",
        ]
    ), "a category that is missing is one value, and has no mean"
    assert len(switches_of(told[0])) == 3
    assert "1 row was left out because its target is missing" in ready.summary


def test_missing_values_are_dropped(table) -> None:
    ready = prepare(DataSettings(source=table(GAPS, inputs="a, kind"), validation_share=0, test_share=0))
    assert len(ready.train) == 2
    assert "3 rows were left out because an input is missing" in ready.summary


def test_a_text_that_turns_up_late_does_not_split_categories(table, monkeypatch) -> None:
    monkeypatch.setattr(reading, "_CHUNK_FIELDS", 12)
    text = "k,x,y\n" + "01,1,0\n02,2,1\n" * 4 + "late,3,0\n01,4,1\n,5,1\n" + "02,6,0\n" * 5
    data = table(text, missing="most_frequent").load()
    assert data.input_names == ("k = 01", "k = 02", "k = late", "x")
    assert np.isnan(data.inputs[:, 0]).nonzero()[0].tolist() == [10]
    assert data.inputs[:2, :3].tolist() == [[1, 0, 0], [0, 1, 0]]
    gap_first = "k,y\n" + ",1\n,0\n" * 4 + "a,1\nb,0\n" * 3
    assert table(gap_first).load().input_names == ("k = a", "k = b")


def test_numbers_too_long_for_a_machine_are_still_numbers(table) -> None:
    data = table("x,y\n123456789012345678901234,1\n2,0\n3,1\n").load()
    assert data.inputs[0, 0] == pytest.approx(1.2345678901234568e23)


def test_chunks_join_to_the_same_table(table, monkeypatch) -> None:
    source = table("x,k,y\n" + "".join(f"{i / 7},{'uvw'[i % 3]},{i % 2}\n" for i in range(100)))
    whole = source.load()
    monkeypatch.setattr(reading, "_CHUNK_FIELDS", 27)
    pieces = source.load()
    assert whole.inputs.tobytes() == pieces.inputs.tobytes()
    assert whole.targets.tobytes() == pieces.targets.tobytes()


def test_reading_reports_progress_and_can_be_cancelled_at_every_report(table) -> None:
    source = table("x,z,y\n" + "".join(f"{i},{i * i},{i % 2}\n" for i in range(70_000)))
    seen: list[float] = []
    source.load(lambda done, doing: seen.append(done))
    assert len(seen) > 4
    assert seen == sorted(seen)
    assert seen[-1] == 1
    for stop in range(len(seen)):
        reports = iter(range(len(seen)))

        def cancel(done: float, doing: str, reports=reports, stop=stop) -> None:
            if next(reports) == stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            source.load(cancel)


def test_banknotes(shared) -> None:
    source = CsvFile(path=shared("banknote_authentication.csv"))
    ready = prepare(DataSettings(source=source, validation_share=0.16, test_share=0.2))
    assert ready.summary == (
        "1,372 rows, 4 inputs, 2 classes (762 / 610)",
        "No names: the first line is an example",
        "Separator: comma",
        "Decimal sign: point",
        "Thousands sign: none",
        "Encoding: UTF-8",
        "Target: column 5, 2 classes",
        "Training 878 · validation 220 · test 274, stratified, seed 0",
        "3 rows of validation and 7 of the test part (2.0% of both) are in training, too, "
        "equal in every input and the target",
        "Standardised with mean and standard deviation of the training part",
    )
    assert ready.dataset.inputs[0].tolist() == [3.6216, 8.6661, -2.8073, -0.44699]


def test_airfoil(shared) -> None:
    """The titles are spaced, the rows tabbed."""
    data = CsvFile(path=shared("airfoil_self_noise.dat")).load()
    assert data.inputs.shape == (1503, 5)
    assert data.input_names == ("Frequency", "Attack", "Chord", "Velocity", "Thickness")
    assert (data.task, data.target_names) == ("regression", ("Decibels",))
    assert data.targets[0, 0] == 126.201


def test_attributes_of_many_columns_are_no_sample(tmp_path) -> None:
    attributes = "".join(f"@attribute att{k} numeric\n" for k in range(900))
    rows = "".join(",".join(str(k * j % 7) for k in range(900)) + f",{'ab'[j % 2]}\n" for j in range(30))
    (tmp_path / "a.arff").write_text(f"@relation a\n\n{attributes}@attribute kind {{a,b}}\n\n@data\n{rows}")
    data = CsvFile(path=str(tmp_path / "a.arff"), leave_out=False).load()
    assert (len(data), data.shape, data.target_names) == (30, (900,), ("a", "b"))
