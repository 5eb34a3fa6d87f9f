"""Minutes and avis in ODT: what shows on the page is read, with its place; what does not is left out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.port import Parsed, ReadOptions
from concertia.corpus.gathering import gather
from concertia.errors import UnusableSourceError

Import = Callable[..., dict[str, Any]]
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)
STYLES = (
    '<office:automatic-styles><style:style style:name="P1" style:family="paragraph" '
    'style:parent-style-name="Title"/><style:style style:name="G" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
)
LONG = "Le conseil recommande que chaque service communal garde un accueil physique accessible à tous. " * 4
AVIS = (
    "<text:tracked-changes><text:changed-region><text:deletion><text:p>Supprimé.</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
    "<text:table-of-content><text:index-body><text:p>Accueil 1</text:p></text:index-body>"
    "</text:table-of-content>"
    '<text:p text:style-name="P1">Avis du conseil</text:p>'
    f'<text:h text:outline-level="2">Accueil</text:h><text:p>{LONG}</text:p>'
    '<text:p>Deux<text:s text:c="2"/>espaces,<text:line-break/>une ligne<text:note><text:note-body>'
    "<text:p>Note de bas de page.</text:p></text:note-body></text:note>, et "
    '<text:span text:style-name="G">du gras</text:span>.</text:p>'
)
WALL = (
    '<text:p><text:span text:style-name="G">Craintes</text:span></text:p><text:list>'
    "<text:list-item><text:p>Perdre le guichet</text:p></text:list-item>"
    "<text:list-item><text:p>Être noté par une machine (3 gommettes)</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Envies</text:p></table:table-cell>"
    "<table:table-cell><text:p>Refus</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:table-cell><text:p>Aller plus vite</text:p></table:table-cell>"
    "<table:table-cell><text:p>Jamais pour les enfants</text:p></table:table-cell></table:table-row>"
    "</table:table>"
)


def odt(path: Path, body: str, manifest: str = "") -> Path:
    kind = "application/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        content = f"<office:document-content {NAMES}>{STYLES}<office:body><office:text>{body}"
        archive.writestr("content.xml", f"{content}</office:text></office:body></office:document-content>")
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return path


def read(path: Path) -> Parsed:
    ((form, files),) = gather([path], None).groups
    return form.read(files, ReadOptions())


def test_an_avis_is_cut_into_passages_with_their_place(tmp_path: Path, imported: Import) -> None:
    parsed = read(odt(tmp_path / "avis.odt", AVIS))
    assert (parsed.format, parsed.format_version, parsed.title) == ("document", "odt", "Avis du conseil")
    assert [(draft.raw, draft.location) for draft in parsed.drafts] == [
        (LONG.strip(), "« Accueil », § 1"),
        ("Deux  espaces,\nune ligne, et du gras.", "« Accueil », § 2"),
    ]
    assert parsed.warnings[0] == ["notes de bas de page non lues : 1"]
    report = imported(tmp_path / "avis.odt")
    assert report["sources"][0]["records"]["contribution"] == {"read": 2, "kept": 2, "rejected": 0}


def test_minutes_are_notes_under_their_headings(tmp_path: Path, imported: Import) -> None:
    imported(odt(tmp_path / "seance.odt", WALL))
    table = read_corpus(tmp_path / "corpus").contributions
    kinds = dict(zip(table["text"].tolist(), table["declared_kind"].tolist(), strict=True))
    assert kinds == {
        "Perdre le guichet": "crainte",
        "Être noté par une machine (3 gommettes)": "crainte",
        "Aller plus vite": "attente",
        "Jamais pour les enfants": "refus",
    }
    assert "dots:3" in table["room_support"].tolist()


def test_a_protected_or_damaged_odt_is_explained(tmp_path: Path) -> None:
    locked = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    )
    with pytest.raises(UnusableSourceError, match="mot de passe"):
        read(odt(tmp_path / "ferme.odt", AVIS, locked))
    cut = tmp_path / "coupe.odt"
    cut.write_bytes(odt(tmp_path / "avis.odt", AVIS).read_bytes()[:300])
    with pytest.raises(UnusableSourceError, match="abîmé"):
        read(cut)
