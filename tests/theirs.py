"""Question sets by ragas', DeepEval's and Hugging Face's own classes, in an environment of theirs.

    pip install ragas 'langchain-community<0.4' deepeval datasets
    python tests/theirs.py write tests/data/theirs     # the files that test_exporting.py reads
    python tests/theirs.py read FOLDER                 # what `dateline evaluate --to` wrote there

It imports nothing of ours, since theirs hold back packages that ours needs newer.
"""

import sys
from pathlib import Path

GAUGE = "The gauge at Tamber weir reached 5.87 metres at 4:10 a.m."
COST = "The repairs to the harbour bridge cost 4.2 million crowns."
ROWS = (
    ("How high was the Orle at Tamber weir?", "5.87 metres", "It reached 5.87 metres.", [GAUGE]),
    ("How much did the bridge repairs cost?", "4.2 million crowns", "4.2 million.", [COST, GAUGE]),
    ("How many moons does Saturn have?", None, "The articles do not say.", []),
)


def write(folder: Path) -> None:
    """What users of these packages have: each saved by its own class in all of its forms."""
    from datasets import Dataset
    from deepeval.dataset import EvaluationDataset as Goldens
    from deepeval.dataset import Golden
    from deepeval.test_case import RetrievedContextData
    from ragas import EvaluationDataset
    from ragas.dataset_schema import SingleTurnSample

    samples = [
        SingleTurnSample(
            user_input=asked, reference=answer, response=said, retrieved_contexts=[GAUGE],
            reference_contexts=contexts, persona_name="Reader",
        )
        for asked, answer, said, contexts in ROWS
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    EvaluationDataset(samples).to_jsonl(folder / "ragas.jsonl")
    EvaluationDataset(samples).to_csv(folder / "ragas.csv")
    EvaluationDataset(samples).to_hf_dataset().to_parquet(folder / "ragas.parquet")
    goldens = Goldens(
        goldens=[
            Golden(
                input=asked, expected_output=answer, actual_output=said, context=contexts,
                retrieval_context=[RetrievedContextData(source="lpa", context=GAUGE)],
                additional_metadata={"desk": "local", "checked": True}, comments="by hand",
            )
            for asked, answer, said, contexts in ROWS
        ]
    )  # fmt: skip
    for form in ("json", "csv", "jsonl"):
        goldens.save_as(form, str(folder), "deepeval")
    squad = [
        {
            "id": str(at),
            "title": "Harbour_Bridge",
            "context": f"{COST} {GAUGE}",
            "question": asked,
            "answers": {
                "text": [answer] * bool(answer),
                "answer_start": [f"{COST} {GAUGE}".index(answer)] if answer else [],
            },
        }
        for at, (asked, answer, _, _) in enumerate(ROWS)
    ]
    Dataset.from_list(squad).to_parquet(folder / "hub" / "data" / "validation-00000.parquet")
    Dataset.from_list(squad[:1]).to_json(folder / "hub" / "data" / "train.jsonl")


def read(folder: Path) -> None:
    """Load every file that we wrote, and hold them against each other."""
    from datasets import load_dataset
    from deepeval.dataset import EvaluationDataset as Goldens
    from ragas import EvaluationDataset

    samples = EvaluationDataset.from_jsonl(folder / "ragas.jsonl")
    EvaluationDataset.from_hf_dataset(samples.to_hf_dataset())
    told = [(one.user_input, one.reference, one.response) for one in samples]
    for form in ("json", "csv", "jsonl"):
        goldens = Goldens()
        getattr(goldens, f"add_goldens_from_{form}_file")(str(folder / f"deepeval.{form}"))
        assert [(one.input, one.expected_output, one.actual_output) for one in goldens.goldens] == (
            told
        ), form
        for one, sample in zip(goldens.goldens, samples, strict=True):
            assert (one.context or []) == (sample.reference_contexts or []), form
            assert (one.retrieval_context or []) == (sample.retrieved_contexts or []), form
            assert "dateline" in one.additional_metadata, form
    cases = Goldens()
    names = "input", "actual_output"
    cases.add_test_cases_from_csv_file(str(folder / "deepeval.csv"), *names)
    assert [one.actual_output for one in cases.test_cases] == [one[2] for one in told]
    rows = load_dataset(str(folder / "hub"), split="test")
    assert rows["response"] == [one[2] for one in told]
    assert [one["text"][:1] for one in rows["answers"]] == [[one[1]] * bool(one[1]) for one in told]
    print(f"{len(told)} samples are the same in ragas, DeepEval and datasets")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
