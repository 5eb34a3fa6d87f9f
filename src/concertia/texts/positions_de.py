"""German turns of phrase that state a position on a consulted text (folded: « für » is written « fur »)."""

from __future__ import annotations

from concertia.texts.position_turns import AGAINST, ANY, FOR, NAMED, OBJECT, QUALIFIED, turns

_ADVERB = r"(?:(?:sehr|ganz|vollig|absolut|klar|eindeutig|entschieden|strikt|grundsatzlich|auch|voll) +)*"
_AM = r"(?:(?:ich )?bin|(?:wir )?sind)(?: ich| wir)?"

TURNS = turns(
    neutral=((r"\b(?:nicht nur|fur oder gegen|fur und wider)\b", " "), (r"\b(?:manche|viele|andere"
    r"|nachbarn) sind\b[^.!?;\n,]*", " ")),
    ordered=(
        (r"\b(?:weder dafur noch dagegen|teils teils|gemischt\w*)\b", QUALIFIED, 2, ANY),
        (rf"\bnicht {_ADVERB}(?:dagegen|gegen)\b", FOR, 2, OBJECT),
        (rf"\bnicht {_ADVERB}(?:dafur|einverstanden|fur)\b", AGAINST, 2, OBJECT),
        (rf"\b{_AM} {_ADVERB}(?:dagegen|gegen)\b", AGAINST, 2, OBJECT),
        (rf"\b{_AM} {_ADVERB}(?:dafur|einverstanden|fur)\b", FOR, 2, OBJECT),
        (r"\b(?:lehne|lehnen)\b(?=[^.]{0,80}\bab\b)", AGAINST, 2, ANY),
        (r"\b(?:unterstutze|unterstutzen|befurworte|befurworten|begrusse"
         r"|begrussen)\b(?! nicht)", FOR, 2, OBJECT),
        (r"^(?:nein zu[mr]?|stopp)\b", AGAINST, 2, NAMED),
        (r"^ja zu[mr]?\b", FOR, 2, NAMED),
        (r"^(?:dagegen|ablehnung)\b", AGAINST, 2, ANY),
        (r"^(?:dafur|zustimmung)\b", FOR, 2, ANY),
        (r"^ja\b", FOR, 1, ANY),
        (r"^(?:nein|niemals|auf keinen fall)\b", AGAINST, 1, ANY),
    ),
    named=(
        r"dies\w*|das|den|dem|projekt\w*|vorhaben\w*|plan\w*|gesetz\w*|vorschlag\w*|entwurf\w*"
        r"|text\w*|idee|bau\w*"
    ),
    introduced=r"(?:mit|von|zu|zum|zur|den|dem|der|die|das|dies\w*|ein\w*|fur|gegen|kein\w*)\b",
    stops=r" ?(?:,|:|⟨|·|\baber\b|\bund\b|\bweil\b|\bda\b|\bwenn\b|\bsofern\b)",
    reserve=(
        r"\b(?:aber|jedoch|allerdings|sofern|wenn|unter der bedingung|vorausgesetzt"
        r"|mit vorbehalt\w*|ausser|nur)\b"
    ),
    proviso=r"^(?:wenn|sofern|unter der bedingung)\b",
    concession=r"\b(?:obwohl|auch wenn)\b[^,]*$",
    turn=r"^(?:aber|jedoch|allerdings)\b",
    but=r"\b(?:aber|jedoch|allerdings|doch)\s*(?:\w+\s+){0,2}$",
)  # fmt: skip
