"""MNIST is opened once and found again; without it there are the program's own digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base import paths
from nnsim.base.errors import NnsimError
from nnsim.data.sources.mnist import Mnist
from nnsim.lab.experiments.learning_speed import LearningSpeed
from nnsim.lab.pictures import mnist_pictures, own_pictures, remember, remembered_pictures
from nnsim.lab.running import prepared


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=np.zeros((20, 28, 28), np.uint8), y_train=np.arange(20) % 10)
    return path


def test_mnist_is_found_again_while_its_file_is_there(mnist: Path) -> None:
    assert remembered_pictures() == own_pictures()
    pictures = mnist_pictures(mnist)
    assert pictures.are_mnist
    remember(pictures)
    assert remembered_pictures() == pictures
    mnist.unlink()
    assert remembered_pictures() == own_pictures()


def test_a_relative_path_is_remembered_from_the_root(mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mnist.parent)
    remember(mnist_pictures("mnist.npz"))
    monkeypatch.chdir("/")
    assert remembered_pictures().source == Mnist(path=str(mnist))


@pytest.mark.parametrize("note", [b"", b"[]", b'{"path": 3}', b'{"path": "/none"}', b"\xff", b" " * 200_000])
def test_a_note_that_says_nothing_is_passed_over(mnist: Path, note: bytes) -> None:
    remember(mnist_pictures(mnist))
    (paths.user_data() / "mnist.json").write_bytes(note)
    assert remembered_pictures() == own_pictures()


def test_what_is_no_mnist_is_a_sentence_and_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"nothing")
    with pytest.raises(NnsimError):
        mnist_pictures(tmp_path / "x.npz")
    assert remembered_pictures() == own_pictures()


def test_the_first_of_them(mnist: Path) -> None:
    assert mnist_pictures(mnist).first(7, 256) == Mnist(path=str(mnist), examples=7, divisor="256")
    assert own_pictures().first(7) == own_pictures().source


def test_nielsens_protocol_takes_all_digits_as_one_batch() -> None:
    for member in LearningSpeed().family(own_pictures()):
        examples = prepared(member.project.data).train
        assert member.project.training.batch == len(examples)
        assert member.project.training.weight_decay == 5 / len(examples)
