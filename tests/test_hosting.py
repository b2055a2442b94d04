"""To whom the chat window is open, and what they may do."""

import sys

import pytest

from qa import SettingsError
from qa.window import Accounts, Hosting
from tests.test_accounts import quick

ANN = Accounts({"ann": quick("correct horse"), "bob": quick("other")})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "localhost", "LocalHost", "::1", "[::1]"]
)
def test_this_machine_needs_no_accounts(host):
    assert Hosting(host).is_loopback


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.168.1.7", "example.org", "", "127.1", "localhost.example.org",
     "127.0.0.1.example.org", "0"],
)  # fmt: skip
def test_any_other_host_needs_accounts(host):
    with pytest.raises(SettingsError, match=r"open to other machines.*--auth-file") as error:
        Hosting(host)
    assert repr(host) in str(error.value)
    assert not Hosting(host, accounts=ANN).is_loopback


def test_without_accounts_everybody_here_may_edit_and_with_them_only_editors():
    assert Hosting().may_edit(None)
    hosting = Hosting(accounts=ANN, editors=("ann",))
    assert hosting.may_edit("ann")
    assert not hosting.may_edit("bob")
    assert not hosting.may_edit(None)
    assert not Hosting(accounts=ANN).may_edit("ann")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"port": 0}, "port 0 .* 1 to 65535"),
        ({"port": 70_000}, "port 70000"),
        ({"max_file_bytes": 0}, "max_file_bytes is 0"),
        ({"max_files": -1}, "max_files is -1"),
        ({"proxies": ("proxy.example.org",)}, "--proxy 'proxy.example.org' is no address"),
        ({"proxies": ("10.0.0.1/8",)}, "--proxy '10.0.0.1/8' .*host bits set.*10.0.0.0/8"),
        ({"editors": ("ann",)}, "editor 'ann' has no account.*--auth-file"),
        ({"accounts": ANN, "editors": ("eve",)}, "editor 'eve' has no account"),
    ],
)
def test_what_cannot_be_is_named_with_its_value(given, says):
    with pytest.raises(SettingsError, match=says):
        Hosting(**given)


def test_only_proxies_that_are_named_are_believed():
    hosting = Hosting(proxies=("127.0.0.1", "10.0.0.0/8", "2001:db8::/32"))
    for address in ("127.0.0.1", "10.9.8.7", "2001:db8::7"):
        assert hosting.trusts(address)
        assert not Hosting().trusts(address)
    for address in ("127.0.0.2", "11.0.0.1", "2001:db9::1", "", "localhost"):
        assert not hosting.trusts(address)


def test_mcp_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setattr(sys, "meta_path", [])
    monkeypatch.delitem(sys.modules, "mcp")
    with pytest.raises(SettingsError, match=r"pip install 'dateline-core\[mcp\]'"):
        Hosting(mcp=True)


def test_articles_come_from_below_the_opened_folders_alone(tmp_path):
    news, other = tmp_path / "news", tmp_path / "other"
    for folder in (news / "2024", other, tmp_path / "news-not"):
        folder.mkdir(parents=True)
    (news / "way-out").symlink_to(other)
    (tmp_path / "way-in").symlink_to(news)
    hosting = Hosting(folders=(tmp_path / "way-in",))
    assert hosting.may_add_folder(news) == news.resolve()
    assert hosting.may_add_folder(str(tmp_path / "way-in" / "2024")) == (news / "2024").resolve()
    for path in (other, news / "way-out", news / ".." / "other", tmp_path / "news-not", "/etc"):
        with pytest.raises(SettingsError, match="--folder"):
            hosting.may_add_folder(path)
    with pytest.raises(SettingsError, match="there is no"):
        hosting.may_add_folder(news / "2025")
    # whether something exists elsewhere is not told
    with pytest.raises(SettingsError, match="not in a folder"):
        hosting.may_add_folder(tmp_path / "nothing-here")
    with pytest.raises(SettingsError, match="none"):
        Hosting().may_add_folder(news)


def test_a_folder_that_does_not_exist_cannot_be_opened(tmp_path):
    with pytest.raises(SettingsError, match=r"--folder .* is no folder"):
        Hosting(folders=(tmp_path / "none",))
