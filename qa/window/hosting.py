"""Where and for whom the chat window is served, and what its visitors may do."""

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from qa.errors import SettingsError
from qa.extras import check_extra
from qa.window.accounts import Accounts

_FILES_A_REQUEST = 50
_READ_ONLY = (
    "this window only reads the archive, and nothing can be added, corrected, removed or rated "
    "here; use the window, or the command, where the archive is written to"
)


@dataclass(frozen=True, slots=True)
class Hosting:
    """How the chat window is served: to this machine alone, unless there are accounts.

    Without a `port`, the first free one from 7860. `editors` are the accounts that may change the
    archive, `folders` those that they may add articles from; both kept resolved. With `pages` they
    may also name pages and feeds of the web to be fetched, through `fetch_proxy` if there is one;
    private addresses never are. At most `max_files` files of at most `max_file_bytes` each are
    added at a time. A `read_only` window takes nothing that would be kept. What a request says
    about where it came from counts if it comes from one of `proxies`, addresses or networks.

    Raises:
        SettingsError: a value cannot be, or would open the archive to strangers.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    accounts: Accounts | None = None
    mcp: bool = False
    uploads: bool = True
    editors: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    max_file_bytes: int = 20 * 2**20
    max_files: int = 500
    proxies: tuple[str, ...] = ()
    pages: bool = False
    fetch_proxy: str = ""
    read_only: bool = False

    def __post_init__(self) -> None:
        host = self.host.strip("[]")
        object.__setattr__(self, "host", host)
        if self.read_only:
            object.__setattr__(self, "uploads", False)
        if not self.is_loopback and self.accounts is None:
            raise SettingsError(
                f"host {host!r} is open to other machines, and anybody there could read the "
                "archive; give --auth-file with the accounts that may, or leave --host out"
            )
        if self.port is not None and not 1 <= self.port <= 65_535:
            raise SettingsError(f"port {self.port} cannot be; give one from 1 to 65535")
        for name in ("max_file_bytes", "max_files"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be at least 1")
        known = self.accounts.hashes if self.accounts else {}
        for name in self.editors:
            if name not in known:
                raise SettingsError(
                    f"editor {name!r} has no account; make one with 'dateline password' and give "
                    "its file as --auth-file"
                )
        if self.mcp:
            check_extra("mcp", "--mcp needs")
        object.__setattr__(self, "folders", tuple(map(_folder, self.folders)))
        for proxy in self.proxies:
            _network(proxy)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the window."""
        return is_loopback(self.host)

    @property
    def max_upload_bytes(self) -> int:
        """Of one request that brings files, with their names; the page sends them in parts."""
        return min(self.max_files, _FILES_A_REQUEST) * (self.max_file_bytes + 1_000)

    def trusts(self, address: str) -> bool:
        """Whether this is the address of one of the proxies."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in _network(proxy) for proxy in self.proxies)

    def may_edit(self, name: str | None) -> bool:
        """Whether this visitor may add and remove articles; the name is that of the account.

        Without accounts, everybody on this machine may.
        """
        return not self.read_only and (self.accounts is None or name in self.editors)

    def check_editor(self, name: str | None) -> None:
        """Refuse whoever may not change the archive.

        Raises:
            SettingsError: this visitor may not.
        """
        self.check_written()
        if not self.may_edit(name):
            raise SettingsError(
                f"{name!r} may not change the archive; its operator names who may with --editor"
            )

    def check_written(self) -> None:
        """Refuse what would be written, where the archive is only read.

        Raises:
            SettingsError: it is.
        """
        if self.read_only:
            raise SettingsError(_READ_ONLY)

    @property
    def no_uploads(self) -> str:
        """Why the page takes no files, where it takes none."""
        switched_off = "this window takes no files; its operator switched that off"
        return _READ_ONLY if self.read_only else switched_off

    def may_add_folder(self, path: Path | str) -> Path:
        """The same folder or file, resolved, which lies in one of `folders`.

        Raises:
            SettingsError: it does not, or it does not exist.
        """
        # before it is looked for: what exists elsewhere is nobody's business
        resolved = _resolved(path)
        if not any(resolved.is_relative_to(folder) for folder in self.folders):
            opened = ", ".join(map(str, self.folders)) or "none"
            raise SettingsError(
                f"{str(path)!r:.200} is not in a folder that this window may add from ({opened}); "
                "start it with --folder"
            )
        if not os.path.exists(resolved):
            raise SettingsError(f"there is no {path}; name a folder or file that exists")
        return resolved


def is_loopback(host: str) -> bool:
    """Whether a host's name or address, without a port, can only be this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _network(proxy: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(proxy)
    except ValueError as error:
        raise SettingsError(
            f"--proxy {proxy!r} is no address ({error}); write it as 127.0.0.1 or 10.0.0.0/8"
        ) from error


def _folder(path: Path) -> Path:
    resolved = _resolved(path)
    if not os.path.isdir(resolved):
        raise SettingsError(f"--folder {path} is no folder; name one that exists")
    return resolved


def _resolved(path: Path | str) -> Path:
    try:
        return Path(path).expanduser().resolve()
    except (ValueError, OSError, RuntimeError) as error:  # a NUL, a loop of links, "~nobody"
        raise SettingsError(f"{str(path)!r:.200} names no folder or file ({error})") from error
