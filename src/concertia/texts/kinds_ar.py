"""How the strongest kinds are said in Arabic, so that none of them is lost. Folded text: « أ » is « ا »."""

from __future__ import annotations

from concertia.texts.kind_rules import rules

_NEUTRAL = ((r"(?:لا|لست|غير) (?:اخاف|نخاف|اخشي|نخشي|خايف|قلق)", "هدوء"), (r"بدون خوف|لا خوف", "هدوء"))

_ORDERED = (
    ("question", r"[?؟][ \")!.؟]*$"),
    ("condition", r"بشرط"),
    ("condition", r"شريطه"),
    ("condition", r"شريطة"),
    ("condition", r"فقط اذا"),
    ("condition", r"الا اذا"),
    ("condition", r"نعم.{0,10} (?:لكن|ولكن|اذا)"),
    ("refus", r"(?:^|[ و])(?:ارفض|نرفض|لا نريد|لا اريد|لا نقبل|لا اقبل|كلا|ضد)(?:\W|$)"),
    ("refus", r"^لا (?:ل|لل)"),
    ("refus", r"^لا[ !.]*$"),
    ("refus", r"لا يجب"),
    ("refus", r"يجب الا(?:\W|$)"),
    ("refus", r"ممنوع"),
    ("crainte", r"(?:^|[ و])(?:اخاف|نخاف|اخشى|نخشى|اخشي|نخشي|خوف|الخوف|قلق|القلق|خطر|مخاوف|خايف)"),
)  # fmt: skip

RULES = rules(_NEUTRAL, _ORDERED, r"(?:لكن|ولكن|[:;؛،] )")
