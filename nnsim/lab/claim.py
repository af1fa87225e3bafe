"""What is claimed, and whether what was measured agrees with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from nnsim.base.text import mark, tr


@dataclass(frozen=True)
class Within:
    """How far a measured number may be from the expected one.

    Attributes
    ----------
    words
        Says it to people, in English: a pattern for `size`.
    size
        How far, in the units of the pattern.
    test
        Whether a measured number (second) is as near to the expected one (first) as it should be.
    """

    words: str
    size: float
    test: Callable[[float, float], bool] = field(repr=False, compare=False)

    def __str__(self) -> str:
        return tr(self.words).format(size=f"{self.size:g}")

    def in_english(self) -> str:
        """Return the words whatever the language, for programs and the table of the repository."""
        return self.words.format(size=f"{self.size:g}")


def relative(share: float) -> Within:
    """Allow a share of the expected number."""
    return Within(mark("{size} %"), 100 * share, lambda e, m: abs(m - e) <= share * abs(e))


def absolute(size: float) -> Within:
    """Allow so much in either direction."""
    return Within(mark("±{size}"), size, lambda e, m: abs(m - e) <= size)


def factor(most: float) -> Within:
    """Allow a factor, up or down."""
    return Within(mark("factor {size}"), most, lambda e, m: 0 < e / most <= m <= e * most)


AT_LEAST = Within(mark("at least"), 0.0, lambda e, m: m >= e)
AT_MOST = Within(mark("at most"), 0.0, lambda e, m: m <= e)


@dataclass(frozen=True)
class Claim:
    """What somebody says comes out.

    Attributes
    ----------
    words
        A sentence without a full stop, marked for translation: what is measured.
    expected
        The numbers that should come out.
    within
        How near they should be.
    source
        Who says so: the publication, or words that are marked for translation. ``own`` says that it is a
        measurement of ours, made beforehand.
    seeds
        Of how many seeds the numbers are the median, or the mean where `words` say so; 1: of a single one.
        0: no chance is involved.
    own
        Whether the expected numbers are our own and no published ones.
    """

    words: str
    expected: tuple[float, ...]
    within: Within
    source: str
    seeds: int = 1
    own: bool = False


@dataclass(frozen=True)
class Finding:
    """A claim with what was measured of it.

    Attributes
    ----------
    measured
        As many numbers as are expected.
    note
        Says plainly what differs, from the claim or from how it was first measured; translated.
    """

    claim: Claim
    measured: tuple[float, ...]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether every number lies where it should."""
        pairs = zip(self.claim.expected, self.measured, strict=True)
        return all(self.claim.within.test(e, float(m)) for e, m in pairs)

    def sentence(self) -> str:
        """Return claim, numbers and verdict in words, translated."""
        said = tr("our own measurement") if self.claim.own else tr(self.claim.source)
        pattern = (
            tr("{claim}: {measured}. Expected: {expected} ({within}, {source}). It agrees.")
            if self.holds
            else tr("{claim}: {measured}. Expected: {expected} ({within}, {source}). It does NOT agree.")
        )
        return pattern.format(
            claim=tr(self.claim.words),
            measured=self._of_seeds(shown(self.measured)),
            expected=shown(self.claim.expected),
            within=str(self.claim.within),
            source=said,
        )

    def _of_seeds(self, numbers: str) -> str:
        """Return `numbers` with how many seeds they are of, where there are several."""
        if self.claim.seeds <= 1:
            return numbers
        return tr("{numbers} ({n} seeds)").format(numbers=numbers, n=self.claim.seeds)


def shown(numbers: tuple[float, ...]) -> str:
    """Return numbers as people read them."""
    return ", ".join(f"{float(n):.4g}" for n in numbers)
