"""Accounts in a file, and the patience with those who guess."""

import asyncio
import os
import stat
import time
from pathlib import Path

import bcrypt
import pytest
from click.testing import CliRunner

from qa import SettingsError
from qa.cli import main
from qa.window import Accounts
from qa.window.accounts import account_line, write_account
from qa.window.logins import Doorkeeper, Patience, address

RIGHT = "correct horse"


def quick(password: str, kind: str = "2b", cost: int = 4) -> str:
    """A bcrypt hash that takes no time to check."""
    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()
    return hashed.replace("$2b$", f"${kind}$")


@pytest.fixture
def file(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "accounts"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


@pytest.mark.parametrize("kind", ["2y", "2b", "2a"])
def test_the_right_password_of_a_known_name_and_nothing_else_is_let_in(file, kind):
    accounts = Accounts.read(file(f"# who may\n\nann:{quick(RIGHT, kind)}\nbö:{quick('other')}\n"))
    assert accounts.holds("ann", RIGHT)
    assert accounts.holds("bö", "other")
    for name, password in [
        ("ann", "other"), ("ann", ""), ("bob", RIGHT), ("", ""), ("Ann", RIGHT), ("ann ", RIGHT),
        ("ann", RIGHT + "\0"), ("ann", "\udc80"), ("# who may", RIGHT), ("ann", RIGHT * 50),
    ]:  # fmt: skip
        assert not accounts.holds(name, password), (name, password)


def test_a_password_is_never_cut_short(file):
    accounts = Accounts.read(file(f"ann:{quick('x' * 72)}"))
    assert accounts.holds("ann", "x" * 72)
    assert not accounts.holds("ann", "x" * 73)
    with pytest.raises(SettingsError, match=r"73 characters \(73 bytes\).*at most 72 bytes"):
        account_line("ann", "x" * 73)
    with pytest.raises(SettingsError, match=r"40 characters \(80 bytes\)"):
        account_line("ann", "ö" * 40)
    with pytest.raises(SettingsError, match="at least 8"):
        account_line("ann", "short")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no account in"),
        ("# nobody\n\n", "dateline password NAME"),
        ("ann:secret", "line 1 of .* bcrypt hash"),
        ("\nann:$apr1$abc$def", "line 2 of"),
        ("ann", "line 1 of"),
        (f":{quick('x')}", "line 1 of"),
        (f"ann:{quick('x')}x", "line 1 of"),
        (f"ann:{quick('x')[:28]}9{quick('x')[29:]}", "line 1 of"),
        (f"ann:{quick('x')}\nann:{quick('y')}", "has 'ann' twice"),
    ],
    ids=["empty", "comments", "plain", "apr1", "bare", "nameless", "long", "bad digit", "twice"],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(file, text, says):
    with pytest.raises(SettingsError, match=says) as error:
        Accounts.read(file(text))
    assert "secret" not in str(error.value)


def test_a_missing_file_a_folder_and_bytes_are_named(file, tmp_path):
    with pytest.raises(SettingsError, match=r"there is no file .*dateline password"):
        Accounts.read(tmp_path / "none")
    with pytest.raises(SettingsError, match="cannot be read"):
        Accounts.read(tmp_path)
    file("").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        Accounts.read(tmp_path / "accounts")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_file_that_everybody_may_read_is_refused(file):
    path = file(f"ann:{quick(RIGHT)}")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match=f"chmod 600 {path}"):
        Accounts.read(path)
    path.chmod(0o640)
    assert Accounts.read(path).holds("ann", RIGHT)


def test_no_hash_is_shown(file):
    accounts = Accounts.read(file(f"ann:{quick(RIGHT)}"))
    assert "$2" not in repr(accounts)


def test_an_unknown_name_takes_as_long_as_a_wrong_password():
    accounts = Accounts({"ann": quick(RIGHT, cost=9), "bob": quick("other")})

    def least(name: str) -> float:
        took = []
        for _ in range(3):
            began = time.perf_counter()
            assert not accounts.holds(name, "wrong")
            took.append(time.perf_counter() - began)
        return min(took)

    assert least("nobody") > least("ann") / 2


# -- the command -----------------------------------------------------------------------------------


def password(*words: str, typed: str = f"{RIGHT}\n{RIGHT}\n", code: int = 0):
    result = CliRunner().invoke(main, ["password", *words], input=typed)
    assert result.exit_code == code, result.output
    assert RIGHT not in result.output
    return result


def test_a_line_is_printed_alone_so_that_it_can_be_appended():
    name, _, hashed = password("ann").stdout.strip().partition(":")
    assert Accounts({name: hashed}).holds("ann", RIGHT)


def test_a_file_gets_a_new_account_or_a_new_password_and_keeps_the_rest(tmp_path):
    path = tmp_path / "accounts"
    password("ann", "--auth-file", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text(f"# who may\n{path.read_text()}bob:{quick('other')}\n")
    password("ann", "--auth-file", str(path), typed="battery staple\nbattery staple\n")
    accounts = Accounts.read(path)
    assert list(accounts.hashes) == ["ann", "bob"]
    assert accounts.holds("ann", "battery staple")
    assert not accounts.holds("ann", RIGHT)
    assert accounts.holds("bob", "other")
    assert path.read_text().startswith("# who may\n")
    assert [p.name for p in tmp_path.iterdir()] == ["accounts"]


def test_two_different_passwords_and_odd_names_are_refused():
    assert "do not match" in password("ann", typed=f"{RIGHT}\nother one\n", code=130).output
    for name in ("a:b", "", "#ann", " ann", "ann\n", "an\u2028n"):
        assert "cannot be an account's name" in password("--", name, code=1).output


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(SettingsError, match="cannot be written"):
        write_account(tmp_path / "none" / "accounts", account_line("ann", RIGHT))


# -- patience --------------------------------------------------------------------------------------


@pytest.fixture
def at_once(monkeypatch):
    """No "no" waits for its second."""
    monkeypatch.setattr(Doorkeeper, "NO_AFTER", 0.001)


def keeper(cost: int = 4) -> Doorkeeper:
    return Doorkeeper(Accounts({"ann": quick(RIGHT, cost=cost), "bob": quick("other")}))


async def timed(keeper: Doorkeeper, name: str, password: str, at: str = "192.0.2.1"):
    """What is said to a try from that address, and after how many seconds."""
    address.set(at)
    began = time.perf_counter()
    said = await keeper.log_in(name, password)
    return said, time.perf_counter() - began


def side_by_side(*tries):
    """What is said to tries that are made at once, each as its own request."""

    async def all_of_them():
        return await asyncio.gather(*map(asyncio.ensure_future, tries))

    return all_of_them()


def test_after_five_failures_the_next_try_waits_and_other_names_do_not(at_once):
    door = keeper()

    async def try_on():
        for _ in range(Doorkeeper.FREE):
            assert not (await timed(door, "ann", "wrong"))[0]
        return [await timed(door, *who) for who in (("bob", "other"), ("ann", RIGHT))]

    (let_in, other), (also, slowed) = asyncio.run(try_on())
    assert let_in
    assert also
    assert other < 1
    assert 1.9 < slowed < 3
    assert asyncio.run(timed(door, "ann", RIGHT))[1] < 1  # all is forgotten


def test_guesses_side_by_side_wait_or_are_refused_unseen(at_once):
    door = keeper()

    async def storm() -> tuple[list[bool], int]:
        assert await door.log_in("ann", RIGHT)
        guesses = [asyncio.ensure_future(door.log_in("ann", "wrong")) for _ in range(30)]
        guesses += [asyncio.ensure_future(door.log_in("ann", RIGHT)) for _ in range(30)]
        done, waiting = await asyncio.wait(guesses, timeout=1)
        for guess in waiting:
            guess.cancel()
        return [guess.result() for guess in done], len(waiting)

    answers, waiting = asyncio.run(storm())
    assert not any(answers)
    assert 0 < waiting < 10


def test_a_program_that_sends_the_right_password_each_time_is_not_kept_waiting():
    door = keeper(cost=10)

    async def busy() -> float:
        assert await door.log_in("ann", RIGHT)
        began = time.perf_counter()
        assert all(await asyncio.gather(*(door.log_in("ann", RIGHT) for _ in range(50))))
        return time.perf_counter() - began

    assert asyncio.run(busy()) < 0.5


def test_what_is_remembered_of_failures_is_bounded(at_once, monkeypatch):
    monkeypatch.setattr(Patience, "REMEMBERED", 3)
    door = keeper()

    async def many() -> None:
        for number in range(9):
            await timed(door, f"name {number}", "wrong", f"192.0.2.{number}")

    asyncio.run(many())
    for patience in (door._names, door._addresses, door._known):
        assert len(patience._failures) <= 3
    assert not door._here
    assert not door._in_line
    assert not door._lines


@pytest.mark.parametrize("at", ["192.0.2.{}", "192.0.2.1"])
def test_a_flood_of_names_that_nobody_has_keeps_no_right_password_waiting(at):
    door = keeper(cost=10)

    async def flood():
        tries = [timed(door, f"name {n}", "wrong", at.format(n % 250)) for n in range(1_000)]
        *_, last = await side_by_side(*tries, timed(door, "ann", RIGHT, at.format(1)))
        return last

    let_in, took = asyncio.run(flood())
    assert let_in
    assert took < 2


@pytest.fixture
def checked(monkeypatch) -> list[str]:
    """The names whose passwords were looked at, in order."""
    found, holds = [], Accounts.holds

    def noted(self, name, password):
        found.append(name)
        return holds(self, name, password)

    monkeypatch.setattr(Accounts, "holds", noted)
    return found


def test_passwords_wait_in_a_line_that_is_no_longer_than_it_may_be(at_once, checked):
    door = keeper()
    tries = [timed(door, "ann", "wrong", f"192.0.2.{n}") for n in range(99)]
    asyncio.run(side_by_side(*tries))
    assert 0 < len(checked) <= Doorkeeper.IN_LINE
    assert not door._lines


def test_a_flood_under_one_name_keeps_no_other_name_waiting(checked):
    door = keeper()
    tries = [timed(door, "ann", "wrong", f"192.0.2.{n}") for n in range(50)]
    *_, (let_in, _) = asyncio.run(side_by_side(*tries, timed(door, "bob", "other", "192.0.2.1")))
    assert let_in
    assert checked.index("bob") <= 2


def test_those_who_flood_a_name_that_nobody_has_wait_as_for_any_other(at_once, checked):
    door = keeper()
    door._took = 0.2
    tries = [timed(door, "eve", "wrong", f"192.0.2.{n}") for n in range(5)]
    answers = asyncio.run(side_by_side(*tries))
    assert max(took for _, took in answers) >= 5 * 0.2
    assert not checked


def test_an_address_that_keeps_failing_waits_whatever_the_names_and_others_do_not(at_once):
    door = keeper()

    async def guessing():
        for number in range(Doorkeeper.FREE_HERE):
            assert not (await timed(door, f"name {number}", "wrong"))[0]
        here = await timed(door, "one more", "wrong")
        there = await timed(door, "one more", "wrong", "192.0.2.2")
        return here, there

    (_, here), (_, there) = asyncio.run(guessing())
    assert here > 1.9
    assert there < 1


def test_who_guesses_at_many_accounts_is_not_checked_out_of_turn(at_once):
    names = {f"name {number}": quick("secret") for number in range(Doorkeeper.FREE_HERE + 1)}
    door = Doorkeeper(Accounts(names))

    async def spraying():
        *others, last = names
        for name in others:
            assert not (await timed(door, name, "wrong"))[0]
        return await timed(door, last, "secret")

    let_in, took = asyncio.run(spraying())
    assert let_in
    assert took > 1.9


def test_the_many_addresses_of_an_ipv6_network_are_one(at_once):
    door = keeper()

    async def guessing():
        for number in range(Doorkeeper.FREE):
            await timed(door, "ann", "wrong", f"2001:db8::{number:x}")
        return [await timed(door, "ann", "wrong", at) for at in ("2001:db8::f", "2001:db8:1::1")]

    (_, same), (_, other) = asyncio.run(guessing())
    assert same > 1.9
    assert other < 1


def test_no_is_said_at_whole_seconds_whether_the_name_exists_or_not():
    tries = [timed(keeper(), name, "wrong") for name in ("ann", "eve")]
    for said, took in asyncio.run(side_by_side(*tries)):
        assert not said
        assert 1 <= took < 2
