"""The two scripts before anything is installed: the right Python, a stamp that spares a second installation."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.append(str(SCRIPTS))
environment = importlib.import_module("environment")

STUB = "import os, sys\nprint('called', *sys.argv[1:], 'in', os.getcwd())\nsys.exit(7)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of our scripts and a covplan that only says how it was called, in a folder with a difficult name."""
    folder = tmp_path / "dự án của tôi"
    (folder / "covplan").mkdir(parents=True)
    (folder / "covplan/__init__.py").touch()
    (folder / "covplan/__main__.py").write_text(STUB, encoding="utf-8")
    shutil.copy(SCRIPTS.parent / "pyproject.toml", folder)
    (folder / "scripts").mkdir()
    for name in ("run.py", "test.py", "environment.py"):
        shutil.copy(SCRIPTS / name, folder / "scripts")
    return folder


def run(project: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project / "scripts/run.py"), *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PIP_NO_INDEX": "1", "PYTHONPATH": ""},
        check=False,
        timeout=120,
    )


def mark_as_installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment whose stamp says that all is there."""
    monkeypatch.setattr(environment, "PROJECT", project)
    venv.EnvBuilder(with_pip=False).create(project / ".venv")
    (project / ".venv/covplan-plain.stamp").write_text(environment._stamp(), encoding="utf-8")


def test_an_old_python_is_told_so() -> None:
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is Python 3\.10\.4"):
        environment.check_python((3, 10, 4))
    environment.check_python((3, 11, 0))


@pytest.mark.parametrize("pip", ["", "22.0.2", "21.3.1"])
def test_a_python_without_venv_and_with_an_old_pip_is_told_so(
    pip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if not pip:
            raise importlib.metadata.PackageNotFoundError(name)
        return pip

    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment.importlib.metadata, "version", version)
    with pytest.raises(SystemExit, match=r"no pip 22\.3 or newer: install python3-venv"):
        environment._make(tmp_path / ".venv", tmp_path / ".venv/bin/python")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_one_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PROJECT", project)
    (project / ".venv").touch()  # root may write in folders that are read-only, but not in a file
    with pytest.raises(SystemExit, match=r"Cannot install: .*\.venv: "):
        environment.install()


@pytest.mark.parametrize("name", ["run.py", "test.py", "environment.py"])
def test_an_old_python_can_read_far_enough_to_say_so(name: str) -> None:
    assert ast.parse((SCRIPTS / name).read_text(encoding="utf-8"), feature_version=(3, 7)).body


def test_the_scripts_need_only_the_standard_library() -> None:
    for name in ("run.py", "test.py", "environment.py"):
        for node in ast.walk(ast.parse((SCRIPTS / name).read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "environment"}


def test_without_arguments_the_embedded_scenario_runs_in_the_project(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_as_installed(project, monkeypatch)
    done = run(project, cwd=tmp_path)
    assert done.stdout.strip() == f"called run data/daklak/scenario.toml in {project}"
    assert done.returncode == 7  # that of the command
    assert "Cài đặt" not in done.stderr


def test_arguments_go_to_covplan_as_they_are(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark_as_installed(project, monkeypatch)
    done = run(project, "assess", "kịch bản.toml", "--set", 'title="a b"', cwd=tmp_path)
    assert done.stdout.strip() == f'called assess kịch bản.toml --set title="a b" in {project}'


def test_another_pyproject_installs_again_and_a_failure_leaves_no_stamp(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_as_installed(project, monkeypatch)
    (project / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    before = (project / ".venv/covplan-plain.stamp").read_text(encoding="utf-8")
    done = run(project, cwd=tmp_path)  # pip may ask nobody
    assert "Cài đặt vào" in done.stderr and "Installing failed" in done.stderr
    assert done.returncode == 1 and "called" not in done.stdout
    assert (project / ".venv/covplan-plain.stamp").read_text(encoding="utf-8") == before


def test_the_plain_installation_is_not_enough_for_the_tests(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark_as_installed(project, monkeypatch)
    asked: list[list[str]] = []
    monkeypatch.setattr(environment, "call", lambda command: asked.append([str(part) for part in command]) or 0)
    assert environment.install() and asked == []
    environment.install("test")
    assert asked[0][-1] == f"{project}[test]"
    environment.install("test")
    environment.install()
    assert len(asked) == 1


def test_a_changed_kernel_takes_all_compiled_ones_with_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """numba does not notice that a kernel which another one calls has changed."""
    monkeypatch.setattr(environment, "PROJECT", project)
    kernel, kept = project / "covplan/_kernel.py", project / "covplan/__pycache__"
    kernel.write_text("one = 1\n", encoding="utf-8")
    environment._forget_stale_kernels()
    compiled = [kept / "_caller.f-1.py311.nbi", kept / "_caller.f-1.py311.1.nbc"]
    for file in compiled:
        file.touch()
    environment._forget_stale_kernels()
    assert all(file.exists() for file in compiled)
    kernel.write_text("one = 2\n", encoding="utf-8")
    environment._forget_stale_kernels()
    assert not any(file.exists() for file in compiled)
