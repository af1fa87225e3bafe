"""Build the compiled walk's library for every platform that wheels are made for, and look into each file.

``make walks``, on any machine that ziglang runs on. What it prints is what can be seen from outside: names,
size, and what a file asks of the system. Whether it runs must be tried on the platform itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import build_walk
from build_walk import LIBRARY, PLATFORMS, BuildError, Compiler, Platform

from nnsim.compiled.library import load

READER = "lief==1.0.0"
"""Reads ELF, PE and Mach-O alike."""
MOST_BYTES = 1_000_000
OLDEST_GLIBC = (2, 17)
SYSTEM_LIBRARIES = ("libc.so", "libm.so", "libsystem.", "kernel32.", "api-ms-win-crt-", "nnsim-walk.")
"""How names of libraries begin that every system has; a library for macOS names itself as well."""

_OUTPUT = Path(build_walk.__file__).resolve().parent.parent / "build" / "walks"
_MACHINES = {"x86-64": ("X86_64", "AMD64"), "arm64": ("AARCH64", "ARM64")}


def main() -> int:
    """Build and check them all; return 1 where one is not as it should be."""
    build_walk.install(build_walk.ZIGLANG)
    build_walk.install(READER)
    here = build_walk.this_platform()
    failed = False
    print(f"{'platform':16}{'bytes':>9}  levels        file")
    for platform in PLATFORMS:
        compiler = build_walk.zig_compiler(platform)
        path = _OUTPUT / platform.wheel / f"{LIBRARY}{compiler.ending}"
        try:
            build_walk.build(compiler, path)
            faults = list(_faults(path, platform, compiler))
        except BuildError as error:
            faults = [str(error)]
        size = path.stat().st_size if path.exists() else 0
        print(f"{platform.name:16}{size:9,}  {', '.join(compiler.levels):12}  {path}", flush=True)
        if platform == here and not faults and (reason := load(path).why_none()):
            faults.append(reason)
        for fault in faults:
            print(f"    {fault}")
        failed = failed or bool(faults)
    print(f"Loaded here: {here.name}. The others are untested.")
    return int(failed)


def _faults(path: Path, platform: Platform, compiler: Compiler) -> Iterator[str]:
    """Yield what is wrong with a library, seen from outside."""
    import lief

    lief.logging.disable()  # it complains of an empty section in what zig links for macOS
    binary = lief.parse(path)
    if binary is None:
        yield "not a library that can be read"
        return
    if (size := path.stat().st_size) > MOST_BYTES:
        yield f"{size:,} bytes, more than {MOST_BYTES:,}"
    # Apple's C compilers put an underscore before every name.
    shown = {f.name.removeprefix("_") for f in binary.exported_functions}
    wanted = {
        "nnsim_walk_source",
        "nnsim_walk_levels",
        "nnsim_walk_words",
        *(f"nnsim_walk_{level}" for level in compiler.levels),
    }
    if shown != wanted:
        yield f"shows {', '.join(sorted(shown))} instead of {', '.join(sorted(wanted))}"
    machine = _machine(binary)
    if machine not in _MACHINES[platform.name.split()[-1]]:
        yield f"made for {machine}"
    needed = {str(getattr(n, "name", n)).rpartition("/")[2] for n in binary.libraries}
    if strange := sorted(n for n in needed if not n.lower().startswith(SYSTEM_LIBRARIES)):
        yield f"needs {', '.join(strange)}"
    if isinstance(binary, lief.ELF.Binary):
        yield from _too_new(binary)
    if isinstance(binary, lief.MachO.Binary) and machine == "ARM64" and not binary.has_code_signature:
        yield "not signed, which macOS on ARM demands"


def _machine(binary: Any) -> str:
    import lief

    if isinstance(binary, lief.ELF.Binary):
        return str(binary.header.machine_type.name)
    if isinstance(binary, lief.PE.Binary):
        return str(binary.header.machine.name)
    return str(binary.header.cpu_type.name)


def _too_new(binary: Any) -> Iterator[str]:
    """Yield the versions of the C library that a file asks for and old systems lack."""
    for needed in binary.symbols_version_requirement:
        for version in needed.get_auxiliary_symbols():
            numbers = tuple(map(int, re.findall(r"\d+", version.name)))
            if version.name.startswith("GLIBC_") and numbers > OLDEST_GLIBC:
                yield f"needs {version.name} of {needed.name}"


if __name__ == "__main__":
    raise SystemExit(main())
