"""English turns of phrase that state a position on a consulted text."""

from __future__ import annotations

from concertia.texts.position_turns import AGAINST, ANY, FOR, NAMED, OBJECT, QUALIFIED, turns

_ADVERB = (
    r"(?:(?:very much|totally|fully|strongly|firmly|completely|entirely|absolutely|very|quite"
    r"|also|wholeheartedly) +)*"
)
_AM = r"(?:i am|i'm|we are|we're|i remain|we remain)"

TURNS = turns(
    neutral=(
        (r"\b(?:some|many|others|people|neighbours|those who) (?:\w+ ){0,3}?(?:say|are|think|support"
         r"|oppose)\b[^.!?;\n,]*", " "),
        (r"\bfor or against\b|\bpros and cons\b|\bnot only\b|\bfor instance\b|\bfor example\b", " "),
    ),
    ordered=(
        (rf"\bnot {_ADVERB}(?:against|opposed|hostile)\b", FOR, 2, OBJECT),
        (r"\bnot (?:entirely|fully|completely|totally) (?:convinced|in favou?r|supportive|opposed"
         r"|against)\b", QUALIFIED, 2, OBJECT),
        (r"\b(?:mixed|neither for nor against|on the fence)\b", QUALIFIED, 2, ANY),
        (rf"\bnot {_ADVERB}(?:in favou?r|for|agree|support(?:ive)?|happy|convinced)\b", AGAINST, 2, OBJECT),
        (r"\b(?:do not|don't|cannot|can't) (?:\w+ )?(?:support|agree|accept|approve"
         r"|want)\b", AGAINST, 2, OBJECT),
        (r"\b(?:do not|don't) (?:\w+ )?(?:object|oppose)\b|\bno objections?\b", FOR, 2, ANY),
        (rf"\b(?:{_AM} )?{_ADVERB}(?:i |we )?(?:oppose|reject|disagree|object)\b", AGAINST, 2, OBJECT),
        (rf"\b{_AM} {_ADVERB}(?:against|opposed|hostile)\b", AGAINST, 2, OBJECT),
        (rf"\b{_AM} {_ADVERB}(?:for|in favou?r|supportive)\b", FOR, 2, OBJECT),
        (rf"\b(?:i|we) {_ADVERB}(?:support|agree|approve|back|welcome|endorse)\b", FOR, 2, OBJECT),
        (r"^(?:against|opposed|objection)\b", AGAINST, 2, OBJECT),
        (r"^(?:in favou?r|support)\b", FOR, 2, OBJECT),
        (r"^(?:say )?no to\b", AGAINST, 2, NAMED),
        (r"^(?:say )?yes to\b", FOR, 2, NAMED),
        (r"^(?:yes|yeah|agreed|absolutely)\b", FOR, 1, ANY),
        (r"^(?:no|nope|never|definitely not|absolutely not)\b", AGAINST, 1, ANY),
        (r"^(?:a |an )?(?:very )?(?:good|great|excellent) (?:idea|project|plan|proposal)", FOR, 1, ANY),
        (r"^(?:a |an )?(?:very )?(?:bad|terrible|awful) (?:idea|project|plan|proposal)", AGAINST, 1, ANY),
    ),
    named=(
        r"this|that|these|it|such|project|proposals?|plan|bill|scheme|development|the idea|measure"
        r"|building|text|to|of|with"
    ),
    introduced=r"(?:to|of|with|the|this|that|these|such|a|an|any|all|for|in|on|it)\b",
    stops=r" ?(?:,|:|⟨|·|\bbut\b|\band\b|\bbecause\b|\bas\b|\bif\b|\bprovided\b|\bunless\b)",
    reserve=(
        r"\b(?:but(?! also)|however|provided|as long as|on condition|subject to"
        r"|with (?:some )?reservations?|unless"
        r"|except|only if|if )\b"
    ),
    proviso=r"^(?:subject to|provided|as long as|if )\b",
    concession=r"\b(?:even if|although|though|while)\b[^,]*$",
    turn=r"^(?:but|however|subject to|provided)\b",
    but=r"\b(?:but|however|yet|so|therefore)\s*(?:\w+\s+){0,2}$",
)  # fmt: skip
