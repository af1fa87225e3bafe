"""Sequences: generated ones and those of files, by characters and in folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.adding_problem import AddingProblem
from nnsim.data.sources.characters_file import CharactersFile
from nnsim.data.sources.copy_task import CopyTask
from nnsim.data.sources.echo import Echo
from nnsim.data.sources.next_of_sine import NextOfSine
from nnsim.data.sources.parity_sequence import ParitySequence
from nnsim.data.sources.sequence_folder import SequenceFolder
from nnsim.data.sources.typed_characters import TypedCharacters

# Generated


def _lengths(data, steps: int) -> np.ndarray:
    lengths = np.full(len(data), steps) if data.lengths is None else data.lengths
    behind = np.arange(steps) >= lengths[:, np.newaxis]
    assert (data.inputs[behind] == 0).all()
    return lengths


@pytest.mark.parametrize("shortest", [0, 1, 4])
def test_parity_is_that_of_the_bits(shortest: int) -> None:
    data = ParitySequence(points=300, steps=6, shortest=shortest).load()
    assert set(_lengths(data, 6)) == set(range(shortest or 6, 7))
    np.testing.assert_array_equal(data.inputs[:, :, 0].sum(1) % 2, data.targets)
    assert set(np.unique(data.inputs)) == {0, 1}
    # No bit says anything by itself, not even the last one.
    assert (
        abs(np.corrcoef(data.inputs[np.arange(300), _lengths(data, 6) - 1, 0], data.targets)[0, 1]) < 0.2
        or shortest == 1
    )


@pytest.mark.parametrize("shortest", [0, 2, 7])
def test_adding_adds_the_two_marked(shortest: int) -> None:
    data = AddingProblem(points=500, steps=9, shortest=shortest).load()
    lengths = _lengths(data, 9)
    assert lengths.min() == (shortest or 9)
    numbers, marks = data.inputs[:, :, 0], data.inputs[:, :, 1]
    assert (marks.sum(1) == 2).all()
    np.testing.assert_allclose((numbers * marks).sum(1), data.targets[:, 0])
    places = np.array([np.flatnonzero(row) for row in marks])
    assert (places[:, 0] < lengths // 2).all()
    assert (places[:, 1] >= lengths // 2).all()


@pytest.mark.parametrize("growing", [0.5, 1.0])
def test_growing_lengths_have_a_longest_that_grows_over_a_share_of_the_sequences(growing: float) -> None:
    lengths = _lengths(ParitySequence(points=1200, steps=6, shortest=3, growing=growing).load(), 6)
    each = int(1200 * growing) // 4
    for stage in range(4):
        assert set(lengths[stage * each : (stage + 1) * each]) == set(range(3, 4 + stage))
    assert set(lengths[4 * each :]) <= set(range(3, 7))


def test_lengths_that_do_not_grow_are_the_same_as_ever() -> None:
    lengths = ParitySequence(points=6, steps=9, shortest=2).load().lengths
    assert lengths is not None
    assert lengths.tolist() == [8, 9, 5, 7, 9, 7]


@pytest.mark.parametrize("fewest", [0, 2])
def test_copies_are_asked_for_behind_the_mark_in_the_order_they_came(fewest: int) -> None:
    data = CopyTask(points=200, words=4, bits=3, fewest=fewest).load()
    lengths = _lengths(data, 9)
    assert set((lengths - 1) // 2) == set(range(fewest or 4, 5))
    assert set(np.unique(data.inputs)) == {0, 1}
    targets = data.targets.reshape(200, 9, 3)
    for inputs, right, length in zip(data.inputs, targets, lengths, strict=True):
        words = (length - 1) // 2
        assert inputs[:, 3].tolist() == [float(t == words) for t in range(9)]
        assert inputs[:, 4].tolist() == [float(words < t < length) for t in range(9)]
        np.testing.assert_array_equal(right[words + 1 : length], inputs[:words, :3])
        assert not right[: words + 1].any()
        assert not right[length:].any()
        assert not inputs[words:, :3].any()


def test_always_one_has_the_error_that_the_adding_problem_names() -> None:
    targets = AddingProblem(points=20_000).load().targets
    assert ((targets - 1) ** 2).mean() == pytest.approx(1 / 6, abs=0.01)


@pytest.mark.parametrize(("delay", "steps", "shortest"), [(0, 5, 0), (3, 5, 0), (3, 9, 5), (12, 5, 2)])
def test_the_echo_is_the_bit_so_many_steps_ago(delay: int, steps: int, shortest: int) -> None:
    data = Echo(points=200, delay=delay, steps=steps, shortest=shortest).load()
    lengths = _lengths(data, max(steps, delay + 1))
    np.testing.assert_array_equal(data.inputs[np.arange(200), lengths - 1 - delay, 0], data.targets)
    assert lengths.min() >= delay + 1
    assert len(data.notes) == (delay >= steps)


def test_a_sine_goes_on_where_its_windows_end() -> None:
    data = NextOfSine(points=60, noise=0.0, steps=7, horizon=3, period=20.0).load()
    assert data.inputs.shape == (60, 7, 1)
    assert data.moments.tolist() == list(range(9, 69))
    np.testing.assert_array_equal(data.inputs[9:, 0, 0], data.targets[:-9, 0])
    # sin(a + h) = 2·cos(h)·sin(a) − sin(a − h)
    next_one = NextOfSine(points=60, noise=0.0, steps=7, period=20.0).load()
    last, before = next_one.inputs[:, -1, 0], next_one.inputs[:, -2, 0]
    np.testing.assert_allclose(next_one.targets[:, 0], 2 * np.cos(np.pi / 10) * last - before, atol=1e-12)


# Text by characters


def test_the_next_character_is_the_class() -> None:
    text = "abra cadabra\n" * 30
    source = TypedCharacters(typed=text, length=4, stride=3, coding="codes")
    data = source.load()
    assert data.target_names == ("⏎", "␣", "a", "b", "c", "d", "r")
    signs = "\n abcdr"
    for row in range(len(data)):
        place = int(data.moments[row])
        assert "".join(signs[int(code)] for code in data.inputs[row]) == text[place - 4 : place]
        assert signs[data.targets[row]] == text[place]
    assert data.input_names == ("t−4", "t−3", "t−2", "t−1")
    assert "For the Embedding layer: a vocabulary of 7" in data.notes
    one_hot = TypedCharacters(typed=text, length=4, stride=3).load()
    np.testing.assert_array_equal(one_hot.inputs.argmax(2), data.inputs)
    assert (one_hot.inputs.sum(2) == 1).all()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=20, max_size=60), fold=st.booleans())
def test_any_text_is_read_or_refused(tmp_path: Path, text: str, fold: bool) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        data = CharactersFile(path=str(path), length=3, fold=fold).load()
    except NnsimError:
        return
    assert len(set(data.target_names)) == len(data.target_names)
    assert all(name.strip() for name in data.target_names)
    assert data.inputs.shape == (len(data), 3, len(data.target_names))


def test_a_sign_that_stands_for_a_blank_is_told_from_the_blank() -> None:
    data = TypedCharacters(typed="a␣ b\u0301\x07" * 40, length=2).load()
    assert set(data.target_names) == {"a", "b", "␣", "U+0020", "U+0301", "U+0007"}


def test_more_than_a_thousand_different_signs_leave_the_rare_ones_as_one_class() -> None:
    text = "".join(chr(0x4E00 + k) for k in range(1500)) + "".join(chr(0x4E00 + k) for k in range(900)) * 2
    data = TypedCharacters(typed=text, length=1, coding="codes").load()
    assert len(data.target_names) == 1000
    assert data.target_names[-1] == "other"
    assert any(note.startswith("501 rare characters are one class") for note in data.notes)


def test_a_file_is_read_to_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(("Größe und Maß.\r\n" * 100).encode("cp1252"))
    data = CharactersFile(path=str(tmp_path / "t.txt"), most=300, fold=True, length=5).load()
    assert len(data) == 295
    assert {"ö", "ß", "⏎"} < set(data.target_names)
    assert "Read up to character 300; the text goes on" in data.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abc", "A text of 3 characters is too short for 10 before each"),
        ("a" * 300, "The same character follows everywhere"),
    ],
)
def test_a_text_with_nothing_to_learn_is_refused(text: str, said: str) -> None:
    with pytest.raises(NnsimError, match=said):
        TypedCharacters(typed=text).load()


def test_too_many_numbers_are_refused_before_they_are_made() -> None:
    text = "".join(map(chr, range(33, 127))) * 1000
    with pytest.raises(NnsimError, match="at most 200,000,000 are possible"):
        TypedCharacters(typed=text, most=94_000, length=200).load()


# A folder, one sequence a file


def _written(folder: Path, lengths: dict[str, int], header: str = "a,b\n") -> Path:
    for name, length in lengths.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = "".join(f"{length},{row + 0.5}\n" for row in range(length))
        path.write_text(header + rows)
    return folder


def test_files_are_padded_at_the_end_and_know_their_length(tmp_path: Path) -> None:
    folder = _written(tmp_path / "f", {"up/1.csv": 3, "up/2.csv": 5, "down/10.csv": 2, "down/9.csv": 4})
    data = SequenceFolder(path=str(folder)).load()
    assert data.row_names == ("down/9.csv", "down/10.csv", "up/1.csv", "up/2.csv")
    assert data.target_names == ("down", "up")
    assert data.lengths.tolist() == [4, 2, 3, 5]
    assert data.inputs.shape == (4, 5, 2)
    assert data.inputs[1].tolist() == [[2, 0.5], [2, 1.5], [0, 0], [0, 0], [0, 0]]
    cut = SequenceFolder(path=str(folder), length=3).load()
    assert cut.lengths.tolist() == [3, 2, 3, 3]
    assert "2 sequences are cut after 3 rows" in cut.notes
    one = SequenceFolder(path=str(folder), inputs="b").load()
    assert one.inputs[3, :, 0].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert SequenceFolder.recognises(str(folder))
    assert not SequenceFolder.recognises(str(folder / "up"))


def test_a_column_can_be_the_target(tmp_path: Path) -> None:
    folder = _written(tmp_path / "f", {f"{k}.csv": k for k in range(1, 9)})
    data = SequenceFolder(path=str(folder), target="a", task="regression").load()
    assert data.targets[:, 0].tolist() == list(range(1, 9))
    assert data.shape == (8, 1)
    with pytest.raises(NnsimError, match="lie in fewer than two folders"):
        SequenceFolder(path=str(folder)).load()
    with pytest.raises(NnsimError, match="no column “z”"):
        SequenceFolder(path=str(folder), target="z").load()


def test_parts_and_arrays(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for part, count in (("train", 4), ("test", 2)):
        for name in ("u", "v"):
            for k in range(count):
                path = tmp_path / "f" / part / name / f"{k}.npy"
                path.parent.mkdir(parents=True, exist_ok=True)
                np.save(path, rng.normal(size=(3 + k, 2)).astype(np.float32))
    data = SequenceFolder(path=str(tmp_path / "f")).load()
    assert (len(data), data.test_rows) == (12, 4)
    np.testing.assert_array_equal(data.inputs[-1][:4], np.load(tmp_path / "f" / "test" / "v" / "1.npy"))


def test_the_same_columns_in_another_order_or_by_other_signs(tmp_path: Path) -> None:
    folder = _written(tmp_path / "f", {"u/1.csv": 3, "v/1.csv": 4})
    (folder / "v" / "2.tsv").write_text("a\tb\n1,5\t2,5\n2,5\t3,5\n")
    assert SequenceFolder(path=str(folder)).load().inputs[2, 0].tolist() == [1.5, 2.5]
    (folder / "v" / "3.csv").write_text("b,a\n1,2\n3,4\n")
    with pytest.raises(NnsimError, match=r"v/3\.csv has the columns b, a, and u/1\.csv has a, b"):
        SequenceFolder(path=str(folder)).load()
    assert SequenceFolder(path=str(folder), inputs="a, b").load().inputs[-1, 0].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n", r"holds no rows|is empty"),
        ("", "is empty"),
        ("a,b\nx,1\ny,2\n", "The column “a” of 9.csv holds texts"),
        ("a,b,c\n1,2,3\n4,5,6\n", "has 3 columns and"),
    ],
)
def test_a_file_that_does_not_belong_is_named(tmp_path: Path, content: str, said: str) -> None:
    folder = _written(tmp_path / "f", {"u/1.csv": 3, "v/1.csv": 4})
    (folder / "v" / "9.csv").write_text(content)
    with pytest.raises(NnsimError, match=said):
        SequenceFolder(path=str(folder)).load()


def test_padding_is_no_part_of_what_scaling_learns(tmp_path: Path) -> None:
    folder = _written(tmp_path / "f", {f"{name}/{k}.csv": 2 + k for name in "uv" for k in range(6)})
    ready = prepare(DataSettings(source=SequenceFolder(path=str(folder), inputs="b")))
    real = np.concatenate(
        [ready.dataset.inputs[row, : ready.dataset.lengths[row], 0] for row in ready.rows.train]
    )
    assert ready.scaler.shift.item() == pytest.approx(real.mean())
    assert ready.scaler.scale.item() == pytest.approx(real.std())


def test_a_folder_without_sequences_is_named(tmp_path: Path) -> None:
    with pytest.raises(NnsimError, match="There are no sequences in"):
        SequenceFolder(path=str(tmp_path)).load()
