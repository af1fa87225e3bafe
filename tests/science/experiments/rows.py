"""One line of the table: what is claimed, what was measured, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Within:
    """How far a measured number may be from the expected one; `words` says it to people."""

    words: str
    test: Callable[[float, float], bool] = field(repr=False, compare=False)


def relative(share: float) -> Within:
    """Allow a share of the expected number."""
    return Within(f"{100 * share:g} %", lambda e, m: abs(m - e) <= share * abs(e))


def absolute(size: float) -> Within:
    """Allow so much in either direction."""
    return Within(f"±{size:g}", lambda e, m: abs(m - e) <= size)


def factor(most: float) -> Within:
    """Allow a factor, up or down."""
    return Within(f"factor {most:g}", lambda e, m: 0 < e / most <= m <= e * most)


AT_LEAST = Within("at least", lambda e, m: m >= e)
AT_MOST = Within("at most", lambda e, m: m <= e)


@dataclass(frozen=True)
class Row:
    """A claim with its expected and its measured numbers.

    `note` says plainly what differs, from the claim or from how it was first measured.
    """

    claim: str
    expected: Sequence[float]
    measured: Sequence[float]
    within: Within
    source: str
    seed: str
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether every number lies where it should."""
        return all(self.within.test(e, float(m)) for e, m in zip(self.expected, self.measured, strict=True))

    def line(self) -> str:
        """Return the row in Markdown."""
        verdict = "holds" if self.holds else "**differs**"
        cells = (
            self.claim,
            _shown(self.expected),
            _shown(self.measured),
            self.within.words,
            self.seed,
            self.source,
            f"{verdict}. {self.note}" if self.note else verdict,
        )
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _shown(numbers: Sequence[float]) -> str:
    return " ".join(f"{float(n):.4g}" for n in numbers)
