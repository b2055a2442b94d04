"""`python -m tests.openai_double`: serve until interrupted, and say how to use it."""

import argparse
import sys
import threading
from collections.abc import Sequence

from tests.openai_double import serving


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted, and say how to use it."""
    parser = argparse.ArgumentParser(
        description="A stand-in that speaks OpenAI's protocol on this machine. It is no model."
    )
    parser.add_argument("--port", type=int, default=8087)
    chosen = parser.parse_args(arguments)
    try:
        with serving(port=chosen.port) as double:
            print(f"OpenAI's protocol at {double.url}, for trying; Ctrl-C ends it.")
            print("This is no model: it copies sentences of the prompt, or misbehaves on request.")
            print(f"\n  export OPENAI_BASE_URL={double.url}\n  export DATELINE_READER=openai\n")
            print("Models, each named after what it does:")
            print("  " + "\n  ".join(double.models), flush=True)
            threading.Event().wait()
    except OSError as error:
        sys.exit(f"port {chosen.port} cannot be had ({error.strerror}); give another with --port")
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
