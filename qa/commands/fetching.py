"""What `dateline add` and `dateline watch` share of fetching: options, and what came, in words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from index import Archive, Client, Fetched, Progress, Summary

_SHOWN = 10
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class Duration(click.ParamType):  # type: ignore[type-arg]
    """A time as it is typed, such as 90s, 15m or 2h; in seconds."""

    name = "TIME"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The seconds, or the command ends with what is wrong with it."""
        if isinstance(value, int | float):
            return float(value)
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", value.strip().lower())
        if found is None or not float(found[1]):
            self.fail(f"{value!r} is no time; write 90s, 15m or 2h", param, ctx)
        return float(found[1]) * _UNITS[found[2] or "s"]


def client_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How pages are fetched: options that the command gets together, as `asking`."""

    @wraps(command)
    def bundled(
        *, allow_host: tuple[str, ...], proxy: str | None, pace: float, limit: int, **given: Any
    ) -> Any:
        asking = {"allowed": allow_host, "proxy": proxy or "", "pace": pace, "limit": limit}
        return command(asking=asking, **given)

    for option in (
        click.option(
            "--limit",
            default=100,
            show_default=True,
            type=click.IntRange(min=1),
            metavar="N",
            help="Of one feed or sitemap, fetch at most so many pages, the newest first.",
        ),
        click.option(
            "--pace",
            default="1s",
            show_default=True,
            type=Duration(),
            help="Between two requests to a server; longer where its robots.txt says so.",
        ),
        click.option(
            "--allow-host",
            multiple=True,
            envvar="DATELINE_ALLOW_HOSTS",
            metavar="HOST[:PORT]",
            help="A private host that may be fetched from all the same, such as cms.lan or "
            "127.0.0.1:8080; may be repeated. Default: DATELINE_ALLOW_HOSTS, else none.",
        ),
        click.option(
            "--proxy",
            envvar="DATELINE_PROXY",
            metavar="URL",
            help="Fetch through this proxy. Default: DATELINE_PROXY, else none.",
        ),
    ):
        bundled = option(bundled)
    return bundled


def client(asking: dict[str, Any]) -> "Client":
    """The client that was asked for."""
    from index import Client, Pace

    return Client(asking["allowed"], proxy=asking["proxy"], pace=Pace(asking["pace"]))


class Adding:
    """What `dateline add` names, `files` and addresses together, and what did not come of it."""

    def __init__(
        self, named: Sequence[str], mapping: Mapping[str, str], asking: dict[str, Any]
    ) -> None:
        self._named = named
        self._mapping = mapping
        self._asking = asking
        self._fetched: Fetched | None = None

    def add(
        self, archive: "Archive", *, vectors: bool, progress: "Progress", ocr: str
    ) -> "Summary":
        """Take it in, the files first."""
        from index import Summary, add_urls, is_address

        urls = [name for name in self._named if is_address(name)]
        files = [name for name in self._named if not is_address(name)]
        summary = Summary()
        if files:
            summary = archive.add(
                files, mapping=self._mapping, vectors=vectors, progress=progress, ocr=ocr
            )
        if urls:
            with client(self._asking) as asks:
                self._fetched = add_urls(
                    archive,
                    urls,
                    client=asks,
                    limit=self._asking["limit"],
                    vectors=vectors,
                    progress=progress,
                )
            summary.count(self._fetched.summary)
        return summary

    @property
    def failed(self) -> bool:
        """Whether an address that was named gave no article."""
        return self._fetched is not None and any(one.named for one in self._fetched.missed)

    def lines(self) -> Iterator[str]:
        """What did not come, and why; what came and may not be whole; how much is left."""
        if self._fetched:
            yield from _lines(self._fetched)


def _lines(fetched: "Fetched") -> Iterator[str]:
    named = [one for one in fetched.missed if one.named]
    others = [one for one in fetched.missed if not one.named]
    yield from (f"refused: {one.url}: {one.why}" for one in (*named, *others[:_SHOWN]))
    if len(others) > _SHOWN:
        yield f"… and {len(others) - _SHOWN:,} more pages refused"
    yield from fetched.notes[:_SHOWN]
    if fetched.left:
        pages = "page is" if fetched.left == 1 else "pages are"
        yield f"{fetched.left:,} more {pages} listed: run it again, or give a higher --limit"
