"""Attack a window with accounts: `python -m tests.benchmarks.bench_access` prints what came of it.

Served by a process of its own, on an archive of the sample articles without vectors. Addresses are
those of this machine's loopback network, so that they count as different ones.
"""

import asyncio
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
import psutil

from qa.window.accounts import account_line

COMMAND = Path(sys.executable).with_name("dateline")
PASSWORDS = {"ann": "correct horse", "bob": "battery staple"}
FLOODS = ((1, 100, "nobody"), (200, 200, "nobody"), (30, 30, "ann"), (200, 200, "ann"))
"""(addresses, tries under way at once, the name or nobody's) of the floods of log-ins."""
HALF_OPEN = 400
ADDRESSES = 8
LOOKED_AT = (1, 3, 6, 11, 13)


@contextmanager
def window(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The address of a new window with accounts, and its process."""
    words = [COMMAND, "chat", "--auth-file", folder / "accounts", "--archive", folder / "archive"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        said = next(line for line in running.stdout if "Dateline is at" in line)
        found = re.search(r"http://[^ ]+", said)
        assert found
        try:
            yield found[0], psutil.Process(running.pid)
        finally:
            running.terminate()


def log_in(client: httpx.Client, name: str, password: str, **how: object) -> tuple[bool, float]:
    """Whether it was let in, and after how many seconds."""
    began = time.perf_counter()
    form = {"username": name, "password": password}
    sent = client.post("/login", data=form, timeout=120, **how)  # type: ignore[arg-type]
    return sent.is_success, time.perf_counter() - began


def guess(url: str) -> None:
    """How many guesses at a name meet no wait, each with another X-Forwarded-For."""
    took = []
    with httpx.Client(base_url=url) as client:
        while len(took) < 2 or min(took[-2:]) < 2.5:  # once alone, the machine was busy
            said = {"X-Forwarded-For": f"198.51.100.{len(took)}"}
            took.append(log_in(client, "ann", secrets.token_hex(), headers=said)[1])
    waits = " and ".join(f"{seconds:.1f} s" for seconds in took[-2:])
    click.echo(f"guesses with a changing header before the wait: {len(took) - 2}; then {waits}")


async def flood(url: str, addresses: int, at_once: int, name: str) -> tuple[bool, float, int]:
    """Log Bob in from an address of the flood, two seconds into it; how many tries there were."""
    tries = 0

    async def knock(number: int) -> None:
        nonlocal tries
        address = f"127.0.1.{1 + number % addresses}"
        way = httpx.AsyncHTTPTransport(local_address=address, verify=False)
        how = {"base_url": url, "transport": way, "timeout": 120, "trust_env": False}
        async with httpx.AsyncClient(**how) as client:
            while True:
                who = name if name in PASSWORDS else secrets.token_hex(4)
                tries += 1
                await client.post("/login", data={"username": who, "password": secrets.token_hex()})

    knocking = [asyncio.ensure_future(knock(number)) for number in range(at_once)]
    await asyncio.sleep(2)
    way = httpx.HTTPTransport(local_address="127.0.1.1", verify=False)
    with httpx.Client(base_url=url, transport=way) as client:
        let_in, took = await asyncio.to_thread(log_in, client, "bob", PASSWORDS["bob"])
    for one in knocking:
        one.cancel()
    await asyncio.gather(*knocking, return_exceptions=True)
    return let_in, took, tries


def oversize(url: str, process: psutil.Process) -> None:
    """What requests that are far too large cost."""
    many = [f"outlet {number}" for number in range(300_000)]
    with httpx.Client(base_url=url, timeout=120) as client:
        assert log_in(client, "bob", PASSWORDS["bob"])[0]
        for what, words, outlets in (
            ("one article's word", "bridge", []),
            ("4,000 words", " ".join(f"word{n}" for n in range(4_000)), []),
            ("20,000 words", " ".join(f"word{n}" for n in range(20_000)), []),
            ("a body of 20 MB", "x" * 20_000_000, []),
            ("300,000 outlets", "", many),
            ("30,000 outlets", "", many[:30_000]),
        ):
            before, began = sum(process.cpu_times()[:2]), time.perf_counter()
            body = {"data": [words, "", "", outlets, None, True, 1]}
            sent = client.post("/gradio_api/run/search", json=body)
            took, spent = time.perf_counter() - began, sum(process.cpu_times()[:2]) - before
            click.echo(f"{what}: {sent.status_code} in {took:.2f} s, {spent:.2f} s of CPU")


def half_open(url: str, addresses: int) -> None:
    """How many connections with half a head are left, and what a request takes meanwhile."""
    port = httpx.URL(url).port
    lines = []
    for number in range(HALF_OPEN):
        source = (f"127.0.2.{1 + number % addresses}", 0)
        line = socket.create_connection(("127.0.0.1", port), 10, source)
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        line.setblocking(False)
        lines.append(line)
    began, left = time.monotonic(), []
    httpx.get(url)
    took = time.monotonic() - began
    for seconds in LOOKED_AT:
        time.sleep(max(0.0, began + seconds - time.monotonic()))
        left.append(f"{sum(map(is_open, lines))} after {seconds} s")
    click.echo(
        f"{HALF_OPEN} half-open connections from {addresses}: {', '.join(left)}; "
        f"a request meanwhile: {took:.2f} s"
    )


def is_open(line: socket.socket) -> bool:
    """Whether the server has not hung up."""
    try:
        return bool(line.recv(1))
    except BlockingIOError:
        return True
    except OSError:
        return False


@click.command()
def main() -> None:
    """Print what each attack did."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        taken = [COMMAND, "add", "--sample", "--no-vectors", "--archive", folder / "archive"]
        subprocess.run(taken, check=True, stdout=subprocess.DEVNULL)
        accounts = folder / "accounts"
        accounts.touch(mode=0o600)
        accounts.write_text("\n".join(account_line(*one) for one in PASSWORDS.items()))
        with window(folder) as (url, process):
            guess(url)
            oversize(url, process)
            half_open(url, 1)
            half_open(url, ADDRESSES)
        for addresses, at_once, name in FLOODS:  # each starts with nothing remembered
            with window(folder) as (url, _):
                let_in, took, tries = asyncio.run(flood(url, addresses, at_once, name))
            click.echo(
                f"a right password in a flood under {name}'s name, {tries:,} tries from "
                f"{addresses}, {at_once} at once: {'let in' if let_in else 'refused'} "
                f"after {took:.2f} s"
            )


if __name__ == "__main__":
    main()
