"""What the chat window and its other doors do, without Gradio: talk, keep, add, let in."""
