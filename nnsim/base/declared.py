"""Settings as fields of a part: declared, found, checked all together, put into a record and read from one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.setting import FIRST, Setting
from nnsim.base.text import tr

_KEY = "setting"


def declared(default: Any, setting: Setting) -> Any:
    """Declare a field of any kind of setting: for kinds that are declared elsewhere."""
    return dataclasses.field(default=default, metadata={_KEY: setting})


def settings_of(part: Any) -> Iterator[tuple[str, Setting]]:
    """Yield name and kind of every setting of a part or of a part's class, in order.

    Those that are given by name only, which base classes have, come last.
    """
    for f in sorted(dataclasses.fields(part), key=lambda f: bool(f.kw_only)):
        if _KEY in f.metadata:
            yield f.name, f.metadata[_KEY]


def tidy(part: Any) -> None:
    """Tidy every setting of a frozen `part` that is just being made, see `Setting.tidied`."""
    for name, setting in settings_of(part):
        value = getattr(part, name)
        tidied = setting.tidied(value)
        if tidied is not value:
            object.__setattr__(part, name, tidied)


def shared_settings(kinds: Sequence[type[Any]]) -> list[tuple[str, Setting]]:
    """Return name and kind of the settings that all `kinds` of parts have, in the order of the first."""
    others = [dict(settings_of(kind)) for kind in kinds[1:]]
    first = settings_of(kinds[0]) if kinds else ()
    return [(n, s) for n, s in first if all(other.get(n) == s for other in others)]


def check_all(part: Any) -> Iterator[str]:
    """Yield one sentence for every setting of `part` that is out of its limits."""
    for name, setting in settings_of(part):
        problem = setting.check(getattr(part, name))
        if problem is not None:
            yield problem


def settings_record(part: Any) -> dict[str, Any]:
    """Return the settings of `part` as plain JSON data, without defaults that came later (`Setting.since`)."""
    record: dict[str, Any] = {}
    for f in dataclasses.fields(part):
        if _KEY in f.metadata:
            setting: Setting = f.metadata[_KEY]
            raw = setting.to_record(getattr(part, f.name))
            if setting.since == FIRST or raw != setting.to_record(f.default):
                record[f.name] = raw
    return record


def settings_from_record(cls: type[Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return constructor arguments for `cls`; defaults fill gaps, unknown names are refused."""
    kinds = dict(settings_of(cls))
    unknown = sorted(set(raw) - set(kinds))
    if unknown:
        raise NnsimError(
            tr("{title} has no setting called {name}.").format(title=tr(cls.title), name=unknown[0])
        )
    return {name: kinds[name].from_record(value) for name, value in raw.items()}
