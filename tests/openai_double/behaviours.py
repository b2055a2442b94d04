"""How one request is answered, and the behaviours that have a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tests.openai_double import writers
from tests.openai_double.writers import Writer, well

LINE = -1
"""`stop_at` just past the first complete line."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What one request gets; as it stands, a good answer.

    `says` is the answer's text or makes it from the prompt. Streamed, it comes `chunk` characters
    at a time with `delay` seconds between, all of it after `before` seconds of silence.

    `body` is sent in place of an answer, with `status` and `headers`; in it {key} and {model}
    stand for those of the request. `times` is for how many requests that holds, after
    which it answers well.

    `stop` is what happens after `stop_at` characters of the answer: the socket is closed ("cut"),
    nothing comes for `seconds` ("stall"), an error is sent as an event ("error"), or the stream
    ends in good order but without a finish or [DONE] ("end"). With `stop_at` 0 the headers are out.

    `rejects` names parameters that are refused with 400, `context` how many tokens fit; with
    `tells_window` the refusal has that as a number, as llama.cpp's does.

    Of embeddings: `dim` numbers each unless the request says how many, `shuffled` in `data` with
    the right indexes, `lose` of them left out, `floats` although base64 was asked for.
    """

    says: str | Writer = well
    chunk: int = 12
    delay: float = 0.0
    before: float = 0.0
    finish: str = "stop"
    refusal: str = ""
    reasoning: str = ""
    status: int = 200
    body: str = ""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    times: int | None = None
    stop: Literal["", "cut", "stall", "error", "end"] = ""
    stop_at: int = 0
    seconds: float = 30.0
    rejects: tuple[str, ...] = ()
    context: int | None = None
    tells_window: bool = False
    dim: int = 64
    shuffled: bool = False
    lose: int = 0
    floats: bool = False


def failing(
    status: int,
    message: str,
    code: str | None = None,
    *,
    kind: str = "invalid_request_error",
    param: str | None = None,
    retry_after: float | None = None,
    times: int | None = None,
) -> Behaviour:
    """A request refused as OpenAI does it; `retry_after` in seconds."""
    headers = () if retry_after is None else (("Retry-After", f"{retry_after:g}"),)
    return Behaviour(
        status=status, body=error_body(message, code, kind, param), headers=headers, times=times
    )


def error_body(
    message: str,
    code: str | None = None,
    kind: str = "invalid_request_error",
    param: str | None = None,
) -> str:
    """OpenAI's JSON of an error."""
    return json.dumps({"error": {"message": message, "type": kind, "param": param, "code": code}})


GOOD = Behaviour()
UNAUTHORISED = failing(401, "Incorrect API key provided: {key}.", "invalid_api_key")
FORBIDDEN = failing(403, "Your key may not use the model `{model}`.", "permission_denied")
NO_SUCH_MODEL = failing(
    404, "The model `{model}` does not exist or you do not have access to it.", "model_not_found"
)
RATE_LIMITED = failing(
    429,
    "Rate limit reached for {model}: Limit 3, Used 3, Requested 1. Please try again in 1s.",
    "rate_limit_exceeded",
    kind="requests",
    retry_after=1,
)
NO_QUOTA = failing(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    "insufficient_quota",
    kind="insufficient_quota",
)
TOO_LONG = failing(
    400,
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9214 "
    "tokens. Please reduce the length of the messages.",
    "context_length_exceeded",
    param="messages",
)
FILTERED = failing(
    400,
    "The response was filtered due to the prompt triggering the content management policy.",
    "content_filter",
    param="prompt",
)
SERVER_ERROR = failing(500, "The server had an error while processing.", kind="server_error")
BAD_GATEWAY = Behaviour(
    status=502,
    body="<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    content_type="text/html",
)
OVERLOADED = failing(503, "The engine is currently overloaded.", kind="server_error")

NAMED: Mapping[str, Behaviour] = {
    "good": GOOD,
    "miscites": Behaviour(writers.miscites),
    "invents": Behaviour(writers.invents),
    "contradicts": Behaviour(writers.contradicts),
    "obeys": Behaviour(writers.obeys),
    "unmarked": Behaviour(writers.unmarked),
    "paragraph": Behaviour(writers.in_one_paragraph),
    "brackets": Behaviour(writers.in_brackets),
    "daggers": Behaviour(writers.with_daggers),
    "range": Behaviour(writers.as_range),
    "list": Behaviour(writers.as_list),
    "bullets": Behaviour(writers.as_bullets),
    "thinks": Behaviour(writers.thinks),
    "reasons": Behaviour(reasoning="Let me see which sentence says it. [1]\n"),
    "json": Behaviour(writers.as_json),
    "slow": Behaviour(chunk=4, delay=0.15),
    "late": Behaviour(before=8.0),
    "stalls": Behaviour(stop="stall", stop_at=LINE),
    "stalls-at-once": Behaviour(stop="stall"),
    "cut": Behaviour(stop="cut", stop_at=10),
    "cut-after-line": Behaviour(stop="cut", stop_at=LINE),
    "ends-early": Behaviour(stop="end", stop_at=LINE),
    "error-event": Behaviour(stop="error", stop_at=LINE),
    "rate-limited": replace(RATE_LIMITED, times=2),
    "no-quota": NO_QUOTA,
    "unauthorised": UNAUTHORISED,
    "forbidden": FORBIDDEN,
    "no-such-model": NO_SUCH_MODEL,
    "too-long": TOO_LONG,
    "small": Behaviour(context=500),
    "small-llama": Behaviour(context=1_024, tells_window=True),
    "circles": Behaviour(writers.in_circles),
    "labels": Behaviour(writers.labelled),
    "filtered": FILTERED,
    "no-temperature": Behaviour(rejects=("temperature", "max_tokens")),
    "server-error": SERVER_ERROR,
    "bad-gateway": BAD_GATEWAY,
    "overloaded": OVERLOADED,
    "empty": Behaviour(""),
    "refuses": Behaviour("", refusal="I'm sorry, I can't help with that."),
    "out-of-length": Behaviour(finish="length"),
    "out-of-favour": Behaviour(finish="content_filter"),
    "not-json": Behaviour(body="all is well"),
    "html": Behaviour(body="<html><body>Log in to the network</body></html>",
                      content_type="text/html"),
    "wrong-type": Behaviour(content_type="text/plain"),
    "embeds": GOOD,
    "embeds-384": Behaviour(dim=384),
    "embeds-shuffled": Behaviour(shuffled=True),
}  # fmt: skip
"""What a model "double-NAME" does."""
