"""Put the compiled walk's library into the wheel, made by ziglang for the oldest system its platform's wheels run on.

``NNSIM_BUILD_WALK`` in the environment decides otherwise: ``cc`` compiles with this machine's compiler, for
this machine; ``none`` leaves the library out, and nnsim works in NumPy. A wheel that lacks it is somebody's
decision, never a failure that nobody saw.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(_ROOT))

from nnsim.compiled.sources import library_path, seal_path  # noqa: E402
from tools import build_walk  # noqa: E402

_CHOICE = "NNSIM_BUILD_WALK"


class WalkHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the library before the wheel is packed."""

    PLUGIN_NAME = "custom"
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        return [build_walk.ZIGLANG] if _choice() == "zig" else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if _choice() == "none":
            return
        try:
            if version == "editable":  # the folder itself is what is installed
                build_walk.build(self._compiler(build_data), library_path())
                return
            self._folder = tempfile.TemporaryDirectory()
            output = Path(self._folder.name) / library_path().name
            build_walk.build(self._compiler(build_data), output)
        except build_walk.BuildError as error:
            raise SystemExit(
                f"The compiled walk cannot be built:\n{error}\n{_CHOICE}=cc in the environment takes this"
                " machine's C compiler instead, none leaves the library out: nnsim then works in NumPy."
            ) from error
        for made, place in ((output, library_path()), (seal_path(output), seal_path(library_path()))):
            build_data["force_include"][str(made)] = place.relative_to(_ROOT).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def _compiler(self, build_data: dict[str, Any]) -> build_walk.Compiler:
        """Return what compiles, and say in the wheel's tag where the outcome runs: on any Python 3 there."""
        if _choice() == "cc":
            compiler = build_walk.own_compiler()
            wheel = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        else:
            here = build_walk.this_platform()
            compiler, wheel = build_walk.zig_compiler(here), here.wheel
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{wheel}"
        return compiler


def _choice() -> str:
    choice = os.environ.get(_CHOICE, "zig")
    if choice not in ("zig", "cc", "none"):
        raise SystemExit(
            f"{_CHOICE} in the environment is {choice}. Set it to zig, cc or none, or leave it out."
        )
    return choice
