"""What embedding with a server will take, said and agreed to before anything is sent.

Part of the command, like `options`: it asks on the terminal.
"""

from dataclasses import dataclass

import click

from index import Archive, Embedder, EmbedderError, Progress, embedding_host
from qa.commands.saying import on_terminal
from qa.errors import SettingsError
from qa.models.spending import prices
from qa.settings import Settings

CONFIRM_TOKENS = 200_000
"""Up to so many tokens are sent without asking."""
_OCTETS_A_TOKEN = 4
"""Of UTF-8, in OpenAI's tokenizers: English 4 to 5, languages in other scripts 3 to 5."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What there is to embed. `price` is in US dollars per million tokens, None if not known."""

    embedder: str
    host: str
    passages: int
    tokens: int
    price: float | None = None

    def __str__(self) -> str:
        """Such as "12,345 passages, about 2,900,000 tokens to embed with …: about 0.06 USD"."""
        passages = f"{self.passages:,} passage{'s' if self.passages != 1 else ''}"
        tokens = float(f"{self.tokens:.2g}")  # it is a guess, and should look like one
        return (
            f"{passages}, about {tokens:,.0f} tokens to embed with {self.embedder} at "
            f"{self.host}: {self._cost()}"
        )

    def _cost(self) -> str:
        if self.price is None:
            return "its price is not known here"
        cost = self.tokens * self.price / 1e6
        return f"about {cost:,.2f} USD" if cost >= 0.01 else "less than 0.01 USD"


@dataclass(frozen=True, slots=True)
class Consent:
    """What may be sent to a server: up to `tokens` unasked, anything if `given`."""

    tokens: int = CONFIRM_TOKENS
    given: bool = False

    def to(self, estimate: Estimate, otherwise: str) -> bool:
        """Whether to go on; says what it takes, and asks, if that is more than `tokens`.

        Raises:
            SettingsError: there is nobody to ask; the message ends with `otherwise`.
        """
        if estimate.tokens <= self.tokens:
            return True
        if self.given:
            click.echo(estimate, err=True)
            return True
        if not on_terminal():
            raise SettingsError(
                f"{estimate}. That is more than {self.tokens:,} tokens and there is no terminal to "
                f"ask on: give --yes to go on, or a higher --confirm-tokens. {otherwise}"
            )
        click.echo(estimate, err=True)
        if click.confirm("Send them?", err=True):
            return True
        click.echo(otherwise, err=True)
        return False


def embed_waiting(archive: Archive, consent: Consent, progress: Progress) -> None:
    """Embed what waits in `archive`, if its embedder is a server's and there is `consent`.

    Raises:
        SettingsError: there is nobody to ask for consent.
        EmbedderError: the server did not answer; what came back before that is kept.
        ArchiveBusy, ArchiveDamaged: as for `Archive.add`.
    """
    estimate = _estimate(archive, archive.embedder)
    if estimate is None or not estimate.passages:
        return
    if not consent.to(
        estimate,
        "Nothing was sent. Words can be searched; the next sync or add asks again.",
    ):
        return
    _embed(archive, progress)


def rebuilt(
    archive: Archive,
    embedder: Embedder | None,
    consent: Consent,
    progress: Progress,
    chroma: str = "",
) -> bool:
    """Make `archive` anew with `embedder`, if there is consent to embed all of it; whether so.

    Its vectors move to `chroma`, if that is given.

    Raises:
        SettingsError, EmbedderError, ArchiveBusy, ArchiveDamaged: as for `embed_waiting`.
    """
    anew = embedder is not None and embedder.name != archive.embedder_name
    estimate = _estimate(archive, embedder, everything=anew)
    if (
        estimate
        and estimate.passages
        and not consent.to(estimate, "Nothing was sent and nothing was changed.")
    ):
        return False
    archive.rebuild(embedder, vectors=estimate is None, progress=progress, chroma=chroma)
    if estimate:
        _embed(archive, progress)
    return True


def _embed(archive: Archive, progress: Progress) -> None:
    """Embed what waits; a failure says how far it came and what goes on from there."""
    total = archive.to_embed()[0]
    embedded = 0

    def counted(stage: str, done: int, total: int | None) -> None:
        nonlocal embedded
        embedded = done if stage == "vectors" else embedded
        progress(stage, done, total)

    try:
        archive.add([], progress=counted)
    except EmbedderError as error:
        raise EmbedderError(
            f"{error}. {embedded:,} of {total:,} passages were embedded and are kept, and words "
            "can be searched; the next 'dateline sync' or 'dateline add' goes on from there",
            retryable=error.retryable,
        ) from None


def _estimate(
    archive: Archive, embedder: Embedder | None, *, everything: bool = False
) -> Estimate | None:
    host = embedding_host(embedder)
    if embedder is None or not host:
        return None
    passages, octets = archive.to_embed(everything=everything)
    price = prices(Settings.from_environment().prices).of(getattr(embedder, "model", embedder.name))
    return Estimate(
        embedder.name,
        host,
        passages,
        octets // _OCTETS_A_TOKEN,
        price.input if price else None,
    )
