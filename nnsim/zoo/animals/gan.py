"""Generative adversarial network: a generator and a discriminator learn against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.normal_numbers import NormalNumbers
from nnsim.data.sources.ring_of_gaussians import RingOfGaussians
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.generating import generate
from nnsim.engine.layer import Layer
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.multiply import Multiply
from nnsim.engine.layers.noise import Noise
from nnsim.engine.layers.switch import Switch
from nnsim.engine.layers.verdict import Verdict
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.rules.adversarial import AdversarialRule, Sides
from nnsim.engine.schedules.constant import ConstantRate
from nnsim.engine.schedules.polynomial import PolynomialDecay
from nnsim.figures.figure import Array, Figure
from nnsim.lab.claim import AT_LEAST, Claim, Finding, absolute
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.generated import beside_real
from nnsim.zoo.family import Family
from nnsim.zoo.raising import raising

_DRAWN, _PORTRAYED = 20_000, 2000
"""Examples generated to judge, and to draw."""
_FOUND = 0.02
"""A cloud is found when this share of the generated examples lies in it; of eight each has an eighth."""
_WITHIN = Claim(mark("Share of generated examples within 3σ of a cloud"), (0.75,), AT_LEAST, "", own=True)
_NORMAL = Claim(
    mark("Mean and spread of generated numbers, with a quadratic discriminator"),
    (3.0, 0.5),
    absolute(0.03),
    "",
    own=True,
)
_EPOCHS = 200


def _usual_memory(project: Project) -> Project:
    return replace(project, training=replace(project.training, optimizer=Adam()))


def _damped(project: Project) -> Project:
    rule = AdversarialRule(damping=0.1)
    return replace(project, training=replace(project.training, rule=rule))


def _eight_units(project: Project) -> Project:
    return with_layers(project, lambda layer: replace(layer, units=8) if _is_hidden(layer) else layer)


def _is_hidden(layer: Layer) -> bool:
    return isinstance(layer, Dense) and not layer.activation.is_identity


def on_numbers(*, steady: bool) -> Project:
    """Return the network of one number: G shifts and stretches noise, D sees x and x².

    Damped, with a discriminator ten times as fast as the generator, it comes to rest; otherwise the two go round.
    """
    net = Builder()
    data = net.add(Input())
    made = net.add(Dense(1), net.add(Noise(1)))
    either = net.add(Switch(), data, made)
    # Two edges between the same two layers cannot be drawn: the square is made over a second way.
    square = net.add(Multiply(), either, net.add(Flatten(), either))
    both = net.add(Concatenate(), either, square)
    net.add(Verdict(), net.add(Dense(1, rate=10.0 if steady else 1.0), both))
    source = NormalNumbers(points=4000)
    return net.project(
        DataSettings(source, scaling="none", validation_share=0.0, test_share=0.0),
        rule=AdversarialRule(damping=0.01 if steady else 0.0),
        optimizer=Adam(beta1=0.5),
        learning_rate=0.005 if steady else 0.01,
        schedule=PolynomialDecay(epochs=130) if steady else ConstantRate(),
        batch=128,
        epochs=130,
    )


@animals.register
class AdversarialAnimal(Animal):
    """2-64-64-2 against 2-64-64-1 on a ring of eight clouds."""

    key = "gan"
    title = mark("Generative adversarial")
    family = Family.OTHER
    summary = mark(
        "Two networks play against each other. The generator makes examples from noise and never sees a real one; the"
        " discriminator is shown both and says which are real. Each learns from the other's success, with an optimizer"
        " of its own. When it goes well the discriminator can only guess; when not, modes are lost or the two go round"
        " in circles."
    )
    formula = "min_G max_D  E ln D(x) + E ln(1 − D(G(z)))"
    source = "Goodfellow et al. 2014; Radford, Metz & Chintala 2016"
    order = 200
    claim = Claim(mark("Clouds that the generator has found"), (8.0,), AT_LEAST, "", own=True)
    tries = (
        Try(
            mark(
                "Adam with its usual memory, β₁ = .9: the two overshoot, and clouds get lost or run together."
            ),
            _usual_memory,
        ),
        Try(mark("Damping λ = .1: the discriminator is held back, and the clouds run together."), _damped),
        Try(mark("Eight hidden units: threads stay between the clouds."), _eight_units),
    )

    def project(self) -> Project:
        net = Builder()
        data = net.add(Input())
        noise = net.add(Noise(2))
        made = net.add(Dense(64, ReLU()), net.add(Dense(64, ReLU()), noise))
        either = net.add(Switch(), data, net.add(Dense(2), made))
        seen = net.add(Dense(64, LeakyReLU()), net.add(Dense(64, LeakyReLU()), either))
        net.add(Verdict(), net.add(Dense(1), seen))
        return net.project(
            DataSettings(RingOfGaussians(points=2000, noise=0.1), validation_share=0.0, test_share=0.0),
            rule=AdversarialRule(),
            optimizer=Adam(beta1=0.5),
            learning_rate=0.002,
            schedule=PolynomialDecay(epochs=_EPOCHS),
            batch=128,
            epochs=_EPOCHS,
        )

    def beside(self) -> tuple[Member, ...]:
        return (
            Member(tr("A normal distribution, steadily"), on_numbers(steady=True)),
            Member(tr("The same without damping: round in circles"), on_numbers(steady=False)),
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        made = _made(scene, _DRAWN)
        if made is None:
            return ()
        if made.shape[1] == 1:
            real = scene.prepared.train.values()
            return (Finding(replace(_NORMAL, expected=_moments(real)), _moments(made)),)
        if not scene.prepared.classes or made.shape[1] != 2:
            # Among more numbers hardly anything lies within 3σ of the middle of a cloud, not even the cloud.
            return ()
        found, within = modes(scene, made)
        claim = replace(self.claim, expected=(float(scene.prepared.classes),))
        return (Finding(claim, (float(found),)), Finding(_WITHIN, (within,)))

    def raise_from(self, seed: int) -> Iterator[Raised]:
        numbers = begin(seeded(on_numbers(steady=True), seed))
        for share in raising(numbers):
            yield Raised(0.15 * share, figure=self.portrait(scene_of(numbers)))
        swings = _swings(begin(seeded(on_numbers(steady=False), seed)))
        project = seeded(self.project(), seed)
        run = begin(project)
        for share in raising(run):
            yield Raised(0.2 + 0.75 * share, figure=self.portrait(scene_of(run)))
        judged = self.judged(project, run)
        made = _made(scene_of(numbers), _DRAWN)
        assert made is not None
        findings = (*judged.findings, Finding(_NORMAL, _moments(made)))
        yield replace(judged, findings=findings, notes=(*judged.notes, swings))

    def portrait(self, scene: Scene) -> Figure | None:
        sides, made = Sides.of(scene.network.stages), _made(scene, _PORTRAYED)
        if sides is None or made is None:
            return None
        plots = beside_real(scene, made, sides.verdict.id)
        return Figure(tr("Real and generated"), "", plots, (720.0 if len(plots) > 1 else 540.0, 430.0))


def _made(scene: Scene, count: int) -> Array | None:
    """Return examples of the generator, always of the same noise; None where there is no generator."""
    sides = Sides.of(scene.network.stages)
    if sides is None or not any(isinstance(s.layer, Noise) for s in scene.network.stages):
        return None
    return generate(scene.network, sides.switch.sources[1], count, scene.network.seed)


def _moments(numbers: Array) -> tuple[float, float]:
    return float(np.mean(numbers, dtype=np.float64)), float(np.std(numbers, dtype=np.float64))


def modes(scene: Scene, made: Array) -> tuple[int, float]:
    """Return how many clouds were found, and which share of what was generated lies within 3σ of one.

    The clouds are the classes of the training examples; σ is the root mean square of their coordinates about their
    means. A cloud is found when at least 2 % of all lie within 3σ of its middle.
    """
    x, labels = scene.prepared.train.values(), scene.prepared.train.targets
    x = x.reshape(len(x), -1)
    middles = np.stack([x[labels == k].mean(0) for k in range(scene.prepared.classes) if (labels == k).any()])
    own = np.array([((x - m) ** 2).sum(1) for m in middles]).min(0)
    reach = 3 * np.sqrt(own.mean() / x.shape[1])
    distances = np.linalg.norm(made[:, None].astype(np.float64) - middles, axis=2)
    near = np.where(distances.min(1) <= reach, distances.argmin(1), -1)
    counts = np.bincount(near[near >= 0], minlength=len(middles))
    return int((counts >= _FOUND * len(made)).sum()), float((near >= 0).mean())


def _swings(run: Run) -> str:
    """Train the undamped twin to its end, and return how far its spread swings over the last half, as a sentence."""
    spreads = []
    while run.batches.epoch < run.training.epochs:
        run.advance(run.batches.steps_left(run.training.batch))
        run.take_points()
        if run.batches.epoch > run.training.epochs / 2:
            made = _made(scene_of(run), _PORTRAYED)
            assert made is not None
            spreads.append(_moments(made)[1])
    return tr(
        "Without damping the two go round: the spread of what is generated swings between {low} and {high} instead of"
        " staying at .5."
    ).format(low=f"{min(spreads):.2f}", high=f"{max(spreads):.2f}")
