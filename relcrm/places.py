"""Where the embedded servers keep their data and sockets, and whom they run as."""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOTS_FOLDER = Path("/var/lib/relcrm")
SMALLEST_FREE_SPACE = 32 * 2**20
# What tells a data folder from any other folder.
SIGNS = {"gate", "pgdata", "secret_key"}
OURS = {
    *("beat", "gate", "lock", "logs", "pgdata", "pgdata.new", "secret_key", "servers"),
    *("staticfiles", "uploads", "valkey"),
}
# What servers and the system say when a disk is full, or when they may not write.
FULL = ("No space left", "quota exceeded", "File too large", "File size limit exceeded")
SHUT = ("Permission denied", "Read-only file system", "Operation not permitted")


class EmbeddedError(Exception):
    """Why the embedded servers can't be used: a sentence for the person who started us."""


def sentence(said: str, home: Path) -> str:
    """What a program or the system `said` about the data folder, in words for a person."""
    if any(words in said for words in FULL):
        return f"The disk that holds {home} is full. Free some space and start again."
    if any(words in said for words in SHUT):
        return (
            f"Relcrm can't write to its data folder {home}. Make it writable, or set"
            f" RELCRM_HOME to another folder. ({last_line(said)})"
        )
    return f"The data folder {home} can't be used: {last_line(said)}"


def last_line(said: str) -> str:
    return said.strip().rpartition("\n")[2]


@dataclass(frozen=True)
class Account:
    """Whom the servers run as; PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `command` as this account, out of reach of the terminal's Ctrl-C."""
        root = os.geteuid() == 0
        return subprocess.run(
            command,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},  # C: we read what they say
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            umask=0o077,
            start_new_session=True,
            user=self.uid if root else None,
            group=self.gid if root else None,
            extra_groups=[] if root else None,
        )

    def may_enter(self, path: Path) -> bool:
        """True if the account reaches `path` and may enter it, or run it."""
        return self.run("test", "-x", path).returncode == 0

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def make_folder(self, path: Path) -> None:
        if not path.exists():
            path.mkdir(mode=0o700)
            self.own(path)


@dataclass(frozen=True)
class Place:
    """The folders of one installation: `home` is ours, `data` the servers'."""

    home: Path
    data: Path
    sockets: Path
    account: Account

    def write(self, path: Path, text: str) -> None:
        """Write a file that the servers read."""
        path.touch(mode=0o600)
        path.write_text(text)
        self.account.own(path)


def socket_folder(home: Path) -> Path:
    """A short path, the same for every user and process: a socket's name has 104 bytes."""
    mark = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"relcrm-{mark}"


def settle(home: Path) -> Place:
    """Make the folders of `home`, and refuse those that are somebody else's.

    Raises OSError as the system does, and EmbeddedError.
    """
    account = _account(home)
    _make_home(home, account)
    data = _data_folder(home, account)
    for name in ("logs", "valkey"):
        account.make_folder(data / name)
    return Place(home=home, data=data, sockets=_make_sockets(home, account), account=account)


def _account(home: Path) -> Account:
    if os.geteuid() != 0:
        return _account_of(os.geteuid())
    # As root: whoever owns the data already; else an account without privileges.
    for path in (home / "servers", home / "pgdata", home):
        if path.exists() and (owner := path.stat().st_uid):
            return _account_of(owner)
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return _account_of(known[name])
    raise EmbeddedError(
        "PostgreSQL does not run as root, and there is no account `nobody` to run it as."
    )


def _account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise EmbeddedError(
            f"The user id {uid} has no name on this machine, which PostgreSQL needs."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_home(home: Path, account: Account) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = home.stat()
    if state.st_uid not in {os.geteuid(), account.uid}:
        raise EmbeddedError(
            f"The data folder {home} belongs to {_name_of(state.st_uid)}. Start Relcrm as that"
            " user, or set RELCRM_HOME to another folder."
        )
    if not state.st_mode & stat.S_IWUSR:  # which would not stop root
        raise PermissionError(f"Permission denied: {home} is read-only")
    names = {path.name for path in home.iterdir()} - {"lost+found"}
    if not names <= OURS and not names & SIGNS:
        raise EmbeddedError(
            f"{home} holds other things than Relcrm's data. Set RELCRM_HOME to a new folder."
        )
    if names <= OURS:
        _close_to_others(home, state, account)
    if shutil.disk_usage(home).free < SMALLEST_FREE_SPACE:
        raise OSError("No space left on device")


def _close_to_others(home: Path, state: os.stat_result, account: Account) -> None:
    """0700; as root the servers' account may pass through, but see nothing else."""
    if state.st_uid == account.uid:
        home.chmod(0o700)
    else:
        os.chown(home, -1, account.gid)
        home.chmod(0o710)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _data_folder(home: Path, account: Account) -> Path:
    """`home`; or, if the servers' account can't enter it, the folder that a link there names."""
    link = home / "servers"
    if link.is_symlink() and link.exists():
        return link.resolve()
    if account.may_enter(home):
        return home
    if (home / "pgdata").exists():
        raise EmbeddedError(
            f"PostgreSQL runs as {account.name}, who can't enter {home}. Let that account pass"
            " through the folders above it, or move the data folder."
        )
    folder = ROOTS_FOLDER / secrets.token_hex(8)
    ROOTS_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    account.make_folder(folder)
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    return folder


def _make_sockets(home: Path, account: Account) -> Path:
    """The folder of the sockets; refused if anybody else made it or may enter it."""
    folder = socket_folder(home)
    account.make_folder(folder)
    found = folder.lstat()
    mine = found.st_uid == account.uid and stat.S_ISDIR(found.st_mode)
    if not mine or stat.S_IMODE(found.st_mode) != 0o700:
        raise EmbeddedError(
            f"The folder {folder} is not {account.name}'s alone. Remove it and start again."
        )
    return folder


def program_of(package: str, pattern: str, account: Account) -> Path:
    """A program inside an installed wheel, copied first if `account` could not run it there."""
    found = importlib.util.find_spec(package)  # not imported: these packages act on import
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            f"{package} is not installed. Use `make run`, or set DATABASE_URL and REDIS_URL."
        )
    inside = Path(found.submodule_search_locations[0])
    path = next(inside.glob(pattern))
    if account.may_enter(path):
        return path
    copy = ROOTS_FOLDER / f"{package}-{importlib.metadata.version(package)}"
    if not copy.exists():
        _copy_package(inside, copy)
    return copy / path.relative_to(inside.parent)


def _copy_package(inside: Path, copy: Path) -> None:
    """Copy with the wheel's layout: programs look for their libraries beside the package."""
    fresh = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    for part in (inside, inside.with_name(f"{inside.name}.libs")):
        if part.exists():
            shutil.copytree(part, fresh / part.name, symlinks=True)
    for folder in (copy.parent, fresh):
        folder.chmod(0o755)
    try:
        fresh.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(fresh)
