"""Published formats: invented files in each format, and the real ones where they are at hand."""

import gzip
import json
import os
from datetime import date

import pytest

from qa import Turn
from qa.errors import EvaluationError
from qa.evaluation import Evidence, formats, read_questions
from tests.benchmarks.data import DATA

real = pytest.mark.skipif(
    not DATA.exists() and os.environ.get("CI") != "true",
    reason=f"the measuring data are not at {DATA}; set DATELINE_DATA",
)


def jsonl(folder, *records, name="data.jsonl"):
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def listed(folder, *records, name="data.json"):
    path = folder / name
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def only(questions):
    [question] = questions
    return question


CONTEXT = "The ferry sank on Monday. Nobody was hurt, the harbour master said."
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Harbour_news",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "a",
                            "question": "When did the ferry sink?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "on Monday", "answer_start": 15},
                                {"text": "Monday", "answer_start": 18},
                                {"text": "Monday", "answer_start": 18},
                            ],
                        },
                        {
                            "id": "b",
                            "question": "When did the bridge sink?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "Monday", "answer_start": 18}],
                        },
                    ],
                }
            ],
        }
    ],
}


def test_squad(tmp_path):
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(SQUAD))
    found = formats.squad(path)
    [article] = found.articles
    assert (article.id, article.title, article.text) == ("Harbour_news#0", "Harbour news", CONTEXT)
    answered, unanswered = found.questions
    assert answered.answers == ("on Monday", "Monday")
    assert [(e.article, e.quote, e.start, e.end) for e in answered.evidence] == [
        ("Harbour_news#0", "on Monday", 15, 24),
        ("Harbour_news#0", "Monday", 18, 24),
    ]
    assert answered.answerable is True
    assert (unanswered.answerable, unanswered.answers, unanswered.evidence) == (False, (), ())
    assert unanswered.extra["plausible_answers"] == ["Monday"]
    assert found.qrels == {"a": {"Harbour_news#0": 1}, "b": {"Harbour_news#0": 1}}


def test_squad_of_version_1_answers_everything(tmp_path):
    asked = {"id": "a", "question": "When?", "answers": [{"text": "Monday", "answer_start": 18}]}
    path = tmp_path / "dev.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": CONTEXT, "qas": [asked]}]}]}))
    found = formats.squad(path)
    assert only(found.questions).answerable is True
    assert found.articles[0].id == "article 1#0"


def test_squad_whose_offsets_are_wrong_is_refused(tmp_path):
    wrong = json.loads(json.dumps(SQUAD))
    wrong["data"][0]["paragraphs"][0]["qas"][0]["answers"][1]["answer_start"] = 17
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(wrong))
    with pytest.raises(EvaluationError, match=r"dev.json:1: is no SQuAD record: 'Monday' does not"):
        formats.squad(path)


FLOOD = "https://a.example/flood"
QUIZ = {
    "question_id": "20240301_0",
    "question_date": "2024/03/01",
    "question_source": "Quiz of Kestrane",
    "question_url": "https://quiz.example/1",
    "question_sentence": "Which town was flooded?",
    "choices": ["Wendry", "“Orle Mill”"],
    "answer": ["1"],
    "evidence": 'The river rose in <a href="https://a.example/flood#:~:text=x">Orle Mill</a>.',
}
SEARCHED = {
    "question_id": "20240301_0",
    "search_time": "2024/03/01/16:34",
    "search_result": [
        {"url": FLOOD, "title": "Flood", "text": "", "authors": [], "publish_date": "2024/02/28"},
        {"url": FLOOD, "title": "Flood", "text": "Orle Mill is under water.",
         "authors": ["A. Tell"], "publish_date": "2024/02/28"},
        {"url": FLOOD, "title": "Flood", "text": "Orle Mill.", "publish_date": ""},
        {"url": "https://a.example/none", "title": "", "text": " ", "publish_date": ""},
        {"url": "https://a.example/other", "title": "Dry", "text": "It is dry.",
         "publish_date": "yesterday"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("write", [jsonl, listed])
def test_realtime_qa(tmp_path, write):
    question = only(formats.realtime_qa(write(tmp_path, QUIZ)).questions)
    assert question.id == "20240301_0"
    assert question.answers == ("Orle Mill",)
    assert question.asked_on == date(2024, 3, 1)
    assert question.tags == ("Quiz of Kestrane",)
    assert question.extra["linked"] == ["https://a.example/flood"]
    assert question.extra["explanation"] == "The river rose in Orle Mill."


def test_realtime_qa_with_what_was_found(tmp_path):
    searched = jsonl(tmp_path, SEARCHED, SEARCHED, name="gcs.jsonl")
    found = formats.realtime_qa(jsonl(tmp_path, QUIZ), searched)
    assert [(one.url, one.text, one.published, one.authors) for one in found.articles] == [
        (FLOOD, "Orle Mill is under water.", date(2024, 2, 28), ("A. Tell",)),
        ("https://a.example/other", "It is dry.", None, ()),
    ]
    assert found.empty == ("https://a.example/none",)


def test_a_quiz_without_that_choice_is_refused(tmp_path):
    path = jsonl(tmp_path, QUIZ, QUIZ | {"answer": ["2"]})
    with pytest.raises(EvaluationError, match=r"data.jsonl:2: is no RealTime QA record"):
        formats.realtime_qa(path)


HOPS = {
    "query": "Which of the two reports the higher bill?",
    "answer": "The Register",
    "question_type": "comparison_query",
    "evidence_list": [
        {"title": "Bill", "url": "https://a.example/1", "fact": "It cost 4.2 million."},
        {"title": "Bill", "url": "https://b.example/2", "fact": "Twice."},
    ],
}
NULL = {
    "query": "Who paid?",
    "answer": "Insufficient information.",
    "question_type": "null_query",
    "evidence_list": [],
}
BODIES = [
    {"title": "Bill", "author": "A. Tell", "source": "Courier", "url": "https://a.example/1",
     "published_at": "2023-09-26T17:01:22+00:00", "category": "news",
     "body": "The bridge is open. It cost 4.2 million."},
    {"title": "Bill", "author": None, "source": "Register", "url": "https://b.example/2",
     "published_at": "2023-09-27T07:00:00+00:00", "category": "news", "body": "Twice. Twice."},
    {"title": "", "author": "", "source": "", "url": "https://c.example/3", "body": ""},
]  # fmt: skip


def test_multihop_rag(tmp_path):
    questions = listed(tmp_path, HOPS, NULL, name="questions.json")
    found = formats.multihop_rag(questions, listed(tmp_path, *BODIES, name="corpus.json"))
    hops, null = found.questions
    assert (hops.answers, hops.answerable, hops.tags) == (("The Register",), True, ("comparison",))
    # what stands there twice has no place
    assert hops.evidence == (
        Evidence("https://a.example/1", "It cost 4.2 million.", 20, 40),
        Evidence("https://b.example/2", "Twice."),
    )
    assert (null.answers, null.answerable) == ((), False)
    assert found.qrels == {hops.id: {"https://a.example/1": 1, "https://b.example/2": 1}}
    first = found.articles[0]
    assert (first.source, first.published, first.authors) == (
        "Courier", date(2023, 9, 26), ("A. Tell",),
    )  # fmt: skip
    assert found.empty == ("https://c.example/3",)


def test_rgb(tmp_path):
    found = formats.rgb(
        jsonl(
            tmp_path,
            {"id": 0, "query": "When?", "answer": [["2 January", "January 2"]],
             "positive": ["On 2 January.", "It was January 2."], "negative": ["On 3 March."]},
            {"id": 1, "query": "Who and where?", "answer": [["Tomas", "Veary"], ["Wendry"]],
             "positive": [["Tomas was there."], ["In Wendry."]], "negative": []},
            {"id": 2, "query": "What?", "answer": "Rain", "fakeanswer": "Snow",
             "positive": ["Rain fell."], "positive_wrong": ["Snow fell."], "negative": []},
            name="en.json",
        )
    )  # fmt: skip
    when, both, what = found.questions
    assert when.answers == ("2 January", "January 2")
    assert [e.article for e in when.evidence] == ["rgb-0/positive-1", "rgb-0/positive-2"]
    assert both.answers == ("Tomas, Wendry",)
    assert both.extra["parts"] == [["Tomas", "Veary"], ["Wendry"]]
    assert [e.article for e in both.evidence] == ["rgb-1/positive-1", "rgb-1/positive-2"]
    assert (what.answers, what.extra["wrong_answers"]) == (("Rain",), ["Snow"])
    texts = {article.id: article.text for article in found.articles}
    assert texts["rgb-0/negative-1"] == "On 3 March."
    assert texts["rgb-2/wrong-1"] == "Snow fell."


def test_ramdocs(tmp_path):
    documents = [
        {"text": "Ten live there.", "type": "misinfo", "answer": "Ten"},
        {"text": "Nine live there.", "type": "correct", "answer": "Nine"},
        {"text": "It rains.", "type": "noise", "answer": "unknown"},
    ]
    found = formats.ramdocs(
        jsonl(
            tmp_path,
            {"question": "How many?", "documents": documents, "gold_answers": ["Nine"],
             "wrong_answers": ["Ten"], "disambig_entity": ["Orle"]},
        )
    )  # fmt: skip
    question = only(found.questions)
    assert (question.answers, question.evidence) == (("Nine",), (Evidence("ramdocs-1/2"),))
    assert question.extra["documents"][0] == {
        "article": "ramdocs-1/1", "type": "misinfo", "answer": "Ten",
    }  # fmt: skip
    assert [article.text for article in found.articles] == [one["text"] for one in documents]
    assert found.qrels == {"ramdocs-1": {"ramdocs-1/2": 1}}


def test_quotesum(tmp_path):
    shared = {
        "qid": "q", "question": "Who built it?", "title1": "Bridge",
        "source1": "Ada Brand built the bridge.", "short_ans_1": "Ada Brand",
        "title2": "Mill", "source2": "The mill is Cole's.", "short_ans_2": "Cole", "source3": "",
    }  # fmt: skip
    summaries = ["[ 1 Ada Brand ] built it.", "By [ 1 Ada Brand ], or [ 2 by Cole ]."]
    found = formats.quotesum(
        jsonl(tmp_path, *({"unique_id": f"q_{at}", "summary": one} | shared
                          for at, one in enumerate(summaries)))
    )  # fmt: skip
    question = only(found.questions)
    assert question.answers == ("Ada Brand", "Cole")
    assert question.evidence == (Evidence("q/1", "Ada Brand", 0, 9),)
    assert question.extra["summaries"] == ["Ada Brand built it.", "By Ada Brand, or by Cole."]
    assert [(article.id, article.title) for article in found.articles] == [
        ("q/1", "Bridge"), ("q/2", "Mill"),
    ]  # fmt: skip


def test_trec_qa(tmp_path):
    positives = [{"sentence": "It cost $ 9 .", "answer": "$ 9"}]
    found = formats.trec_qa(
        jsonl(
            tmp_path,
            {"id": "1", "question": "How much ?", "positives": positives, "negatives": ["No ."]},
            {"id": "2", "question": "Who ?", "positives": [], "negatives": ["Nobody ."]},
        )
    )
    asked, unanswered = found.questions
    assert (asked.answers, asked.evidence) == (("$ 9",), (Evidence("1/1", "It cost $ 9 .", 0, 13),))
    assert (unanswered.answerable, unanswered.answers) == (False, ())
    assert found.qrels == {"1": {"1/1": 1, "1/2": 0}, "2": {"2/1": 0}}
    assert [article.id for article in found.articles] == ["1/1", "1/2", "2/1"]


def test_clapnq(tmp_path):
    passage = {"title": "Mill", "text": "It is old . It turns . It turns .", "sentences": []}
    shared = {"passages": [passage], "id": "7", "input": "is the mill old"}
    output = [
        {"answer": "It is old.", "selected_sentences": ["It is old .", "It turns ."], "meta": {}},
        {"answer": "Old.", "selected_sentences": ["It is old ."], "meta": {}},
    ]
    none = [{"answer": "", "selected_sentences": [], "meta": {}}]
    found = formats.clapnq(
        jsonl(tmp_path, shared | {"output": output}),
        jsonl(tmp_path, shared | {"id": "8", "output": none}, name="unanswerable.jsonl"),
    )
    answered, unanswered = found.questions
    assert answered.answers == ("It is old.", "Old.")
    assert answered.evidence == (
        Evidence("clapnq-7", "It is old .", 0, 11),
        Evidence("clapnq-7", "It turns ."),
    )
    assert (unanswered.answerable, unanswered.answers) == (False, ())
    assert found.qrels == {"7": {"clapnq-7": 1}}


def spoken(*turns):
    return [{"speaker": who, "text": text, "metadata": {}} for who, text in turns]


def test_mtrag(tmp_path):
    shared = {"task_id": "c<::>2", "targets": spoken(("agent", "Since May."))}
    shared |= {"Collection": "govt", "Question Type": ["Factoid"], "Multi-Turn": ["Follow-up"]}
    before = [("user", "Who?"), ("agent", "Ada."), ("agent", "Ada Brand.")]
    contexts = [{"document_id": "d1", "title": "May", "text": "Since May."},
                {"document_id": "d2", "text": " "}]  # fmt: skip
    first = shared | {"input": spoken(*before, ("user", "Since when?")), "contexts": contexts,
                      "answerability": ["PARTIAL"]}  # fmt: skip
    second = shared | {"task_id": "c<::>3", "input": spoken(("user", "Why?")), "contexts": [],
                       "Answerability": ["UNANSWERABLE"], "Multi-Turn": ["N/A"]}  # fmt: skip
    third = shared | {"task_id": "c<::>4", "input": spoken(("user", "Hi!")), "contexts": [],
                      "Answerability": ["CONVERSATIONAL"]}  # fmt: skip
    found = formats.mtrag(jsonl(tmp_path, first, second, third))
    partly, unanswerable, talk = found.questions
    assert partly.turns == (Turn("Who?", "Who?", ("Ada.", "Ada Brand.")),)
    assert (partly.answers, partly.answerable) == (("Since May.",), True)
    assert partly.tags == ("partial", "govt", "factoid", "follow-up")
    assert partly.extra["contexts"] == ["d1", "d2"]
    assert (unanswerable.answers, unanswerable.answerable) == ((), False)
    assert unanswerable.extra["response"] == ["Since May."]
    assert unanswerable.tags == ("unanswerable", "govt", "factoid")
    assert talk.answerable is None
    assert ([article.id for article in found.articles], found.empty) == (["d1"], ("d2",))


def test_mtrag_asks_last(tmp_path):
    record = {"task_id": "c", "input": spoken(("user", "Who?"), ("agent", "Ada.")),
              "targets": [], "contexts": []}  # fmt: skip
    with pytest.raises(EvaluationError, match="its last turn is of 'agent', not of the user"):
        formats.mtrag(jsonl(tmp_path, record))


BENCHMARK = [
    {"hash": "h", "model_name": name, "article": "It rained.", "summary": summary, "split": "test"}
    for name, summary in (("lead", "It rained."), ("bert", "It rained. It snowed."))
]


def test_frank(tmp_path):
    annotations = listed(
        tmp_path,
        {"hash": "h", "model_name": "bert", "Factuality": 0.5},
        {"hash": "h", "model_name": "lead", "Factuality": 1.0},
        name="human_annotations.json",
    )
    whole, half = formats.frank(listed(tmp_path, *BENCHMARK), annotations)
    assert (whole.id, whole.support, whole.supported) == ("h/lead", 1.0, True)
    assert (half.support, half.supported, half.tags) == (0.5, False, ("bert", "test"))
    assert (half.statement, half.evidence) == ("It rained. It snowed.", "It rained.")
    [alone] = formats.frank(jsonl(tmp_path, BENCHMARK[0] | {"factuality": 0.25}))
    assert (alone.support, alone.supported) == (0.25, False)


def test_frank_needs_a_judgement(tmp_path):
    empty = listed(tmp_path, name="human_annotations.json")
    with pytest.raises(EvaluationError, match=r"data.json:1: .* does not judge \('h', 'lead'\)"):
        formats.frank(listed(tmp_path, *BENCHMARK), empty)


def test_qags(tmp_path):
    def judged(*responses):
        return [{"worker_id": at, "response": one} for at, one in enumerate(responses)]

    sentences = [
        {"sentence": "It rained.", "responses": judged("yes", "no", "yes")},
        {"sentence": "It snowed.", "responses": judged("no", "yes")},
    ]
    path = jsonl(tmp_path, {"article": "It rained.", "summary_sentences": sentences})
    rain, snow = formats.qags(path)
    assert (rain.statement, rain.evidence) == ("It rained.", "It rained.")
    assert (rain.support, rain.supported) == (pytest.approx(2 / 3), True)
    assert (snow.support, snow.supported) == (0.5, False)


def beir(folder, qrels="query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n", name="test"):
    corpus = [{"_id": "d1", "title": "Rain", "text": "It rained.", "metadata": {}},
              {"_id": "d2", "title": "Headline alone", "text": ""},
              {"_id": "d3", "title": "", "text": ""}]  # fmt: skip
    jsonl(folder, *corpus, name="corpus.jsonl")
    jsonl(folder, {"_id": "q1", "text": "Rain?"}, {"_id": "q2", "text": "?"}, name="queries.jsonl")
    (folder / "qrels").mkdir(exist_ok=True)
    (folder / "qrels" / f"{name}.tsv").write_text(qrels)
    return folder


def test_beir(tmp_path):
    found = formats.beir(beir(tmp_path))
    question = only(found.questions)
    assert (question.id, question.question) == ("q1", "Rain?")
    assert question.evidence == (Evidence("d1"),)
    assert found.qrels == {"q1": {"d1": 2, "d2": 0}}
    assert [(article.id, article.text) for article in found.articles] == [
        ("d1", "It rained."), ("d2", "Headline alone"),
    ]  # fmt: skip
    assert found.empty == ("d3",)


def test_beir_zipped_and_another_split(tmp_path):
    beir(tmp_path, "q2\td1\t1\n", name="dev")
    for name in ("corpus.jsonl", "queries.jsonl"):
        plain = tmp_path / name
        plain.with_name(f"{name}.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    assert only(formats.beir(tmp_path, "dev").questions).id == "q2"


@pytest.mark.parametrize(
    ("qrels", "said"),
    [
        ("q9\td1\t1\n", "lacks 1 judged questions, the first of them 'q9'"),
        ("q1\td1\n", r"test.tsv:1: is no BEIR qrels record: it has 2 columns and not 3"),
        ("q1\td1\t1\nq1\td1\t0\n", r"test.tsv:2: .*'d1' is judged twice for 'q1'"),
        ("q1\td1\tyes\n", r"test.tsv:1: is no BEIR qrels record: invalid literal"),
    ],
)
def test_beir_refuses(tmp_path, qrels, said):
    with pytest.raises(EvaluationError, match=said):
        formats.beir(beir(tmp_path, qrels))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(EvaluationError, match=r"could not read .*test\.tsv"):
        formats.beir(tmp_path)
    with pytest.raises(EvaluationError, match="could not read"):
        formats.rgb(tmp_path / "en.json")


def test_trec_qrels_go_and_come_back(tmp_path):
    qrels = {"q1": {"https://a.example/1": 1, "d2": -1}, "q2": {"d1": 0}}
    path = tmp_path / "qrels.txt"
    formats.write_qrels(qrels, path)
    assert path.read_text().splitlines()[0] == "q1 0 https://a.example/1 1"
    assert formats.read_qrels(path) == qrels


def test_trec_runs_go_and_come_back(tmp_path):
    rankings = {"q1": ("d1", "d3", "d2"), "q2": ("d9",)}
    path = tmp_path / "run.txt"
    formats.write_run(rankings | {"q3": ()}, path, "dateline")
    assert path.read_text().splitlines()[0] == "q1 Q0 d1 1 3 dateline"
    assert formats.read_run(path) == rankings


def test_a_run_is_ranked_by_score_as_trec_eval_does(tmp_path):
    path = tmp_path / "run.txt"
    path.write_text("q Q0 a 1 0.5 x\nq Q0 b 2 0.5 x\nq Q0 c 3 7e-1 x\n")
    assert formats.read_run(path) == {"q": ("c", "b", "a")}


@pytest.mark.parametrize("bad", ["two words", "", "tab\t", "no\u00a0break"])
def test_an_id_that_a_trec_file_would_part_is_refused(tmp_path, bad):
    path = tmp_path / "run.txt"
    with pytest.raises(EvaluationError, match="cannot stand in a TREC file"):
        formats.write_run({"q": (bad,)}, path, "dateline")
    with pytest.raises(EvaluationError, match="cannot stand in a TREC file"):
        formats.write_qrels({bad: {"d": 1}}, path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q Q0 d 1 high x", "could not convert"),
        ("q Q0 d 1 0.5", "it has 5 columns and not 6"),
        ("q Q0 d 1 0.5 x\nq Q0 d 2 0.4 x", "'d' is found twice for 'q'"),
    ],
)
def test_a_bad_run_is_refused(tmp_path, line, said):
    path = tmp_path / "run.txt"
    path.write_text(line)
    with pytest.raises(EvaluationError, match=said):
        formats.read_run(path)


@pytest.mark.parametrize(
    "read",
    [formats.realtime_qa, formats.multihop_rag, formats.rgb, formats.ramdocs, formats.quotesum,
     formats.trec_qa, formats.clapnq, formats.mtrag, formats.frank, formats.qags, formats.squad],
)  # fmt: skip
def test_another_format_is_refused_with_its_line(tmp_path, read):
    with pytest.raises(EvaluationError, match=r"data.jsonl:1: is no .* record: it has no '"):
        read(jsonl(tmp_path, {"text": "Something else."}))


@pytest.mark.parametrize("text", ["[1, 2]", "7\n", '{"a": 1}\nnot json\n', '"text"'])
def test_what_is_no_record_is_refused(tmp_path, text):
    path = tmp_path / "data.jsonl"
    path.write_text(text)
    with pytest.raises(EvaluationError, match=r"data.jsonl:\d: is no QAGS record"):
        formats.qags(path)


def in_place(found):
    """How much of the evidence that has a place stands there; all of it must."""
    texts = {article.id: article.text for article in found.articles}
    placed = [e for question in found.questions for e in question.evidence if e.start is not None]
    assert all(texts[e.article][e.start : e.end] == e.quote for e in placed)
    return len(placed)


@real
@pytest.mark.parametrize(
    ("read", "name", "questions", "articles", "unanswerable", "placed"),
    [
        (formats.squad, "squad/squad-v2.0-dev-first8.json", 2805, 294, 1527, 2138),
        (formats.squad, "squad/xquad.en.json", 1190, 240, 0, 1190),
        (formats.squad, "squad/new-wiki-v1.0.json", 7938, 1581, 0, 14240),
        (formats.trec_qa, "trecqa/dev.jsonl", 82, 1148, 4, 222),
        (formats.trec_qa, "trecqa/train.jsonl", 94, 4718, 11, 348),
        (formats.ramdocs, "conflicts/ramdocs-first250.jsonl", 250, 1121, 0, 0),
        (formats.multihop_rag, "multihop/multihoprag-first150.jsonl", 150, 0, 22, 0),
        (formats.mtrag, "multiturn/mtrag-un-first200.jsonl.gz", 200, 394, 45, 0),
        (formats.quotesum, "support/quotesum-dev.jsonl", 91, 280, 0, 852),
    ],
)
def test_real_sets_are_read_whole(read, name, questions, articles, unanswerable, placed):
    found = read(DATA / name)
    assert (len(found.questions), len(found.articles)) == (questions, articles)
    assert len({question.id for question in found.questions}) == questions
    assert sum(question.answerable is False for question in found.questions) == unanswerable
    assert in_place(found) == placed
    assert found.empty == ()


@real
def test_real_long_answers_are_read_whole():
    names = ("clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl")
    found = formats.clapnq(*(DATA / "clapnq" / name for name in names))
    assert (len(found.questions), len(found.articles)) == (600, 600)
    assert sum(question.answerable for question in found.questions) == 300
    assert in_place(found) == 893


@real
def test_real_claims_are_read_whole():
    frank = formats.frank(DATA / "support" / "frank-valid.jsonl.gz")
    assert (len(frank), sum(claim.supported for claim in frank)) == (671, 243)
    counts = [
        (len(claims), sum(claim.supported for claim in claims))
        for name in ("cnndm", "xsum")
        for claims in [formats.qags(DATA / "support" / f"qags-{name}.jsonl.gz")]
    ]
    assert counts == [(714, 531), (239, 116)]


@real
def test_the_news_quiz_is_in_our_own_format():
    questions = read_questions(DATA / "newsquiz" / "questions.jsonl")
    assert sum(question.answerable for question in questions) == 300
    assert len(questions) == 450
    assert all(question.evidence for question in questions if question.answerable)
