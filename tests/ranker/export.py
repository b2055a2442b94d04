"""Put trained weights into the reader: `python -m tests.ranker.export`. Needs no torch.

What training changed is packed into `ranker.bin`; `ranker.json` holds its SHA-256.
"""

import argparse
import hashlib
import json
from pathlib import Path

from safetensors.numpy import load_file

from qa.reading.ranker import SHIPPED
from qa.reading.ranker_weights import packed
from tests.ranker.prepare import FOLDER, base_folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=FOLDER / "run" / "weights.safetensors")
    parser.add_argument("--to", type=Path, default=SHIPPED)
    chosen = parser.parse_args()
    content = packed(load_file(base_folder() / "model.safetensors"), load_file(chosen.weights))
    chosen.to.mkdir(parents=True, exist_ok=True)
    (chosen.to / "ranker.bin").write_bytes(content)
    about = {"sha256": hashlib.sha256(content).hexdigest()}
    (chosen.to / "ranker.json").write_text(json.dumps(about) + "\n", encoding="utf-8")
    print(f"{len(content):,} bytes, SHA-256 {about['sha256']}")


if __name__ == "__main__":
    main()
