"""Files appear whole or not at all: written beside their target under another name, then moved."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from covplan.outputs.settings import OutputError

_UNFIT = re.compile(r"[^\w.+-]+")
_LONGEST = 60  # characters: of Vietnamese 180 bytes, and systems take 255


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Id → a part of a file name that every system takes.

    A site may be called ``viettel:VT1`` or ``A/3``: Windows takes no ``:`` and nothing a ``/``. Names that differ in
    case only are one file on Windows and macOS, so the second gets a number.
    """
    names: dict[str, str] = {}
    for id in dict.fromkeys(ids):
        plain = name = _UNFIT.sub("_", id)[:_LONGEST].strip(".") or "_"
        taken = {other.casefold() for other in names.values()}
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}_{number}"
        names[id] = name
    return names


def _temporary_beside(target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.stem}-{uuid.uuid4().hex[:8]}{target.suffix}")
        temporary.touch()  # an unwritable folder is found before the work, not after it
        temporary.unlink()
    except OSError as error:
        raise OutputError("output.folder", folder=target.parent, reason=error.strerror or error) from error
    return temporary


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """Yield a temporary path with the target's suffix; move it onto the target when the block ends well.

    Nothing is left behind when the block fails or is interrupted, and an older target stays as it was.

    Raises
    ------
    OutputError
        If the folder cannot be written in or the target is open in another program (Windows).
    """
    temporary = _temporary_beside(target)
    try:
        yield temporary
        try:
            temporary.replace(target)
        except PermissionError as error:
            raise OutputError("output.locked", file=target) from error
    finally:
        _remove(temporary)


@contextmanager
def writing_folder(target: Path) -> Iterator[Path]:
    """Like ``writing`` for a format of several files: yield a new folder, which then takes the target's place."""
    temporary = _temporary_beside(target)
    older = temporary.with_name(temporary.name + "-old")
    try:
        temporary.mkdir()
        yield temporary
        try:
            if target.exists():
                target.rename(older)
            temporary.rename(target)
        except PermissionError as error:
            raise OutputError("output.locked", file=target) from error
    finally:
        if older.exists() and not target.exists():
            older.rename(target)
        _remove(older)
        _remove(temporary)
