"""The point d’étape: an overview, then one page per territory, in one PDF. Same data and day, same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from concertia.reports.model import (
    Block,
    BulletList,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    paragraph,
    runs,
    strong,
)
from concertia.reports.pdf import pdf
from concertia_web.campaigns.following import RULES, Follow
from concertia_web.campaigns.models import Campaign
from concertia_web.languages import say

_LABELS = {"contents": "Les territoires", "skip": "Aller au texte", "figures": "Chiffres"}


def progress_pdf(campaign: Campaign, follows: Sequence[Follow], today: date) -> bytes:
    """The whole document."""
    return pdf(progress_document(campaign, follows, today))


def progress_document(campaign: Campaign, follows: Sequence[Follow], today: date) -> Document:
    """The same, before it becomes a PDF."""
    ordered = sorted(follows, key=lambda item: (item.commitment.lead.name, item.commitment.pk))
    blocks: list[Block] = list(_overview(campaign, ordered, today))
    blocks.append(PageBreak())
    for item in ordered:
        blocks += [PageBreak(), *_page(item)]
    title = f"Point d’étape au {_day(today)}"
    meta = [("Réseau", campaign.network.full_name), ("Remontées attendues le", _day(campaign.returns_due))]
    if campaign.fictional:
        meta.append(("Attention", "campagne fictive, pour s’entraîner"))
    return Document(
        title=title,
        language="fr",
        subtitle=say(campaign.title, "fr").text,
        meta=tuple(meta),
        blocks=tuple(blocks),
        labels=_LABELS,
        date=today.isoformat(),
    )


def _overview(campaign: Campaign, follows: Sequence[Follow], today: date) -> Iterator[Block]:
    yield Heading(2, "Où en sont les territoires", "ensemble")
    if not follows:
        yield paragraph("Aucune collectivité ne prend encore part à la campagne.", role="lead")
        return
    yield paragraph(
        f"{_count(len(follows), 'engagement', 'engagements')}. "
        f"En retard : {sum(1 for item in follows if item.late)} ; "
        f"silencieuses : {sum(1 for item in follows if item.silent)} ; "
        f"à aider : {sum(1 for item in follows if item.needs)}.",
        role="lead",
    )
    yield Table(
        caption="Chaque engagement, par ordre alphabétique.",
        header=("Collectivité", "Étape", "Depuis le", "À regarder"),
        rows=tuple(
            (
                runs(item.commitment.name),
                runs(item.commitment.get_state_display()),
                runs(_day(item.commitment.since)),
                runs(_flags(item) or "–"),
            )
            for item in follows
        ),
        numeric=(False, False, False, False),
    )
    coming = [one for one in campaign.milestones.all() if one.due >= today]
    if coming:
        yield Heading(2, "Prochaines étapes", "etapes")
        yield _bullets([f"{_day(one.due)} : {say(one.label, 'fr').text}" for one in coming])
    yield Heading(2, "Ce que veulent dire ces mots", "regles")
    yield BulletList(tuple((Paragraph(runs(strong(word), f" : {rule}")),) for word, rule in RULES))


def _page(item: Follow) -> Iterator[Block]:
    commitment = item.commitment
    yield Heading(2, commitment.name, f"engagement-{commitment.pk}")
    yield paragraph(strong(_capital(commitment.get_state_display())), f" depuis le {_day(commitment.since)}")
    if flags := _flags(item):
        yield paragraph(strong("À regarder : "), flags)
    if commitment.to_confirm:
        yield paragraph("Engagement pris par l’exécutif précédent, à confirmer.")
    yield Heading(3, "Le chemin", f"chemin-{commitment.pk}")
    path = [
        f"{_day(change.on)} : {change.get_state_display()}{f' ({change.note})' if change.note else ''}"
        for change in commitment.changes.all()
    ]
    yield _bullets(path or ["Aucune étape datée."])
    yield Heading(3, "Qui s’engage", f"signatures-{commitment.pk}")
    signed = [f"{one.name}, {one.function}, le {_day(one.signed)}" for one in commitment.signatories.all()]
    if commitment.act:
        signed.append(
            f"Acte : {commitment.act}{f' du {_day(commitment.act_date)}' if commitment.act_date else ''}"
        )
    yield _bullets(signed or ["Personne n’a encore signé ; ce n’est pas nécessaire pour débattre."])
    if commitment.own_questions:
        yield Heading(3, "Ses questions propres", f"questions-{commitment.pk}")
        yield _bullets(
            [say({k: v for k, v in q.items() if k != "key"}, "fr").text for q in commitment.own_questions]
        )
    yield Heading(3, "Dernières réponses au message du mois", f"reponses-{commitment.pk}")
    if item.last is None:
        yield paragraph("Aucune réponse pour le moment.")
        return
    yield _bullets([f"{question} {answer}" for question, answer in item.said])
    if item.last.comment:
        yield paragraph(f"Ajouté par la collectivité : {item.last.comment}")


def _flags(item: Follow) -> str:
    flags = [f"en retard ({item.late})"] if item.late else []
    if item.silent:
        flags.append("silencieuse")
    flags += [f"à aider : {answer}".lower() for _, answer in item.needs]
    return " ; ".join(flags)


def _bullets(lines: Sequence[str]) -> BulletList:
    return BulletList(tuple((paragraph(line),) for line in lines))


def _day(day: date | None) -> str:
    return "date inconnue" if day is None else f"{day:%d/%m/%Y}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
