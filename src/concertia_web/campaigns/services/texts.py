"""Versions of the call, the charter and the framing note: a draft that changes, versions that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns import texts
from concertia_web.campaigns.models import Campaign, CampaignText
from concertia_web.journal import services as journal
from concertia_web.languages import say


class NotReadyError(Exception):
    """Something is missing before this can be done. The message says what, to the person."""


def start_from_pack(campaign: Campaign, kind: str, key: str) -> CampaignText:
    """The draft of a first version, from a pack. Raises KeyError for a pack that does not ship."""
    return _draft(campaign, kind, texts.load_pack(kind, key))


@transaction.atomic
def start_draft(*, actor: Actor, campaign: Campaign, kind: str, key: str = "") -> CampaignText:
    """The draft of the next version: the one there is, else a copy of the last version, else a pack."""
    existing = campaign.texts.filter(kind=kind, published=None).first()
    if existing is not None:
        return existing
    last = campaign.texts.filter(kind=kind).first()
    if last is not None and not key:
        draft = _draft(campaign, kind, last.content)
    else:
        draft = start_from_pack(campaign, kind, key or texts.packs(kind)[0].key)
    _record(actor, draft, "draft_text")
    return draft


@transaction.atomic
def edit_draft(
    *, actor: Actor, draft: CampaignText, content: Mapping[str, Any], change_note: str = ""
) -> CampaignText:
    """Save a draft. Raises NotReadyError for a published version: it never changes."""
    draft = CampaignText.objects.select_for_update().get(pk=draft.pk)
    if not draft.draft:
        raise NotReadyError(
            "Cette version est publiée : elle ne change plus. Commencez une nouvelle version, "
            "vos changements y iront."
        )
    before = draft.digest
    draft.content = dict(content)
    draft.digest = texts.digest(content)
    draft.change_note = change_note[:300]
    draft.save(update_fields=["content", "digest", "change_note"])
    if draft.digest != before:
        _record(actor, draft, "edit_text", before=before, after=draft.digest, public=False)
    return draft


@transaction.atomic
def publish_draft(*, actor: Actor, draft: CampaignText) -> CampaignText:
    """Make a version public, for ever. Raises NotReadyError that says what it lacks."""
    draft = CampaignText.objects.select_for_update().get(pk=draft.pk)
    if not draft.draft:
        return draft
    lacks = texts.problems(draft.kind, draft.content)
    if draft.version > 1 and not draft.change_note.strip():
        lacks.append("Dites en une phrase ce qui change par rapport à la version précédente.")
    previous = draft.campaign.texts.filter(kind=draft.kind, version=draft.version - 1).first()
    if previous is not None and _said(previous.content) == _said(draft.content):
        lacks.append("Rien n’a changé depuis la version précédente : il n’y a rien à publier.")
    if lacks:
        raise NotReadyError(" ".join(lacks))
    now = timezone.now()
    draft.content = {
        **draft.content,
        "version": draft.version,
        "date": timezone.localdate(now).isoformat(),
    }
    draft.digest = texts.digest(draft.content)
    draft.published = now
    draft.save(update_fields=["content", "digest", "published"])
    _record(actor, draft, "publish_text", after=draft.digest, reason=draft.change_note)
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, draft: CampaignText) -> None:
    """Throw a draft away; the published versions stay."""
    if not draft.draft:
        raise NotReadyError("Une version publiée ne se retire pas : publiez-en une autre.")
    _record(actor, draft, "discard_text", before=draft.digest)
    draft.delete()


def _draft(campaign: Campaign, kind: str, content: Mapping[str, Any]) -> CampaignText:
    last = campaign.texts.filter(kind=kind).order_by("-version").first()
    version = last.version + 1 if last else 1
    made = {**content, "version": version}
    return CampaignText.objects.create(
        campaign=campaign, kind=kind, version=version, content=made, digest=texts.digest(made)
    )


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in ("version", "date", "follows")}


def _record(actor: Actor, text: CampaignText, verb: str, **more: Any) -> None:
    journal.record(
        actor=actor,
        action=f"campaigns.{verb}",
        thing=text,
        label=f"{say(text.campaign.title, 'fr').text} · {text.get_kind_display()} {text.version}",
        territory=text.campaign.network,
        **more,
    )
