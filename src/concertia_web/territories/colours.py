"""The colours of a territory: tokens of the style that it may replace, where every text stays readable."""

from __future__ import annotations

import re
from collections.abc import Mapping

LEAST = 4.5
"""Contrast asked of text by WCAG 2.2, level AA."""
WHITE, INK, SOFT, TINT = "#ffffff", "#1b2733", "#4a5a68", "#f2f6f8"
DEFAULTS = {"brand": "#12495c", "link": "#0b5394", "tint": TINT}
PARTS = {
    "brand": "bandeau, boutons et titres de rubrique",
    "link": "liens",
    "tint": "fond clair des encadrés",
}
_HEX = re.compile(r"#[0-9a-f]{6}")


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG: 1 for the same colour, 21 for black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def problems(colours: Mapping[str, str]) -> dict[str, str]:
    """Part → what is wrong with its colour, and one that would do."""
    found = {}
    for part, colour in colours.items():
        if part not in PARTS:
            found[part] = f"« {part} » n’est pas une couleur que l’on peut changer."
        elif not _HEX.fullmatch(colour):
            found[part] = (
                f"« {colour} » n’est pas une couleur : écrivez un dièse et six chiffres, par exemple #12495c."
            )
        elif worst := _worst(part, colour, colours):
            against, ratio = worst
            found[part] = (
                f"Cette couleur ne se lirait pas bien avec {against} (contraste de {_comma(ratio)}, "
                f"il faut au moins {_comma(LEAST)}). La teinte la plus proche qui convient : "
                f"{readable(part, colour, colours)}."
            )
    return found


def readable(part: str, colour: str, colours: Mapping[str, str]) -> str:
    """The nearest shade of this colour that can be read: darker, or lighter for a background."""
    for step in range(101):
        shade = _mixed(colour, WHITE if part == "tint" else "#000000", step / 100)
        if _worst(part, shade, {**colours, part: shade}) is None:
            return shade
    return DEFAULTS[part]


def css(colours: Mapping[str, str]) -> str:
    """The style sheet that replaces the parts; a colour that would not be readable is left out."""
    wrong = problems(colours)
    kept = [f"--{part}: {colours[part]};" for part in PARTS if part in colours and part not in wrong]
    return f":root {{ {' '.join(kept)} }}\n" if kept else "/* Couleurs d’origine. */\n"


def _worst(part: str, colour: str, colours: Mapping[str, str]) -> tuple[str, float] | None:
    """The least readable meeting of this colour with the others, if it is below ``LEAST``."""
    tint = _known("tint", colours)
    met = {
        "brand": (("du blanc", WHITE), ("le fond clair", tint if part != "tint" else TINT)),
        "link": (("du blanc", WHITE), ("le fond clair", tint)),
        "tint": (
            ("le texte", INK),
            ("le texte secondaire", SOFT),
            ("les liens", _known("link", colours)),
            ("les titres", _known("brand", colours)),
        ),
    }[part]
    name, ratio = min(((name, contrast(colour, other)) for name, other in met), key=lambda pair: pair[1])
    return None if ratio >= LEAST else (name, ratio)


def _known(part: str, colours: Mapping[str, str]) -> str:
    colour = colours.get(part, "")
    return colour if _HEX.fullmatch(colour) else DEFAULTS[part]


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(*((int(text[at : at + 2], 16) for at in (1, 3, 5)) for text in (colour, other)), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _comma(number: float) -> str:
    return f"{int(number * 10) / 10:.1f}".replace(".", ",")
