"""What the extractive reader makes of passages: verbatim quotes, attributed."""

from datetime import date
from typing import Any

from index import Hit, Passage, sentences
from index.remembering import remembering
from qa import ExtractiveReader, Meter, Statement
from qa.understanding.questions import understand
from tests.conftest import HashEmbedder

TEXT = (
    "Harbour pilot Tomas Veary won the mayoral election on Sunday.\n\n"
    "He said the ferry would sail again in June. Rain fell all day. "
    "The turnout was 61 per cent, officials said."
)


def hit(
    text: str = TEXT,
    article: str = "a1",
    title: str = "Election in Port Sellen",
    published: date = date(2024, 6, 10),
) -> Hit:
    passage = Passage(
        article, text, 0, len(text), tuple(sentences(text)), title, "Harbour Courier", published
    )
    return Hit(passage, 1.0, 0.5)


def read(question: str, *hits: Hit, today: date | None = None, **options: Any) -> list[str]:
    reader = ExtractiveReader(lambda term: 0.5, None, threshold=0.0, **options)
    query = understand(question, today=today)
    return [one.text for one in reader.read(query, hits, Meter()) if isinstance(one, Statement)]


def test_the_best_sentence_is_quoted_and_attributed():
    assert read("Who won the mayoral election?", hit(), most=1) == [
        "Harbour Courier, 10 June 2024: “Harbour pilot Tomas Veary won the mayoral election on "
        "Sunday.”"
    ]


def test_a_question_for_a_figure_gets_the_sentence_with_the_figure():
    [said] = read("How high was the turnout in per cent?", hit(), most=1)
    assert "61 per cent" in said


def test_a_pronoun_brings_the_sentence_before_it_along():
    text = "Minister Dana Oresk spoke. She said the railway line to Orle would reopen in May."
    [said] = read("When will Oresk reopen the railway line to Orle?", hit(text), most=1)
    assert "“Minister Dana Oresk spoke. She said" in said
    [said] = read("When will the railway reopen?", hit(text), most=1)
    assert "“She said the railway line to Orle would reopen in May.”" in said


def test_a_sentence_about_the_team_brings_the_one_that_names_it_along():
    text = "Velhaven Rovers have found a home. The team signed a lease for a stadium in May."
    [said] = read("Which team signed a lease for a stadium?", hit(text), most=1)
    assert "Velhaven Rovers have found a home. The team signed" in said


def test_a_sentence_that_has_what_is_asked_for_stands_alone():
    text = "Port Sellen counted its money. The bridge repairs cost 4 million crowns."
    [said] = read("How much did the bridge repairs cost?", hit(text), most=1)
    assert "“The bridge repairs cost 4 million crowns.”" in said


def test_a_sentence_that_is_brought_along_is_not_quoted_again():
    text = "Velhaven Rovers signed a lease. The team signed a lease for a stadium in May."
    said = read("Which team signed a lease for a stadium?", hit(text))
    assert "".join(said).count("Velhaven Rovers signed a lease.") == 1


def test_what_several_reports_name_is_before_what_one_names():
    once = hit("A storm called Ulf battered the island, a reader wrote.", "a1", "Letters")
    again = [
        hit("A storm called Edda battered the island, pilots said.", "a2", "Letters"),
        hit("Schools are shut after Edda, which drowned the harbour of Orle.", "a3", "Schools"),
        hit("Nobody was hurt by Edda.", "a4", "Island"),
        hit("Edda was the worst in years.", "a5", "Island"),
        hit("Insurers have begun to count what Edda broke.", "a6", "Money"),
    ]
    assert "Edda" in read("What storm battered the island?", once, *again, most=1)[0]
    assert "Ulf" in read("What storm battered the island?", once, most=1)[0]


def test_the_news_of_the_month_is_before_older_news():
    old = hit("Port Sellen chose Dana Oresk as mayor.", "a1", "Mayor", date(2019, 6, 1))
    new = hit("Port Sellen chose Tomas Veary as mayor.", "a2", "Mayor", date(2024, 6, 10))
    question = "Who was chosen as mayor of Port Sellen?"
    assert "Oresk" in read(question, old, new, most=1)[0]
    assert "Veary" in read(question, old, new, most=1, today=date(2024, 6, 12))[0]


def test_a_sentence_is_embedded_once():
    embedder = HashEmbedder()
    reader = ExtractiveReader(lambda term: 0.5, remembering(embedder), threshold=0.0)
    for question in ("Who won the mayoral election?", "How high was the turnout?"):
        _, *stated = reader.read(understand(question), [hit()], Meter())
        assert stated
    assert len(embedder.texts) == len(set(embedder.texts)) > 4


def test_an_interviewers_words_are_no_answer():
    text = (
        "You have announced a bridge law, minister. What will it cost?\n\n"
        "About 11 million crowns a year. The bridge law pays for itself."
    )
    said = read("What will the bridge law cost?", hit(text))
    assert said
    assert not any("You have announced" in statement for statement in said)


def test_a_further_statement_holds_the_kind_of_thing_too():
    text = "The bridge repairs cost 4 million crowns. The bridge repairs were praised by all."
    assert len(read("How much did the bridge repairs cost?", hit(text))) == 1


def test_a_wire_copy_is_not_quoted_twice():
    said = read("Who won the mayoral election?", hit(), hit(article="a2"))
    assert sum("won the mayoral election" in statement for statement in said) == 1


def test_below_the_threshold_nothing_is_said():
    reader = ExtractiveReader(lambda term: 0.5, None, threshold=0.99)
    [assessed] = reader.read(understand("Who invented the telescope?"), [hit()], Meter())
    assert assessed.confidence < 0.4


def test_each_part_of_a_question_is_answered():
    text = (
        "The repairs to the bridge cost 4 million crowns, the city said. The ferry was late. "
        "The bridge reopened on 14 March, the city said."
    )
    said = read("How much did the bridge repairs cost and when did it reopen?", hit(text))
    assert any("4 million crowns" in one for one in said)
    assert any("14 March" in one for one in said)
    assert not any("ferry" in one for one in said)
