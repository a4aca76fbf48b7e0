"""What a system refuses, made to happen: a file that Excel holds, a link that cannot be made, a full disk."""

import ctypes
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from suite.files import folder as folder_module


def link(path: Path, target: Path) -> None:
    """Make a link, or skip the test where the system has none; Wine says that it has made one and has not."""
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("links cannot be made here")
    if not path.is_symlink():
        pytest.skip("links cannot be made here")


@contextmanager
def excel(path: Path) -> Iterator[None]:
    """Hold a file as Excel on Windows does: nobody else may write in it, replace it, or move its folder.

    On Windows it is held in truth; but Wine lets a folder be moved, so that is always refused here.
    """

    def refuse(which: Callable[..., bool], real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **options: Any) -> Any:
            if which(*arguments):
                raise PermissionError(errno.EACCES, "Access is denied", str(arguments[0]))
            return real(*arguments, **options)

        return asked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", refuse(lambda source, _: source in path.parents, os.rename))
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            kernel.CreateFileW.restype = ctypes.c_void_p
            handle = ctypes.c_void_p(kernel.CreateFileW(str(path), 0xC0000000, 1, None, 3, 0, None))
            try:
                yield
            finally:
                kernel.CloseHandle(handle)
            return
        patch.setattr(folder_module, "sys", SimpleNamespace(platform="win32", stderr=sys.stderr))
        patch.setattr(io, "open", refuse(lambda file, mode="r", *_: file == path and {*mode} & {*"wax+"}, io.open))
        patch.setattr(os, "replace", refuse(lambda _, target: Path(target) == path, os.replace))
        yield


IN_USE = "åtkomst nekas: stäng filen om den är öppen i Excel eller ett annat program, eller be om rätt till den"
FULL = "disken är full: gör plats och kör igen"


def fill_disk(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, which: Callable[[Path], bool]) -> None:
    """Let a function that writes fail as on a full disk, for the files one names; what it began is left."""
    real = getattr(owner, name)

    def write(*arguments: Any, **options: Any) -> Any:
        path = Path(arguments[1] if owner is shutil else arguments[0])
        if not which(path):
            return real(*arguments, **options)
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(owner, name, write)
