"""Which column is predicted where nobody says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.notes import reason_of, switches_of
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.frames import dataset_of

Draw = Callable[[int], object]
N = 60
RNG = np.random.default_rng(5)
KINDS: dict[str, Draw] = {
    "real": lambda i: f"{RNG.normal():.3f}",
    "small": lambda i: int(RNG.integers(0, 9)),
    "large": lambda i: int(RNG.integers(200, 1700)),
    "bit": lambda i: i % 2,
    "third": lambda i: 1 + i % 3,
    "word": lambda i: ("red", "green", "blue")[i % 3],
    "yes": lambda i: "yn"[int(RNG.integers(2))],
    "text": lambda i: f"a remark of row {i}",
    "same": lambda i: "eor",
    "none": lambda i: "",
    "count": lambda i: i + 1,
    "person": lambda i: 1_000_000 + 7_919 * (i * i % 997),
    "down": lambda i: f"{9 - i / 11:.3f}",
    "dose": lambda i: (0.5, 1, 2)[i % 3],
    "ill": lambda i: ("ill", "well")[i % 2],
    "second": lambda i: 1_400_000_000 + 1_919_000 * (i * i % 97),
    "day": lambda i: f"2024-01-{1 + i % 28:02d}",
}


@pytest.fixture
def opened(tmp_path):
    """Return a function that writes a table of columns, as `name:kind`, and returns the source that reads it."""

    def write(columns: str, header: bool = True) -> CsvFile:
        pairs = [one.split(":") for one in columns.split()]
        rows = [",".join(str(KINDS[kind](i)) for _, kind in pairs) for i in range(N)]
        names = [",".join(name for name, _ in pairs)] if header else []
        (tmp_path / "t.csv").write_text("\n".join([*names, *rows]) + "\n")
        return CsvFile(path=str(tmp_path / "t.csv"))

    return write


@pytest.mark.parametrize(
    ("columns", "target"),
    [
        # Called as what is predicted, wherever it stands.
        ("id:count Survived:bit Age:real Fare:real Embarked:word", "Survived"),
        ("label:third p0:small p1:small p2:small", "label"),
        ("class:word a:real target:bit b:real", "target"),
        ("survived:bit class:word alone:bit", "survived"),
        ("species:word island:word mass:real year:third", "species"),
        ("a:real status:bit b:real c:real", "status"),
        ("species:word a:real price:real", "price"),
        ("target:bit a:real price:real", "target"),
        ("a:real price:real b:word c:real", "price"),
        ("类别:word a:real b:real", "类别"),
        ("quality_label:word a:real b:real", "quality_label"),
        ("airline_sentiment:word a:real b:real", "airline_sentiment"),
        ("HeartDisease:bit a:real b:real", "HeartDisease"),
        # What is called so and cannot be predicted, or is something else here.
        ("class:same a:real b:real", "b"),
        ("label:none a:real b:real", "b"),
        ("x:real y:real depth:real", "depth"),
        ("y:bit a:real b:real", "y"),
        ("status:third a:real b:real", "b"),
        ("status:word a:real b:real", "b"),
        ("price:real area:real sold:bit", "sold"),
        ("heart_disease:bit a:real stroke:bit", "stroke"),
        ("heart_disease:bit a:real infarction:bit", "infarction"),
        ("price:small area:real rooms:small", "rooms"),
        ("Pclass:third a:real b:real", "b"),
        # The last one cannot be predicted.
        ("a:real b:real eor:same", "b"),
        ("a:real b:real empty:none", "b"),
        ("a:real b:real day:day", "b"),
        ("a:real b:small id:person", "b"),
        ("a:real overall:third unixReviewTime:person eor:same", "overall"),
        ("a:real b:small year:small eor:same", "b"),
        ("kind:word n:real text:text", "kind"),
        ("n:real kind:word m:real text:text", "m"),
        ("day:day store:small sales:real promoted:small", "sales"),
        ("sales:real a:small target:bit", "target"),
        ("sales:real quantity:small profit:real", "profit"),
        # What is traded, however its columns are called.
        ("Date:day Open:real High:real Low:real Close:real Volume:large", "Close"),
        ("<OPEN>:real <HIGH>:real <LOW>:real <CLOSE>:real <VOL>:large", "<CLOSE>"),
        ("1._open:real 2._high:real 3._low:real 4._close:real 5._volume:large", "4._close"),
        ("Date:day Price:real Open:real High:real Low:real Change:real", "Price"),
        ("close:real open:real hours:real", "hours"),
        # What was given beside a text that says why.
        ("id:person stars:small useful:small text:text day:day", "stars"),
        ("stars:small useful:small votes:real", "votes"),
        ("rating:word useful:small text:text", "rating"),
        ("text:text stars:small label:bit", "label"),
        ("user:small rating:third timestamp:second", "rating"),
        # The last one is rather told beside the rows: when, where, in which dose, under which treatment.
        ("ozone:real temp:large month:small", "temp"),
        ("a:real b:large longitude:real", "b"),
        ("len:real supp:yes dose:dose", "len"),
        ("a:real b:real dose:dose", "dose"),
        ("rownames:count breaks:large wool:yes tension:word", "breaks"),
        ("rownames:count weight:large feed:word", "weight"),
        ("id:count weight:large feed:word", "feed"),
        ("breaks:large wool:yes tension:bit", "tension"),
        ("breaks:large loom:real wool:yes tension:word", "tension"),
        ("a:real b:word rain_today:bit", "rain_today"),
        ("a:real sales:large school_holiday:bit", "sales"),
        ("a:real b:large work_day:bit", "b"),
        ("a:real b:large conf_limit_high:real", "b"),
        # Of statistics the value, of league tables what they are ranked by, of texts their topic.
        ("area:word year:small value:large unit:word flag:bit", "value"),
        ("hue:real value:real kind:bit", "kind"),
        ("rank:count score:down help:real trust:real", "score"),
        ("number:count score:down help:real trust:real", "trust"),
        ("rank:person score:down help:real trust:real", "trust"),
        ("category:word author:third text:text day:day", "category"),
        ("category:word author:third b:real", "b"),
        ("a:real b:large state:text", "b"),
        ("date:day rain:real quality:yes", "rain"),
        ("rated:bit winner:ill ply:small", "winner"),
        ("rent:large rooms:small city:word", "rent"),
        ("rownames:count default:yes balance:real income:large", "default"),
        ("default:yes balance:real left:bit", "left"),
        ("invest:real value:large firm:word year:small", "firm"),
        # Prices, wages and delays before what rows may be told by.
        ("currency:word salary_in_usd:large size:third", "salary_in_usd"),
        ("salary_in_usd:large left:bit", "left"),
        ("arrival_delay:large distance:real hour:small", "arrival_delay"),
        ("price:large mpg:real size:real", "price"),
        ("price:large rooms:small fee:dose", "price"),
        ("accident_severity:third speed:real road:word", "accident_severity"),
        ("close:real distance:real b:real", "b"),
        # Nothing speaks against the last one.
        ("a:word b:real c:real", "c"),
        ("a:third b:real c:real d:real e:real", "e"),
        ("a:bit b:bit c:word", "c"),
    ],
)
def test_what_is_predicted_by_name_or_for_want_of_another(opened, columns, target) -> None:
    assert opened(columns).load().target_columns == (target,)


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        # Classes that stand first: numbers from 1 before measures, words before numbers alike, behind keys.
        ("c:third a:real b:real d:real e:large", 1),
        ("c:bit a:real b:real d:real e:real", 1),
        ("c:word a:small b:small d:small e:small", 1),
        ("k:person c:word a:real b:real d:real", 2),
        ("c:word a:yes b:yes d:yes e:yes", 1),
        # Two words before others of which the last are more, or answers as to other questions.
        ("c:ill a:word b:word d:yes e:word", 1),
        ("c:ill a:word n:small b:yes d:yes", 1),
        ("c:yes a:word n:small b:yes d:ill", 5),
        ("c:ill a:word n:small b:yes e:word", 5),
        # Seconds since 1970.
        ("a:large b:large c:third d:second", 3),
        # A sex before measures and rings; classes at both ends; numbers of another kind.
        ("c:word a:real b:real d:real e:large", 5),
        ("c:third a:real b:real d:real e:bit", 5),
        ("c:small a:real b:real d:real e:word", 5),
        ("c:real a:real b:real d:real e:real", 5),
        ("c:bit a:bit b:bit d:bit e:real", 5),
        ("k:count a:real b:real d:real e:third", 5),
        # Who was measured, what was done, when.
        ("k:third c:word a:person b:real d:real e:real", 2),
        ("k:third c:word d:word a:real b:real e:real", 6),
        ("a:real c:word b:real d:real e:real", 5),
        # Names of the rows at the end.
        ("c:real a:third b:real d:real e:text", 1),
    ],
)
def test_without_names_classes_may_stand_first(opened, columns, place) -> None:
    assert opened(columns, header=False).load().target_columns == (f"column {place}",)


def test_whose_series_rows_are_of_is_no_class(tmp_path) -> None:
    rows = "".join(
        f"{1 + i // 20} {1 + i % 20} {i % 7 / 3:.3f} {i % 11 / 3:.3f} {i % 13 / 7:.3f}\n" for i in range(60)
    )
    (tmp_path / "t.txt").write_text(rows)
    assert CsvFile(path=str(tmp_path / "t.txt")).load().target_columns == ("column 5",)


def test_why_is_told_and_one_click_leads_back(opened) -> None:
    source = opened("label:third a:real b:real")
    told = next(line for line in source.load().notes if line.startswith("Target: label"))
    assert reason_of(told) == "It is called as what is predicted."
    switch, predict_a = switches_of(told)
    assert (switch.label, predict_a.label) == ("Last column", "Predict a")
    assert replace(source, **dict(switch.changes)).load().target_columns == ("b",)
    usual = next(line for line in opened("a:real b:real").load().notes if line.startswith("Target"))
    assert not reason_of(usual)
    assert [switch.label for switch in switches_of(usual)] == ["Predict a"]


def test_another_column_is_predicted_with_one_click_whatever_inputs_were_chosen(opened) -> None:
    for source in (opened("a:real b:real c:real"), replace(opened("a:real b:real c:real"), inputs="b")):
        told = next(line for line in source.load().notes if line.startswith("Target: c"))
        predict_b = next(switch for switch in switches_of(told) if switch.label == "Predict b")
        turned = replace(source, **dict(predict_b.changes)).load()
        assert turned.target_columns == ("b",)
        assert turned.input_names == (("a", "c") if not source.inputs else ("c",))


def test_what_a_person_chose_stands(opened) -> None:
    source = opened("label:third a:real b:real")
    assert replace(source, target="a").load().target_columns == ("a",)
    # A guess takes nobody's input away.
    assert replace(source, inputs="label, a").load().target_columns == ("b",)
    assert replace(source, group_column="label").load().target_columns == ("b",)
    with pytest.raises(NnsimError, match="“text” has 60 different texts"):
        replace(opened("label:third text:text"), target="text").load()


def test_free_text_is_refused_where_no_other_column_holds_classes(opened) -> None:
    with pytest.raises(NnsimError, match="“remark” has 60 different texts in 60 rows"):
        opened("x:real y:real remark:text").load()


def test_classes_further_down_a_long_file_count(tmp_path) -> None:
    rows = "".join(f"{i / 7:.3f},{i % 13},{'ab'[i > 9000]}\n" for i in range(10_000))
    (tmp_path / "t.csv").write_text("x,z,kind\n" + rows)
    source = CsvFile(path=str(tmp_path / "t.csv"))
    assert source.layout().likely.place == 2
    (tmp_path / "t.csv").write_text("x,z,kind\n" + rows.replace(",b", ",a"))
    assert source.layout().likely.place == 1


@pytest.mark.parametrize("kind", ["frame", "json", "parquet", "xlsx"])
def test_other_formats_are_judged_alike(tmp_path, kind) -> None:
    frame = pandas.DataFrame(
        {"label": np.arange(N) % 3, "a": np.arange(N) / 7, "day": pandas.date_range("2024-01-01", periods=N)}
    )
    if kind == "frame":
        assert dataset_of(frame, CsvFile(), "t").target_columns == ("label",)
        return
    path = tmp_path / f"t.{kind}"
    if kind == "json":
        frame.assign(day=frame["day"].astype(str)).to_json(path, orient="records")
    elif kind == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False)
    assert CsvFile(path=str(path)).load().target_columns == ("label",)


def test_a_file_may_be_called_after_what_is_asked_for(opened, tmp_path) -> None:
    source = opened("Year:small Life_expectancy:real b:real c:real")
    assert source.load().target_columns == ("c",)
    for name, target in (("Life Expectancy Data", "Life_expectancy"), ("Life Expectancyless", "c")):
        path = (tmp_path / "t.csv").rename(tmp_path / f"{name}.csv")
        assert CsvFile(path=str(path)).load().target_columns == (target,)
        path.rename(tmp_path / "t.csv")


def test_the_only_measured_column_among_words_without_names(opened) -> None:
    assert opened("a:word p:large b:yes c:word e:same", header=False).load().target_columns == ("column 2",)
    assert opened("a:word p:large q:real b:yes e:same", header=False).load().target_columns == ("column 4",)
