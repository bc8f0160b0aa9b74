"""Close the file system to a process, but for the few folders a public notebook may read."""

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# System calls and rights of Landlock, the same on every 64-bit Linux: linux/landlock.h.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PR_SET_NO_NEW_PRIVS = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_ALL_RIGHTS_OF_FIRST_ABI = (1 << 13) - 1
_TRUNCATE, _ABI_WITH_TRUNCATE = 1 << 14, 3
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_READING = ("open", "os.listdir", "os.scandir", "os.chdir")
_CHANGING = (
    "os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate",
    "os.chmod", "os.chown", "os.utime",
)  # fmt: skip
_OF_TWO_PATHS = ("os.rename", "os.link", "os.symlink")
BOTH = "kernel and interpreter"
_SETTINGS = "CDRP_"
_STARTING = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork")


class _RulesetAttr(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def confine(readable: Sequence[Path], writable: Sequence[Path]) -> str:
    """
    From now on this process opens nothing outside the given folders.

    Two independent barriers: an audit hook in the interpreter, which every platform has and
    which gives a clear error, and Landlock in the Linux kernel, which also holds for libraries
    that open files without asking the interpreter (Arrow, DuckDB, GDAL). Neither can be lifted
    by the process itself.

    Returns
    -------
    str
        :data:`BOTH` or ``"interpreter"``: which barriers stand.
    """
    readable = [Path(path).resolve() for path in readable if Path(path).exists()]
    writable = [Path(path).resolve() for path in writable]
    locked = _landlock(readable, writable)
    _hook([str(path) for path in (*readable, *writable)], [str(path) for path in writable])
    return BOTH if locked else "interpreter"


def forget_settings(*, keep: Sequence[str]) -> None:
    """Drop this package's environment variables, which name folders of the restricted run."""
    for name in [n for n in os.environ if n.startswith(_SETTINGS) and n not in keep]:
        del os.environ[name]


def runtime_folders() -> list[Path]:
    """What Python and its libraries need to read: interpreter, packages, system libraries."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    system = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/dev", "/sys")
    package = Path(__file__).resolve().parents[1]
    return [*(Path(prefix) for prefix in prefixes), *(Path(folder) for folder in system), package]


def _hook(allowed: list[str], writable: list[str]) -> None:
    def beneath(path: str, folders: list[str]) -> bool:
        return any(path == folder or path.startswith(folder + os.sep) for folder in folders)

    def guard(event: str, args: tuple) -> None:
        if event in _STARTING:
            raise PermissionError("a public notebook may not start another program")
        if event not in _READING and event not in _CHANGING:
            return
        writes = event in _CHANGING or (event == "open" and _opens_for_writing(args))
        for given in args[: 2 if event in _OF_TWO_PATHS else 1]:
            if isinstance(given, int):
                continue  # an open file: it was looked at when it was opened
            path = os.path.realpath(os.fsdecode("." if given is None else given))
            if not beneath(path, writable if writes and not path.startswith("/dev/") else allowed):
                # An OSError, because libraries look for files that they can do without.
                raise PermissionError(
                    "a public notebook may open nothing but the protected tables: save what the "
                    "page needs as a table that the release protects"
                )

    sys.addaudithook(guard)


def _opens_for_writing(args: tuple) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def _landlock(readable: list[Path], writable: list[Path]) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return False
    every = _ALL_RIGHTS_OF_FIRST_ABI | (_TRUNCATE if abi >= _ABI_WITH_TRUNCATE else 0)
    attr = _RulesetAttr(every)
    ruleset = libc.syscall(
        _CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(ctypes.sizeof(attr)), 0
    )
    if ruleset < 0:
        return False
    wanted = [(folder, _READ) for folder in readable] + [(folder, every) for folder in writable]
    wanted.append((Path("/dev"), _READ | _WRITE_FILE | (every & _TRUNCATE)))
    try:
        # A folder without its rule would be closed to the notebook in ways nobody has tried.
        if not all(_allow(libc, ruleset, folder, rights) for folder, rights in wanted):
            return False
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> bool:
    """Whether the rule for a path stands; one that is not there needs none."""
    if not path.exists():
        return True
    if not path.is_dir():
        rights &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = _PathBeneath(rights, handle)
    added = libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0) == 0
    os.close(handle)
    return added
