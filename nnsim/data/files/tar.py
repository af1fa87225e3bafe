"""Tar files, plain or in a packed stream: what is in them, and the content of one member; nothing is extracted."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import Any

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import tr

MOST_MEMBERS = 200_000
_MAGIC, _AT = b"ustar", 257
_CHUNK = 1 << 20
_FAULTS = (tarfile.TarError, EOFError, zlib.error, LZMAError, ValueError, OverflowError)


def is_tar(path: Path, opener: Any = None) -> bool:
    """Return whether a file is a tar, behind the stream that `opener` unpacks; raises NnsimError for what cannot be read."""
    with open_file(path) as raw:
        try:
            head = raw.read(_AT + len(_MAGIC)) if opener is None else opener(raw).read(_AT + len(_MAGIC))
        except _FAULTS:
            return False
        except OSError as error:
            if error.errno is None:
                return False
            raise why_not_read(error, path) from error
    return bool(head[_AT:] == _MAGIC)


def files_of(path: Path, most_bytes: int) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Yield name, length and content of every plain file in a tar, in order; a content must be taken before the next.

    Raises
    ------
    NnsimError
        When it is damaged, or holds more files or bytes than `most_bytes` with those that are no plain files.
    """
    with _opened(path) as tar:
        for number, one in enumerate(tar):
            # Known before anything of it is unpacked, so that no bomb goes off.
            if number >= MOST_MEMBERS or one.size < 0 or one.offset_data + one.size > most_bytes:
                raise NnsimError(
                    tr(
                        "{file} holds too much to be looked through. Unpack it, and open what is in it."
                    ).format(file=path.name)
                )
            if one.isreg() and one.sparse is None:
                yield one.name.removeprefix("./"), one.size, _pieces(path, tar, one)


def _pieces(path: Path, tar: tarfile.TarFile, one: tarfile.TarInfo) -> Iterator[bytes]:
    with _faults_told(path):
        content = tar.extractfile(one)
        assert content is not None
        done = 0
        while piece := content.read(_CHUNK):
            done += len(piece)
            yield piece
        if done != one.size:
            raise EOFError


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    with open_file(path) as raw, _faults_told(path), tarfile.open(fileobj=raw, mode="r:*") as tar:
        yield tar


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    try:
        yield
    except NnsimError:
        raise
    except _FAULTS as error:
        raise _damaged(path) from error
    except OSError as error:
        raise (_damaged(path) if error.errno is None else why_not_read(error, path)) from error


def _damaged(path: Path) -> NnsimError:
    return NnsimError(
        tr("{file} is damaged or cut short. Copy it here again, or unpack it yourself.").format(
            file=path.name
        )
    )
