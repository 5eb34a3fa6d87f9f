"""A small concertation already sorted, with what it takes to formulate: shared by the tests of the sort."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled
from tests.web.factories import make_commitment, make_consultation, make_notes, make_session, make_user

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.models import Role, User
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution, Document, Passage
from concertia_web.sorting import formulating, services, settling
from concertia_web.sorting.formulating import Cited, Wording
from concertia_web.sorting.models import Finding, Sorting

SAID = (
    ("Former tous les agents avant", "attente", "Table 1", "agents"),
    ("Pas de caméras dans la rue", "refus", "Table 1", "habitants"),
    ("Peur de perdre mon poste", "crainte", "Table 2", "agents"),
    ("Oui si une personne relit", "condition", "Table 2", "habitants"),
    ("Un répondeur la nuit", "proposition", "Table 3", "habitants"),
    ("Il faisait froid dans la salle", "constat", "Table 3", "habitants"),
)


@dataclass
class Sorted:
    """``notes`` in the order of ``SAID``; the last one is set aside."""

    consultation: Consultation
    session: Session
    sorting: Sorting
    notes: list[Contribution]
    lead: User
    users: dict[str, User] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return actor_of(self.lead)

    def url(self, name: str, *more: Any) -> str:
        return reverse(
            f"space:{name}", args=[self.consultation.territory.slug, self.consultation.slug, *more]
        )

    def user(self, role: str) -> User:
        if role not in self.users:
            self.users[role] = make_user(self.consultation.territory, role, function=f"fonction {role}")
        return self.users[role]

    def finding(
        self, kind: str = "attente", *notes: int, dissent: tuple[int, ...] = (), **more: Any
    ) -> Finding:
        """One finding on notes given by their rank."""
        quoted = more.pop("quoted", ())
        cited = Cited(
            notes={self.notes[rank].pk: "support" for rank in notes or (0,)}
            | {self.notes[rank].pk: "dissent" for rank in dissent},
            quoted_notes=frozenset(self.notes[rank].pk for rank in quoted),
        )
        wording = Wording(kind, more.pop("title", f"Un {kind}"), column="agents", **more)
        return formulating.formulate(actor=self.actor, sorting=self.sorting, wording=wording, cited=cited)

    def settled(self) -> Sorting:
        settling.send_back_to_participants(actor=self.actor, sorting=self.sorting)
        self.sorting = settling.settle(actor=self.actor, sorting=self.sorting)
        return self.sorting


def make_sorted(**more: Any) -> Sorted:
    """Call it inside ``scopes_disabled`` or leave: everything is made outside any scope."""
    with scopes_disabled():
        consultation = make_consultation(
            commitment=make_commitment(), publics=["habitants", "agents", "elus"], **more
        )
        session = make_session(consultation, title="Atelier du soir", not_agreed="Qui paie la formation")
        notes = []
        for rank, (text, kind, table, public) in enumerate(SAID, start=1):
            notes += make_notes(session, text, declared_kind=kind, subgroup=table, public=public)
            notes[-1].position = rank
            notes[-1].save()
        lead = make_user(consultation.territory, Role.LEAD, function="chargée de concertation")
        actor = actor_of(lead)
        sorting = services.open_table(actor=actor, consultation=consultation)
        services.place(actor=actor, sorting=sorting, notes=[note.pk for note in notes[:5]], column="agents")
        services.place(actor=actor, sorting=sorting, notes=[notes[5].pk], aside="concerne la séance")
        services.finish(actor=actor, sorting=sorting)
        sorting = services.compare(actor=actor, sorting=sorting, alone=True)
        sorting = settling.close_table(actor=actor, sorting=sorting)
    return Sorted(consultation, session, sorting, notes, lead)


def make_document(
    consultation: Consultation, *texts: str, validated_by: str = "les 40 membres du panel"
) -> Document:
    with scopes_disabled():
        document = Document(
            consultation=consultation,
            kind="avis",
            title="Avis du panel",
            validated_by=validated_by,
            original_name="avis.pdf",
            sha256="0" * 64,
            received=timezone.now(),
        )
        document.file.save("avis.pdf", ContentFile(b"%PDF-1.4"))
        Passage.objects.bulk_create(
            [
                Passage(document=document, position=rank, page=rank, paragraph=rank, text=text)
                for rank, text in enumerate(texts, start=1)
            ]
        )
    return document
