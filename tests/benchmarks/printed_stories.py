"""Stories of invented sentences, of which it is known where words may be divided."""

import random
from dataclasses import dataclass, field

SOFT = "\u00ad"
_WHO = (
    "The coun~cil|The har~bour mas~ter|Mayor Olga Fenn|A spokes~woman for the port|The trus~tees|"
    "Resi~dents of Quay Street|The fer~ry com~pany|Inspec~tor Tam Brandt|The re~gion's treas~urer|"
    "Teachers at Marsh Bridge|The fish~er~men's union|Engi~neers from Kestrane|The hos~pi~tal board"
)
_DID = (
    "approved|re~jected|de~fended|post~poned|wel~comed|ques~tioned|an~nounced|pub~lished|ex~plained|"
    "with~drew|re~con~sid~ered|con~firmed"
)
_WHAT = (
    "the plan for a new via~duct|a budget of 4.2 mil~lion crowns|"
    "the clos~ing of the swim~ming pool|"
    "an in~quiry into the fire at the paper mill|the con~tract with the ferry op~er~a~tor|"
    "a re~port on the drink~ing water|the well-known mar~ket on Sat~ur~days|"
    "24-hour care at the clinic|"
    "the vice-pres~i~dent's pro~posal|a cer~tif~i~cate of safety for the light~house"
)
_WHEN = (
    "on Mon~day|on Tues~day eve~ning|af~ter a de~bate of three hours|"
    "in a let~ter to the min~is~ter|"
    "at a pub~lic meet~ing in Tam~ber|be~fore the win~ter be~gins|for the sec~ond time this year|"
    "against the ad~vice of its own ex~perts|with~out giv~ing a rea~son"
)
_TAIL = (
    "|, while the op~po~si~tion asked for more time|, and the road stays shut un~til June|"
    ", which 612 peo~ple had signed for|, ac~cord~ing to the min~utes of the meet~ing|"
    ", though no~body could say who would pay|, as the Har~bour Cour~ier re~ported"
)
_HEADS = (
    "Bridge shut for nine weeks|Ferry fares to rise again|Water found clean after tests|"
    "Mill fire was no accident|Council votes for the viaduct|Pool to close before winter|"
    "Lighthouse keeper honoured|Market moves to the quay|Clinic looks for midwives"
)


@dataclass
class Story:
    """A headline and its paragraphs; hyphens may divide words where "~" stands."""

    title: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        """What is to be read."""
        return "\n\n".join(self.paragraphs).replace(SOFT, "")


@dataclass
class Printed:
    """A file, what it says, and what stands beside its stories and may be anywhere between."""

    name: str
    data: bytes
    stories: list[Story]
    asides: list[str] = field(default_factory=list)


class Writer:
    """Stories out of invented sentences."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._heads = _HEADS.split("|")
        self.chance.shuffle(self._heads)
        self._told: set[str] = set()

    def sentence(self) -> str:
        """One that was not written before."""
        while True:
            parts = [self.chance.choice(x.split("|")) for x in (_WHO, _DID, _WHAT, _WHEN, _TAIL)]
            text = " ".join(parts[:4]) + parts[4] + "."
            if text not in self._told:
                self._told.add(text)
                return text.replace("~", SOFT)

    def story(self, paragraphs: int) -> Story:
        """A story of so many paragraphs, of two to four sentences each."""
        made = [
            " ".join(self.sentence() for _ in range(self.chance.randint(2, 4)))
            for _ in range(paragraphs)
        ]
        return Story(self._heads.pop(), made)
