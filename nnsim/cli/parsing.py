"""How arguments are read: help in the user's language, and a sentence for what is not understood."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import NoReturn

from nnsim.base.errors import NnsimError
from nnsim.base.settings import Integer
from nnsim.base.text import tr


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in the user's language."""

    # Of the groups argparse says the type by a private name only.
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, tr("Usage:") + " ")


class WrappedFormatter(_Formatter, argparse.HelpFormatter):
    """The same with the last paragraph wrapped."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return argparse.HelpFormatter._fill_text(self, text, width, indent)


class Parser(argparse.ArgumentParser):
    """Says what is wrong by an NnsimError instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        raise NnsimError(
            tr("This is not understood: {reason}. Type {command} --help to see what is.").format(
                reason=message, command=self.prog
            )
        )


def parser_for(program: str, description: str, usage: str | None = None) -> Parser:
    """Return the parser of a command, which knows ``--help``; `description` is marked for translation."""
    parser = Parser(
        prog=program,
        usage=usage,
        description=tr(description),
        formatter_class=_Formatter,
        add_help=False,
        allow_abbrev=False,
    )
    parser._positionals.title = tr("Arguments")
    parser._optionals.title = tr("Options")
    parser.add_argument("-h", "--help", action="help", help=tr("Show this help and leave."))
    return parser


def read(parser: Parser, argv: Sequence[str]) -> argparse.Namespace:
    """Return what `argv` says; raises NnsimError for what is not understood."""
    found, unknown = parser.parse_known_args(argv)
    if unknown:
        raise NnsimError(
            tr("{argument} is not understood. Type {command} --help to see what is.").format(
                argument=repr(unknown[0]), command=parser.prog
            )
        )
    return found


def whole_number(option: str, text: str | None, low: int, high: int) -> int | None:
    """Return what was typed after `option` as a number; raises NnsimError when it cannot be."""
    if text is None:
        return None
    try:
        value: int = Integer(option, low=low, high=high).parse(text)
    except NnsimError as error:
        raise NnsimError(
            tr("{option} takes a whole number from {low} to {high}, not {text}.").format(
                option=option, low=f"{low:,}", high=f"{high:,}", text=repr(text[:40])
            )
        ) from error
    return value
