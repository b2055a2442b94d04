"""What a sentence says, read once: its words, quantities, days, names, acts, speech, denials.

Knows nothing of questions, answers and evidence.
"""

from index import written as written
from index import written_days as written_days
from qa.language.clauses import Act, Form
from qa.language.kinship import forms, kin, kindred, meets
from qa.language.moments import Certainty, Moment, Shift, Stretch
from qa.language.names import Part
from qa.language.quantities import Bound, Quantity, QuantityKind
from qa.language.sentence import Sentence, joined, read
from qa.language.speech import Quotation, Sign
from qa.language.tokens import Token, stem
from qa.language.writing import told_of

__all__ = [
    "Act",
    "Bound",
    "Certainty",
    "Form",
    "Moment",
    "Part",
    "Quantity",
    "QuantityKind",
    "Quotation",
    "Sentence",
    "Shift",
    "Sign",
    "Stretch",
    "Token",
    "forms",
    "joined",
    "kin",
    "kindred",
    "meets",
    "read",
    "stem",
    "told_of",
    "written",
    "written_days",
]
