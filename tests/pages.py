"""The code blocks of Markdown pages, and what it takes to do what they show.

A block is run by what its first line says it is: `console` is compared, `sh` must end well,
`python` must run and its comments `# → …` be true, `json`, `yaml`, `toml` and `ini` must parse. A
block with a title is a file of that name, written for the blocks after it. Only what a comment
`<!-- not run: why -->` stands before is not run, and its commands are parsed all the same.
"""

import configparser
import json
import os
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import click
import yaml
from click.testing import CliRunner

from qa.cli import main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = tuple(sorted(DOCS.rglob("*.md")))

_BLOCK = re.compile(
    r'^(?:<!-- not run: (?P<why>.+?) -->\n+)?```(?P<kind>\w*)(?: title="(?P<title>[^"]+)")?\n'
    r"(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_OTHERS = (
    "pip", "uv", "uvx", "pipx", "echo", "docker", "ollama", "vllm", "llama-server",
    "opentelemetry-instrument",
)  # fmt: skip


def _goes_on(words: list[str]) -> bool:
    """Whether a command goes on until it is stopped; `make test-slow` opens the window."""
    return words[1] in ("chat", "mcp") or (words[1] == "watch" and "--every" in words)


def _ini(text: str) -> None:
    configparser.ConfigParser(interpolation=None).read_string(text)


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "json": lambda text: [json.loads(line) for line in _objects(text)],
    "yaml": yaml.safe_load,
    "toml": tomllib.loads,
    "ini": _ini,
}
SHOWN = ("text", "nginx", "")
"""Kinds of block that nothing here can read."""
KINDS = ("console", "sh", "python", *_PARSERS, *SHOWN)


@dataclass(frozen=True)
class Block:
    """A block of a page; `why` it is not run, if it is not."""

    kind: str
    text: str
    title: str
    why: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(one["kind"], one["text"], one["title"] or "", one["why"] or "")
        for one in _BLOCK.finditer(text)
    ]


def _objects(text: str) -> list[str]:
    """One object, or one a line."""
    return [text] if text.startswith("{\n") else text.splitlines()


def commands(session: str) -> list[tuple[str, str]]:
    """Each `$ command` with the output shown under it."""
    parts = re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


def lines(block: Block) -> Iterator[list[str]]:
    """The words of each command of a block."""
    if block.kind == "console":
        typed = [command for command, _ in commands(block.text)]
    elif block.title == "crontab":
        typed = [line.split(None, 5)[5].split("|")[0] for line in block.text.splitlines()]
    else:
        typed = block.text.splitlines() if block.kind == "sh" else []
    for line in typed:
        for part in line.split(" && "):
            if words := shlex.split(part, comments=True):
                yield words


def parse(words: list[str]) -> None:
    """Refuse a command that there is not, or that has no such option."""
    while re.match(r"[A-Z_]+=", words[0]):
        words = words[1:]
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    elif words[0] == "dateline":
        command, rest = main, words[1:]
        context = click.Context(main, info_name="dateline")
        while rest and isinstance(command, click.Group):
            found = command.get_command(context, rest[0])
            # 'dateline watch ./articles' is short for 'dateline watch sources ./articles'
            command = found or command.commands["sources"]
            context = click.Context(command, context, info_name=command.name)
            rest = rest[1:] if found else rest
        command.make_parser(context).parse_args(list(rest))
    else:
        assert words[0] in ("export", "cd", *_OTHERS), words


def run(page: Path, desk: Path, standing_in: Callable[[str], str] = str) -> int:
    """Do what a page shows, in the order shown, in `desk`; how many blocks were run.

    Addresses that are none of this machine's are replaced by `standing_in`.
    """
    with patch.dict(os.environ):  # what a page exports ends with it
        return sum(_shown_is_done(block, desk, standing_in) for block in blocks(page))


def _shown_is_done(block: Block, desk: Path, standing_in: Callable[[str], str]) -> bool:
    """Do what one block shows; whether there was something to do."""
    if block.title:
        _write(desk, block)
    if block.why:
        return False
    if block.kind == "console":
        for command, shown in commands(block.text):
            compare(command, shown, desk)
    elif block.kind == "sh":
        _do(block, standing_in)
    elif block.kind == "python":
        exec(checked(block.text), {"__name__": "__main__"})
    elif block.kind in _PARSERS:
        _PARSERS[block.kind](block.text)
    return block.kind not in SHOWN


def _write(desk: Path, block: Block) -> None:
    path = desk / block.title.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def _do(block: Block, standing_in: Callable[[str], str]) -> None:
    for words in lines(block):
        if words[0] == "export":
            pairs = (word.replace("…", "sk-any").split("=", 1) for word in words[1:])
            os.environ.update(dict(pairs))
        elif words[0] == "dateline" and not _goes_on(words):
            done = CliRunner().invoke(main, [standing_in(word) for word in words[1:]])
            assert done.exit_code == 0, (words, done.output)


def compare(command: str, shown: str, desk: Path) -> None:
    """The lines shown are printed, in that order; others may stand between them."""
    words = shlex.split(command)
    if words[0] == "make":
        assert words[1] == "ask"  # the other targets set up or run for long
        question = words[2].removeprefix("Q=")
        words = ["dateline", "ask", "--archive", ".dateline-sample", "--", question]
    assert words[0] == "dateline"
    printed = CliRunner().invoke(main, words[1:]).output.replace(str(desk), "…").splitlines()
    wanted = [line for line in shown.splitlines() if line and line != "…"]
    assert [line for line in printed if line in wanted] == wanted, (command, printed)


def checked(code: str) -> str:
    """Code with an assertion for each `print(…)  # → what it prints`."""
    return code + "".join(
        f"\nassert ' '.join(map(str, ({expression},))) == {value!r}, ({expression},)"
        for expression, value in re.findall(r"^ *print\((.*)\)\s+# → (.*)$", code, re.MULTILINE)
    )
