"""What records of usual APIs and dumps hold that no name of a field tells.

Of the forms of a body one is taken; a summary stands in for a text that is not there; what a
service broke off or withholds is told; and what is no article is refused.
"""

import re
from collections.abc import Mapping, Sequence

from index.files.decoding import UnreadableError, one_line
from index.files.fieldnames import PAGES, SUMMARIES
from index.files.fields import fields_of, text_of, values_of
from index.files.plaintext import Draft
from index.files.teasers import CUT_SHORT, ONLY_SUMMARY, is_teaser, is_withheld, whole_sentences
from index.files.transcripts import draft_of, segments_of

_NO_ARTICLES = frozenset(("picture", "photo", "image", "graphic", "video", "audio", "attachment"))
_FORMS = ("html", "xhtml", "text")
_NO_FORM = re.compile(r"xml(?!.*html)|json|nitf|caption|headline|summary|teaser")
_EVERY_ITEM = ("source", "language", "authors")


def read_record(record: Mapping[str, object], mapping: Mapping[str, str]) -> Draft:
    """The values of one record, with remarks on what it has less than an article.

    There is no "text" among them where it holds none.

    Raises:
        UnreadableError: it is no article, or one that its agency took back.
    """
    known = values_of(record)
    _refuse_unusable(known)
    if cues := segments_of(record):
        told, remarks = draft_of(cues)
        values = {**fields_of(record, mapping), **told}
        return values, remarks
    values = fields_of({**record, **_chosen(known)}, mapping)
    if "text" not in values and (kind := str(known.get("type", "")).lower()) in _NO_ARTICLES:
        raise UnreadableError(f"is a {kind}, not an article")
    remarks = [] if "text" in mapping else _less_than_whole(values, {**known, **_chosen(known)})
    page = next((text_of(known[name]) for name in PAGES if known.get(name)), "")
    if page:
        values["section"] = ", ".join(
            filter(None, (text_of(values.get("section")), f"page {page}"))
        )
    return values, remarks


def has_text(record: Mapping[str, object], mapping: Mapping[str, str]) -> bool:
    """Whether a record holds the text of an article, rather than other records."""
    return bool(segments_of(record)) or "text" in fields_of(
        {**record, **_chosen(values_of(record))}, mapping
    )


def has_summary(record: Mapping[str, object]) -> bool:
    """Whether a record holds a summary of an article."""
    known = values_of(record)
    return any({**known, **_chosen(known)}.get(name) for name in SUMMARIES)


def may_have_text(names: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether records with fields of these names can hold a text, or a summary at least."""
    filled = dict.fromkeys(names, "x")
    return "text" in fields_of(filled, mapping) or (
        "text" not in mapping and not set(SUMMARIES).isdisjoint(values_of(filled))
    )


def said_of_all(document: Mapping[str, object]) -> dict[str, object]:
    """What a JSON Feed says of all its items: its title, as their outlet, language and authors."""
    if "jsonfeed.org" not in str(document.get("version", "")):
        return {}
    told = {**document, "source": document.get("title")}
    found = fields_of(told, {})
    return {name: found[name] for name in _EVERY_ITEM if name in found}


def _refuse_unusable(known: Mapping[str, object]) -> None:
    status = one_line(str(known.get("pubstatus") or "")).lower().rpartition(":")[2]
    if status in ("canceled", "cancelled", "withheld"):
        raise UnreadableError(f"is marked as {status} by its agency, and is not for use")


def _chosen(known: Mapping[str, object]) -> dict[str, object]:
    """Of several forms of a body and of a headline (ninjs 2 and 3) the one that is wanted."""
    chosen: dict[str, object] = {}
    bodies = _listed(known.get("bodies"))
    for form in _FORMS:
        for body in bodies:
            kind = (
                f"{body.get('role', '')} {body.get('contentType') or body.get('contenttype', '')}"
            )
            fits = form in kind.lower() and not _NO_FORM.search(kind.lower())
            if fits and isinstance(body.get("value"), str):
                chosen.setdefault("body", body["value"])
    if bodies and "body" not in chosen:
        chosen["body"] = ""  # of no form that is read
    heads = _listed(known.get("headlines"))
    mains = [one for one in heads if str(one.get("role", "main")).lower() == "main"]
    for head in (*mains, *heads):
        chosen.setdefault("headline", head.get("value"))
    briefs = _listed(known.get("descriptions"))
    if briefs:
        chosen["description"] = briefs[0].get("value")
    if isinstance(xhtml := known.get("bodyxhtml"), str) and xhtml.strip():
        chosen.setdefault("body", xhtml)
    return chosen


def _listed(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _less_than_whole(values: dict[str, object], known: Mapping[str, object]) -> list[str]:
    """Mend `values` where the text is none or not whole, and say so."""
    held = values.get("text")
    text = held if isinstance(held, str) else text_of(held)
    if is_withheld(text):
        text = ""
    text, cut = whole_sentences(text)
    if text.strip():
        values["text"] = text if cut else held
        return [CUT_SHORT] if cut else []
    values.pop("text", None)
    briefs = (text_of(known[name]) for name in SUMMARIES if name in known)
    brief = next((one for one in briefs if one and not is_withheld(one)), "")
    if not brief:
        return []
    values["text"] = brief
    return [ONLY_SUMMARY] if is_teaser(brief) else []
