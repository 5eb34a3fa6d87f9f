"""Personal data found inside texts, covered character for character so that offsets hold.

Covered: e-mail addresses, French and international telephone numbers, IP addresses, IBANs, French social
security numbers. A text without any is returned as ``None``: nothing was masked. Left alone on purpose:
dates, amounts, article numbers, years, percentages. This finds what has a form; names need a person.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

MASK = "*"
_GAP = r"[ .\-\u00a0\u202f]?"
_SPACE = r"[ \u00a0\u202f]?"

# Possessive quantifiers (++, *+, ?+) keep these linear on hostile text.
_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]++(?:@| ?(?:\(at\)|\[at\]|\(arobase\)|\[arobase\]) ?)"
    r"[^\W_](?:[\w\-]*[^\W_])?(?:\.[^\W_](?:[\w\-]*[^\W_])?)+",
    re.IGNORECASE,
)
_IBAN = re.compile(
    rf"(?<![^\W_])[A-Z]{{2}}[0-9]{{2}}(?:{_SPACE}[A-Z0-9]{{4}}){{2,7}}(?:{_SPACE}[A-Z0-9]{{1,3}})?(?![^\W_])"
)
_NIR = re.compile(
    rf"(?<![0-9])[12378]{_GAP}[0-9]{{2}}{_GAP}(?:0[1-9]|[1-9][0-9]){_GAP}(?:[0-9]{{2}}|2[ABab]){_GAP}"
    rf"[0-9]{{3}}{_GAP}[0-9]{{3}}(?:{_GAP}[0-9]{{2}})?(?![0-9])"
)
_PHONE_FR = re.compile(
    rf"(?<![0-9+,])(?<![0-9][.,])(?:(?:\+|00){_GAP}33{_GAP}(?:\(0\){_GAP})?|0)[1-9](?:{_GAP}[0-9]{{2}}){{4}}"
    r"(?![0-9])|(?<![0-9])\+33(?:[ .\-\u00a0\u202f]?[0-9]){9}(?![0-9])"
)
_PHONE_ANY = re.compile(
    r"(?<![0-9,.])(?:\+|00)(?:[ .\-\u00a0\u202f]?+\(?+[0-9]++\)?+){1,15}+(?!,[0-9])",
)
_IPV4 = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9]|\.[0-9])")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![\w:])")
# Each rule needs one of these; most texts have none.
_WORTH_A_LOOK = re.compile(r"[0-9@]|[(\[](?:at|arobase)[)\]]", re.IGNORECASE)
_NUMBERING = re.compile(
    r"(?:art(?:icle|\.)?s?|§+|sections?|chap(?:itre|\.)s?|alinéas?|annexes?|points?|versions?|paragraphes?|"
    r"\bv|n°|titres?|partie|figure|tableau|[LRD])\.?[ \u00a0]*$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[ \u00a0\u202f]*(?:[€%$£]|m²|(?:euros?|millions?|milliards?|habitants?|personnes?|m2|km|tonnes?)\b)",
    re.IGNORECASE,
)


def mask_personal_data(text: str) -> str | None:
    """``text`` with personal data covered by ``*``, code point for code point; ``None`` if it has none."""
    if not _WORTH_A_LOOK.search(text):
        return None
    masked = text
    for pattern, accepted in _RULES:
        masked = _cover(masked, pattern, accepted)
    return masked if masked != text else None


def without_personal_data(text: str) -> str:
    """``text``, with personal data covered where it has some."""
    masked = mask_personal_data(text)
    return text if masked is None else masked


def _cover(text: str, pattern: re.Pattern[str], accepted: Callable[[re.Match[str]], bool]) -> str:
    return pattern.sub(
        lambda match: MASK * len(match.group()) if accepted(match) else match.group(),
        text,
    )


def _always(match: re.Match[str]) -> bool:
    return True


def _is_iban(match: re.Match[str]) -> bool:
    """ISO 13616: country and key moved to the end, letters as 10…35, remainder 1 modulo 97."""
    compact = re.sub(r"[^A-Z0-9]", "", match.group())
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def _is_nir(match: re.Match[str]) -> bool:
    """With its key, 97 − (number modulo 97); without, only when written in the usual groups."""
    compact = re.sub(r"[^0-9A-B]", "", match.group().upper())
    digits, key = compact[:13], compact[13:]
    if not key:
        return len(match.group()) > len(compact) + 3
    number = int(digits.replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(key)


def _is_phone(match: re.Match[str]) -> bool:
    """Seven to fifteen digits (ITU-T E.164) after the prefix, and not an amount in groups of three."""
    body = match.group()[1 if match.group().startswith("+") else 2 :]
    digits = re.sub(r"[^0-9]", "", body)
    if not 8 <= len(digits) <= 15 or digits.startswith("0"):
        return False
    if _UNIT.match(match.string, match.end()):
        return False
    groups = re.findall(r"[0-9]+", body)
    in_thousands = len(groups) > 1 and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    return not in_thousands or len(digits) >= 11


def _is_ipv4(match: re.Match[str]) -> bool:
    """Four bytes, one of them above 31, and no word of numbering (article, version…) before them."""
    parts = [int(part) for part in match.group().split(".")]
    before = match.string[max(0, match.start() - 16) : match.start()]
    return max(parts) <= 255 and max(parts) > 31 and not _NUMBERING.search(before)


def _is_ipv6(match: re.Match[str]) -> bool:
    groups = [group for group in match.group().split(":") if group]
    if len(groups) < 3 or ("::" not in match.group() and len(groups) != 8):
        return False
    try:
        ipaddress.IPv6Address(match.group())
    except ValueError:
        return False
    return True


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (_EMAIL, _always),
    (_IBAN, _is_iban),
    (_NIR, _is_nir),
    (_IPV6, _is_ipv6),
    (_IPV4, _is_ipv4),
    (_PHONE_FR, _always),
    (_PHONE_ANY, _is_phone),
)
