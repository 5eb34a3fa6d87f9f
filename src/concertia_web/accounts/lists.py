"""A pasted list of people, one per line: address; name; function; role. Read and said back first."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from concertia_web.accounts.models import Membership, Role, User
from concertia_web.territories.models import Territory

MOST = 300
LONGEST = 120
WORDS = {
    Role.LEAD: "chargee de la concertation|charge de la concertation|chargee|charge|responsable|pilote",
    Role.FACILITATOR: "animateur|animatrice|animation|animateur ou animatrice|facilitateur|facilitatrice",
    Role.ANALYST: "analyste|analyse|lecteur|lectrice|lecteur ou lectrice|lecteur ou lectrice analyse",
    Role.GARANT: "garant|garante|garante e",
    Role.ELECTED: "elu|elue|elus",
    Role.SERVICE: "service|service qui repond|agent",
    Role.READER: "consultation seule|lecture seule|consultation",
    Role.NETWORK: "reseau|equipe du reseau|equipe reseau",
}


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(kept.split())


BY_WORD = {word: role for role, words in WORDS.items() for word in words.split("|")} | {
    _plain(role.label): role for role in Role
}


def roles_of(territory: Territory) -> list[Role]:
    """The roles that exist there: that of the network's team only where there is a network."""
    return [role for role in Role if role != Role.NETWORK or territory.is_network]


@dataclass
class Line:
    """One line of the list, and what is to be done with it."""

    number: int
    raw: str
    email: str = ""
    name: str = ""
    function: str = ""
    role: str = ""
    user: User | None = None
    """The account that has this address already."""
    has_role: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def role_label(self) -> str:
        """The role in words."""
        return Role(self.role).label if self.role else ""


def read_list(text: str, *, territory: Territory, default: str) -> list[Line]:
    """The lines that say something. ``default`` is the role of those that name none. Two queries."""
    rows = [(number, raw) for number, raw in enumerate(text.splitlines(), start=1) if raw.strip(" \t;,")]
    if rows and "@" not in rows[0][1] and "mail" in rows[0][1].casefold():
        rows = rows[1:]
    lines = [_line(number, raw, territory, default) for number, raw in rows[: MOST + 1]]
    users = {user.email: user for user in User.objects.filter(email__in={line.email for line in lines})}
    held = set(Membership.objects.filter(territory=territory).values_list("user__email", "role"))
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.problems:
            continue
        key = (line.email, line.role)
        if key in seen:
            line.problems.append(f"Comme la ligne {seen[key]}, même adresse et même rôle : retirez-en une.")
        seen.setdefault(key, line.number)
        line.user = users.get(line.email)
        line.has_role = key in held
        if line.user is not None and not line.user.is_active:
            line.problems.append("Ce compte a été fermé : demandez à qui gère le site de le rouvrir.")
    return lines


def _cells(raw: str) -> list[str]:
    separator = next((mark for mark in "\t;," if mark in raw), ";")
    try:
        cells: Sequence[str] = next(csv.reader([raw], delimiter=separator, strict=True), [])
    except csv.Error:
        cells = raw.split(separator)
    cleaned = [" ".join(cell.split()) for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return cleaned


def _line(number: int, raw: str, territory: Territory, default: str) -> Line:
    line = Line(number, raw, role=default)
    cells = _cells(raw)
    if len(cells) > 4:
        line.problems.append(
            "Plus de quatre colonnes. Une virgule dans la fonction ? "
            "Séparez les colonnes par des points-virgules."
        )
        return line
    cells += [""] * (4 - len(cells))
    line.email, line.name, line.function = cells[0].strip("<>").lower(), cells[1], cells[2]
    try:
        validate_email(line.email)
    except ValidationError:
        line.problems.append("La ligne doit commencer par une adresse e-mail complète (nom@collectivite.fr).")
    if len(line.name) > LONGEST or len(line.function) > LONGEST or len(line.email) > 254:
        line.problems.append(f"Un nom ou une fonction dépasse {LONGEST} caractères : raccourcissez.")
    if cells[3]:
        _read_role(line, cells[3], territory)
    return line


def _read_role(line: Line, word: str, territory: Territory) -> None:
    role = BY_WORD.get(_plain(word))
    line.role = role or ""
    if role is None:
        choices = " · ".join(role.label for role in roles_of(territory))
        line.problems.append(f"« {word} » n’est pas un rôle. Écrivez l’un de ceux-ci : {choices}.")
    elif role not in roles_of(territory):
        line.problems.append("Ce rôle n’existe que dans l’espace d’un réseau.")
