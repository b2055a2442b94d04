"""Settings come from arguments, then the environment, then the defaults, and are checked once."""

import pytest

from qa import Settings, SettingsError, Usage, open_answerer
from qa.models.spending import Price, Prices, prices


def test_an_argument_comes_before_the_environment_and_that_before_the_default(monkeypatch):
    monkeypatch.setenv("DATELINE_MODEL", "from-there")
    monkeypatch.setenv("DATELINE_MAX_COST", "0.25")
    assert Settings.from_environment(model="given").model == "given"
    found = Settings.from_environment(model=None)
    assert (found.model, found.max_cost, found.reader) == ("from-there", 0.25, "extractive")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"base_url": "localhost:8080"}, "'localhost:8080' is not the base URL"),
        ({"base_url": "http://ann:secret@host/v1"}, "^the base URL holds a name or a password"),
        ({"max_cost": 0.0}, "max_cost is 0.0; it must be above 0"),
        ({"max_cost": float("nan")}, "max_cost is nan"),
        ({"timeout_seconds": -1.0}, "timeout_seconds is -1.0"),
        ({"context_tokens": 200}, "context_tokens is 200"),
        ({"colour": "red"}, "unknown settings: colour"),
    ],
)
def test_what_cannot_be_is_said(given, said):
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment(**given)


@pytest.mark.parametrize("name", ["gpt", "extractive:5"])
def test_a_reader_that_there_is_not_is_said_before_an_archive_is_looked_for(name):
    with pytest.raises(
        SettingsError, match=f"no reader called '{name}'; known: extractive, openai"
    ):
        open_answerer("nowhere", reader=name)


def test_a_variable_that_is_no_number_is_named(monkeypatch):
    monkeypatch.setenv("DATELINE_MAX_COST", "a little")
    with pytest.raises(SettingsError, match="DATELINE_MAX_COST is 'a little'"):
        Settings.from_environment()


def test_a_price_holds_for_the_versions_of_a_model_and_for_no_other(tmp_path):
    listed = Prices({"gpt-4.1": Price(2, 8), "gpt-4.1-mini": Price(0.4, 1.6), "o3": Price(2, 8)})
    assert listed.of("gpt-4.1:free") == listed.of("gpt-4.1-latest") == Price(2, 8)
    assert listed.of("o3-pro") is None  # ten times the price of o3
    assert listed.of("gpt-4.1-nano") is None
    assert listed.of("gpt-4.1-mini-2025-04-14") == Price(0.4, 1.6)
    assert listed.of("gpt-4.1-2025-04-14") == Price(2, 8)
    assert listed.of("gpt-4.10") is None
    assert prices().of("gpt-4o-mini") is not None


def test_ones_own_prices_come_first_and_their_faults_are_said(tmp_path):
    own = tmp_path / "prices.yaml"
    own.write_text("gpt-4o-mini: [7, 9]\nmine:latest: [1, 1]\n")
    assert prices(own).of("gpt-4o-mini") == Price(7, 9)
    assert prices(own).of("mine:latest") == Price(1, 1)
    for wrong in ("mine: cheap", "mine: [1]", "- mine", "mine: [-1, 2]", "mine: ["):
        own.write_text(wrong)
        with pytest.raises(SettingsError, match=r"prices\.yaml"):
            prices(own)
    with pytest.raises(SettingsError, match="cannot be read"):
        prices(tmp_path / "none.yaml")


def test_what_is_used_adds_up_and_an_unknown_price_stays_unknown():
    known = Usage(1, 1000, 100, 0.5)
    assert known + known == Usage(2, 2000, 200, 1.0)
    assert (known + Usage(1, 10, 1, None)).cost is None
    assert str(known) == "1 request, 1,100 tokens, 0.5000 USD"
    assert str(Usage(2, 10, 5, None, estimated=True)) == "2 requests, about 15 tokens"
