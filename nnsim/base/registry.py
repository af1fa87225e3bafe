"""Registered parts: one file each, found by discovery, with no list to edit."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, ClassVar, Generic, TypeVar

from nnsim.base.errors import NnsimError
from nnsim.base.settings import settings_from_record, settings_record, tidy
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


P = TypeVar("P", bound=Part)


class Registry(Generic[P]):
    """All parts of one kind, filled by importing every module of one package.

    Discovery happens at the first look-up, so that importing a registry costs nothing.

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
        self.base = base
        self.noun = noun
        self._package = package
        self._parts: dict[str, type[P]] = {}
        self._discovered = False

    def register(self, cls: type[P]) -> type[P]:
        """Class decorator: enter `cls` under its key, as a frozen dataclass if it is not one yet."""
        if cls.key in self._parts and self._parts[cls.key].__qualname__ != cls.__qualname__:
            raise ValueError(f"two parts are called {cls.key!r}")
        if "__dataclass_fields__" not in cls.__dict__:
            cls = dataclasses.dataclass(frozen=True)(cls)
        self._parts[cls.key] = cls
        return cls

    def __iter__(self) -> Iterator[type[P]]:
        """Yield every part in menu order."""
        self._discover()
        yield from sorted(self._parts.values(), key=lambda p: (p.order, p.title))

    def __getitem__(self, key: str) -> type[P]:
        """Return the part called `key`; raises NnsimError when there is none."""
        self._discover()
        try:
            return self._parts[key]
        except KeyError:
            raise NnsimError(
                tr("There is no {noun} called {key}.").format(noun=tr(self.noun), key=repr(key))
            ) from None

    def __contains__(self, key: object) -> bool:
        self._discover()
        return key in self._parts

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

    def _discover(self) -> None:
        if self._discovered:
            return
        self._discovered = True
        import_all(self._package)
