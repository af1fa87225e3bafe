"""One line of what was measured: a run with everything that was said of it, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from tests.benchmarks.doctor.followed import Followed

What = Literal["sick", "healthy", "twin", "double", "case", "case twin"]


@dataclass
class Row:
    """A run.

    Attributes
    ----------
    what
        A sick run, a healthy one, the healthy twin of a sick one, one with two illnesses, a real case.
    key
        Of the illness that is meant; of the kind of a healthy run; of a case.
    number, seed
        Which draw it is, and the seed of its training.
    meant
        Illnesses that are to be named: one, two of a double; of a case any that counts as its cause.
    also
        Illnesses that it has beside those: to name them is right as well.
    said
        (key, confidence, since_step) at the end, in the order in which they are said.
    ever
        Key of everything that was said at any look, with the step of the first and the highest confidence.
    published
        What fixed thresholds say.
    score, twin
        What it came to, and its twin: share of the way from the best constant to being always right.
    seconds, judging
        How long it took, and how much of it was judging.
    drawn
        How often was drawn until it was sick; `rejected` says why not.
    cured
        Whether a cure brought it to within 5 % of its twin; None: not tried. `cure` says which; `cure_seconds` how long.
    failed
        An exception, where one came.
    about
        Of what data it is.
    in_time
        Of a real case: whether a known cause was among the first two at a look before 200 steps, or one epoch.
    """

    what: What
    key: str
    number: int
    seed: int = 0
    meant: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    said: list[tuple[str, float, int]] = field(default_factory=list)
    ever: dict[str, tuple[int, float]] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    score: float = float("nan")
    twin: float = float("nan")
    steps: int = 0
    seconds: float = 0.0
    judging: float = 0.0
    drawn: int = 1
    rejected: list[str] = field(default_factory=list)
    cured: bool | None = None
    cure: str = ""
    tried: list[str] = field(default_factory=list)
    cure_seconds: float = 0.0
    failed: str = ""
    about: str = ""
    in_time: bool = False

    @property
    def first_two(self) -> list[str]:
        """Keys of the first two verdicts at the end."""
        return [key for key, _, _ in self.said[:2]]

    @property
    def named(self) -> bool:
        """Whether one that is meant is among the first two; of a double both."""
        if self.what == "case":
            return self.in_time
        if self.what == "double":
            return set(self.meant) <= set(self.first_two)
        return any(key in self.meant for key in self.first_two)

    @property
    def first_right(self) -> bool:
        """Whether the first verdict is one that it has."""
        return bool(self.said) and self.said[0][0] in (*self.meant, *self.also)

    def took_in(self, followed: Followed) -> Row:
        """Take in what was said of a run."""
        self.said = [(v.key, round(v.confidence, 4), v.since_step) for v in followed.said]
        for step, verdicts in followed.looks:
            for verdict in verdicts:
                since, most = self.ever.get(verdict.key, (step, 0.0))
                self.ever[verdict.key] = (since, round(max(most, verdict.confidence), 4))
        self.published = sorted(followed.published)
        self.score = round(followed.trained.comes_to, 4)
        self.steps = followed.looks[-1][0] if followed.looks else 0
        self.seconds, self.judging = round(followed.seconds, 3), round(followed.judging, 4)
        return self

    @classmethod
    def read(cls, line: str) -> Row:
        """Return a row from its line of JSON."""
        given = json.loads(line)
        row = cls(**{f.name: given[f.name] for f in fields(cls) if f.name in given})
        row.said = [(key, sure, since) for key, sure, since in row.said]
        row.ever = {key: (since, most) for key, (since, most) in row.ever.items()}
        return row

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self) | {"named": self.named, "first_right": self.first_right}
