"""The texts of a campaign, read: packs, Markdown, what differs between two versions, what a version lacks.

Content is that of the packs ``packs/call``, ``packs/charter`` and ``packs/framing``: JSON values only.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import nh3
import rfc8785
import yaml
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from concertia.execution.packs import packs_folder
from concertia_web.campaigns.models import CampaignText
from concertia_web.languages import say

KINDS = CampaignText.Kind
LISTS = {KINDS.CHARTER.value: ("articles",), KINDS.FRAMING.value: ("themes", "questions", "publics")}
"""What each kind lists, as rows that people edit."""
_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "a", "br", "hr", "code"}
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")


class Pack(NamedTuple):
    """A text that ships, to start from."""

    key: str
    title: str
    version: int


class Part(NamedTuple):
    """One editable piece of a text: where it is, what it is called, its words by language."""

    path: str
    label: str
    words: Mapping[str, str]


class Difference(NamedTuple):
    """What became of one piece between two versions. ``pieces``: (« same », « del » or « ins », words)."""

    label: str
    change: str
    pieces: tuple[tuple[str, str], ...]


def packs(kind: str) -> list[Pack]:
    """The packs that ship for a kind of text, the last version first."""
    found = []
    for path in sorted((packs_folder() / kind).glob("*.yaml")):
        content = _read(kind, path.stem)
        found.append(Pack(path.stem, say(content["title"], "fr").text, int(content["version"])))
    return sorted(found, key=lambda pack: (-pack.version, pack.key))


def load_pack(kind: str, key: str) -> dict[str, Any]:
    """The content of a pack that ships. Raises KeyError for one that does not."""
    if not _KEY.fullmatch(key) or key not in {pack.key for pack in packs(kind)}:
        raise KeyError(key)
    return _read(kind, key)


def _read(kind: str, key: str) -> dict[str, Any]:
    content = yaml.safe_load((packs_folder() / kind / f"{key}.yaml").read_text(encoding="utf-8"))
    return _plain(content)


def _plain(value: Any) -> Any:
    """JSON values, with typographic apostrophes in what people read."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"(?<=\w)'(?=\w)", "’", value) if isinstance(value, str) else value


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False})


def render(text: str) -> SafeString:
    """Markdown as HTML without script, style, picture or heading of the first rank."""
    html = _markdown().render(re.sub(r"(?m)^#\s", "## ", text))
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308


def parts(kind: str, content: Mapping[str, Any]) -> Iterator[Part]:
    """Every piece of a text that people read, in order."""
    yield Part("title", "Titre", content.get("title", {}))
    if kind == KINDS.CALL:
        yield Part("body", "Texte", content.get("body", {}))
    elif kind == KINDS.CHARTER:
        for number, article in enumerate(content.get("articles", []), start=1):
            yield Part(f"articles.{article['key']}.title", f"Article {number}, titre", article["title"])
            yield Part(f"articles.{article['key']}.text", f"Article {number}", article["text"])
    else:
        yield from _framing_parts(content)


def _framing_parts(content: Mapping[str, Any]) -> Iterator[Part]:
    yield Part("question", "Question générale", content.get("question", {}))
    for theme in content.get("themes", []):
        name = say(theme["label"], "fr").text
        yield Part(f"themes.{theme['key']}.label", f"Thème « {name} »", theme["label"])
        yield Part(
            f"themes.{theme['key']}.description",
            f"Thème « {name} », ce qu’il couvre",
            theme.get("description", {}),
        )
        for field, label in (("keywords", "mots repères"), ("examples", "exemples")):
            words = "\n".join(theme.get(field, []))
            yield Part(
                f"themes.{theme['key']}.{field}", f"Thème « {name} », {label}", {"fr": words} if words else {}
            )
    for number, question in enumerate(content.get("questions", []), start=1):
        words = {language: text for language, text in question.items() if language != "key"}
        yield Part(f"questions.{question['key']}", f"Question commune {number}", words)
    for public in content.get("publics", []):
        yield Part(
            f"publics.{public['key']}", f"Public « {say(public['label'], 'fr').text} »", public["label"]
        )


def problems(kind: str, content: Mapping[str, Any]) -> list[str]:
    """What keeps a version from being published, in sentences."""
    missing = ["Le titre manque en français."] if not content.get("title", {}).get("fr", "").strip() else []
    if kind == KINDS.CALL and not content.get("body", {}).get("fr", "").strip():
        missing.append("Le texte de l’appel manque en français.")
    missing += [_EMPTY[name] for name in LISTS.get(kind, ()) if not content.get(name)]
    for part in parts(kind, content):
        needed = not part.path.endswith((".keywords", ".examples", ".description"))
        if needed and any(part.words.values()) and not part.words.get("fr", "").strip():
            missing.append(f"« {part.label} » manque en français, la langue d’origine.")
    return missing


_EMPTY = {
    "articles": "La charte n’a aucun article.",
    "themes": "La note de cadrage n’a aucun thème.",
    "questions": "La note de cadrage n’a aucune question commune.",
    "publics": "La note de cadrage n’a aucun public.",
}


def missing_languages(kind: str, content: Mapping[str, Any], languages: list[str]) -> dict[str, int]:
    """Language → how many pieces are not translated into it."""
    said = [part for part in parts(kind, content) if part.words.get("fr")]
    said = [part for part in said if not part.path.endswith((".keywords", ".examples"))]
    return {code: sum(1 for part in said if not part.words.get(code)) for code in languages}


def differences(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], language: str = "fr"
) -> list[Difference]:
    """What changed from one version to the next, piece by piece, word by word."""
    old = {part.path: part for part in parts(kind, before)}
    new = {part.path: part for part in parts(kind, after)}
    found = []
    for path in [*new, *(path for path in old if path not in new)]:
        was = old[path].words.get(language, "") if path in old else ""
        now = new[path].words.get(language, "") if path in new else ""
        if was == now:
            continue
        change = "ajouté" if not was else "retiré" if not now else "changé"
        found.append(Difference((new.get(path) or old[path]).label, change, tuple(_pieces(was, now))))
    return found


def _pieces(was: str, now: str) -> Iterator[tuple[str, str]]:
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (was, now))
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[a:b])
            continue
        if b > a:
            yield "del", "".join(old[a:b])
        if d > c:
            yield "ins", "".join(new[c:d])
