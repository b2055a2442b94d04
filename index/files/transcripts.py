"""Transcripts of audio: SubRip and WebVTT, and JSON of Whisper and of podcasts.

Cues become paragraphs, one a turn of a speaker, whose name stands before it where it is told. Where
captions roll, and show a line until the next is whole, it is read once.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from index.files.decoding import UnreadableError, clean, one_line
from index.files.fields import fields_of, text_of
from index.files.plaintext import Draft
from index.wordlists import WordLists

_ADJACENT, _PAUSE, _LONG_PAUSE = 0.25, 2.0, 4.0  # seconds
_LONG, _TOO_LONG = 600, 1_500  # characters of a paragraph that ends at a sentence, or anywhere
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]*>|<[\d:.]+>|\{\\[^{}]*\}", re.I)
_TURN = re.compile(r"\s*(?:>>+|[-–—]\s)\s*")
_LABEL = re.compile(
    r"((?:[^\W\d_a-z][\w.'’-]*)(?:\s(?:(?:of|the|de|van|von|der|al|bin)\s)?[^\W\d_a-z][\w.'’-]*){0,4}):\s+(?=\S)"
)
_NOTE = re.compile(r"\[[^\[\]]{0,80}\]|[♪♫][^♪♫\n]{0,200}[♪♫]|[♪♫]+")
_ONLY_NOTE = re.compile(r"[-–—\s]*(?:[(*（][^()（）]{0,80}[)*）]\s*)+$")
_STATED = ("title", "source", "published", "url", "authors", "language")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, in seconds; `voice` is who says it, empty if unsaid."""

    start: float
    end: float
    lines: tuple[str, ...]
    voice: str = ""


def read_vtt(source: str) -> Draft:
    """A WebVTT file, with what its head and its notes state ("Title: …").

    Raises:
        UnreadableError: it is none, or nothing is said in it.
    """
    import webvtt

    try:
        found = webvtt.from_string(source)
    except webvtt.errors.MalformedFileError as error:
        raise UnreadableError("does not begin with WEBVTT, as files of its kind do") from error
    cues = [Cue(*_times(one), tuple(one.lines)) for one in found.captions]
    stated = "\n".join([*found.metadata, *found.header_comments])
    values, remarks = draft_of(cues)
    return {**_stated(stated), **values}, remarks


def read_srt(source: str) -> Draft:
    """A SubRip file; its numbers may be missing, and its fractions of seconds follow a full stop.

    Raises:
        UnreadableError: nothing is said in it.
    """
    lines = source.lstrip("\ufeff").splitlines()
    timed = [line.replace(",", ".") if "-->" in line else line for line in lines]
    return read_vtt("\n".join(["WEBVTT", "", *timed]))


def _times(caption: object) -> tuple[float, float]:
    return _seconds(getattr(caption, "start", "")), _seconds(getattr(caption, "end", ""))


def _stated(source: str) -> dict[str, object]:
    """What lines such as "Title: …" say of the article."""
    pairs = [line.partition(":") for line in source.splitlines()]
    found = fields_of({name.strip(): value.strip() for name, _, value in pairs if value}, {})
    return {name: found[name] for name in _STATED if name in found}


# -- JSON --------------------------------------------------------------------------------------


def segments_of(record: Mapping[str, object]) -> list[Cue]:
    """The cues of a JSON transcript, of Whisper or of a podcast; none where it is no transcript."""
    segments = record.get("segments") or record.get("transcription")
    if not isinstance(segments, list):
        return []
    cues = []
    for segment in segments:
        cue = _segment(segment) if isinstance(segment, Mapping) else None
        if cue is None:
            return []
        cues.append(cue)
    return cues


def _segment(segment: Mapping[str, object]) -> Cue | None:
    times = segment.get("timestamps")
    inner = times if isinstance(times, Mapping) else {}
    start = _first(segment.get("start"), segment.get("startTime"), inner.get("from"))
    end = _first(segment.get("end"), segment.get("endTime"), inner.get("to"), start)
    said = _first(segment.get("text"), segment.get("body"))
    if start is None or not isinstance(said, str):
        return None
    voice = segment.get("speaker")
    return Cue(
        _seconds(start), _seconds(end), tuple(said.splitlines()), str(voice) if voice else ""
    )


def _first(*values: object) -> object:
    return next((value for value in values if value is not None), None)


def _seconds(value: object) -> float:
    """Seconds from a number, or from hours, minutes and seconds ("0:01:02.5"); 0 for neither."""
    if isinstance(value, int | float):
        return float(value) if 0 <= value < 1e7 else 0.0
    try:
        parts = [float(part) for part in str(value).replace(",", ".").split(":")]
    except ValueError:
        return 0.0
    whole = sum(part * 60**place for place, part in enumerate(reversed(parts)))
    return whole if 0 <= whole < 1e7 else 0.0


# -- cues to paragraphs ------------------------------------------------------------------------


def draft_of(cues: Sequence[Cue]) -> Draft:
    """The text of a transcript, with the time at which each cue of it begins as its places.

    Raises:
        UnreadableError: nothing is said in it.
    """
    text: list[str] = []
    length, paragraph = 0, 0
    places: list[tuple[int, str]] = []
    voice, ended, last = "", 0.0, ""
    for start, end, speaker, turns, said in _utterances(cues):
        named = speaker and speaker != voice
        breaks = turns or named or _pauses(last, paragraph, start - ended)
        gap = ("\n\n" if breaks else " ") if text else ""
        words = f"{speaker}: {said}" if named and not _is_unnamed(speaker) else said
        if not places or places[-1][1] != clock(start):
            places.append((length + len(gap), clock(start)))
        text.append(gap + words)
        length += len(gap) + len(words)
        paragraph = len(words) + (0 if breaks else paragraph)
        voice, ended, last = _voice(speaker, turns, voice), end, said
    if not text:
        raise UnreadableError("is a transcript in which nothing is said")
    whole = "".join(text)
    changes = clean(text_of(whole)) != whole  # what is said looks like markup
    return {"text": whole, "places": () if changes else tuple(places)}, []


def _voice(told: str, turns: bool, before: str) -> str:
    """Who speaks: whom the cue names, nobody known in a turn of another, else who spoke before."""
    return told or ("" if turns else before)


def clock(seconds: float) -> str:
    """A time in a recording, such as "0:01:23"."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _pauses(last: str, paragraph: int, pause: float) -> bool:
    """Whether a paragraph ends: at a sentence behind which nobody speaks, or that is far down."""
    if _SENTENCE_END.search(last):
        return pause >= _PAUSE or paragraph > _LONG
    return pause >= _LONG_PAUSE or paragraph > _TOO_LONG


def _utterances(cues: Sequence[Cue]) -> Iterator[tuple[float, float, str, bool, str]]:
    """Start, end, speaker, whether another begins to speak, and the words, each line once."""
    shown: list[str] = []
    ended = float("-inf")
    for cue in cues:
        lines = [(voice, line) for voice, line in _lines(cue) if line]
        plain = [line for _, line in lines]
        if not lines:
            continue
        rolls = shown if cue.start - ended <= _ADJACENT else []
        skipped, cut = _repeated(rolls, plain)
        for number, (voice, line) in enumerate(lines[skipped:]):
            said = line[cut:].strip() if number == 0 else line
            turn, speaker, said = _turn(said, voice)
            if said:
                yield cue.start, cue.end, speaker, turn, said
        shown, ended = plain, max(cue.end, cue.start)


def _repeated(shown: Sequence[str], lines: Sequence[str]) -> tuple[int, int]:
    """How many of `lines` were shown before, and how much of the line behind them."""
    most = min(len(shown), len(lines))
    skipped = next((n for n in range(most, 0, -1) if list(shown[-n:]) == list(lines[:n])), 0)
    if not skipped and set(lines) <= set(shown):
        return len(lines), 0
    if skipped < len(lines) and not skipped and shown and lines[0].startswith(f"{shown[-1]} "):
        return 0, len(shown[-1])
    return skipped, 0


def _lines(cue: Cue) -> Iterator[tuple[str, str]]:
    """The lines of a cue with their speakers, less tags and what nobody says."""
    voice = cue.voice
    for line in cue.lines:
        parts = _VOICE.split(line)
        yield voice, _plain(parts[0])
        for name, said in zip(parts[1::2], parts[2::2], strict=True):
            voice = one_line(html.unescape(name))
            yield voice, _plain(said)


def _plain(line: str) -> str:
    line = _TAG.sub("", html.unescape(_TAG.sub("", line)))
    line = _NOTE.sub(lambda note: note[0] if _is_said(note[0]) else " ", line)
    return "" if _ONLY_NOTE.match(line) else one_line(line)


def _turn(line: str, voice: str) -> tuple[bool, str, str]:
    """Whether a line begins a turn, who speaks, and the words without marks and label."""
    mark = _TURN.match(line)
    if mark:
        line = line[mark.end() :]
    label = _LABEL.match(line)
    if label and not voice:
        return True, label[1], line[label.end() :].strip()
    return bool(mark), voice, line


def _is_said(note: str) -> bool:
    words = set(re.findall(r"\w+", note.lower()))
    return bool(words & _words("said"))


def _is_unnamed(voice: str) -> bool:
    found = re.fullmatch(r"(\w*?)[\s_-]*\d*", voice.lower())
    return bool(found and (not found[1] or found[1] in _words("unnamed")))


@cache
def _words(name: str) -> frozenset[str]:
    return WordLists("index.files", "transcripts.yaml").among(name)
