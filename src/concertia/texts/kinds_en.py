"""How kinds are said in English: the plain turns of phrase only."""

from __future__ import annotations

from concertia.texts.kind_rules import rules

_ILLS = (
    r"(?:degradation|abuses?|harm|damage|loss(?:es)?|collapse|decline|destruction|erosion|pollution|violence"
    r"|discrimination|corruption|fraud|waste)\b"
)

_NEUTRAL = (
    (r"\b(?:not|n't|never|no longer) (?:be |really |at all )?(?:afraid|worried|concerned|scared"
     r"|fear)\b", "fine"),
    (r"\b(?:no|without|little|less) (?:fear|worry|concern|risk|danger)s?\b|\b(?:at|high"
     r"|low)[- ]risk\b", "fine"),
    (r"\bno (?:doubt|idea|opinion|problem|one|matter|comment)\b|(?<!should )(?<!must )\bno longer\b"
     r"|\bnobody\b|\bwhether or not\b|\bnot only\b", "well"),
    (r"\b(?:not|n't) (?:against|opposed|object)\b", "willing"),
    (r"\b(?:working|living|weather|medical|health|current|existing) conditions?\b|\bif only\b|\beven if\b"
     r"|\bas if\b", "state"),
    (r"\b(?:should|must|do|can) ?(?:not|n't) (?:forget|overlook|underestimate|neglect)\b", "make sure"),
    # An ill that should not happen is no refusal of what is asked; what need not be is no wish.
    (rf"\b(?:should|must|shall)(?: not|n't) (?:allow|cause|lead to|result in) (?:\w+ ){{0,2}}{_ILLS}",
     "should prevent harm"),
    (r"\b(?:should|must|shall)(?: not|n't) be (?:forgotten|compromised|undermined|ignored|neglected"
     r"|overlooked|underestimated|lost|left behind)\b", "must be protected"),
    (rf"\b(?:stop|cease) (?:causing |the |this |our |all |any |further |more |global |ecological "
     rf"|environmental )*{_ILLS}", "reduce harm"),
    (r"\b(?:do|does|did)(?: not|n't) (?:have|need) to\b|\bwhat (?:\w+ )?(?:needs?|has|have) to\b", "may"),
)  # fmt: skip

_ORDERED = (
    ("proposition", r"\b(?:why not|what if we|how about|could we|could there be|shouldn't we)\b.*\?"),
    ("question", r"\?[ \")!?.]*$"),
    ("condition", r"\b(?:only if|only when|only after|provided (?:that|it|they|there|we)"
                  r"|on (?:the )?condition|as long as|unless|subject to|so long as|conditional (?:on|upon)"
                  r"|not (?:until|before|without)|(?:not|n't|never)\b.{1,60}\b(?:until|unless))\b"),
    ("condition", r"^(?:yes|ok|okay|fine|agreed|i agree|in favour)\b[^.]{0,40}?[, ](?:but|if|only"
                  r"|provided)\b"),
    ("refus", r"\b(?:i|we) (?:\w+ )?(?:refuse|reject|oppose|object)\b"),
    ("refus", r"\b(?:am|are|is) (?:\w+ )?(?:against|opposed to)\b"),
    ("refus", r"\b(?:should|must|shall|ought)(?: not|n't)\b(?! (?:be (?:a problem|afraid)))"),
    ("refus", r"\b(?:should|must) (?:never|no longer)\b"),
    ("refus", r"\b(?:should|must|(?:need|needs|has|have) to) (?:stop|end|cease)\b"),
    ("refus", r"\b(?:do|does)(?: not|n't) (?:want|accept|agree|support)\b"),
    ("refus", r"\bunacceptable\b"),
    ("refus", r"\bout of the question\b"),
    ("refus", r"\bno place for\b"),
    ("refus", r"^(?:please )?(?:no|never|stop|ban|abolish|say no|don't|do not|prohibit|forbid|outlaw"
              r"|against)\b"),
    ("refus", r"\b(?:should|must|needs? to|to) be (?:banned|prohibited|outlawed|forbidden|abolished"
              r"|illegal|stopped)\b"),
    ("refus", r"\bno to\b"),
    ("refus", r"^(?:please )?end (?:the |all |aerial )"),
    ("crainte", r"\b(?:afraid|worried|worries|worry|fear|fears|scared|frightened|anxious|terrified)\b"),
    ("crainte", r"\b(?:am|are|is) (?:\w+ )?concerned (?:that|about|by)\b"),
    ("crainte", r"\b(?:my|our|a|the) (?:\w+ )?(?:concern|worry) is\b"),
    ("crainte", r"\brisks? (?:of|losing|being)\b"),
    ("crainte", r"\b(?:a|the|real|big|huge) risk that\b"),
    ("crainte", r"\bdangerous\b"),
    ("crainte", r"\bdangers? of\b"),
    ("vigilance", r"\b(?:be careful|make sure|beware|safeguards?|ensure|ensuring|caution|cautious"
                  r"|watch out|vigilant|keep an eye|guarantee)\b"),
    ("proposition", r"\b(?:i|we) (?:would )?(?:propose|suggest|recommend)\b"),
    ("proposition", r"\b(?:my|our|one|an) (?:proposal|suggestion|idea)\b"),
    ("proposition", r"\blet's\b"),
    ("proposition", r"\bwe could\b"),
    ("proposition", r"^(?:create|introduce|build|provide|set up|establish|add|invest|use|develop|offer"
                    r"|give|allow|encourage|promote|train|teach|increase|reduce|improve|replace|limit"
                    r"|require|raise|lower|fund|support|educate|expand|implement|tax|subsidi[sz]e|plant"
                    r"|protect|restore|extend|simplify)\b"),
    ("attente", r"\b(?:should|must|needs? to|ought to|has to|have to)\b"),
    ("attente", r"\b(?:i|we) (?:\w+ )?(?:want|wish|hope|expect|need|demand|would like)\b"),
    ("attente", r"\bi'd like\b"),
    ("attente", r"\b(?:is|are) (?:essential|necessary|needed|vital)\b"),
    ("temoignage", r"\b(?:i|we) (?:was|were|had|have (?:been|seen|had|lived|worked|tried|experienced)"
                   r"|worked|lived|used to|grew up|went|saw|tried|lost|got)\b"),
    ("temoignage", r"\bmy (?:mother|father|son|daughter|wife|husband|child|children|doctor|family|job"
                   r"|village|kids|parents)\b"),
    ("temoignage", r"\bi (?:work|live|play|drive|own|use)\b"),
    ("temoignage", r"\bas an? (?:former |retired )?(?:driver|teacher|parent|nurse|player|farmer|worker"
                   r"|student|coach)\b"),
    ("constat", r"\b(?:there (?:is|are)|is|are|it's|that's|isn't|aren't|was|were|has|have|does|causes"
                r"|makes|helps|becomes|remains|costs)\b"),
)  # fmt: skip

RULES = rules(_NEUTRAL, _ORDERED, r"(?:\b(?:but|however|yet),? |[:;] )")
