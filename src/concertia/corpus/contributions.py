"""From drafts to contributions: clean text, ids, exact duplicates, pseudonyms, leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from concertia.corpus.dates import parse_dates
from concertia.corpus.formats.port import Draft, Parsed, ReadOptions
from concertia.corpus.identifiers import contribution_id, row_contribution_id
from concertia.corpus.leaves import leaf, nonce
from concertia.corpus.ledger import FileAccount
from concertia.corpus.masking import mask_personal_data, without_personal_data
from concertia.corpus.pseudonyms import pseudonym
from concertia.corpus.schema import CONTRIBUTIONS, PEOPLE
from concertia.corpus.text import canonical, has_lost_letters, without_double_encoding, without_entities
from concertia.storage.parquet import Columns

TWICE_AT_LEAST, TWICE_SHARE = 5, 0.8
"""Texts, and share of a file, found in other files before it is said to be there twice."""


@dataclass
class Identities:
    """Pseudonyms of one import. In scope ``campaign`` accounts of one platform keep one name everywhere."""

    key: bytes
    scope: str
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, parsed: Parsed, identifier: str) -> str:
        """The pseudonym of a person; session numbers never link two consultations."""
        shared = self.scope == "campaign" and parsed.participants_basis != "sessions"
        source = parsed.source.partition(":")[0] if shared else parsed.source
        place = (source, identifier)
        if place not in self._known:
            self._known[place] = pseudonym(self.key, self.scope, source, identifier)
        return self._known[place]


@dataclass
class Collector:
    """Gathers the contributions of all sources, in the order in which they are added."""

    identities: Identities
    options: ReadOptions
    people: set[str] = field(default_factory=set)
    """Pseudonyms of the authors."""
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    _raws: dict[str, str] = field(default_factory=dict)
    _said_of: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Age and sex of who speaks, where either is said."""
    _texts: dict[str, str] = field(default_factory=dict)
    """By text: the file where it was first read."""

    def add(self, parsed: Parsed, accounts: list[FileAccount]) -> dict[str, str]:
        """Take the drafts of one source; returns the contribution id of each ``source_id`` that was kept."""
        known: dict[str, str] = {}
        children: list[tuple[str, str]] = []
        elsewhere: dict[int, Counter[str]] = {}
        dates = self._dates(parsed, accounts)
        for draft, date in zip(parsed.drafts, dates, strict=True):
            account = accounts[draft.file]
            text = self._clean(draft, account)
            if not text.strip():
                account.reject(draft.record, draft.row, "empty text")
                continue
            name = _identifier(parsed, draft, account)
            earlier = self._rows.get(name)
            if earlier is not None:
                same = ", same text" if earlier["text"] == text else ""
                account.reject(draft.record, draft.row, f"duplicate id{same}")
                continue
            self._rows[name] = self._row(parsed, draft, name, text, date, account)
            self._raws[name] = draft.raw
            if draft.age is not None or draft.sex is not None:
                self._said_of[name] = (draft.age, draft.sex)
            account.kept[draft.record] += 1
            account.exact_duplicates += text.strip() in self._texts
            first = self._texts.setdefault(text.strip(), account.path)
            if first != account.path:
                elsewhere.setdefault(draft.file, Counter())[first] += 1
            if draft.source_id is not None:
                known[draft.source_id] = name
            if draft.parent_source_id is not None:
                children.append((name, draft.parent_source_id))
        for name, parent in children:
            self._rows[name]["parent_id"] = known.get(parent)
        for number, account in enumerate(accounts):
            account.warnings += _told_twice(account, elsewhere.get(number, Counter()))
            if account.lost:
                account.warnings.append(
                    f"textes où des lettres semblent perdues, laissés ainsi : {account.lost}"
                )
        return known

    def columns(self) -> tuple[Columns, Columns]:
        """``contributions`` and ``originals``, sorted by contribution id."""
        names = sorted(self._rows)
        contributions: Columns = {}
        for column in CONTRIBUTIONS:
            values = np.empty(len(names), dtype=object)
            values[:] = [self._rows[name][column] for name in names]
            contributions[column] = values
        raws = np.empty(len(names), dtype=object)
        raws[:] = [
            # Parquet text is UTF-8: a lone surrogate is written as its escape, \udXXX.
            self._raws[name].encode("utf-8", "backslashreplace").decode()
            for name in names
        ]
        return contributions, {"contribution_id": contributions["contribution_id"], "raw": raws}

    def said_of_people(self) -> Columns | None:
        """``people``, sorted by contribution id; None where nothing was said of anybody."""
        if not self._said_of:
            return None
        names = sorted(self._said_of)
        columns = [names, *zip(*(self._said_of[name] for name in names), strict=True)]
        return {name: np.array(column, dtype=object) for name, column in zip(PEOPLE, columns, strict=True)}

    def _clean(self, draft: Draft, account: FileAccount) -> str:
        raw, twice = without_double_encoding(draft.raw)
        if twice:
            account.repairs["accents encoded twice"] += twice
        account.lost += has_lost_letters(raw)
        if not draft.html:
            raw, entities = without_entities(raw)
            if entities:
                account.repairs["html entities"] += entities
        cleaned = canonical(raw, draft.html)
        account.transformations.update(cleaned.transformations)
        return cleaned.text

    def _dates(self, parsed: Parsed, accounts: list[FileAccount]) -> list[str | None]:
        """Dates of the drafts; ambiguity is judged file by file."""
        result: list[str | None] = [None] * len(parsed.drafts)
        for number, account in enumerate(accounts):
            places = [place for place, draft in enumerate(parsed.drafts) if draft.file == number]
            dates, unread = parse_dates([parsed.drafts[place].date for place in places])
            for place, date in zip(places, dates, strict=True):
                result[place] = date
            if unread:
                account.warnings.append(f"dates ambiguës ou impossibles, laissées vides : {unread}")
        return result

    def _row(
        self, parsed: Parsed, draft: Draft, name: str, text: str, date: str | None, account: FileAccount
    ) -> dict[str, Any]:
        masked = mask_personal_data(text)
        once = draft.nonce or nonce(self.identities.key, name)
        author = None
        if draft.author:
            author = self.identities.of(parsed, draft.author)
            self.people.add(author)
        return {
            "contribution_id": name,
            "source": without_personal_data(parsed.source),
            "source_id": _line(draft.source_id),
            "text": text,
            "public_text": masked,
            "language": _line(draft.language),
            "declared_kind": draft.declared_kind,
            "voice": draft.voice,
            "voice_count": draft.voice_count,
            "capture": draft.capture,
            "room_support": draft.room_support,
            "votable": draft.votable,
            "parent_id": None,
            "question": _label(draft.question or self.options.question, account),
            "session": _label(draft.session or self.options.session, account),
            "channel": draft.channel,
            "territory": _label(draft.territory or self.options.territory, account),
            "public": _label(draft.public or self.options.public, account),
            "author": author,
            "date": date,
            "moderation": draft.moderation,
            "moderation_reason": _label(draft.moderation_reason, account),
            "weight": draft.weight,
            "leaf": leaf(name, once, text if masked is None else masked),
            "nonce": once,
            "declared_position": draft.declared_position,
            "location": _label(draft.location, account),
        }


def _identifier(parsed: Parsed, draft: Draft, account: FileAccount) -> str:
    if draft.source_id is None:
        return row_contribution_id(account.sha256, draft.row)
    kind, _, source = parsed.source.partition(":")
    return contribution_id(kind, source, draft.source_id)


def _told_twice(account: FileAccount, others: Counter[str]) -> list[str]:
    """What to say of a file whose texts are nearly all in other files: it may be the same export again."""
    kept, again = sum(account.kept.values()), others.total()
    if again < max(TWICE_AT_LEAST, TWICE_SHARE * kept):
        return []
    names = ", ".join(f"« {name} »" for name in sorted(others)[:3])
    return [
        f"presque tous ses textes sont déjà dans {names} : si c'est le même contenu sous une autre forme, "
        "retirez l'un des deux, sans quoi il compte deux fois"
    ]


def _line(value: str | None) -> str | None:
    """A short field, cleaned like a text and trimmed; nothing left is ``None``."""
    return canonical(value).text.strip() or None if value else None


def _label(value: str | None, account: FileAccount) -> str | None:
    """A short field that is published as it stands: personal data is covered, and counted."""
    line = _line(without_double_encoding(value)[0]) if value else None
    masked = mask_personal_data(line) if line else None
    if masked is not None:
        account.transformations["personal data masked"] += 1
    return masked or line
