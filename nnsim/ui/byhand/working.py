"""What is being worked out: a worksheet, how far the demonstration is, and what is spelled out."""

from __future__ import annotations

from nnsim.base.event import Event
from nnsim.lab.byhand.address import Address, Of, UnitAt, WeightAt
from nnsim.lab.byhand.explaining import Explanation, explain
from nnsim.lab.byhand.stages import Demonstration, Kind, Stage, demonstration
from nnsim.lab.byhand.worksheet import Worksheet

MOST_STEPS_BACK = 200
"""Updates that can be taken back one by one."""


class Working:
    """The one state all parts of the page show and change.

    Attributes
    ----------
    sheet
        The worksheet as it is now.
    shown
        Its stages.
    stage
        Number of the stage that is done, from 0.
    step
        Updates done before it.
    example
        The example whose numbers are shown; None for the mean of all.
    chosen
        What is spelled out.

    Events
    ------
    changed()
        Another number is to be seen: of another sheet, stage or example.
    pointed()
        Something else is spelled out, or the same from other numbers.
    """

    def __init__(self, sheet: Worksheet) -> None:
        self.changed: Event[[]] = Event()
        self.pointed: Event[[]] = Event()
        self._take(sheet)

    def show(self, sheet: Worksheet) -> None:
        """Begin anew with another worksheet."""
        self._take(sheet)
        self._tell()

    def _take(self, sheet: Worksheet) -> None:
        self.first = self.sheet = sheet
        self.shown: Demonstration = demonstration(sheet)
        self.stage = self.step = 0
        self.example: int | None = 0
        self._past: list[Worksheet] = []
        self._followed: list[Address] = []
        self.chosen = first_choice(sheet)

    # ---- what there is -------------------------------------------------------------------------

    @property
    def now(self) -> Stage:
        """The stage that is done."""
        return self.shown.stages[self.stage]

    @property
    def explanation(self) -> Explanation:
        """What is chosen, spelled out."""
        return explain(self.sheet, self.chosen)

    @property
    def weight(self) -> WeightAt | None:
        """The weight that is chosen, or else the first one; None where there is none."""
        if isinstance(self.chosen.at, WeightAt):
            return self.chosen.at
        return self.sheet.weights[0].at if self.sheet.weights else None

    def is_known(self, address: Address) -> bool:
        """Return whether a number is known by now."""
        return self.shown.is_known(address, self.stage)

    def of_unit(self, of: Of, at: UnitAt) -> Address:
        """Return the address of a number of a unit, in the example that is shown."""
        return Address(of, at, self.example)

    # ---- choosing ------------------------------------------------------------------------------

    def choose(self, address: Address) -> None:
        """Spell something out; the way back is kept."""
        if address != self.chosen:
            self._followed.append(self.chosen)
            self.chosen = address
            self.pointed.fire()

    def choose_weight(self, weight: WeightAt) -> None:
        """Spell out what is to be said of a weight at this stage."""
        if not self.sheet.can_learn:
            self.choose(Address(Of.WEIGHT, weight))
            return
        self.choose(Address(Of.AFTER if self.now.kind is Kind.UPDATE else Of.GRADIENT, weight))

    @property
    def can_go_back(self) -> bool:
        """Whether something was spelled out before."""
        return bool(self._followed)

    def choose_last(self) -> None:
        """Spell out again what was before."""
        if self._followed:
            self.chosen = self._followed.pop()
            self.pointed.fire()

    # ---- going ---------------------------------------------------------------------------------

    def go_to(self, stage: int) -> None:
        """Show a stage of the step under way."""
        stage = min(max(stage, 0), len(self.shown.stages) - 1)
        if stage != self.stage:
            self.stage = stage
            self.changed.fire()

    def forth(self) -> None:
        """Go one stage on; after the update the next step begins."""
        if self.stage < len(self.shown.stages) - 1:
            self.go_to(self.stage + 1)
        elif self.sheet.can_learn:
            self._past = [*self._past[1 - MOST_STEPS_BACK :], self.sheet]
            self.sheet, self.stage = self.sheet.after(), 0
            self.step += 1
            self._tell()

    def back(self) -> None:
        """Go one stage back, from the first one to the end of the step before."""
        if self.stage > 0:
            self.go_to(self.stage - 1)
        elif self._past:
            self.sheet = self._past.pop()
            self.step -= 1
            self.stage = len(self.shown.stages) - 1
            self._tell()

    def leap(self, sheet: Worksheet, steps: int) -> None:
        """Stand where so many updates have led; these cannot be taken back one by one."""
        self._past.clear()
        self.sheet = sheet
        self.step += steps
        self._tell()

    # ---- changing ------------------------------------------------------------------------------

    def change(self, sheet: Worksheet) -> None:
        """Work with a changed sheet from here on: another weight, rate or order."""
        self._past.clear()
        self.sheet = sheet
        self._tell()

    def show_example(self, example: int | None) -> None:
        """Show the numbers of another example."""
        if example != self.example:
            self.example = example
            if isinstance(self.chosen.at, UnitAt):
                self.chosen = self.chosen.in_example(example)
            self._tell()

    def _tell(self) -> None:
        self.changed.fire()
        self.pointed.fire()


def first_choice(sheet: Worksheet) -> Address:
    """Return what is spelled out first: the gradient of the first weight, or else the loss, or the first unit."""
    if sheet.can_learn:
        return Address(Of.GRADIENT, sheet.weights[0].at) if sheet.weights else Address(Of.LOSS)
    return Address(Of.Y, next(sheet.columns[-1].places()), 0)
