"""Read the list that a panel is drawn from: opaque identifiers and categories. Names never enter."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from pathlib import PurePath

from openpyxl import load_workbook

from concertia.errors import UnusableSourceError
from concertia_web.consultations.lots import Pool, Quotas
from concertia_web.office_files import check_office_file

MOST_BYTES = 5_000_000
MOST_PEOPLE = 20_000
MOST_VALUES = 40
LEAST_PEOPLE = 4

_IDENTITY = re.compile(
    r"\b(nom|prenoms?|noms?|name|firstname|lastname|surname|mail|email|e-mail|courriel|tel|telephone|phone|"
    r"portable|mobile|adresse|address|rue|street|naissance|birth|birthdate|nir|secu|securite sociale|"
    r"signature)\b"
)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"(?:\+|00)?\d(?:[ .\-/]?\d){8,14}")
_STREET = re.compile(
    r"\b\d{1,4}\s*(bis|ter|quater)?,?\s+(rue|avenue|av|boulevard|bd|place|chemin|impasse|allee|route|quai|"
    r"lieu-dit|cours|square)\b"
)
_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](19|20)\d{2}\b|\b(19|20)\d{2}-\d{2}-\d{2}\b")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,40}")


class UnusablePoolError(Exception):
    """Why the list is refused, in sentences for the person who holds it."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def read_pool(name: str, content: bytes) -> Pool:
    """The pool of a CSV or XLSX file: first column the identifiers, the others the categories."""
    if len(content) > MOST_BYTES:
        raise UnusablePoolError(
            [
                "Le fichier dépasse 5 Mo. Gardez seulement une colonne de numéros et les colonnes de "
                "catégories."
            ]
        )
    rows = _sheet(content) if PurePath(name).suffix.lower() in (".xlsx", ".xlsm") else _text(content)
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise UnusablePoolError(
            ["Le fichier est vide : il faut une ligne de titres, puis une ligne par personne."]
        )
    return _checked(rows[0], rows[1:])


def proportional(pool: Pool, size: int) -> dict[str, dict[str, tuple[int, int]]]:
    """Quotas in proportion of the list: the whole number below and the one above, for each value."""
    quotas: dict[str, dict[str, tuple[int, int]]] = {}
    for category, values in pool.counts().items():
        total = len(pool.people)
        quotas[category] = {
            value: (size * count // total, -(-size * count // total)) for value, count in values.items()
        }
    return quotas


def check_quotas(pool: Pool, quotas: Quotas, size: int) -> list[str]:
    """What keeps these quotas from being satisfied, seen before any calculation, in sentences."""
    found = []
    counts = pool.counts()
    if not 2 <= size < len(pool.people):
        found.append(
            f"Le panel compte {size} places pour une liste de {len(pool.people)} personnes : il faut au "
            "moins "
            "deux places, et plus de personnes que de places."
        )
    for category, values in quotas.items():
        found += _check_category(category, values, counts[category], size)
    return found


def _check_category(
    category: str, values: dict[str, tuple[int, int]] | object, counts: dict[str, int], size: int
) -> list[str]:
    found = []
    bounds: dict[str, tuple[int, int]] = dict(values)  # type: ignore[call-overload]
    for value, (least, most) in bounds.items():
        if least > most:
            found.append(
                f"« {category} : {value} » demande au moins {least} et au plus {most} : inversez-les."
            )
        elif least > counts.get(value, 0):
            found.append(
                f"« {category} : {value} » demande au moins {least} personnes, la liste en a "
                f"{counts.get(value, 0)}."
            )
    least_total = sum(least for least, _most in bounds.values())
    most_total = sum(most for _least, most in bounds.values())
    if least_total > size:
        found.append(
            f"« {category} » : les minimums font {least_total} personnes en tout, pour {size} places. "
            f"Retirez-en {least_total - size}."
        )
    if most_total < size:
        found.append(
            f"« {category} » : les maximums font {most_total} personnes en tout, pour {size} places. "
            f"Ajoutez-en {size - most_total}."
        )
    return found


def _text(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnusablePoolError(
            ["Le fichier n’est ni un CSV ni un XLSX lisible. Enregistrez-le de nouveau en CSV."]
        )
    if "\0" in text:
        raise UnusablePoolError(["Le fichier n’est pas un CSV. Enregistrez le tableau en CSV ou en XLSX."])
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise UnusablePoolError(
            ["Le CSV est abîmé (un guillemet ouvert sans être fermé, souvent). Enregistrez-le de nouveau."]
        ) from None


def _sheet(content: bytes) -> list[list[str]]:
    try:
        check_office_file(content, "Le classeur")
    except UnusableSourceError as problem:
        raise UnusablePoolError([problem.fr]) from problem
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [
            ["" if cell is None else _plain(cell) for cell in row]
            for row, _place in zip(
                book.worksheets[0].iter_rows(values_only=True), range(MOST_PEOPLE + 2), strict=False
            )
        ]
        book.close()
    except Exception:  # openpyxl raises whatever the damaged part of the archive makes it raise
        raise UnusablePoolError(
            ["Le classeur ne s’ouvre pas. Ouvrez-le dans votre tableur et enregistrez-le de nouveau en XLSX."]
        ) from None
    return rows


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.lower().replace("_", " ")


def _checked(header: list[str], rows: list[list[str]]) -> Pool:
    while header and not header[-1]:
        header = header[:-1]
    reasons = _check_header(header, rows)
    if reasons:
        raise UnusablePoolError(reasons)
    width = len(header)
    table = [[*row, *[""] * width][:width] for row in rows]
    reasons = _check_identifiers([row[0] for row in table])
    for place, title in enumerate(header[1:], start=1):
        reasons += _check_column(title, [row[place] for row in table])
    if reasons:
        raise UnusablePoolError(reasons)
    return Pool(tuple(header[1:]), tuple(sorted((row[0], tuple(row[1:])) for row in table)))


def _check_header(header: list[str], rows: list[list[str]]) -> list[str]:
    if len(header) < 2:
        return [
            "Il faut au moins deux colonnes : un numéro par personne, puis une catégorie (âge, commune…). "
            "Vérifiez le séparateur du CSV."
        ]
    if any(not title for title in header):
        return ["Une colonne n’a pas de titre. Donnez un titre à chaque colonne, ou retirez-la."]
    if len(set(header)) < len(header):
        return ["Deux colonnes ont le même titre. Donnez à chacune le sien."]
    if not LEAST_PEOPLE <= len(rows) <= MOST_PEOPLE:
        return [
            f"La liste compte {len(rows)} personnes : il en faut entre {LEAST_PEOPLE} et "
            f"{MOST_PEOPLE:_}.".replace("_", " ")
        ]
    return [
        f"La colonne « {title} » semble identifier des personnes. Retirez-la : le tirage n’a besoin que d’un "
        "numéro par personne et de catégories ; gardez chez vous la liste qui relie les numéros aux "
        "personnes."
        for title in header
        if _IDENTITY.search(_folded(title))
    ]


def _check_identifiers(identifiers: list[str]) -> list[str]:
    twice = sorted(one for one, times in Counter(identifiers).items() if times > 1)
    if "" in identifiers:
        return ["Une ligne n’a pas de numéro dans la première colonne. Numérotez chaque personne."]
    if twice:
        return [
            f"{len(twice)} numéros sont en double. Chaque personne a le sien : corrigez la première colonne."
        ]
    if _personal(identifiers):
        return [
            "La première colonne semble contenir des adresses ou des téléphones. Mettez-y un simple numéro."
        ]
    if not all(_IDENTIFIER.fullmatch(one) and any(c.isdigit() for c in one) for one in identifiers):
        return [
            "La première colonne doit porter un numéro par personne (« P0001 », « 17 »), sans nom ni espace. "
            "Ajoutez une colonne de numéros en tête."
        ]
    return []


def _check_column(title: str, values: list[str]) -> list[str]:
    if "" in values:
        missing = values.count("")
        return [
            f"La colonne « {title} » est vide pour {missing} personnes. Écrivez « ne sait pas » ou une "
            "autre valeur."
        ]
    if _personal(values):
        return [
            f"La colonne « {title} » contient ce qui ressemble à une adresse, un téléphone, un e-mail ou "
            "une date de "
            "naissance. Retirez-la, ou remplacez-la par une catégorie (une tranche d’âge, une commune)."
        ]
    distinct = len(set(values))
    if distinct > MOST_VALUES or (len(values) >= 12 and distinct > len(values) / 2):
        return [
            f"La colonne « {title} » a {distinct} valeurs différentes : ce n’est pas une catégorie, elle "
            "pourrait "
            f"faire reconnaître quelqu’un. Retirez-la ou regroupez ses valeurs ({MOST_VALUES} au plus)."
        ]
    return []


def _personal(values: list[str]) -> bool:
    return any(
        _MAIL.search(value)
        or _PHONE.fullmatch(value)
        or _STREET.search(_folded(value))
        or _DATE.search(value)
        for value in values
    )
