"""Every text is translated, completely and with the same placeholders, in every language."""

from __future__ import annotations

import gettext
import io
import re
import string
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from nnsim.base import text
from nnsim.base.declared import settings_of
from nnsim.base.part_settings import PartOf
from nnsim.base.paths import resources
from nnsim.base.registry import Registry
from nnsim.base.settings import Choice, FilePath, Integer, Setting, Text
from nnsim.data.data_settings import DataSettings
from nnsim.data.source import sources
from nnsim.document.examples import examples
from nnsim.document.graph import Objective
from nnsim.document.project import TrainingSettings
from nnsim.engine.activation import activations
from nnsim.engine.initializer import initializers
from nnsim.engine.layer import CATEGORIES, layers
from nnsim.engine.loss import losses
from nnsim.engine.optimizer import optimizers
from nnsim.engine.rule import rules
from nnsim.export.exporter import exporters
from nnsim.ui.command import MENUS, commands
from nnsim.ui.panel import panels as panel_kinds

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import make_translations

CODES = [code for code, _ in text.languages() if code != text.SOURCE_LANGUAGE]
REGISTRIES: list[Registry] = [
    activations,
    exporters,
    initializers,
    layers,
    losses,
    optimizers,
    rules,
    sources,
]
CJK = re.compile("[\u4e00-\u9fff]")


def po_file(code: str) -> Path:
    return resources() / "translations" / code / "LC_MESSAGES" / "nnsim.po"


@cache
def catalogue(code: str) -> Catalog:
    return read_po(io.BytesIO(po_file(code).read_bytes()), locale=code)


@cache
def template() -> Catalog:
    return make_translations.template()


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(template: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name is not None})


def test_simplified_chinese_is_there() -> None:
    assert ("zh_CN", "简体中文") in list(text.languages())


@pytest.mark.parametrize("code", CODES)
def test_the_catalogue_is_what_the_tool_makes(code: str) -> None:
    """So nothing is missing, obsolete or out of date, and the tool's output never changes by itself."""
    fresh = make_translations.updated(code, po_file(code), template())
    hint = "run tools/make_translations.py"
    assert make_translations.po_bytes(fresh) == po_file(code).read_bytes(), hint
    assert make_translations.mo_bytes(fresh) == po_file(code).with_suffix(".mo").read_bytes(), hint


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code: str) -> None:
    assert list(make_translations.missing(make_translations.updated(code, po_file(code), template()))) == []
    assert [m.id for m in messages(catalogue(code)) if m.fuzzy] == []
    assert list(catalogue(code).obsolete) == []


@pytest.mark.parametrize("code", CODES)
def test_placeholders_are_the_same_on_both_sides(code: str) -> None:
    for message in messages(catalogue(code)):
        # The singular may leave the number out: "the one row".
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[-1])
        for translated in strings(message):
            assert placeholders(translated) == wanted, message.id


@pytest.mark.parametrize("code", CODES)
def test_counted_texts_have_every_form_of_the_language(code: str) -> None:
    for message in messages(catalogue(code)):
        if isinstance(message.id, tuple):
            assert len(strings(message)) == catalogue(code).num_plurals, message.id


@pytest.mark.parametrize("code", CODES)
def test_shortcuts_dots_and_line_ends_survive(code: str) -> None:
    for message in messages(catalogue(code)):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        for translated in strings(message):
            assert source.endswith("…") == translated.endswith("…"), source
            assert source.count("\n") == translated.count("\n"), source
            assert re.findall(r"\((?:Ctrl|Alt|F\d)[^)]*\)", source) == re.findall(
                r"\((?:Ctrl|Alt|F\d)[^)]*\)", translated
            ), source
            assert translated == translated.strip()


def test_chinese_is_chinese() -> None:
    same = [strings(m)[0] for m in messages(catalogue("zh_CN")) if not CJK.search(strings(m)[0])]
    names = re.compile(
        r"[^A-Za-z]*|[A-Z]|(Leaky )?(ReLU|ELU)|Sigmoid|Softmax|Tanh|Adam|Nesterov|RMSProp|SGD|LSTM|XOR|PDF|Markdown|sigmoid|RMS|P\(\)"
        r"|GELU|SELU|PReLU|Mish|SiLU \(Swish\)|Softplus|Softsign|Maxout|GRU|RNN|MAE|RMSE|ROC-AUC|L1|L2|L1 \+ L2"
        r"|Adadelta|Adagrad|AdamW|AMSGrad|NAdam|L-BFGS|Lion|Rprop|MNIST( \(.*\))?|Xavier|He|s|\|?∂[A-Z]/∂[A-Za-z]\|?"
        r"|HDF5、MATLAB 7\.3|MATLAB \(MAT\)|safetensors|JSON|LIBSVM|GeoJSON|Parquet|TensorFlow Playground|Mackey-Glass|NARMA-10|RBM|R = ，γ =|A, B|x₁, x₂|x₁\^2 \+ x₂\^2|(y > |.*; )?sin\(x₁?\)"
    )
    left = [s for s in same if not names.fullmatch(re.sub(r"\{\w+\}", "", s).strip())]
    assert left == []


def test_chinese_uses_chinese_marks() -> None:
    half = re.compile("[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")
    assert [s for m in messages(catalogue("zh_CN")) for s in strings(m) if half.search(s)] == []


def test_one_term_for_one_thing() -> None:
    """The words the field uses, in the titles where people look for them."""
    wanted = {
        "Perceptron": "感知机",
        "Back-propagation": "反向传播",
        "Learning rate": "学习率",
        "Batch size": "批大小",
        "Momentum μ": "动量 μ",
        "Weight decay (L2)": "权重衰减（L2）",
        "Gradients vanish": "梯度消失",
        "Gradients explode": "梯度爆炸",
        "Decision boundary": "决策边界",
        "skip connection": "跳跃连接",
        "Residual network": "残差网络",
        "Bias": "偏置",
        "Epoch": "轮次",
        "Dense": "全连接",
        "Accuracy": "准确率",
    }
    assert {k: catalogue("zh_CN").get(k).string for k in wanted} == wanted


def declared() -> Iterator[str]:
    """Yield every text that parts, settings, commands and tables declare."""
    for registry in REGISTRIES:
        yield registry.noun
        for cls in registry:
            yield from (cls.title, cls.summary)
            yield from of_settings(settings_of(cls))
    for part in (DataSettings, TrainingSettings, Objective):
        yield from of_settings(settings_of(part))
    for cls in sources:
        yield cls.group
    for cls in layers:
        for preset in cls.presets():
            yield from (preset.title, preset.summary)
    for table in (MENUS, CATEGORIES):
        yield from (title for _, title in table)
    for command in commands:
        yield from (command.title, command.tip)
    for panel in panel_kinds:
        yield from (panel.title, panel.summary)
    for example in examples():
        yield from (example.title, example.summary)


def of_settings(settings: Iterator[tuple[str, Setting]]) -> Iterator[str]:
    for _, setting in settings:
        yield from (setting.label, setting.help)
        if isinstance(setting, Choice):
            yield from (label for _, label in setting.options)
        if isinstance(setting, Text):
            yield setting.placeholder
        if isinstance(setting, FilePath):
            yield from (name for name, _ in setting.filters)
        if isinstance(setting, PartOf):
            yield setting.none_label
        if isinstance(setting, Integer):
            yield setting.low_label


def test_everything_declared_is_in_the_catalogue() -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in messages(template())}
    words = {t for t in declared() if t and re.search("[a-z]{2}", t)}
    same_everywhere = {"UTF-8 (Unicode)", "float32", "float64"}
    encodings = re.compile(r"Windows-125\d|UTF-\d+|Big5|Shift JIS|EUC-KR|GB 18030")
    assert [t for t in sorted(words - known - same_everywhere) if not encodings.fullmatch(t)] == []


@pytest.fixture
def chinese() -> Iterator[None]:
    text.use_language("zh_CN")
    yield
    text.use_language(text.SOURCE_LANGUAGE)


@pytest.mark.usefixtures("chinese")
def test_the_door_speaks_chinese() -> None:
    assert text.language() == "zh_CN"
    assert text.tr("Batch size") == "批大小"
    assert text.tr("") == ""
    assert text.ntr("{n} layer", "{n} layers", 3).format(n=3) == "3 个层"
    assert text.tr("never said by this program") == "never said by this program"


@pytest.mark.usefixtures("chinese")
def test_the_compiled_catalogue_is_found_where_it_travels() -> None:
    folder = str(resources() / "translations")
    assert gettext.find("nnsim", folder, ["zh_CN"]) is not None


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("zh_CN", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-Hans-SG", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh_TW", "en"),
        ("zh-Hant-HK", "en"),
        ("en_GB", "en"),
        ("de_DE@euro", "en"),
        ("C", "en"),
        ("", "en"),
        ("../../etc", "en"),
    ],
)
def test_the_nearest_language(code: str, nearest: str) -> None:
    assert text.nearest_language(code) == nearest
