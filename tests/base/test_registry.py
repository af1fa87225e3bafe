"""A registry: filled by importing a package, in menu order, exact in files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import part
from nnsim.base.registry import Part, Registry
from nnsim.base.settings import integer

MODULE = """
from nnsim.base.settings import integer
import made_up_parts as here

@here.tools.register
class {name}(here.Tool):
    key = "{key}"
    title = "{name}"
    order = {order}
    version = {version}
    size: int = integer(1, low=0, high=9, label="Size")

    @classmethod
    def migrate(cls, settings, version):
        return {{"size": settings["old_size"] + version}}
"""


class Tool(Part):
    """A kind of part made up for this test."""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry[Any]]:
    package = tmp_path / "made_up_parts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name, key, order, version in (("Saw", "saw", 20, 1), ("Axe", "axe", 20, 3), ("File", "file", 10, 1)):
        text = MODULE.format(name=name, key=key, order=order, version=version)
        (package / f"{key}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    import made_up_parts as here

    registry: Registry[Any] = Registry(Tool, "made_up_parts", "tool")
    here.tools, here.Tool = registry, Tool
    yield registry
    for name in [n for n in sys.modules if n.startswith("made_up_parts")]:
        del sys.modules[name]


def test_nothing_is_imported_before_the_first_question(tools: Registry[Any]) -> None:
    assert "made_up_parts.saw" not in sys.modules
    assert "saw" in tools
    assert "made_up_parts.saw" in sys.modules


def test_parts_stand_by_order_then_title(tools: Registry[Any]) -> None:
    assert [p.key for p in tools] == ["file", "axe", "saw"]


def test_parts_become_frozen_and_comparable(tools: Registry[Any]) -> None:
    assert tools["saw"]() == tools["saw"](1) != tools["saw"](2)
    with pytest.raises(AttributeError):
        tools["saw"]().size = 3


def test_two_parts_cannot_have_one_key(tools: Registry[Any]) -> None:
    list(tools)
    with pytest.raises(ValueError, match="saw"):

        @tools.register
        class Other(Tool):
            key = "saw"
            title = "Other"


def test_records(tools: Registry[Any]) -> None:
    saw = tools["saw"](4)
    assert tools.to_record(saw) == {"kind": "saw", "version": 1, "settings": {"size": 4}}
    assert tools.from_record(tools.to_record(saw)) == saw
    assert tools.from_record({"kind": "saw"}) == tools["saw"]()
    assert tools.from_record({"kind": "axe", "version": 2, "settings": {"old_size": 3}}) == tools["axe"](5)
    for wrong, says in (
        ({"kind": "axe", "version": 4}, "newer nnsim .version 4 of it; this one knows 3"),
        ({"kind": "axe", "version": "3"}, "newer"),
        ({"kind": "pen"}, "There is no tool called 'pen'"),
        ({"kind": "saw", "settings": []}, "A tool in this file is not readable"),
        (None, "not readable"),
        ({"kind": "saw", "settings": {"size": "4"}}, "Size cannot be '4'"),
    ):
        with pytest.raises(NnsimError, match=says):
            tools.from_record(wrong)


def test_a_part_as_a_setting_checks_its_own_settings(tools: Registry[Any]) -> None:
    tool = tools["saw"]

    class Box(Tool):
        key = "box"
        title = "Box"
        inside: Any = part(tool(), tools, label="Inside", none_label="Nothing")
        count: int = integer(1, label="Count")

    tools.register(Box)
    box = tools["box"]
    setting = box.__dataclass_fields__["inside"].metadata["setting"]
    assert setting.check(tool(99)) == "Size is 99; it must be between 0 and 9."
    assert setting.check(None) is None
    assert setting.show(None) == "Nothing"
    assert setting.show(tool()) == "Saw"
    for made in (box(), box(None), box(tool(7), 2)):
        assert tools.from_record(tools.to_record(made)) == made
