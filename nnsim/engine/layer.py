"""The contract of layers: one frozen dataclass of settings says everything about a layer.

From the settings come its output shape, its parameters and the calls that run it forward and
backward; the palette, the form, the file, the help page and the contract tests follow from the
same class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, ntr, tr
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape, shape_words

CATEGORIES: tuple[tuple[str, str], ...] = (
    ("input", mark("Input")),
    ("core", mark("Core")),
    ("convolution", mark("Convolution & pooling")),
    ("recurrent", mark("Sequence")),
    ("energy", mark("Energy, maps & chains")),
    ("activation", mark("Activation")),
    ("shape", mark("Shape")),
    ("normalise", mark("Normalise & regularise")),
    ("merge", mark("Merge")),
)
"""Key and title of every group of the palette, in its order."""


@dataclass(frozen=True)
class ParameterSpec:
    """One learned array of a layer.

    A layer lists weights first and biases last: the windows of a layer lie next to each other in
    the parameter vector, so that a weight matrix and the bias below it are one matrix. Weights that
    connect inputs with units have two axes or more, the units on the last one: those are pulled
    by weight decay and limited by max-norm.
    """

    name: str
    shape: Shape
    initializer: Initializer
    fan_in: int
    fan_out: int
    bias: bool = False
    axes: tuple[str, ...] = ()
    """What runs along every axis, in the field's words: exported files say so to other programs."""
    blocks: tuple[str, ...] = ()
    """Names of the equal parts the last axis consists of, in order, such as the gates of an LSTM."""


@dataclass(frozen=True)
class StateSpec:
    """One array a layer keeps without learning it by gradient, such as a running mean."""

    name: str
    shape: Shape
    value: float = 0.0
    axes: tuple[str, ...] = ()
    """As in `ParameterSpec`."""


@dataclass(frozen=True)
class Preset:
    """One entry of the palette: a layer with some settings already chosen."""

    title: str
    layer: Layer
    summary: str
    formula: str
    is_output: bool = False
    """Whether it is meant as the last layer: then it is added with the units the data ask."""


class Layer(Part):
    """A layer: settings, shapes, parameters, and the calls that run it."""

    category: ClassVar[str] = "core"
    arity: ClassVar[tuple[int, int | None]] = (1, 1)
    """Least and greatest number of inputs; None means any number."""
    main_setting: ClassVar[str] = ""
    """The setting that is edited in place on the canvas, and shown beside the title."""
    role: ClassVar[Role] = Role.COMPUTATION
    """Where its outputs come from, and whose memory they are in."""
    fully_connected: ClassVar[bool] = False
    """True for y = f(Wᵀx + b) with parameters W (inputs, units) and, if any, b (units,)."""
    is_affine: ClassVar[bool] = False
    """True where, the activation that ends it apart, outputs are sums of inputs times numbers that do not depend on
    them: many such layers in a row are one."""
    activation_setting: ClassVar[str] = ""
    """The setting that is the activation which ends this layer; empty where it ends with none."""
    passes_gradient: ClassVar[bool] = True
    """False where no small change of what it reads or has learned changes its outputs: their derivatives are 0."""
    normalises: ClassVar[bool] = False
    """True for layers that bring numbers to a mean and a spread that do not depend on their size."""
    keeps_times: ClassVar[bool] = False
    """True where the output at a time of a sequence is of that time: what is padding stays padding."""
    is_tied_to_itself: ClassVar[bool] = False
    """True where what its units say comes back to them, at the next time or sweep: drawings show the loop."""
    feeds_back: ClassVar[bool] = False
    """True where it also says what its inputs should be, as a restricted Boltzmann machine: those are backfed."""
    ring: ClassVar[tuple[CellKind, ...]] = ()
    """Kinds of the cells, in turn, of a layer whose units are all tied to each other, and are its inputs as well."""
    reads: ClassVar[tuple[float, float] | None] = None
    """Between which numbers its inputs are meant to lie, such as chances from 0 to 1; None: any."""
    reads_padding: ClassVar[bool] = True
    """False for layers that take no notice of what is padding in a sequence; others see it as numbers."""

    @classmethod
    def presets(cls) -> Iterable[Preset]:
        """Yield the entries of this layer in the palette; by default one, with its defaults."""
        yield Preset(cls.title, cls(), cls.summary, cls.formula)

    @property
    def codes(self) -> int | None:
        """How many codes 0, 1, 2, … the inputs must be of; None where any number will do.

        A code is a name and no quantity: nothing is differentiated with respect to it, and what is
        fed to the layer is checked before training.
        """
        return None

    @property
    def cell_kind(self) -> CellKind | None:
        """Which kind of cell its units are in a drawing like the chart's; None where it has none of its own.

        Where it ends the network its units are output cells, whatever this says.
        """
        return CellKind.HIDDEN

    @property
    def takes_inputs(self) -> bool:
        """Whether other layers can lead into it."""
        return self.arity[1] != 0

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        """Return the shape of one output for the shapes of the inputs.

        Raises NnsimError with a sentence when they do not fit.
        """
        raise NotImplementedError

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        """Return the learned arrays, weights first, biases last."""
        return ()

    def states(self, inputs: Sequence[Shape]) -> Sequence[StateSpec]:
        """Return the arrays that are kept without being learned by gradient."""
        return ()

    def working_size(self, inputs: Sequence[Shape]) -> int:
        """Return how many numbers beside its output one example takes while it runs through this layer.

        Only layers whose buffers outgrow input and output (patches, attention) need to say.
        """
        return 0

    @property
    def rate_factor(self) -> float:
        """What the learning rate is multiplied by for the parameters of this layer; at 0 they are frozen."""
        return 1.0

    def learning(self) -> Layer:
        """Return this layer with parameters that learn at the rate of the training."""
        return self

    @property
    def adds_loss(self) -> bool:
        """Whether the layer has a loss of its own, which is added to that of the outputs.

        It then fills `Emitter.own_loss` on the way forward, and adds its gradient on the way back.
        """
        return False

    @property
    def doubt(self) -> str:
        """A translated sentence about settings that run, but not as a user will expect, with the cure; else empty."""
        return ""

    def emit(self, e: Emitter) -> None:
        """Emit the forward calls, and the backward calls when `e.learns`."""
        raise NotImplementedError

    @property
    def chosen_columns(self) -> str:
        """The data columns a layer that takes data wants, as the user wrote them; empty means all."""
        return ""

    def detail(self) -> str:
        """Return a short, translated second line for the node, such as the activation's name."""
        return ""

    def activation_function(self) -> Activation | None:
        """Return the activation that ends this layer, None where there is none."""
        return getattr(self, self.activation_setting) if self.activation_setting else None

    def with_activation(self, activation: Activation) -> Layer:
        """Return this layer ended by `activation`; the same layer where it ends with none."""
        if not self.activation_setting:
            return self
        return cast(Layer, replace(cast(Any, self), **{self.activation_setting: activation}))

    def without_activation(self) -> Layer:
        """Return this layer without the activation that ends it: it gives the weighted sums."""
        return self.with_activation(Identity())


layers: Registry[Layer] = Registry(Layer, "nnsim.engine.layers", mark("layer"))


def layers_with_loops() -> str:
    """Return the titles of all layers that are tied to themselves, translated, as people list them."""
    return ", ".join(tr(layer.title) for layer in layers if layer.is_tied_to_itself)


def check_arity(layer: Layer, count: int) -> str | None:
    """Return a sentence when `layer` cannot take `count` inputs, else None."""
    least, most = layer.arity
    title = tr(layer.title)
    if most is not None and count > most:
        if most == 0:
            return tr("{title} takes no input.").format(title=title)
        return ntr(
            "{title} takes {n} input. Join the others with Add or Concatenate before it.",
            "{title} takes {n} inputs. Join the others with Add or Concatenate before it.",
            most,
        ).format(title=title, n=most)
    if count < least:
        if count == 0:
            return tr("Nothing is connected to the input of {title}. Draw an edge to it.").format(title=title)
        return ntr(
            "{title} needs at least {n} input; connect another.",
            "{title} needs at least {n} inputs; connect another.",
            least,
        ).format(title=title, n=least)
    return None


def flat_size(title: str, shape: Shape) -> int:
    """Return the length of a flat list of numbers, or raise with the usual cure."""
    if len(shape) != 1:
        raise NnsimError(
            tr("{title} takes a flat list of numbers, got {shape}. Put Flatten before it.").format(
                title=tr(title), shape=shape_words(shape)
            )
        )
    return shape[0]


def sequence_size(title: str, shape: Shape) -> tuple[int, int]:
    """Return times and features of a sequence, or raise with the usual cure."""
    if len(shape) != 2:
        raise NnsimError(
            tr(
                "{title} takes a sequence (time, features), got {shape}."
                " Set the shape of the Input to two numbers."
            ).format(title=tr(title), shape=shape_words(shape))
        )
    return shape[0], shape[1]
