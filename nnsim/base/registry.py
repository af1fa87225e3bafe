"""Registered parts: one file each, found by discovery, with no list to edit."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from nnsim.base.declared import settings_from_record, settings_record, tidy
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr


class Part:
    """What every registered part says of itself beside its settings.

    A part is a frozen dataclass; its fields are its settings (see `nnsim.base.settings`).
    """

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
    """Its settings, put there when it is registered: what makes `dataclasses.replace` take it."""
    key: ClassVar[str]
    """Stable name in files; never changes once released."""
    title: ClassVar[str]
    """Name for people, marked for translation."""
    summary: ClassVar[str] = ""
    """What it does, one sentence, marked for translation."""
    formula: ClassVar[str] = ""
    """The formula in plain Unicode, such as ``y = W·x + b``."""
    source: ClassVar[str] = ""
    """Where the formula comes from."""
    version: ClassVar[int] = 1
    """Raised when the settings change meaning; `migrate` then mends older records."""
    order: ClassVar[int] = 100
    """Place in menus; parts of equal order stand by title."""

    def __post_init__(self) -> None:
        tidy(self)

    @classmethod
    def migrate(cls, settings: dict[str, Any], version: int) -> dict[str, Any]:
        """Return the `settings` of a record of an older `version` as this version means them."""
        return settings


def import_all(package: str) -> list[ModuleType]:
    """Import every module of `package` (dotted name) and return them, by name: how parts are found."""
    folder = importlib.import_module(package)
    return [importlib.import_module(f"{package}.{m.name}") for m in pkgutil.iter_modules(folder.__path__)]


class Keyed(Protocol):
    """What can be found by a key."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)
P = TypeVar("P", bound=Part)


class Catalogue(Generic[T]):
    """All things of one kind, filled by importing every module of one package.

    Discovery happens at the first look-up, so that importing a catalogue costs nothing.

    Parameters
    ----------
    package
        Dotted name of the package whose modules enter the things.
    noun
        What one is called in messages, marked for translation.
    place
        By what they are sorted.
    """

    def __init__(self, package: str, noun: str, place: Callable[[T], Any]) -> None:
        self.noun = noun
        self._package = package
        self._place = place
        self._all: dict[str, T] = {}
        self._discovered = False

    def register(self, thing: T) -> T:
        """Enter `thing` under its key, and return it: also a class decorator."""
        known = self._all.get(thing.key)
        if known is not None and not _is_again(known, thing):
            raise ValueError(f"two of one kind are called {thing.key!r}")
        self._all[thing.key] = thing
        return thing

    def enter(self, *things: T) -> None:
        """Enter several things, as a module does that holds some."""
        for thing in things:
            self.register(thing)

    def get_ready(self) -> None:
        """Import everything, in any thread: whoever looks something up meanwhile waits for what is not there yet."""
        # Not noted as discovered before it is: a look-up goes through all modules itself, and waits at each for its import.
        import_all(self._package)

    def __iter__(self) -> Iterator[T]:
        """Yield everything in its order."""
        self._discover()
        yield from sorted(self._all.values(), key=self._place)

    def __getitem__(self, key: str) -> T:
        """Return what is called `key`; raises NnsimError when there is none."""
        self._discover()
        try:
            return self._all[key]
        except KeyError:
            raise NnsimError(
                tr("There is no {noun} called {key}.").format(noun=tr(self.noun), key=repr(key))
            ) from None

    def __contains__(self, key: object) -> bool:
        self._discover()
        return key in self._all

    def _discover(self) -> None:
        if self._discovered:
            return
        self._discovered = True
        import_all(self._package)


def _is_again(known: object, thing: object) -> bool:
    """Return whether a thing is entered once more, as a class whose module is loaded anew."""
    if isinstance(known, type) and isinstance(thing, type):
        return known.__qualname__ == thing.__qualname__
    return known is thing


class Registry(Catalogue[type[P]], Generic[P]):
    """All parts of one kind: classes of settings that files name by their keys.

    Parameters
    ----------
    base
        The class that every part derives from.
    package
        Dotted name of the package whose modules hold the parts.
    noun
        What a part is called in messages, marked for translation.
    """

    def __init__(self, base: type[P], package: str, noun: str) -> None:
        super().__init__(package, noun, lambda part: (part.order, part.title))
        self.base = base

    def register(self, thing: type[P]) -> type[P]:
        """Class decorator: enter a part under its key, as a frozen dataclass if it is not one yet."""
        if "__dataclass_fields__" not in thing.__dict__:
            thing = dataclasses.dataclass(frozen=True)(thing)
        return super().register(thing)

    def to_record(self, part: P) -> dict[str, Any]:
        """Return `part` as plain JSON data: kind, version, settings."""
        return {"kind": part.key, "version": part.version, "settings": settings_record(part)}

    def from_record(self, raw: Any) -> P:
        """Return the part a record stands for, migrated when it is older.

        Raises NnsimError when the record is malformed, unknown, or of a newer version.
        """
        if not isinstance(raw, Mapping) or not isinstance(raw.get("settings", {}), Mapping):
            raise NnsimError(tr("A {noun} in this file is not readable.").format(noun=tr(self.noun)))
        cls = self[str(raw.get("kind"))]
        version = raw.get("version", 1)
        settings = dict(raw.get("settings", {}))
        if not isinstance(version, int) or version > cls.version:
            raise NnsimError(
                tr(
                    "{title} was saved by a newer nnsim (version {version} of it; this one knows {known})."
                ).format(title=tr(cls.title), version=version, known=cls.version)
            )
        if version < cls.version:
            settings = cls.migrate(settings, version)
        return cls(**settings_from_record(cls, settings))
