"""How well a sentence, in its place, fits a question: its act, people, time, place, sureness."""
