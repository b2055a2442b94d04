"""Conversations over the sample articles: what is answered at the end of each.

They were written before anybody saw how they are answered. What follow-ups are understood by was
tuned on those tagged "tuned"; the others were kept back.
"""

from pathlib import Path

from index import Archive
from qa import Answer, Turn, open_answerer
from qa.evaluation.questionset import Question, read_questions

CHATS = read_questions(Path(__file__).parent / "data" / "chats.jsonl")


def right(chat: Question, answer: Answer) -> bool:
    """Whether one of the expected answers stands in what is said."""
    said = " ".join(one.text for one in answer.statements).replace("’", "'").casefold()
    return any(one.replace("’", "'").casefold() in said for one in chat.answers)


def test_most_follow_ups_of_a_conversation_are_answered(sample_archive: Archive) -> None:
    answerer = open_answerer(sample_archive.path)
    answered = 0
    asked: dict[tuple[object, ...], Answer] = {}
    for chat in CHATS:
        turns: list[Turn] = []
        texts = [str(turn) for turn in chat.turns]
        for at, question in enumerate([*texts, chat.question]):
            key = (*texts[:at], question, chat.asked_on)
            if key not in asked:
                asked[key] = answerer.ask(question, turns=turns, today=chat.asked_on)
            turns.append(Turn.of(asked[key]))
        answered += right(chat, asked[key])
    assert len(CHATS) > 50
    assert answered >= 0.5 * len(CHATS)


def test_half_of_the_conversations_were_kept_back() -> None:
    kept = [chat for chat in CHATS if "kept back" in chat.tags]
    tuned = [chat for chat in CHATS if "tuned" in chat.tags]
    assert abs(len(kept) - len(tuned)) <= 2
    firsts = [{str(chat.turns[0]) for chat in half} for half in (kept, tuned)]
    assert firsts[0].isdisjoint(firsts[1])
