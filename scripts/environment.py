"""The project's own virtual environment: made once, brought up to date when pyproject.toml or Python changes.

Standard library only: this runs before anything is installed.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
OLDEST_PIP = (22, 3)  # the first that installs into another environment


def check_python(version=sys.version_info):
    """Stop with one clear line on a Python that is too old."""
    if tuple(version[:2]) < OLDEST:
        wanted, found = ".".join(map(str, OLDEST)), ".".join(map(str, version[:3]))
        raise SystemExit(
            f"covplan cần Python {wanted} trở lên; đây là Python {found} ({sys.executable}).\n"
            f"covplan needs Python {wanted} or newer; this is Python {found}."
        )


def install(extra=""):
    """Make ``.venv`` beside the project with covplan and an extra in it; return its Python.

    A stamp in the environment says what is installed: with the right stamp nothing is done.
    """
    check_python()
    try:
        return _installed(extra)
    except OSError as error:  # a folder that may not be written in, a full disk, a file in use (Windows)
        where, why = error.filename or PROJECT, error.strerror or error
        raise SystemExit(f"Không cài đặt được: {where}: {why}. / Cannot install: {where}: {why}.") from None


def _installed(extra):
    _forget_stale_kernels()
    folder = PROJECT / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = _stamp()
    stamps = {name: folder / f"covplan-{name or 'plain'}.stamp" for name in ("", "test")}
    installed = [name for name, file in stamps.items() if file.is_file() and file.read_text("utf-8") == wanted]
    if python.is_file() and (extra in installed or "test" in installed):  # "test" holds all of the plain one
        return python
    print(f"Cài đặt vào {folder} (khoảng 1 phút, 1 GB) …", file=sys.stderr, flush=True)
    pip = _make(folder, python)
    target = f"{PROJECT}[{extra}]" if extra else str(PROJECT)
    if call([*pip, "--disable-pip-version-check", "install", "--quiet", "--editable", target]) != 0:
        raise SystemExit("Cài đặt không thành công, xem thông báo ở trên. / Installing failed, see above.")
    stamps[extra].write_text(wanted, "utf-8")
    return python


def _forget_stale_kernels():
    """Remove compiled kernels after the source of any has changed.

    numba compiles a kernel together with those that it calls, and looks only at the kernel's own file when it asks
    whether what it has kept is still good: a change of another would go on giving the old numbers.
    """
    package = PROJECT / "covplan"
    sources = sorted(package.rglob("_*.py"))
    checksum = hashlib.sha256(b"\n".join(file.read_bytes() for file in sources)).hexdigest()
    stamp = package / "__pycache__" / "kernels.stamp"
    if stamp.is_file() and stamp.read_text("utf-8") == checksum:
        return
    for pattern in ("*.nbi", "*.nbc"):
        for file in package.rglob(f"__pycache__/{pattern}"):
            file.unlink(missing_ok=True)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(checksum, "utf-8")


def _stamp():
    """Checksum of all that decides what an installation holds and where it points."""
    parts = ((PROJECT / "pyproject.toml").read_bytes(), sys.version.encode(), str(PROJECT).encode())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def _make(folder, python):
    """Make or mend the environment; return the command of a pip that installs into it."""
    config = folder / "pyvenv.cfg"
    same_python = python.is_file() and config.is_file() and sys.version.split()[0] in config.read_text("utf-8")
    with_pip = importlib.util.find_spec("ensurepip") is not None  # Debian packs it apart
    if not with_pip and _pip_version() < OLDEST_PIP:
        wanted = ".".join(map(str, OLDEST_PIP))
        raise SystemExit(
            f"Python này thiếu pip {wanted} trở lên: hãy cài python3-venv, hoặc python3-pip mới hơn.\n"
            f"This Python has no pip {wanted} or newer: install python3-venv, or a newer python3-pip."
        )
    venv.EnvBuilder(with_pip=with_pip, clear=not same_python, symlinks=os.name != "nt").create(folder)
    return [python, "-m", "pip"] if with_pip else [sys.executable, "-m", "pip", "--python", python]


def _pip_version():
    """Of this Python; (0, 0) where it has none."""
    try:
        return tuple(int(part) for part in importlib.metadata.version("pip").split(".")[:2])
    except importlib.metadata.PackageNotFoundError:
        return 0, 0


def call(command, **variables):
    """Run a command in the project's folder and return its exit code; Ctrl-C is the command's to handle."""
    environment = {**os.environ, "PYTHONUTF8": "1", **variables}
    with subprocess.Popen([str(part) for part in command], cwd=PROJECT, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def use_utf8():
    """Vietnamese letters on consoles that are not set to UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
