"""Files of the user's that a project keeps: where the bytes of each are to be had in this sitting.

What is kept is named by its content: the SHA-256 of a file, or that of a zip of several with ``.files`` behind
it. Its bytes lie in project files, in which they are found when they are wanted, and in a private folder that
is removed when the program ends. Nothing in a file decides where anything is written.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from typing import BinaryIO

from nnsim.base.archive import MOST_BYTES, Kind, Streamed, open_archive, write_archive
from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.sizes import in_megabytes
from nnsim.base.text import mark, tr
from nnsim.data.files.identity import MOST_FILES, Files, size_of, stamp_of
from nnsim.data.files.packed import plain_name
from nnsim.data.source import Progress

_SEVERAL = ".files"
_NAME = re.compile(r"[0-9a-f]{64}(\.files)?")
_CHUNK = 1 << 20
_BUNDLE = Kind(
    mark("{path} is damaged: the files of the data in it cannot be read."),
    MOST_FILES,
    MOST_BYTES,
    most_ratio=1,
    loose=1,
)

Opener = Callable[[], Iterator[bytes]]
"""Yields the bytes of what is kept, from the beginning."""


def is_content(text: str) -> bool:
    """Return whether `text` can be the name of what is kept."""
    return _NAME.fullmatch(text) is not None


@dataclass(frozen=True)
class _Offer:
    """Where the bytes are to be had: in a file of somebody's."""

    path: Path
    size: int
    open: Opener


@dataclass(eq=False)
class _Sitting:
    """What is known of kept files since the program began."""

    folder: Path | None = None
    copies: dict[str, Path] = field(default_factory=dict)
    """The bytes as they are kept, by content."""
    offers: dict[str, list[_Offer]] = field(default_factory=dict)
    taken: dict[tuple[object, ...], str] = field(default_factory=dict)
    """The content of files as they were when they were taken."""
    lock: Lock = field(default_factory=Lock)
    """Held for an instant: the window may ask."""
    work: RLock = field(default_factory=RLock)
    """Held while files are copied."""

    def home(self) -> Path:
        """Return the private folder."""
        with self.lock:
            if self.folder is None or not self.folder.is_dir():
                self.folder = Path(tempfile.mkdtemp(prefix="nnsim-kept-"))
                self.copies.clear()
                self.taken.clear()
                atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
            return self.folder


_sitting = _Sitting()


# ---- taking ------------------------------------------------------------------------------------------


def take(files: Files, progress: Progress | None = None) -> str:
    """Take a private copy of `files` as they are now, and return what it is called by its content.

    Raises
    ------
    NnsimError
        When one cannot be read, they are more than a project can hold, or there is no room for a copy.
    Cancelled
        When `progress` asks to stop; nothing is left of the copy.
    """
    size = size_of(files)
    refuse_too_large(files.title, size)
    for name in files.names:
        if len(files.names) > 1 and any(sign in name for sign in "\\:"):
            raise NnsimError(
                tr("{name} cannot be the name of a file on other systems. Rename it first.").format(
                    name=name[:100]
                )
            )
    with _sitting.work:
        key = (str(files.root), files.names, stamp_of(files))
        known = _sitting.taken.get(key)
        if known is not None and known in _sitting.copies:
            return known
        content = _copied(files, size, progress)
        _sitting.taken[key] = content
        return content


def refuse_too_large(name: str, size: int) -> None:
    """Raise NnsimError where a project cannot keep so many bytes."""
    if size > MOST_BYTES:
        raise NnsimError(
            tr(
                "{file} has {size}; a project can keep at most {most} GB. Leave it beside the project."
            ).format(file=name, size=in_megabytes(size), most=MOST_BYTES // 10**9)
        )


def _copied(files: Files, size: int, progress: Progress | None) -> str:
    """Copy `files` into the private folder; a single one as it is, several as a zip."""
    several = len(files.names) > 1 or "/" in files.names[0]
    doing = tr("Copying {file}").format(file=files.title)
    done = 0

    def pieces(place: Path) -> Iterator[bytes]:
        nonlocal done
        with open_file(place) as file:
            try:
                while piece := file.read(_CHUNK):
                    done += len(piece)
                    yield piece
                    if progress is not None:
                        progress(min(1.0, done / max(1, size)), doing)
            except OSError as error:
                raise why_not_read(error, place) from error

    def write(out: BinaryIO) -> None:
        if several:
            members = {
                name: Streamed(os.stat(place).st_size, lambda place=place: pieces(place))  # type: ignore[misc]
                for name, place in zip(files.names, files.places(), strict=True)
            }
            write_archive(out, members)
        else:
            for piece in pieces(files.places()[0]):
                out.write(piece)

    return _put_by(write, _SEVERAL if several else "")


def _put_by(write: Callable[[BinaryIO], None], ending: str) -> str:
    """Write a new copy, and return its name."""

    def named(out: BinaryIO) -> str:
        write(out)
        return _digest(out) + ending

    return _put_away(named)[0]


def _put_away(write: Callable[[BinaryIO], str]) -> tuple[str, Path]:
    """Write a new copy that `write` says the name of; return name and place. Nothing is left where it raises."""
    home = _sitting.home()
    waiting = home / f"new-{os.urandom(4).hex()}"
    try:
        with waiting.open("x+b") as out:
            content = write(out)
        target = home / content / "whole"
        target.parent.mkdir(exist_ok=True)
        os.replace(waiting, target)
    except OSError as error:
        raise _no_room(error) from error
    finally:
        with suppress(OSError):
            waiting.unlink()
    _sitting.copies[content] = target
    return content, target


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_CHUNK):
        digest.update(piece)
    return digest.hexdigest()


# ---- having --------------------------------------------------------------------------------------------


def offer(content: str, path: Path, size: int, opener: Opener) -> None:
    """Note that what is called `content`, `size` bytes, is to be had in the file at `path`."""
    with _sitting.lock:
        others = [one for one in _sitting.offers.get(content, ()) if one.path != path]
        _sitting.offers[content] = [*others, _Offer(path, size, opener)]


def offer_member(content: str, path: Path, member: str, size: int) -> None:
    """Note that what is called `content` is a member of the project file at `path`."""

    def pieces() -> Iterator[bytes]:
        with open_archive(path) as archive:
            if member not in archive:
                raise NnsimError(tr("It is not in {path} any more.").format(path=path))
            try:
                yield from archive.pieces(member)
            except NnsimError as error:
                raise damaged(path) from error

    offer(content, path, size, pieces)


def length_of(content: str) -> int | None:
    """Return how many bytes are kept under that name; None where nobody knows of them."""
    copy = _sitting.copies.get(content)
    if copy is not None:
        with suppress(OSError):
            return copy.stat().st_size
    offers = _sitting.offers.get(content)
    return offers[-1].size if offers else None


def secure(content: str, progress: Progress | None = None) -> Path:
    """Return a private copy of what is called `content`, made of the first sound offer.

    Raises
    ------
    NnsimError
        When it is nowhere to be had any more, or damaged.
    """
    with _sitting.work:
        copy = _sitting.copies.get(content)
        if copy is not None and copy.is_file():
            return copy
        problem: NnsimError | None = None
        for one in reversed(_sitting.offers.get(content, ())):
            try:
                return _secured(content, one, progress)
            except NnsimError as error:
                problem = error
        if problem is not None:
            raise problem
        raise NnsimError(
            tr("The data that the project kept are nowhere to be had any more. Open their file again.")
        )


def _secured(content: str, one: _Offer, progress: Progress | None) -> Path:
    doing = tr("Taking the data out of {file}").format(file=one.path.name)

    def checked(out: BinaryIO) -> str:
        digest, done = hashlib.sha256(), 0
        for piece in one.open():
            digest.update(piece)
            done += len(piece)
            out.write(piece)
            if progress is not None:
                progress(min(1.0, done / max(1, one.size)), doing)
        if digest.hexdigest() != content.removesuffix(_SEVERAL):
            raise damaged(one.path)
        return content

    return _put_away(checked)[1]


def place_of(content: str, name: str) -> Path:
    """Return where what is kept will be read under a name of the user's; `bring` makes it be there."""
    return _sitting.home() / content / "files" / plain_name(name)


def bring(content: str, name: str, progress: Progress | None = None) -> Path:
    """Return where what is kept can be read: a file, or a folder where a folder was kept.

    Raises
    ------
    NnsimError
        When it is nowhere to be had, damaged, or there is no room for it.
    Cancelled
        When `progress` asks to stop.
    """
    place = place_of(content, name)
    with _sitting.work:
        if place.exists():
            return place
        copy = secure(content, progress)
        try:
            if content.endswith(_SEVERAL):
                _unpack(copy, place.parent, progress)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                _same_file(copy, place)
        except OSError as error:
            raise _no_room(error) from error
        if not place.exists():
            raise NnsimError(
                tr("The data kept in the project hold no {name}. Open their file again.").format(
                    name=place.name
                )
            )
    return place


def _same_file(copy: Path, place: Path) -> None:
    """Let the private copy be found under another name as well; where links are not known, once more."""
    try:
        os.link(copy, place)
    except OSError:
        shutil.copyfile(copy, place)


def _unpack(bundle: Path, into: Path, progress: Progress | None) -> None:
    """Write the files of a bundle into `into`, all of them or none."""
    waiting = into.with_name("unpacking")
    shutil.rmtree(waiting, ignore_errors=True)
    doing = tr("Taking the data out of the project")
    try:
        with open_archive(bundle, _BUNDLE) as archive:
            for number, name in enumerate(archive.names):
                target = waiting / Path(*(plain_name(part) for part in name.split("/")))
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    for piece in archive.pieces(name):
                        out.write(piece)
                if progress is not None:
                    progress(number / len(archive.names), doing)
        os.replace(waiting, into)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def streamed(content: str) -> Streamed:
    """Return the bytes called `content` as a member of another file; raises NnsimError where nobody has them.

    What is found to be damaged on the way is refused at its end, before the other file takes its place.
    """
    length = length_of(content)
    if length is None:
        secure(content)  # says why not
        raise AssertionError(content)

    def pieces() -> Iterator[bytes]:
        copy = _sitting.copies.get(content)
        if copy is not None:
            path, open_ = copy, _of_file(copy)
        else:
            last = _sitting.offers[content][-1]
            path, open_ = last.path, last.open
        digest = hashlib.sha256()
        for piece in open_():
            digest.update(piece)
            yield piece
        if digest.hexdigest() != content.removesuffix(_SEVERAL):
            raise damaged(path)

    return Streamed(length, pieces)


def _of_file(path: Path) -> Opener:
    def pieces() -> Iterator[bytes]:
        with open_file(path) as file:
            while piece := file.read(_CHUNK):
                yield piece

    return pieces


def offer_file(content: str, path: Path) -> None:
    """Note that the file at `path` is what is called `content`."""
    with suppress(OSError):
        offer(content, path, path.stat().st_size, _of_file(path))


def secure_from(path: Path, staying: set[str]) -> None:
    """Take private copies of what only the file at `path` has, but for those `staying` in it: it is about to change.

    What cannot be taken is let go.
    """
    with _sitting.lock:
        going = [
            content
            for content, offers in _sitting.offers.items()
            if content not in staying
            and content not in _sitting.copies
            and all(one.path == path for one in offers)
        ]
    for content in going:
        with suppress(NnsimError):
            secure(content)


def damaged(path: Path) -> NnsimError:
    """Return the sentence for data that are kept and are not what they were."""
    return NnsimError(
        tr(
            "The data kept in {path} are damaged. Open a backup copy, or find the file they came from."
        ).format(path=path)
    )


def _no_room(error: OSError) -> NnsimError:
    return NnsimError(
        tr("The data of the project cannot be unpacked: {why}. Make room for temporary files.").format(
            why=error.strerror or error
        )
    )
