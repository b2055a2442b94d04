"""Near copies of an article, as other outlets print it: made systematically, for measuring."""

import random
from collections.abc import Callable, Mapping, Sequence

LEADS = (
    "Here is what is known so far.",
    "Much is still unclear, and officials urge patience.",
    "Our newsroom has followed this from the start.",
    "It is a story that many readers have asked us about.",
    "What happened is being looked into by several authorities.",
)
HEADS = ("Live:", "What we know:", "Explained:", "Report:", "Today:")


def changed_headline(title: str, paragraphs: Sequence[str], rng: random.Random) -> tuple[str, str]:
    """Another headline, in other words; the text as it is."""
    words = title.split()
    rng.shuffle(words)
    return f"{rng.choice(HEADS)} {' '.join(words[:6])}", "\n\n".join(paragraphs)


def edited_lead(title: str, paragraphs: Sequence[str], rng: random.Random) -> tuple[str, str]:
    """The first paragraph replaced or opened otherwise."""
    first = paragraphs[0]
    if rng.random() < 0.5 and len(paragraphs) > 5:
        lead = f"{rng.choice(LEADS)} {rng.choice(LEADS)}"
    else:
        lead = f"{rng.choice(LEADS)} {first}"
    return title, "\n\n".join([lead, *paragraphs[1:]])


def cut_tail(title: str, paragraphs: Sequence[str], rng: random.Random) -> tuple[str, str]:
    """The last tenth to half left out."""
    kept = max(1, round(len(paragraphs) * rng.uniform(0.5, 0.9)))
    return title, "\n\n".join(paragraphs[:kept])


def all_at_once(title: str, paragraphs: Sequence[str], rng: random.Random) -> tuple[str, str]:
    """Another headline, an edited lead and a cut tail."""
    _, text = cut_tail(title, paragraphs, rng)
    _, text = edited_lead(title, text.split("\n\n"), rng)
    return changed_headline(title, text.split("\n\n"), rng)


EDITS: Mapping[str, Callable[[str, Sequence[str], random.Random], tuple[str, str]]] = {
    "changed headline": changed_headline,
    "edited lead": edited_lead,
    "cut tail": cut_tail,
    "all at once": all_at_once,
}


def edited(
    article: Mapping[str, str], number: int, rng: random.Random, edit: str = ""
) -> dict[str, str]:
    """Copy `number` of an article, in an outlet of its own with a date line of its own."""
    paragraphs = [line for line in article["text"].split("\n") if line.strip()]
    name = edit or list(EDITS)[number % len(EDITS)]
    title, text = EDITS[name](article["title"], paragraphs, rng)
    published = f"{article.get('published') or '2024-03-13'}"[:8] + f"{rng.randint(14, 28)}"
    return {
        "id": f"{article['id']}-copy-{number}",
        "title": title,
        "text": f"SOMEWHERE, {rng.randint(1, 28)} March (Paper {number}) — {text}",
        "source": f"Paper {number}",
        "published": published,
    }
