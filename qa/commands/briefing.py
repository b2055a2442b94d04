"""`dateline brief` and `dateline watch` of topics: what is new on one, fit for cron.

Something new ends in status 0, nothing new in `NOTHING_NEW`; then nothing is printed, but on a
terminal.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qa.commands.options import FILE, Date, archive_option, filters_of
from qa.commands.saying import named_errors, say
from qa.commands.watching import sources

if TYPE_CHECKING:
    from index import Archive, Filters
    from qa.briefings import Briefings, Watch
    from qa.survey.briefing import Briefing

F = TypeVar("F", bound=Callable[..., Any])
NOTHING_NEW = 3
"""The exit status where nothing is new."""
_FORMATS = ("text", "markdown", "html", "json")


def _filter_options(command: F) -> F:
    for option in (
        click.option("--kind", "kinds", multiple=True, help="Only this kind, such as news."),
        click.option("--outlet", "outlets", multiple=True, help="Only this outlet; repeatable."),
        click.option("--until", type=Date(), help="Only articles of this day or earlier."),
        click.option("--since", type=Date(), help="What is new since this day."),
    ):
        command = option(command)
    return command


def _output_options(command: F) -> F:
    for option in (
        click.option("--out", type=FILE, help="Write it into this file, if there is something."),
        click.option(
            "--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("topic")
@_filter_options
@click.option("--new", is_flag=True, help="Only what no 'brief --new' has told of the topic yet.")
@_output_options
@archive_option
def brief(
    *,
    topic: str,
    since: date | None,
    until: date | None,
    outlets: tuple[str, ...],
    kinds: tuple[str, ...],
    new: bool,
    form: str,
    out: Path | None,
    archive: Path | None,
) -> None:
    """Tell what is new on TOPIC: dated, cited lines, one an event, the newest first.

    The exit status is 0 where something is new, 3 where nothing is, and 1 or 2 where something is
    wrong. With --new, what was told is remembered in the archive's folder, once it is written.
    """
    with _opened(archive) as (opened, kept):
        from qa.briefings import Watch, prepared, topic_of

        watch = Watch(topic_of(topic), filters_of(since, until, outlets, kinds))
        found = prepared(opened, watch, kept.told(watch) if new else ())
        _write([(watch.topic, found)], watch.topic, form, out)
        if new and found:
            kept.tell(watch, found.articles)
    if not found:
        sys.exit(NOTHING_NEW)


class _Watch(click.Group):
    """Words that are none of its commands are folders and feeds to watch."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As a group does, with `sources` in front where no command is named."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [_SOURCES, *args]
        return super().parse_args(ctx, args)


_SOURCES = "sources"


@click.group(cls=_Watch, subcommand_metavar="FOLDER|FEED... | COMMAND [ARGS]...")
def watch() -> None:
    """Watch folders and feeds, and take in what is new; or topics, with the commands below.

    'dateline watch ./articles https://…/feed.xml' keeps the archive up to date and says what came
    in, until Ctrl-C: see 'dateline watch sources --help'. 'run' tells what is new on each topic
    since the last run. A folder with the name of a command is written as './run'.
    """


watch.add_command(sources, _SOURCES)


@watch.command("add")
@click.argument("name")
@click.argument("topic")
@_filter_options
@archive_option
def add(
    *,
    name: str,
    topic: str,
    since: date | None,
    until: date | None,
    outlets: tuple[str, ...],
    kinds: tuple[str, ...],
    archive: Path | None,
) -> None:
    """Watch TOPIC under NAME."""
    with _opened(archive) as (opened, kept):
        from qa.briefings import Watch, topic_of
        from qa.choosing import check_names

        wanted = Watch(topic_of(topic), filters_of(since, until, outlets, kinds))
        check_names(wanted.filters, opened.coverage())
        kept.add(topic_of(name), wanted)


@watch.command("list")
@archive_option
def listed(*, archive: Path | None) -> None:
    """List what is watched: name, topic, and of which articles."""
    with _opened(archive) as (_, kept):
        for name, one in kept.watches().items():
            say(["\t".join((name, one.topic, *_narrowed(one.filters)))])


@watch.command("remove")
@click.argument("name")
@archive_option
def remove(*, name: str, archive: Path | None) -> None:
    """Watch NAME no more."""
    with _opened(archive) as (_, kept):
        from qa.briefings import topic_of

        kept.remove(topic_of(name))


@watch.command("run")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_output_options
@archive_option
def run(*, names: tuple[str, ...], form: str, out: Path | None, archive: Path | None) -> None:
    """Tell what is new on each of what is watched, or on NAME alone.

    What has nothing new is left out. The exit status is that of 'brief'.
    """
    with _opened(archive) as (opened, kept):
        from qa.survey.briefing import briefing

        # an outlet whose articles have gone since has nothing new, and hides no other watch's
        found = [
            (name, one, briefing(one.topic, opened, one.filters, kept.told(one)))
            for name, one in _chosen(names, kept)
        ]
        fresh = [each for each in found if each[2]]
        if fresh:
            title = ", ".join(name for name, *_ in fresh)
            _write([(name, told) for name, _, told in fresh], title, form, out)
        for _, one, told in fresh:
            kept.tell(one, told.articles)
    if not fresh:
        sys.exit(NOTHING_NEW)


def _chosen(names: Sequence[str], kept: "Briefings") -> list[tuple[str, "Watch"]]:
    """What is watched under these names, or all of it.

    Raises:
        SettingsError: nothing is watched under one of them.
    """
    from qa.briefings import topic_of
    from qa.errors import SettingsError

    watches = kept.watches()
    for name in (names := [topic_of(name) for name in names]):
        if name not in watches:
            known = ", ".join(map(repr, watches)) or "nothing"
            raise SettingsError(f"nothing is watched as {name!r}; watched: {known}")
    return [(name, watches[name]) for name in (names or watches)]


@contextmanager
def _opened(archive: Path | None) -> "Iterator[tuple[Archive, Briefings]]":
    with named_errors():
        from qa.briefings import Briefings
        from qa.build import open_archive
        from qa.settings import Settings

        with open_archive(Settings.from_environment(archive=archive)) as opened:
            yield opened, Briefings(opened.path)


def _narrowed(filters: "Filters") -> Iterator[str]:
    days = (("since", filters.since), ("until", filters.until))
    yield from (f"{word} {day}" for word, day in days if day)
    yield from (*filters.outlets, *filters.kinds)


def _write(
    briefings: "list[tuple[str, Briefing]]", title: str, form: str, out: Path | None
) -> None:
    """Print briefings, or write them into a file; where nothing is new, only tell a terminal."""
    if not any(one for _, one in briefings):
        if sys.stderr.isatty():
            say((one.note.text for _, one in briefings), err=True)
        return
    if form == "text" and out is None:
        for name, one in briefings:
            say([name], bold=True)
            say(_lines(one))
        return
    text = _formatted(briefings, title, "markdown" if form == "text" else form)
    if out is None:
        click.echo(text, nl=False)
    else:
        from qa.files import put

        put(out, text.encode())


def _formatted(briefings: "list[tuple[str, Briefing]]", title: str, form: str) -> str:
    from qa.render import briefing as rendered

    if form == "json":
        return json.dumps(rendered.as_dict(briefings), ensure_ascii=False, indent=2) + "\n"
    if form == "html":
        return rendered.as_page(briefings, title) + "\n"
    return rendered.as_markdown(briefings)


def _lines(one: "Briefing") -> Iterator[str]:
    yield one.note.text
    yield ""
    for said in one.statements:
        yield f"- {said.shown}"
        yield from (f"  {c.passage.url}" for c in said.citations if c.passage.url)
    yield ""
