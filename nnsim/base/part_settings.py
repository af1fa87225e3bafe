"""Settings that hold other parts: one of a registry, or several in an order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nnsim.base import typed
from nnsim.base.declared import check_all, declared
from nnsim.base.errors import NnsimError
from nnsim.base.setting import Setting
from nnsim.base.text import tr

if TYPE_CHECKING:
    from nnsim.base.registry import Part, Registry


@dataclass(frozen=True)
class PartOf(Setting):
    """Another registered part with settings of its own, such as the initializer of a layer.

    Where `none_label` is given, None is allowed and shown as that text (marked for translation).
    """

    registry: Registry[Any] | None = None
    none_label: str = ""

    def check(self, value: Any) -> str | None:
        assert self.registry is not None
        if value is None and self.none_label:
            return None
        if not isinstance(value, self.registry.base):
            return tr("{label} must be one of {names}.").format(
                label=tr(self.label), names=", ".join(tr(p.title) for p in self.registry)
            )
        return next(iter(check_all(value)), None)

    def to_record(self, value: Any) -> Any:
        assert self.registry is not None
        return None if value is None else self.registry.to_record(value)

    def from_record(self, raw: Any) -> Part | None:
        assert self.registry is not None
        if raw is None and self.none_label:
            return None
        part: Part = self.registry.from_record(raw)
        return part

    def show(self, value: Any) -> str:
        """Return the kind of the part; its settings are shown by themselves."""
        return tr(self.none_label if value is None else value.title)

    def _read(self, text: str) -> Part | None:
        """Return a part of the kind that `text` names, by key or title, as it is made without settings."""
        assert self.registry is not None
        kinds: list[tuple[type[Part] | None, tuple[str, ...]]] = [
            (cls, (cls.title, cls.key)) for cls in self.registry
        ]
        if self.none_label:
            kinds.append((None, (self.none_label, "none")))
        kind = typed.named(text, kinds)
        return None if kind is None else kind()

    def _not_read(self, text: str) -> str:
        return self.check(text) or ""


@dataclass(frozen=True)
class PartsOf(Setting):
    """Registered parts one after another, such as the steps that data go through; none at all is allowed.

    As text they are the kinds in their order; settings are told and set one by one, by their addresses.
    """

    registry: Registry[Any] | None = None
    most: int = 20

    def check(self, value: Any) -> str | None:
        assert self.registry is not None
        if not isinstance(value, tuple) or not all(isinstance(one, self.registry.base) for one in value):
            return tr("{label} must be a list of these: {names}.").format(
                label=tr(self.label), names=", ".join(tr(p.title) for p in self.registry)
            )
        if len(value) > self.most:
            return tr("{label}: at most {n} are possible.").format(label=tr(self.label), n=self.most)
        for one in value:
            for problem in check_all(one):
                return tr("{label}, {title}: {problem}").format(
                    label=tr(self.label), title=tr(one.title), problem=problem
                )
        return None

    def one(self) -> PartOf:
        """Return the setting that a single one of the parts is."""
        return PartOf(self.label, self.help, effect=self.effect, since=self.since, registry=self.registry)

    def to_record(self, value: Any) -> Any:
        assert self.registry is not None
        return [self.registry.to_record(one) for one in value]

    def from_record(self, raw: Any) -> tuple[Part, ...]:
        assert self.registry is not None
        if not isinstance(raw, list):
            raise self._wrong_type(raw)
        if len(raw) > self.most:
            raise NnsimError(
                tr("{label}: at most {n} are possible.").format(label=tr(self.label), n=self.most)
            )
        return tuple(self.registry.from_record(one) for one in raw)

    def show(self, value: Any) -> str:
        """Return the kinds of the parts; their settings are shown by themselves."""
        return ", ".join(tr(one.title) for one in value) or tr("none")

    def keeping(self, wanted: tuple[Part, ...], there: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return `wanted`, each as the first of its kind that is still left `there` was set."""
        left = list(there)
        kept = []
        for part in wanted:
            known = next((one for one in left if type(one) is type(part)), None)
            if known is not None:
                left.remove(known)
            kept.append(known or part)
        return tuple(kept)

    def _read(self, text: str) -> tuple[Part, ...]:
        """Return parts of the kinds that `text` names, by key or title, as they are made without settings."""
        assert self.registry is not None
        if text.strip().casefold() in ("", "none", tr("none").casefold()):
            return ()
        kinds: list[tuple[type[Part], tuple[str, ...]]] = [
            (cls, (cls.title, cls.key)) for cls in self.registry
        ]
        return tuple(typed.named(name, kinds)() for name in re.split("[,，、;]", text))

    def _not_read(self, text: str) -> str:
        return self.check(text) or ""


def part(default: Any, registry: Registry[Any], *, label: str, **kind: Any) -> Any:
    """Declare a field that holds a part of another registry."""
    return declared(default, PartOf(label, registry=registry, **kind))


def parts(default: tuple[Any, ...], registry: Registry[Any], *, label: str, **kind: Any) -> Any:
    """Declare a field that holds parts of another registry, in an order."""
    return declared(default, PartsOf(label, registry=registry, **kind))
