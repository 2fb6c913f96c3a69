"""People who start Relcrm: ourselves, and somebody without privileges."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from relcrm import embedded
from relcrm.places import ROOTS_FOLDER, socket_folder
from tests.embedded_plugin import SERVERS, SETTINGS

IS_ROOT = os.geteuid() == 0
WHO = ["root", "normal user"] if IS_ROOT else ["normal user"]


PREFIX = "relcrm-ops-"
EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True)
class Programs:
    """The project and its Python where everybody may read them."""

    checkout: Path
    python: Path
    environ: dict[str, str]


@dataclass(frozen=True)
class Actor:
    """Somebody who starts programs of a checkout, with a folder and an environment of their own."""

    uid: int
    gid: int
    programs: Programs
    folder: Path

    @property
    def home(self) -> Path:
        """The data folder; it does not exist at first."""
        return self.folder / "home"

    def popen(
        self, *command: str | Path, environ: Mapping[str, str] = EMPTY, **options: Any
    ) -> subprocess.Popen[str]:
        """Start `python COMMAND…`."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        how: dict[str, Any] = {"text": True, **pipes, **options}
        if self.uid != os.geteuid():
            how |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        everywhere = {**_bare_environ(), **self.programs.environ, "RELCRM_HOME": str(self.home)}
        return subprocess.Popen(
            [str(self.programs.python), *map(str, command)],
            cwd=self.programs.checkout,
            env={**everywhere, **environ},
            **how,
        )

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run `python COMMAND…` to its end."""
        process = self.popen(*command, **options)
        out, err = process.communicate(timeout=180)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def manage(self, *command: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *command, **options)


def _bare_environ() -> dict[str, str]:
    ours = {*SERVERS, *SETTINGS, "SECRET_KEY", "RELCRM_HOME", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="session")
def programs() -> Iterator[Programs]:
    here, python = Path(settings.BASE_DIR), Path(sys.executable)
    if not IS_ROOT or (_may_read(here / "manage.py") and _may_read(python)):
        yield Programs(here, python, {})
        return
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        skipped = shutil.ignore_patterns(".venv", ".git", ".relcrm*", "node_modules")
        shutil.copytree(here, folder / "checkout", ignore=skipped)
        libraries = {"LD_LIBRARY_PATH": str(folder / "python" / "lib")}
        yield Programs(folder / "checkout", _copy_python(folder), libraries)


def _copy_python(folder: Path) -> Path:
    """Copy the environment, and the Python below it if it is in somebody's private folder."""
    venv = folder / "venv"
    shutil.copytree(sys.prefix, venv, symlinks=True, copy_function=_link)
    base = Path(os.path.realpath(sys.executable))
    if not _may_read(base):
        skipped = shutil.ignore_patterns("test", "site-packages", "share")
        shutil.copytree(sys.base_prefix, folder / "python", True, skipped, _link)
        settled = venv / "pyvenv.cfg"
        settled.unlink()  # a link to ours
        settled.write_text(f"home = {folder}/python/bin\n")
        (venv / "bin" / "python").unlink()
        (venv / "bin" / "python").symlink_to(folder / "python" / "bin" / base.name)
    return venv / "bin" / "python"


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)
    return target


def _may_read(path: Path) -> bool:
    nobody = pwd.getpwnam("nobody")
    command = ["test", "-r", str(path)]
    tried = subprocess.run(
        command, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], check=False
    )
    return tried.returncode == 0


@contextmanager
def actors(programs: Programs) -> Iterator[Callable[[str], Actor]]:
    """What makes actors; their folders are cleared away at the end."""
    folders: list[Path] = []

    def make(who: str) -> Actor:
        normal = IS_ROOT and who == "normal user"
        account = pwd.getpwnam("nobody") if normal else pwd.getpwuid(os.geteuid())
        folder = Path(tempfile.mkdtemp(dir="/tmp", prefix=PREFIX))
        folders.append(folder)
        folder.chmod(0o711)
        os.chown(folder, account.pw_uid, account.pw_gid)
        return Actor(account.pw_uid, account.pw_gid, programs, folder)

    yield make
    for folder in folders:
        _clear_away(folder)


@pytest.fixture
def actor_of(programs: Programs) -> Iterator[Callable[[str], Actor]]:
    with actors(programs) as make:
        yield make


def _clear_away(folder: Path) -> None:
    """Stop what runs in a folder that we made, and delete it; never any other folder."""
    if folder.is_symlink() or folder.parent != Path("/tmp") or not folder.name.startswith(PREFIX):
        raise ValueError(f"{folder} was not made by these tests")
    home = folder / "home"
    if (home / "gate").exists():
        home.chmod(0o711)
        assert embedded.stop(home), "somebody still uses the servers of the test"
        elsewhere = (home / "servers").resolve()
        if elsewhere.parent == ROOTS_FOLDER:
            shutil.rmtree(elsewhere)
        with suppress(OSError):
            socket_folder(home).rmdir()
    shutil.rmtree(folder)


@pytest.fixture(params=WHO)
def actor(request: pytest.FixtureRequest, actor_of: Callable[[str], Actor]) -> Actor:
    return actor_of(request.param)


@pytest.fixture
def me(actor_of: Callable[[str], Actor]) -> Actor:
    return actor_of(WHO[0])
