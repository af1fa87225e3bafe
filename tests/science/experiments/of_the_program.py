"""The experiments that the program itself has, from three starting seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnsim.lab.claim import Finding
from nnsim.lab.experiment import Experiment, experiments
from nnsim.lab.outcome import Outcome, perform
from nnsim.lab.pictures import Pictures, mnist_pictures, own_pictures
from tests.science.experiments.table import COLUMNS, head, in_markdown, line
from tests.science.measured import mnist_path

SEEDS = (0, 100, 1000)
MOST_SECONDS = 60


@dataclass(frozen=True)
class Performed:
    """One experiment on one collection of digits, from every starting seed."""

    name: str
    outcomes: tuple[Outcome, ...]

    @property
    def unexplained(self) -> list[Finding]:
        """What differs and does not say why."""
        return [f for o in self.outcomes for f in o.findings if not f.holds and not f.note]

    @property
    def whole(self) -> bool:
        """Whether it holds from every seed, in the time it may take."""
        return all(o.holds and o.seconds < MOST_SECONDS for o in self.outcomes)

    def lines(self) -> Iterator[str]:
        """Yield what the first seed gave, a row for each claim."""
        for k, finding in enumerate(self.outcomes[0].findings):
            yield line(finding, "" if k else self.name)

    def seeds_line(self) -> str:
        """Return how it ended from every seed, as a row."""
        return in_markdown(self.name, *(_ending(outcome) for outcome in self.outcomes))


def perform_all(only: Sequence[str] = ()) -> Iterator[Performed]:
    """Yield all experiments, or those called `only`; those about MNIST on it, where it is, and on our own digits."""
    path = mnist_path()
    for kind in experiments:
        if only and kind.key not in only:
            continue
        if kind.needs_pictures and path is not None:
            yield _performed(f"{kind.key}, MNIST", kind, mnist_pictures(path))
            yield _performed(f"{kind.key}, our own digits", kind, own_pictures())
        else:
            yield _performed(kind.key, kind, own_pictures())


def page(found: Sequence[Performed]) -> str:
    """Return both tables in Markdown."""
    claims = (row for performed in found for row in performed.lines())
    seeds = (performed.seeds_line() for performed in found)
    return "\n".join(
        (
            "\n## Experiments of the program\n",
            "Each opens in the Gradient lab and runs by `nnsim experiment NAME --out DIR`; here from seed 0.\n",
            head("experiment", *COLUMNS),
            *claims,
            "\nFrom three starting seeds, with the seconds each took:\n",
            head("experiment", *(f"seed {seed}" for seed in SEEDS)),
            *seeds,
            "",
        )
    )


def _performed(name: str, kind: type[Experiment], pictures: Pictures) -> Performed:
    found = Performed(name, tuple(perform(kind(), seed, pictures) for seed in SEEDS))
    endings = ", ".join(_ending(outcome) for outcome in found.outcomes)
    print(f"{name}: {endings}", flush=True)
    for outcome in found.outcomes:
        for finding in outcome.findings:
            if not finding.holds:
                print(f"  from seed {outcome.seed} differs:", line(finding), flush=True)
    return found


def _ending(outcome: Outcome) -> str:
    agree = sum(finding.holds for finding in outcome.findings)
    said = (
        "holds" if outcome.holds else f"**{len(outcome.findings) - agree} of {len(outcome.findings)} differ**"
    )
    return f"{said}, {outcome.seconds:.1f} s"
