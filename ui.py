"""The chat window: one more face of the one `Answerer`. It shows answers and holds no logic.

What belongs to one visitor lives in `gr.State`; nothing of it is on this module or on the page.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import click
import gradio as gr

from qa import (
    FAILURES,
    Answer,
    Answerer,
    Exchange,
    SettingsError,
    Stage,
    Statement,
    example_questions,
    render,
)

_AT_ONCE = 8
"""How many questions are worked on at once; more wait their turn."""

_UNFORESEEN = "Dateline itself failed on this question; the terminal that runs it says where."

Exchanges = tuple[Exchange, ...]
Screen = tuple[Any, ...]
Event = Stage | Statement | Answer

# A mark leads to its card. Where the card is another answer's, the server is asked for that
# answer's cards first, and the card is chosen once they are there.
_CHAT_JS = """
element.addEventListener('click', (event) => {
  const example = event.target.closest('[data-question]');
  if (example) {
    trigger('choose', {question: example.dataset.question});
    if (matchMedia('(hover: hover)').matches) document.querySelector('#dl-box textarea').focus();
    return;
  }
  const mark = event.target.closest('a.dl-mark');
  if (!mark) return;
  event.preventDefault();
  const id = mark.getAttribute('href').slice(1);
  document.dispatchEvent(new CustomEvent('dateline-card', {detail: id}));
  if (!document.getElementById(id)) trigger('recall', {number: Number(mark.dataset.exchange)});
});
"""
_LIVE_JS = (
    _CHAT_JS
    + """
let seen = '';
// to the top when it is asked and, where the page was too short for that, when it is answered
watch('value', () => {
  const exchange = element.querySelector('.dl-exchange');
  const now = exchange && exchange.id + (exchange.querySelector('.dl-facts') ? ' answered' : '');
  if (!exchange || now === seen) return;
  const late = now.startsWith(seen) && seen && exchange.getBoundingClientRect().top < 250;
  seen = now;
  if (late) return;
  // once the earlier answers have moved up too
  setTimeout(() => element.querySelector('.dl-exchange').scrollIntoView({block: 'start'}), 50);
});
"""
)
_CARDS_JS = """
let wanted = '';
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const go = (target) => {
  target.focus({preventScroll: true});
  target.scrollIntoView({block: 'nearest', behavior: calm ? 'auto' : 'smooth'});
};
const choose = () => {
  const card = document.getElementById(wanted);
  if (!card) return;
  element.querySelectorAll('.dl-chosen').forEach((other) => other.classList.remove('dl-chosen'));
  card.classList.add('dl-chosen');
  wanted = '';
  go(card);
};
document.addEventListener('dateline-card', (event) => { wanted = event.detail; choose(); });
watch('value', choose);
element.addEventListener('click', (event) => {
  const back = event.target.closest('a.dl-number');
  const mark = back && document.getElementById(back.getAttribute('href').slice(1));
  if (back) event.preventDefault();
  if (mark) go(mark);
});
"""


def page(answerer: Answerer) -> gr.Blocks:
    """The chat window over one answerer, to be launched or mounted. Also an API: `/ask`."""
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as blocks:
        shown = gr.State(())
        with gr.Column(elem_id="dl-page"):
            _html(f"<style>{render.stylesheet()}</style>", "dl-style")
            top = _html(render.header(answerer.archive.coverage()), "dl-top")
            with gr.Row(elem_id="dl-body"):
                with gr.Column(elem_id="dl-left"):
                    with gr.Column(elem_id="dl-chat"):
                        past = _html("", "dl-past", _CHAT_JS)
                        live = _html(
                            render.welcome(example_questions(answerer.archive)), "dl-live", _LIVE_JS
                        )
                    with gr.Row(elem_id="dl-ask"):
                        box = _question_box()
                        send = gr.Button("Ask", elem_id="dl-send", variant="primary")
                        stop = gr.Button("Stop", elem_id="dl-stop", visible=False)
                with gr.Column(elem_id="dl-side"):
                    cards = _html(render.cards(None), "dl-sources", _CARDS_JS)
        outputs = [shown, past, live, cards, box, send, stop]
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        once: dict[str, Any] = {"trigger_mode": "once", "concurrency_limit": _AT_ONCE, **hidden}

        async def answering(question: str, before: Exchanges) -> AsyncIterator[Screen]:
            async for screen in _answering(answerer, question, before):
                yield screen

        asked = gr.on([box.submit, send.click], answering, [box, shown], outputs, **once)
        picked = live.choose(_chosen_question, None, box, **hidden)
        followed = picked.then(answering, [box, shown], outputs, **once)
        stop.click(_stopped, [shown], outputs, cancels=[asked, followed], **hidden)
        for part in (past, live):
            part.recall(_recalled, [shown], cards, **hidden)
        blocks.load(lambda: render.header(answerer.archive.coverage()), None, top, **hidden)
        gr.api(_api(answerer), api_name="ask", concurrency_limit=_AT_ONCE)
    return blocks


def serve(
    answerer: Answerer, *, host: str = "127.0.0.1", port: int | None = None, browser: bool = False
) -> None:
    """Show the window at `host` until Ctrl-C. Without a port, the first free one from 7860.

    Raises:
        SettingsError: the port is taken, or nothing can listen at that host.
    """
    blocks = page(answerer)
    try:
        launch(blocks, host, port, browser=browser)
    except OSError as error:
        tried = f"port {port}" if port is not None else "any port from 7860 on"
        raise SettingsError(
            f"nothing can listen on {tried} of {host!r}; give another --port or --host"
        ) from error
    try:
        click.echo(f"Dateline is at {blocks.local_url.rstrip('/')} (Ctrl-C stops it)")
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo()
    finally:
        blocks.close(verbose=False)


def launch(
    blocks: gr.Blocks, host: str = "127.0.0.1", port: int | None = None, *, browser: bool = False
) -> None:
    """Start serving in the background: no share link, no other host asked for anything."""
    blocks.launch(
        server_name=host,
        server_port=port,
        inbrowser=browser,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        ssr_mode=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
    )


# -- parts of the page -------------------------------------------------------------------------


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False, padding=False)


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        show_label=False,
        container=False,
        placeholder="Ask a question",
        lines=1,
        max_lines=5,
        autofocus=True,
        elem_id="dl-box",
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
    )


# -- what happens ------------------------------------------------------------------------------


async def _answering(answerer: Answerer, question: str, before: Exchanges) -> AsyncIterator[Screen]:
    """What is on the screen after each event of the stream."""
    began = perf_counter()
    if before and before[-1].error:  # the next attempt takes the place of one that failed
        before = before[:-1]
    now = Exchange(len(before) + 1, question.strip())
    yield _screen(before, now, first=True, working=True)
    try:
        async for event in _unhurried(answerer.stream(question)):
            now = now.after(event, perf_counter() - began)
            yield _screen(before, now, working=now.answer is None)
    except FAILURES as error:
        yield _screen(before, replace(now, error=str(error)), working=False, box=question)
    except Exception:  # nobody foresaw it: say so in the window, and let the terminal say where
        yield _screen(before, replace(now, error=_UNFORESEEN), working=False, box=question)
        raise


async def _unhurried(stream: Iterator[Event]) -> AsyncIterator[Event]:
    """The same events, awaited: Stop takes effect at once, even while a model is thinking.

    The thread that waits for the model ends with the event that it was waiting for.
    """
    while (event := await asyncio.to_thread(next, stream, None)) is not None:
        yield event


def _screen(
    before: Exchanges,
    now: Exchange,
    *,
    working: bool,
    first: bool = False,
    box: str | None = None,
) -> Screen:
    """One value for each of the outputs: state, past, live, cards, box, Ask, Stop."""
    emptied = "" if first else gr.skip()
    return (
        (*before, now),
        render.exchanges(before) if first else gr.skip(),
        render.exchange(now),
        render.cards(now),
        emptied if box is None else box,
        gr.update(visible=not working),
        gr.update(visible=working),
    )


def _stopped(shown: Exchanges) -> Screen:
    """The screen after Stop: what was said so far stays."""
    *before, now = shown
    return _screen(tuple(before), replace(now, stopped=True), working=False)


def _recalled(shown: Exchanges, event: gr.EventData) -> str:
    """The cards of the exchange whose mark was chosen, else those of the last one."""
    wanted = event._data.get("number") if isinstance(event._data, dict) else None  # noqa: SLF001
    chosen = [exchange for exchange in shown if exchange.number == wanted] or list(shown[-1:])
    return render.cards(chosen[0] if chosen else None)


def _chosen_question(event: gr.EventData) -> str:
    return str(event._data["question"])  # noqa: SLF001


def _api(answerer: Answerer) -> Any:
    def ask(question: str) -> dict[str, Any]:
        """The answer to a question: statements with numbered citations, or why there is none."""
        try:
            return answerer.ask(question).as_dict()
        except FAILURES as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask
