"""Invented parts with every kind of setting, for the tests of the form."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.part_settings import part
from nnsim.base.registry import Part, Registry
from nnsim.base.settings import choice, file_path, flag, integer, real, shape, text
from nnsim.base.text import mark


class Start(Part):
    pass


STARTS: Registry[Start] = Registry(Start, "tests_have_no_package", mark("start"))
STARTS._discovered = True


@STARTS.register
class Zeros(Start):
    key = "zeros"
    title = mark("Zeros")


@STARTS.register
class Normal(Start):
    key = "normal"
    title = mark("Normal")

    mean: float = real(0.0, label=mark("Mean"), low=-10.0, high=10.0)
    deviation: float = real(1.0, label=mark("Deviation σ"), low=0.0, high=100.0, log=True)


@STARTS.register
class Uniform(Start):
    key = "uniform"
    title = mark("Uniform")

    width: float = real(1.0, label=mark("Width"), low=0.0, high=10.0)


@dataclass(frozen=True)
class Everything(Part):
    key = "everything"
    title = mark("Everything")

    units: int = integer(16, low=1, high=100_000, label=mark("Units"), help=mark("How many neurons."))
    activation: str = choice(
        "sigmoid",
        ("identity", mark("Identity")),
        ("sigmoid", mark("Sigmoid")),
        ("relu", mark("ReLU")),
        label=mark("Activation"),
    )
    start: Start = part(Normal(), STARTS, label=mark("Initialiser"))
    bias: bool = flag(True, label=mark("Bias"))
    decay: float = real(0.0, low=0.0, high=1.0, log=True, label=mark("Weight decay"))
    rate: float = real(0.5, low=0.0, high=1.0, label=mark("Drop-out rate"))
    delay: int = integer(10, low=0, high=1000, step=5, unit="ms", label=mark("Delay"))
    size: tuple[int, ...] = shape((1, 28, 28), label=mark("Shape"))
    note: str = text("", label=mark("Name"), placeholder=mark("a name"), longest=12)
    file: str = file_path(label=mark("File"), filters=((mark("Tables"), "*.csv *.tsv"),))
    seed: int = integer(0, label=mark("Seed"), advanced=True, help=mark("Same seed, same numbers."))
    epsilon: float = real(1e-5, low=1e-12, high=1.0, log=True, label=mark("Epsilon"), advanced=True)


@dataclass(frozen=True)
class Small(Part):
    key = "small"
    title = mark("Small")

    units: int = integer(3, low=1, high=9, label=mark("Units"))
