"""Statements held against a text and judged by people: FRANK and QAGS."""

from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluation.collection import Claim
from qa.evaluation.records import reading, records


def frank(path: Path | str, annotations: Path | str | None = None) -> list[Claim]:
    """FRANK (Pagnoni et al. 2021): a summary against its article. It is supported if all of it is.

    `path` is `benchmark_data.json`, with `human_annotations.json` as `annotations`, or one file
    that holds both: `hash`, `model` or `model_name`, `summary`, `article`, `factuality`.

    Raises:
        EvaluationError: a record is none of the format's, or nobody judged it.
    """
    judged: dict[tuple[str, str], float] = {}
    for number, record in records(annotations, "FRANK annotation") if annotations else ():
        with reading(str(annotations), number, "FRANK annotation"):
            judged[record["hash"], record["model_name"]] = float(record["Factuality"])
    claims = []
    for number, record in records(path, "FRANK"):
        with reading(path, number, "FRANK"):
            model = record["model"] if "model" in record else record["model_name"]
            key = (record["hash"], model)
            if annotations and key not in judged:
                raise EvaluationError(f"{path}:{number}: {annotations} does not judge {key}")
            support = judged[key] if annotations else float(record["factuality"])
            tags = tuple(filter(None, [record.get("dataset"), model, record.get("split")]))
            claims.append(
                Claim(
                    f"{key[0]}/{model}", record["summary"], record["article"],
                    support, support == 1, tags,
                )
            )  # fmt: skip
    return claims


def qags(path: Path | str) -> list[Claim]:
    """QAGS (Wang, Cho and Lewis 2020): each sentence of a summary, supported if most judges say so.

    Raises:
        EvaluationError: a record is none of the format's.
    """
    claims = []
    for number, record in records(path, "QAGS"):
        with reading(path, number, "QAGS"):
            for at, one in enumerate(record["summary_sentences"]):
                said = [response["response"] == "yes" for response in one["responses"]]
                if not said:
                    raise ValueError(f"nobody judged sentence {at}")
                support = sum(said) / len(said)
                claims.append(
                    Claim(
                        f"qags-{number}/{at}", one["sentence"], record["article"],
                        support, support > 0.5,
                    )
                )  # fmt: skip
    return claims
