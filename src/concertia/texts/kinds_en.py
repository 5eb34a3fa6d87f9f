"""How kinds are said in English: the plain turns of phrase only."""

from __future__ import annotations

from concertia.texts.kind_rules import rules

_NEUTRAL = (
    (r"\b(?:not|n't|never|no longer) (?:be |really |at all )?(?:afraid|worried|concerned|scared"
     r"|fear)\b", "fine"),
    (r"\b(?:no|without|little|less) (?:fear|worry|concern|risk|danger)s?\b|\b(?:at|high"
     r"|low)[- ]risk\b", "fine"),
    (r"\bno (?:doubt|idea|opinion|problem|one|matter|comment|longer)\b|\bnobody\b|\bwhether or not\b"
     r"|\bnot only\b", "well"),
    (r"\b(?:not|n't) (?:against|opposed|object)\b", "willing"),
    (r"\b(?:working|living|weather|medical|health|current|existing) conditions?\b|\bif only\b|\beven if\b"
     r"|\bas if\b", "state"),
    (r"\b(?:should|must|do|can) ?(?:not|n't) (?:forget|overlook|underestimate|neglect)\b", "make sure"),
)  # fmt: skip

_ORDERED = (
    ("proposition", r"\b(?:why not|what if we|how about|could we|could there be|shouldn't we)\b.*\?"),
    ("question", r"\?[ \")!?.]*$"),
    ("condition", r"\b(?:only if|only when|only after|provided (?:that|it|they|there|we)"
     r"|on (?:the )?condition|as long as|unless|subject to|"
     r"so long as|conditional (?:on|upon)|not (?:until|before|without)|(?:not|n't"
     r"|never)\b.{1,60}\b(?:until|unless))\b|^(?:yes|ok|okay|fine|agreed"
     r"|i agree|in favour)\b[^.]{0,40}?[, ](?:but|if|only|provided)\b"),
    ("refus", r"\b(?:i|we) (?:\w+ )?(?:refuse|reject|oppose|object)\b|\b(?:am|are|is) (?:\w+ )?(?:against"
     r"|opposed to)\b|"
     r"\b(?:should|must|shall|ought)(?: not|n't)\b(?! (?:be (?:a problem|afraid)))"
     r"|\b(?:should|must) never\b|"
     r"\b(?:do|does)(?: not|n't) (?:want|accept|agree|support|deserve)\b|\bunacceptable\b"
     r"|\bout of the question\b|\bno place for\b"),
    ("refus", r"^(?:no|never|stop|ban|abolish|say no|don't|do not|prohibit|forbid|outlaw|against)\b"
     r"|\b(?:should|must|needs? to|to) be "
     r"(?:banned|prohibited|outlawed|forbidden|abolished|illegal|stopped)\b|\bsay no to\b|\bno to\b"),
    ("crainte", r"\b(?:afraid|worried|worries|worry|fear|fears|scared|frightened|anxious|terrified)\b"
     r"|\b(?:am|are|is) (?:\w+ )?concerned (?:that|about|by)\b|"
     r"\b(?:my|our|a|the) (?:\w+ )?(?:concern|worry) is\b|\brisks? (?:of|losing|being)\b|\b(?:a|the|real"
     r"|big|huge) risk that\b"
     r"|\bdangerous\b|\bdangers? of\b"),
    ("vigilance", r"\b(?:be careful|make sure|beware|safeguards?|ensure|ensuring|caution|cautious"
     r"|watch out|vigilant|keep an eye|guarantee)\b"),
    ("proposition", r"\b(?:i|we) (?:would )?(?:propose|suggest|recommend)\b|\b(?:my|our|one"
     r"|an) (?:proposal|suggestion|idea)\b|\blet's\b|\bwe could\b|"
     r"^(?:create|introduce|build|provide|set up|establish|add|invest|use|develop|offer|give|allow"
     r"|encourage|promote|train|teach|increase|reduce|"
     r"improve|replace|limit|require|raise|lower|fund|support|educate|expand|implement|tax|subsidi[sz]e"
     r"|plant|protect|restore|extend|simplify)\b"),
    ("attente", r"\b(?:should|must|needs? to|ought to|has to|have to)\b|\b(?:i|we) (?:\w+ )?(?:want|wish"
     r"|hope|expect|need|demand|would like)\b|\bi'd like\b|"
     r"\b(?:is|are) (?:essential|necessary|needed|vital)\b"),
    ("temoignage", r"\b(?:i|we) (?:was|were|had|have (?:been|seen|had|lived|worked|tried|experienced)"
     r"|worked|lived|used to|grew up|went|saw|tried|lost|got)\b|"
     r"\bmy (?:mother|father|son|daughter|wife|husband|child|children|doctor|family|job|village|kids"
     r"|parents)\b|\bi (?:work|live|play|drive|own|use)\b|"
     r"\bas an? (?:former |retired )?(?:driver|teacher|parent|nurse|player|farmer|worker|student|coach)\b"),
    ("constat", r"\b(?:there (?:is|are)|is|are|it's|that's|isn't|aren't|was|were|has|have|does|causes"
     r"|makes|helps|becomes|remains|costs)\b"),
)  # fmt: skip

RULES = rules(_NEUTRAL, _ORDERED, r"(?:\b(?:but|however|yet),? |[:;] )")
