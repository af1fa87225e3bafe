"""nnsim from Python: build a network, train it, and read losses, gradients and weights.

Nothing here needs Qt or a display. A network is drawn as a chain of layers, or piece by piece
with a `Builder`; `train` trains it and returns a `Result`::

    from nnsim.library import Dense, Input, Tanh, TwoSpirals, chain, train

    project = chain(Input(), Dense(16, Tanh()), Dense(16, Tanh()), Dense(1), data=TwoSpirals())
    result = train(project, epochs=100)
    result.history["val_loss"]  # one number an epoch
    result.gradients["dense_1"]  # the mean norm of ∂L/∂W in every epoch
    result.weights["dense_1/W"]  # a NumPy array

What a user can cause raises `NnsimError` with a sentence that says what to do.
"""

from nnsim.base.errors import NnsimError
from nnsim.data.prepare import DataSettings
from nnsim.data.sources.breast_cancer import BreastCancer
from nnsim.data.sources.bumps import Bumps
from nnsim.data.sources.checkerboard import Checkerboard
from nnsim.data.sources.circles import Circles
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.sources.plane import Plane
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.data.sources.sine import Sine
from nnsim.data.sources.truth_table import TruthTable
from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.sources.wine import Wine
from nnsim.document.graph import Objective
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.storage import Opened
from nnsim.engine.activations.elu import ELU
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.glorot import GlorotNormal, GlorotUniform
from nnsim.engine.initializers.he import HeNormal, HeUniform
from nnsim.engine.initializers.lecun import LeCunNormal, LeCunUniform
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.initializers.uniform import Uniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.nesterov import Nesterov
from nnsim.engine.optimizers.rmsprop import RMSProp
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.library.building import Builder, chain
from nnsim.library.results import Result
from nnsim.library.training import load, save, train

__all__ = [
    "ELU",
    "LSTM",
    "SGD",
    "ActivationLayer",
    "Adam",
    "Add",
    "BackPropagation",
    "BatchNorm",
    "BinaryCrossEntropy",
    "BreastCancer",
    "Builder",
    "Bumps",
    "Checkerboard",
    "Circles",
    "Concatenate",
    "Constant",
    "Conv2D",
    "CsvFile",
    "DataSettings",
    "Dense",
    "Diabetes",
    "Digits",
    "Dropout",
    "Flatten",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Hinge",
    "Identity",
    "Input",
    "Iris",
    "LeCunNormal",
    "LeCunUniform",
    "LeakyReLU",
    "MaxPool2D",
    "MeanSquaredError",
    "Momentum",
    "Moons",
    "Nesterov",
    "NnsimError",
    "Normal",
    "NpzFile",
    "Objective",
    "Opened",
    "Orthogonal",
    "PerceptronRule",
    "Plane",
    "Project",
    "PulseOrder",
    "RMSProp",
    "ReLU",
    "Result",
    "Sigmoid",
    "Sine",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Step",
    "Tanh",
    "TrainingSettings",
    "TruthTable",
    "TwoGaussians",
    "TwoSpirals",
    "Uniform",
    "Wine",
    "Zeros",
    "chain",
    "load",
    "save",
    "train",
]
