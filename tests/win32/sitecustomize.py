"""What Python on Windows lacks is taken away from our own modules; text is written with its line ends.

A folder for PYTHONPATH: Python imports this file when it starts, also in a spawned process and in a kernel. Else
the libraries keep the system that they are on. The names are those that Windows' own Python 3.13 does not have.
"""

import builtins
import importlib.abc
import importlib.machinery
import io
import multiprocessing
import signal
import sys
import types
import zipfile

FUNCTIONS = """
chown chroot copy_file_range environb fchdir fchown fdatasync fork forkpty fwalk getegid geteuid getgid
getloadavg getpgid getpgrp getpriority getsid getuid killpg lchown lockf major makedev minor mkfifo mknod nice
openpty pathconf pidfd_open pipe2 posix_spawn posix_spawnp pread preadv pwrite pwritev register_at_fork
sched_getaffinity sched_setaffinity sched_yield sendfile setegid seteuid setgid setpgid setpgrp setpriority
setsid setuid statvfs sync sysconf uname unshare wait wait3 wait4 waitid
"""
SIGNALS = {"SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM", "SIG_DFL", "SIG_IGN"}
LACKING = {
    "os": {*FUNCTIONS.split()},
    "signal": {name for name in dir(signal) if name.startswith("SIG")} - SIGNALS | {"alarm", "pthread_kill"},
    "multiprocessing.context": {"ForkProcess", "ForkContext", "ForkServerProcess", "ForkServerContext"},
    "time": {"clock_gettime", "clock_getres", "tzset"},
}
MISSING = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}


def spawned(method: str | None = None) -> object:
    """Return the only context that Windows has."""
    if method not in (None, "spawn"):
        raise ValueError(f"cannot find context for {method!r}")
    return multiprocessing.context._concrete_contexts["spawn"]


def library(name: str | None) -> None:
    """Load a library of Windows; as there, no name is no library."""
    raise TypeError(f"LoadLibrary() argument 1 must be str, not {type(name).__name__}")


PUT_IN = {
    "sys": {"platform": "win32"},
    "os": {"name": "nt"},
    "ctypes": {"CDLL": library},
    "multiprocessing": {"get_context": spawned},
}


class Windows(types.ModuleType):
    """A module as Windows has it."""

    def __init__(self, real: types.ModuleType) -> None:
        super().__init__(real.__name__)
        self.__dict__.update(_real=real, **PUT_IN.get(real.__name__, {}))

    def __getattr__(self, name: str) -> object:
        if name in LACKING.get(self.__name__, ()):
            raise AttributeError(f"Windows' {self.__name__} has no {name}")
        found = getattr(self._real, name)
        return Windows(found) if isinstance(found, types.ModuleType) else found

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._real, name, value)


def importing(name: str, globals_: dict | None = None, locals_: dict | None = None, wanted=(), level: int = 0):
    """Import as a module of model would on Windows."""
    if name.partition(".")[0] in MISSING:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    found = builtins.__import__(name, globals_, locals_, wanted, level)
    return Windows(found) if name.partition(".")[0] in {"os", "signal", "time", *PUT_IN} else found


class Loader(importlib.machinery.SourceFileLoader):
    """Runs a module of model with imports of its own."""

    def exec_module(self, module: types.ModuleType) -> None:
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": importing}
        super().exec_module(module)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of model, before anyone else does."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        if name.partition(".")[0] not in {"model", "suite"}:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found and found.origin:
            found.loader = Loader(name, found.origin)
        return found


def opened(file: object, mode: str = "r", buffering: int = -1, encoding=None, errors=None, newline=None, **more):
    """Open a file; a text without line ends of its own is written with those of Windows."""
    ends = "\r\n" if newline is None and "b" not in mode and not mode.startswith("r") else newline
    return _open(file, mode, buffering, encoding, errors, ends, **more)


_open = builtins.open
builtins.open = io.open = opened
zipfile.sys = Windows(sys)  # an archive says what kind of system packed it
sys.meta_path.insert(0, Finder())
