"""Numbers in words: "twelve", "twenty-three", "dozen", "half", "third", "million"."""

from functools import cache

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_RANKS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
    "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
RANKS = {word: value for value, word in enumerate(_RANKS)} | {
    f"{ten[:-1]}ieth": 10 * value for value, ten in enumerate(TENS, 2)
}
"""The rank that each word stands for."""
SCALES = {
    "dozen": 12, "hundred": 1e2, "thousand": 1e3, "k": 1e3,
    "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
"""What a word or a letter after a figure multiplies it by."""


@cache
def number_words() -> dict[str, float]:
    """Spelled numbers up to "ninety-nine", "dozen" and "half", with their values."""
    values = {word: float(value) for value, word in enumerate(ONES)}
    for ten, word in enumerate(TENS, 2):
        values[word] = 10.0 * ten
        for one in range(1, 10):
            values[f"{word}-{ONES[one]}"] = 10.0 * ten + one
    return values | {"dozen": 12.0, "half": 0.5}


def tens(word: str) -> int:
    """The value of one of `TENS`."""
    return 10 * (TENS.index(word) + 2)
