"""Compile nnsim/compiled/source into the library that the program loads.

``python tools/build_walk.py`` builds the one of this machine, with ``cc`` where there is one, else with
ziglang, which is installed for it. hatch_build.py builds the one of a wheel, tools/cross_build_walk.py
those of all platforms.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from nnsim.compiled.sources import LIBRARY, SOURCE, fingerprint, library_path, seal, seal_path  # noqa: E402

ZIGLANG = "ziglang==0.13.0"

_FLAGS = (
    "-O3", "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-fno-math-errno", "-fno-trapping-math",
    "-ffp-contract=fast", "-Wall", "-Wextra", "-Wno-unknown-pragmas",
)  # fmt: skip
_SANITIZED = ("-O1", "-g", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all")

# The features of each level one by one: compilers before GCC 11 do not know -march=x86-64-v2.
_V2 = ("-mcx16", "-msahf", "-mpopcnt", "-msse3", "-mssse3", "-msse4.1", "-msse4.2")
_V3 = (*_V2, "-mavx", "-mavx2", "-mbmi", "-mbmi2", "-mf16c", "-mfma", "-mlzcnt", "-mmovbe", "-mxsave")
_V4 = (*_V3, "-mavx512f", "-mavx512bw", "-mavx512cd", "-mavx512dq", "-mavx512vl", "-mprefer-vector-width=512")
_CC_LEVELS = {"v2": _V2, "v3": _V3, "v4": _V4}
# Without the last word zig cuts registers of 512 bits in two, as LLVM does for processors that slow down on them.
_ZIG_LEVELS = {
    "v2": ("-mcpu=x86_64_v2",),
    "v3": ("-mcpu=x86_64_v3",),
    "v4": ("-mcpu=x86_64_v4-prefer_256_bit",),
}


_MACOS_NAME = f"-Wl,-install_name,@rpath/{LIBRARY}.dylib"


class BuildError(Exception):
    """The library cannot be built; the text says why."""


@dataclass(frozen=True)
class Compiler:
    """A command that compiles C for one platform.

    Attributes
    ----------
    command
        Its words before any option.
    levels
        Options for each level of instructions; of a processor that has none, those of ``base``.
    link
        Options that leave out what only debuggers read, and for macOS where the library was made.
    ending
        What names of its shared libraries end with.
    sanitized
        Options that compile and link under AddressSanitizer and UBSan, for a process that was not.
    """

    command: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    ending: str
    link: tuple[str, ...] = ("-Wl,-s",)
    sanitized: tuple[str, ...] = ()


@dataclass(frozen=True)
class Platform:
    """One that the library is built for: its name for people, for zig, and for wheels."""

    name: str
    zig: str
    wheel: str


# Oldest systems that NumPy's and Qt's own wheels run on: the library asks for nothing newer.
LINUX_X86 = Platform("Linux x86-64", "x86_64-linux-gnu.2.17", "manylinux2014_x86_64")
LINUX_ARM = Platform("Linux arm64", "aarch64-linux-gnu.2.17", "manylinux2014_aarch64")
WINDOWS_X86 = Platform("Windows x86-64", "x86_64-windows-gnu", "win_amd64")
MACOS_X86 = Platform("macOS x86-64", "x86_64-macos.11.0", "macosx_11_0_x86_64")
MACOS_ARM = Platform("macOS arm64", "aarch64-macos.11.0", "macosx_11_0_arm64")
PLATFORMS = (LINUX_X86, LINUX_ARM, WINDOWS_X86, MACOS_X86, MACOS_ARM)


def this_platform() -> Platform:
    """Return the platform of this machine.

    Raises
    ------
    BuildError
        When ziglang is not known to build for it.
    """
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    known = {
        ("linux", "x86_64"): LINUX_X86,
        ("linux", "arm64"): LINUX_ARM,
        ("win32", "x86_64"): WINDOWS_X86,
        ("darwin", "x86_64"): MACOS_X86,
        ("darwin", "arm64"): MACOS_ARM,
    }
    if (sys.platform, machine) not in known or (sys.platform == "linux" and not platform.libc_ver()[0]):
        raise BuildError(
            f"For {sys.platform} on {platform.machine()} only a compiler of its own (cc) can build."
        )
    return known[sys.platform, machine]


def own_compiler(command: Sequence[str] = ("cc",)) -> Compiler:
    """Return the C compiler of this machine."""
    x86 = platform.machine().lower() in ("x86_64", "amd64")
    link = ("-Wl,-x", _MACOS_NAME) if sys.platform == "darwin" else ("-Wl,-s",)  # Apple's linker has no -s
    sanitized = ("-fsanitize=address,undefined", *(("-shared-libasan",) if _is_clang(command) else ()))
    return Compiler(
        tuple(command), _CC_LEVELS if x86 else {"base": ()}, library_path().suffix, link, sanitized
    )


def _is_clang(command: Sequence[str]) -> bool:
    return "clang" in _answer(command, "--version")


def _answer(command: Sequence[str], question: str) -> str:
    """Return what a compiler says of itself; empty where it cannot be asked."""
    try:
        return subprocess.run(
            [*command, question], capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        return ""


def zig_compiler(target: Platform) -> Compiler:
    """Return ziglang's C compiler for a platform, this Python's ziglang."""
    levels = _ZIG_LEVELS if target.zig.startswith("x86_64") else {"base": ()}
    ending = ".dll" if "windows" in target.zig else ".dylib" if "macos" in target.zig else ".so"
    link = ("-Wl,-s", _MACOS_NAME) if ending == ".dylib" else ("-Wl,-s",)
    return Compiler((sys.executable, "-m", "ziglang", "cc", "-target", target.zig), levels, ending, link)


def build(compiler: Compiler, output: Path, *, sanitized: bool = False, source: Path = SOURCE) -> None:
    """Compile every level and link them into `output`, which changes in one moment or not at all.

    Parameters
    ----------
    compiler, output
        What compiles, and the library's file.
    sanitized
        Under AddressSanitizer and UBSan instead of fast.
    source
        Folder of the C files.

    Raises
    ------
    BuildError
        When the compiler refuses, or cannot be run.
    """
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    # Beside the output, so that the finished file can take its place in one move.
    with tempfile.TemporaryDirectory(prefix=".building-", dir=output.parent) as folder:
        made = Path(folder)
        flags = [*_FLAGS, *((*_SANITIZED, *compiler.sanitized) if sanitized else ())]
        objects = {made / "library.o": ["library.c", f'-DNNSIM_SOURCE="{fingerprint(source)}"']}
        for level in compiler.levels:
            objects[made / f"{level}.o"] = ["walk.c", f"-DLEVEL={level}", *compiler.levels[level]]
        compiled = [
            [*compiler.command, *flags, "-c", *words, "-o", str(path)] for path, words in objects.items()
        ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda command: _run(command, source), compiled))
        linked = made / f"{LIBRARY}{compiler.ending}"
        extra = compiler.sanitized if sanitized else compiler.link
        _run([*compiler.command, "-shared", *extra, *map(str, objects), "-o", str(linked), "-lm"], source)
        sealed = made / seal_path(output).name
        sealed.write_text(seal(linked) + "\n", "ascii")
        os.replace(sealed, seal_path(output))
        os.replace(linked, output)


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BuildError(f"{command[0]} cannot be run: {error}") from error
    if done.returncode:
        raise BuildError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    if done.stderr:
        print(done.stderr, file=sys.stderr, end="")


def install(requirement: str) -> None:
    """Put a package, such as ``ziglang==0.13.0``, into the environment of this Python where it is not there yet.

    Raises
    ------
    BuildError
        When pip cannot fetch it.
    """
    name, version = requirement.split("==")
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        if importlib.metadata.version(name) == version:
            return
    _run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--retries", "1", "--no-deps", requirement], _ROOT
    )


def sanitizer_runtime(command: Sequence[str]) -> str:
    """Return what a process has to preload before it loads a sanitized library, as LD_PRELOAD takes it."""
    asan = f"libclang_rt.asan-{platform.machine()}.so" if _is_clang(command) else "libasan.so"
    return " ".join(_answer(command, f"-print-file-name={name}") for name in (asan, "libstdc++.so.6"))


def _own_command() -> list[str]:
    return os.environ.get("CC", "cc").split()


def _any_compiler() -> Compiler:
    own = _own_command()
    if shutil.which(own[0]):
        return own_compiler(own)
    here = this_platform()
    print(f"No C compiler is here: {ZIGLANG} is fetched from PyPI (about 80 MB).", file=sys.stderr)
    install(ZIGLANG)
    return zig_compiler(here)


def main() -> int:
    """Build the library of this machine; without one the program works in NumPy, so that is no failure."""
    options = argparse.ArgumentParser(description="Compile nnsim/compiled/source.")
    options.add_argument("--sanitized", metavar="FILE", type=Path, help="build FILE under ASan and UBSan")
    options.add_argument(
        "--runtime", action="store_true", help="print what LD_PRELOAD needs for that, and leave"
    )
    chosen = options.parse_args()
    if chosen.runtime:
        print(sanitizer_runtime(_own_command()))
        return 0
    try:
        if chosen.sanitized is not None:
            build(own_compiler(_own_command()), chosen.sanitized, sanitized=True)
        else:
            build(_any_compiler(), library_path())
    except BuildError as error:
        print(f"The compiled walk cannot be built:\n{error}", file=sys.stderr)
        if chosen.sanitized is not None:
            return 1
        print("nnsim works without it, in NumPy: the same, more slowly.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
