"""The adversarial rule: a generator and a discriminator learn against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice, integer, real
from nnsim.base.text import mark, tr
from nnsim.engine.group import Group
from nnsim.engine.layers.noise import Noise
from nnsim.engine.layers.switch import SECOND, Switch
from nnsim.engine.layers.verdict import LABEL, Verdict
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage, leading_to
from nnsim.engine.step_plan import StepPlan

DISCRIMINATOR_LOSS = Scalar("discriminator_loss", mark("Discriminator's loss"), "L_D")
"""−ln D(x) − ln(1 − D(G(z))), mean over the batch; 2·ln 2 ≈ 1.386 where it cannot tell them apart."""
GENERATOR_LOSS = Scalar("generator_loss", mark("Generator's loss"), "L_G")
"""−ln D(G(z)), mean over the batch; ln 2 ≈ .693 where the discriminator cannot tell them apart."""
GENERATOR, DISCRIMINATOR = "generator", "discriminator"


@dataclass(frozen=True)
class Sides:
    """Who plays which part in a network with a switch between data and what is generated.

    Attributes
    ----------
    switch, verdict
        The two layers the rule sets.
    generator, discriminator
        Ids of the stages with parameters before the second input of the switch, and behind the switch.
    """

    switch: Stage
    verdict: Stage
    generator: tuple[str, ...]
    discriminator: tuple[str, ...]

    @classmethod
    def of(cls, stages: Sequence[Stage]) -> Sides | None:
        """Return the sides of a network; None where it has not one switch with one verdict behind it."""
        switches = [s for s in stages if isinstance(s.layer, Switch)]
        verdicts = [s for s in stages if isinstance(s.layer, Verdict)]
        if len(switches) != 1 or len(verdicts) != 1:
            return None
        [switch], [verdict] = switches, verdicts
        if switch.id not in leading_to(stages, [verdict.id]):
            return None
        learning = [s.id for s in stages if s.layer.parameters(s.inputs)]
        before = leading_to(stages, [switch.sources[1]])
        behind = {s.id for s in stages if switch.id in leading_to(stages, [s.id])}
        return cls(
            switch,
            verdict,
            tuple(id_ for id_ in learning if id_ in before),
            tuple(id_ for id_ in learning if id_ in behind),
        )


@rules.register
@dataclass(frozen=True)
class AdversarialRule(Rule):
    """In turn D learns to tell data x from what was generated, G(z), and G learns to be taken for real.

    D goes down −ln D(x) − ln(1 − D(G(z))), then G down −ln D(G(z)), which does not fade while D is sure (the
    non-saturating loss), or up −ln(1 − D(G(z))), as it was first written. z is drawn anew for each. Each side has the
    optimizer of the training with a memory of its own; rates of their own are set in the layers. A damping λ adds
    λ·θ to the gradient of all parameters θ of D, biases too, so that it does not run ahead in circles.
    """

    key = "adversarial"
    title = mark("Adversarial")
    summary = mark(
        "Two networks learn against each other: one generates examples, the other tells them from real ones."
    )
    formula = "D: min −ln D(x) − ln(1 − D(G(z)));  G: min −ln D(G(z))"
    source = "Goodfellow et al. 2014"
    needs_loss = False
    minimises_loss = False
    order = 80

    loss: str = choice(
        "non_saturating",
        ("non_saturating", mark("non-saturating: −ln D(G(z))")),
        ("minimax", mark("minimax: ln(1 − D(G(z)))")),
        label=mark("Generator goes down"),
    )
    discriminator_steps: int = integer(
        1,
        low=1,
        high=100,
        usual=(1, 10),
        label=mark("Steps of the discriminator"),
        help=mark("To one of the generator"),
    )
    damping: float = real(
        0.0,
        low=0.0,
        high=1e3,
        usual=(0.0, 0.1),
        label=mark("Damping λ of the discriminator"),
        help=mark("Pulls its parameters towards 0, so that the two do not go round in circles"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        sides = Sides.of(stages)
        if sides is None:
            yield (
                None,
                tr(
                    "The adversarial rule needs one Switch, its first input the data and its second the generator, and"
                    " behind it a discriminator that ends with one Verdict. Add what is missing, or choose"
                    " Back-propagation."
                ),
            )
            return
        if not sides.discriminator:
            yield (
                sides.verdict.id,
                tr(
                    "There is no discriminator: no layer with weights lies between the Switch and the Verdict. Put a"
                    " Dense layer there."
                ),
            )
        drawn = leading_to(stages, [sides.switch.sources[1]])
        if not sides.generator or not any(isinstance(s.layer, Noise) for s in stages if s.id in drawn):
            yield (
                sides.switch.id,
                tr(
                    "There is no generator: the second input of the Switch has to come from Noise through a layer with"
                    " weights. Put Noise and a Dense layer before it."
                ),
            )
        for id_ in sorted({*sides.generator} & {*leading_to(stages, [sides.switch.sources[0]])}):
            yield id_, tr("The data go through the generator here. Connect them to the Switch without it.")

    @classmethod
    def minds_importance(cls) -> bool:
        return False

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), DISCRIMINATOR_LOSS, GENERATOR_LOSS)

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        sides = Sides.of(stages)
        generator, discriminator = (sides.generator, sides.discriminator) if sides else ((), ())
        return (Group(DISCRIMINATOR, discriminator, optimizer), Group(GENERATOR, generator, optimizer))

    def plan(self, step: StepPlan) -> None:
        sides = Sides.of(step.program.stages)
        assert sides is not None
        pass_ = _Pass(step, sides)
        for _ in range(self.discriminator_steps):
            kept = self._plan_discriminator(pass_)
        self._plan_generator(pass_)
        # The gradient that is shown of each side is that of its own step.
        for gradient, own in kept:
            step.calls(np.copyto, gradient, own)
        pass_.rest()

    def _plan_discriminator(self, pass_: _Pass) -> list[tuple[np.ndarray, np.ndarray]]:
        """Append a step of D; return where its gradient lies, and where that is kept."""
        step, calls = pass_.step, pass_.step.calls
        pulled = list(_windows(step.parameters, pass_.sides.discriminator))
        loss, part = step.scalars[DISCRIMINATOR_LOSS.key], calls.buffer(dtype=np.float64)
        pass_.run(generated=False, real=True, loss=loss)
        kept = [(gradient, calls.buffer(len(gradient))) for gradient, _ in pulled]
        for gradient, own in kept:
            calls(np.copyto, own, gradient)
        pass_.run(generated=True, real=False, loss=part)
        calls(np.add, loss, part, loss)
        for (gradient, own), (_, parameters) in zip(kept, pulled, strict=True):
            calls(np.add, gradient, own, gradient)
            if self.damping:
                calls(np.multiply, parameters, calls.constant(self.damping), own)
                calls(np.add, gradient, own, gradient)
            calls(np.copyto, own, gradient)
        step.update(DISCRIMINATOR)
        return kept

    def _plan_generator(self, pass_: _Pass) -> None:
        """Append a step of G."""
        step, calls = pass_.step, pass_.step.calls
        loss, minimax = step.scalars[GENERATOR_LOSS.key], self.loss == "minimax"
        pass_.run(generated=True, real=not minimax, loss=loss)
        if minimax:
            calls(np.negative, loss, loss)
            for gradient, _ in _windows(step.parameters, pass_.sides.generator):
                calls(np.negative, gradient, gradient)
        step.update(GENERATOR)


class _Pass:
    """One way through the network and back, as often as it is asked for."""

    def __init__(self, step: StepPlan, sides: Sides) -> None:
        self.step, self.sides = step, sides
        self._second = step.parameters.state_of(sides.switch.id)[SECOND]
        self._label = step.parameters.state_of(sides.verdict.id)[LABEL]
        number = step.program.measured.index(sides.verdict.id)
        self._total = step.program.loss_totals[number : number + 1].reshape(())

    def run(self, *, generated: bool, real: bool, loss: np.ndarray) -> None:
        """Append a pass of data, or of what is generated, where the right answer is `real`; its loss goes to `loss`."""
        step, calls = self.step, self.step.calls
        calls(self._second.fill, float(generated))
        calls(self._label.fill, float(real))
        step.forward()
        step.losses()
        step.backward()
        calls(np.multiply, self._total, np.float64(1 / step.program.batch), loss)

    def rest(self) -> None:
        """Append what lets data through again."""
        self.step.calls(self._second.fill, 0.0)
        self.step.calls(self._label.fill, 1.0)


def _windows(parameters: Parameters, ids: Sequence[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield gradient and parameters of every stage of `ids`, flat."""
    for id_ in ids:
        own = slice(*parameters.layer_windows[id_])
        yield parameters.gradient[own], parameters.vector[own]
