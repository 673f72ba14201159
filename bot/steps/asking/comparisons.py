"""The ways to ask for a comparison: a table, a row a way, each with the question that it asks about one of its things.

"Which office has more annual leave, Berlin or Lisbon?" asks of each "How much annual leave does Berlin have?". No page
answers the comparison, and nobody may draw the conclusion but the asker, who is shown both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

# Comparatives and superlatives with the word that they come from, which is what is asked of a single thing.
_FORMS = {
    "long": "longer longest", "short": "shorter shortest", "high": "higher highest", "low": "lower lowest",
    "large": "larger largest", "big": "bigger biggest", "small": "smaller smallest", "good": "better best",
    "bad": "worse worst", "cheap": "cheaper cheapest", "fast": "faster fastest", "quick": "quicker quickest",
    "slow": "slower slowest", "easy": "easier easiest", "strict": "stricter strictest", "late": "later latest",
    "early": "earlier earliest", "new": "newer newest", "old": "older oldest", "near": "nearer nearest",
    "close": "closer closest", "safe": "safer safest", "strong": "stronger strongest", "wide": "wider widest",
    "heavy": "heavier heaviest", "light": "lighter lightest", "expensive": "more·expensive most·expensive",
}  # fmt: skip
_BASES = {form.replace("·", " "): base for base, forms in _FORMS.items() for form in forms.split()}
_DEGREE = rf"(?P<degree>{'|'.join(sorted(_BASES, key=len, reverse=True))})"
_MORE = r"(?P<more>more|most|less|least|fewer|fewest)"
_HAS = r"(?P<verb>has|have|gets?|offers?|gives?|grants?|allows?|includes?|needs?|requires?)"
_PLACED = r"(?P<place>in|at|for|on|with|by|under|from|as)"
_WHICH = (
    r"(?:which|what|who|where)(?: one| of (?:the two|them|these|those))?"
    r"(?: (?!(?:has|have|is|are)\b)[\w-]+){0,2}"
)
_SIDES = r"(?P<sides>\S.*? (?:and|or) \S.*)"
# "longer than required" and "longer than a month" name a measure.
_THING = (
    r"(?P<other>(?!(?:an?|one|two|three|required|expected|usual|normal|needed|planned|necessary|allowed|before|that|this"
    r"|i|we|you)\b|\d).+)"
)
_SHARE = r"(?:have|get|use|offer|need|require|share)"
_SAME = r"(?:the same|identical|equal|different|alike|similar)"
WHAT_IS = "What is {side}?"
"""What is asked of each thing where a question wants to know how they differ, and not in what."""

_DONE = r"(?: (?:set up|handled|done|paid|approved|treated|counted|calculated))?"
_AUXILIARY = r"(?P<aux>do|does|did|can|may|must|should|will)"


@dataclass(frozen=True)
class Comparison:
    """What is compared, as it was written side by side, and what is asked of each: a question with `{side}` in it."""

    things: str
    asks: str

    def question(self, side: str) -> str:
        """The question that is asked about one of the things."""
        return self.asks.replace("{side}", side)


@dataclass(frozen=True)
class Way:
    """One way to ask for a comparison, with an `example` and what that asks about its first thing.

    `pattern` matches a whole question without its mark, whatever its capitals. Its groups fill in `asks`: `{how}` is
    "How much", "How many" or "How long", `{verb}` stands as it does behind "does". The things are its group `sides`, or
    `one` and `other`.
    """

    pattern: str
    asks: str
    example: str
    asked: str

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def comparison(self, question: str) -> Comparison | None:
        """What the question compares in this way."""
        found = self._compiled.fullmatch(question)
        if found is None:
            return None
        groups = found.groupdict()
        words = {name: said or "" for name, said in groups.items() if name not in ("sides", "one", "other")}
        words |= {"how": _how(groups), "verb": _plain(words.get("verb", "")), "aux": words.get("aux", "").lower()}
        asks = self.asks.format(**words, side="{side}")
        return Comparison(groups.get("sides") or f"{groups['one']} and {groups['other']}", " ".join(asks.split()))


WAYS: Sequence[Way] = (
    Way(
        r"(?:(?:can|could) you )?"
        r"(?:(?:what(?:['’]?s| is| are| was)?|is there|are there|explain|describe|summari[sz]e|tell me)"
        r"(?: an?| any| the)?(?: \w+)? |the )?"
        rf"(?:differences?|different)(?: is| are)?(?: there)? (?:between|among|of) {_SIDES}",
        WHAT_IS,
        "What is the difference between error 809 and error 691?",
        "What is error 809?",
    ),
    Way(
        rf"how (?:do|does|is|are) (?P<what>.+?) (?:differ|vary|compare|different) (?:between|across) {_SIDES}",
        "What is {what} in {side}?",
        "How does sick leave differ between Berlin and Lisbon?",
        "What is sick leave in Berlin?",
    ),
    Way(
        rf"how (?:do|does|is|are) (?P<what>.+?) (?:differ|vary|compare|different) {_PLACED} {_SIDES}",
        "What is {what} {place} {side}?",
        "How does leave differ for employees and contractors?",
        "What is leave for employees?",
    ),
    Way(
        r"how (?:do|does|is|are) (?P<one>.+?) (?:differ(?:ent)? from|compared? (?:to|with)) (?P<other>.+)",
        WHAT_IS,
        "How does the standard plan differ from the plus plan?",
        "What is the standard plan?",
    ),
    Way(
        rf"how (?:do|are) {_SIDES} (?:differ|compare|different)",
        WHAT_IS,
        "How do the standard plan and the plus plan differ?",
        "What is the standard plan?",
    ),
    Way(
        r"(?:please )?(?:(?:can|could) you )?compare (?P<one>.+?) (?:and|with|to|against|versus|vs\.?) (?P<other>.+)",
        WHAT_IS,
        "Compare annual leave in Berlin and Lisbon",
        "What is annual leave in Berlin?",
    ),
    Way(
        r"(?:what(?:['’]s| is| are) )?(?P<one>\S+(?: \S+){0,5}?) (?:vs\.?|versus) (?P<other>\S+(?: \S+){0,5})",
        WHAT_IS,
        "Kelpline-Staff vs. Kelpline-Guest",
        "What is Kelpline-Staff?",
    ),
    Way(
        rf"{_WHICH} {_HAS} (?:the )?{_MORE} (?P<what>[^,:]+?)(?:[,:]| [–-])\s*(?:in )?{_SIDES}",
        "{how} {what} does {side} {verb}?",
        "Which office has more annual leave, Berlin or Lisbon?",
        "How much annual leave does Berlin have?",
    ),
    Way(
        rf"{_WHICH} {_HAS} (?:the |an? )?{_DEGREE} (?P<what>[^,:]+?)(?:[,:]| [–-])\s*(?:in )?{_SIDES}",
        "{how} is the {what} of {side}?",
        "Which contract has the longer notice period, permanent or temporary?",
        "How long is the notice period of permanent?",
    ),
    Way(
        rf"{_WHICH} (?:is|are) (?:the )?{_DEGREE}(?:[,:]| [–-])\s*{_SIDES}",
        "{how} is {side}?",
        "Which is cheaper, the train or the plane?",
        "How cheap is the train?",
    ),
    Way(
        rf"(?:between )?{_SIDES}(?:[,:;]| [–-]) ?{_WHICH} {_HAS} (?:the )?{_MORE} (?P<what>.+)",
        "{how} {what} does {side} {verb}?",
        "Berlin or Lisbon: which office gets more leave?",
        "How much leave does Berlin get?",
    ),
    Way(
        rf"(?:between )?{_SIDES}(?:[,:;]| [–-]) ?{_WHICH} (?:is|are) (?:the )?{_DEGREE}",
        "{how} is {side}?",
        "Between the train and the plane, which one is cheaper?",
        "How cheap is the train?",
    ),
    Way(
        rf"{_AUXILIARY} (?P<who>[\w’'-]+) (?P<verb>\w+) {_MORE} (?P<what>.+?) {_PLACED} (?P<one>.+?)"
        r" than (?:(?P=place) )?(?P<other>.+)",
        "{how} {what} {aux} {who} {verb} {place} {side}?",
        "Do I get more leave in Berlin than in Lisbon?",
        "How much leave do I get in Berlin?",
    ),
    Way(
        rf"(?:do|does) (?P<one>.+?) {_HAS} {_MORE} (?P<what>.+?) than (?P<other>.+)",
        "{how} {what} do {side} {verb}?",
        "Do employees in Berlin get more days of leave than employees in Lisbon?",
        "How many days of leave do employees in Berlin get?",
    ),
    Way(
        rf"(?:is|are) (?P<what>.+?) {_DEGREE} {_PLACED} (?P<one>.+?) than (?:(?P=place) )?(?P<other>.+)",
        "{how} is {what} {place} {side}?",
        "Is parental leave longer in Berlin than in Lisbon?",
        "How long is parental leave in Berlin?",
    ),
    Way(
        rf"(?:is|are) (?P<one>(?:(?!\b(?:if|when|it|there)\b).)+?) {_DEGREE} than {_THING}",
        "{how} is {side}?",
        "Is the train cheaper than the plane?",
        "How cheap is the train?",
    ),
    Way(
        rf"(?:is|are) {_SIDES} (?:the same(?: \w+)?|alike|identical|equal|different|interchangeable)",
        WHAT_IS,
        "Are a guest pass and a visitor badge the same thing?",
        "What is a guest pass?",
    ),
    Way(
        rf"(?:is|are) (?P<what>.+?) {_SAME} {_PLACED} {_SIDES}",
        "What is {what} {place} {side}?",
        "Is the notice period the same in Berlin and Lisbon?",
        "What is the notice period in Berlin?",
    ),
    Way(
        rf"(?:is|are) (?P<what>.+?) {_PLACED} (?P<one>.+?){_DONE} (?:in )?{_SAME}(?:ly)?(?: way)? "
        r"(?:as|from|to|than|like) (?:(?:it is )?(?P=place) )?(?P<other>.+)",
        "What is {what} {place} {side}?",
        "Is the Wi-Fi in Lisbon set up the same way as in Berlin?",
        "What is the Wi-Fi in Lisbon?",
    ),
    Way(
        rf"(?:is|are) (?P<one>(?:(?!\b(?:it|this|that|there|they)\b).)+?) (?:really |just )?{_SAME}"
        r"(?: thing| kind| sort)? (?:as|to|from|than) (?P<other>(?!(?:before|usual|ever|always|it|this|that)\b)[^,]+)",
        WHAT_IS,
        "Is a guest pass the same as a visitor badge?",
        "What is a guest pass?",
    ),
    Way(
        rf"(?:do|does) (?P<one>.+?) {_HAS} (?:{_SAME}|as much|as many) (?P<what>.+?) (?:as|from|than) (?P<other>.+)",
        "What {what} do {side} {verb}?",
        "Do contractors get the same equipment as employees?",
        "What equipment do contractors get?",
    ),
    Way(
        rf"(?:do|does) {_SIDES} {_SHARE} (?:(?:{_SAME} (?:number|amount) of)|as many|as much) (?P<what>.+)",
        "{how} {what} does {side} have?",
        "Do Leeds and Berlin have the same number of leave days?",
        "How many leave days does Leeds have?",
    ),
    Way(
        rf"(?:do|does) {_SIDES} {_SHARE} {_SAME} (?P<what>.+)",
        "What {what} does {side} have?",
        "Do contractors and employees get the same equipment?",
        "What equipment does contractors have?",
    ),
)


def comparison_in(question: str) -> Comparison | None:
    """What a question compares, if it is one of the `WAYS` to ask for that."""
    bare = question.rstrip(" ?!.")
    return next((found for way in WAYS if (found := way.comparison(bare))), None)


def _how(groups: dict[str, str | None]) -> str:
    """ "How long" for "longer", "How many" and "How much" for more of what is counted and of what is not."""
    if degree := groups.get("degree"):
        return f"How {_BASES[degree.lower()]}"
    counted = re.match(r"(?:\w+ )??\w+s\b(?! of)|\w+s of\b", groups.get("what") or "")
    return "How many" if counted else "How much"


def _plain(verb: str) -> str:
    """The verb as it stands behind "does"."""
    return "have" if verb == "has" else verb.removesuffix("s")
