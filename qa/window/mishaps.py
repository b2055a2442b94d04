"""What a client is told of a request that the server behind access control fails on: one sentence.

Gradio answers 500 to whatever is not as it expects, a question of ours that was refused included.
"""

import json
import logging

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.window.talk import UNFORESEEN

_LOG = logging.getLogger(__name__)
_UNREAD = "this request is not as it must be; /gradio_api/info says what each endpoint takes"


async def shielded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer through `app`. What was refused there, or could not be read, is the client's: 400."""
    failed: bytearray | None = None
    begun = False

    async def told(message: Message) -> None:
        nonlocal failed, begun
        if message["type"] == "http.response.start" and message["status"] == 500:
            failed = bytearray()
        elif failed is None:
            begun = True
            await send(message)
        elif message["type"] == "http.response.body":
            failed += message.get("body", b"")

    try:
        await app(scope, receive, told)
    except Exception as error:
        if begun:
            raise
        _LOG.warning("%s %s could not be answered: %r", scope["method"], scope["path"], error)
        failed = bytearray()
    if failed is not None:
        why = _why(bytes(failed))
        await JSONResponse({"error": why}, 500 if why == UNFORESEEN else 400)(scope, receive, send)


def _why(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return _UNREAD
    error = told.get("error") if isinstance(told, dict) else None
    return error if isinstance(error, str) and error else _UNREAD
