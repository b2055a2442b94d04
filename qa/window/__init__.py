"""What is behind the page, its API and its visitors, without Gradio. Listed in the stub."""

from qa.lazy import attach

__getattr__, __dir__ = attach(__name__, __file__)
__all__ = __dir__()
