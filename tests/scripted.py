"""A llama-index LLM that says what a test gives it; the seam for LLMs that are not OpenAI's."""

from typing import Any

from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback


class Scripted(CustomLLM):
    """Streams a given text in small pieces and keeps what it was asked."""

    script: str
    window: int = 3900
    asked: list[str] = []  # noqa: RUF012  (pydantic copies it)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="scripted", context_window=self.window)

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text=self.script)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        self.asked.append(prompt)
        for at in range(0, max(1, len(self.script)), 5):
            piece = self.script[at : at + 5]
            yield CompletionResponse(text=self.script[: at + 5], delta=piece)
