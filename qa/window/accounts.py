"""Who may log in: a file of `name:hash` lines, as `htpasswd -B` writes them."""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType

import bcrypt

from qa.errors import SettingsError

LONGEST = 72
"""How many bytes of a password bcrypt looks at; a longer one is refused, never cut short."""

SHORTEST = 8
"""How many characters a password needs."""

# cost, then a salt of 22 characters whose last one carries two bits, then the hash
_HASH = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}")
_NAME = re.compile(r"[^:\s#](?:[^:]*[^:\s])?")


@dataclass(frozen=True, slots=True)
class Accounts:
    """Names and the bcrypt hashes of their passwords, which no `repr` shows."""

    hashes: Mapping[str, str] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.hashes:
            raise SettingsError("there is no account; make one with 'dateline password NAME'")
        object.__setattr__(self, "hashes", MappingProxyType(dict(self.hashes)))

    @classmethod
    def read(cls, path: Path) -> "Accounts":
        """The accounts in a file; empty lines and lines that begin with "#" are skipped.

        Raises:
            SettingsError: it cannot be read, others may read it, it names nobody, or a line is
                not a name and a bcrypt hash.
        """
        text = _text(path)
        # a mode says nothing on Windows
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o007:
            raise SettingsError(
                f"everybody on this machine may read or change the accounts in {path}; "
                f"run 'chmod 600 {path}'"
            )
        hashes: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, hashed = line.strip().partition(":")
            if not _is_name(name) or not _HASH.fullmatch(hashed):
                # never the line itself: it may hold a password
                raise SettingsError(
                    f"line {number} of {path} is not 'name:hash' with a bcrypt hash; let "
                    "'dateline password NAME' or 'htpasswd -B' write it"
                )
            if name in hashes:
                raise SettingsError(f"{path} has {name!r} twice; take one of the lines out")
            hashes[name] = hashed
        if not hashes:
            raise SettingsError(
                f"there is no account in {path}; make one with "
                f"'dateline password NAME --auth-file {path}'"
            )
        return cls(hashes)

    def holds(self, name: str, password: str) -> bool:
        """Whether this is the password of that name. An unknown name takes as long to refuse."""
        hashed = self.hashes.get(name)
        secret = password.encode("utf-8", "surrogatepass")
        right = bcrypt.checkpw(secret[:LONGEST], (hashed or self._dearest).encode())
        return right and hashed is not None and len(secret) <= LONGEST

    @property
    def _dearest(self) -> str:
        return max(self.hashes.values(), key=lambda hashed: hashed[4:6])


def account_line(name: str, password: str) -> str:
    """The line of an account, `name:hash`.

    Raises:
        SettingsError: the name cannot stand in such a file, or the password is too short or long.
    """
    if not _is_name(name):
        raise SettingsError(
            f"{name!r} cannot be an account's name; use one without colons and line breaks "
            "that does not begin with '#' or a space nor end in one"
        )
    secret = password.encode("utf-8", "surrogatepass")
    if len(password) < SHORTEST or len(secret) > LONGEST:
        raise SettingsError(
            f"the password has {len(password)} characters ({len(secret)} bytes); it needs at "
            f"least {SHORTEST} characters and at most {LONGEST} bytes"
        )
    return f"{name}:{bcrypt.hashpw(secret, bcrypt.gensalt()).decode()}"


def write_account(path: Path, line: str) -> None:
    """Put an account's line into a file, for a new name or in place of its earlier line.

    The file is replaced in one step and is then for its owner alone.

    Raises:
        SettingsError: the file, or the folder that it is in, cannot be read or written.
    """
    lines = _text(path).splitlines() if path.exists() else []
    name = line.partition(":")[0]
    if name in (names := [old.strip().partition(":")[0] for old in lines]):
        lines[names.index(name)] = line
    else:
        lines.append(line)
    target = path.resolve()  # a link stays one
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=".accounts-", delete=False
        ) as file:  # made with mode 600
            written = Path(file.name)
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        written.replace(target)
    except OSError as error:
        raise SettingsError(f"the accounts in {path} cannot be written: {error}") from error


def _is_name(name: str) -> bool:
    return name.isprintable() and _NAME.fullmatch(name) is not None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no file {path}; make it with 'dateline password NAME --auth-file {path}'"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the accounts in {path} cannot be read: {error}") from error
