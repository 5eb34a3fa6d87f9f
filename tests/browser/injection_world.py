"""Makes, under ``CONCERTIA_VAR``, a site where every text that a participant can write holds a script.

Run as a program: ``python -m tests.browser.injection_world``; prints the pages that show those texts, by who
opens them. Everything is invented.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from tests.browser.injection_answers import make_answered  # noqa: E402
from tests.web.factories import PASSWORD, make_consultation, make_territory, make_user  # noqa: E402

from concertia_web.accounts.actors import actor_of  # noqa: E402
from concertia_web.accounts.models import Role  # noqa: E402
from concertia_web.contributions.models import Contribution  # noqa: E402
from concertia_web.moderation import appeals, reports  # noqa: E402
from concertia_web.moderation.services import decide  # noqa: E402
from concertia_web.participation import people  # noqa: E402
from concertia_web.participation import services as participation  # noqa: E402

PAYLOADS = [
    "<script>window.__ran=1</script>",
    '"><img src=x onerror="window.__ran=1;alert(1)">',
    "'><svg/onload=window.__ran=1>",
    "</textarea></title></style><script>window.__ran=1</script>",
    '<a href="javascript:window.__ran=1">lien</a>',
    '<details open ontoggle="window.__ran=1">x</details>',
    "{{ 7|add:7 }}{% now 'Y' %}${window.__ran=1}",
    '<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>',
    "\u202e<style>@import'//x.invalid'</style><base href=//x.invalid>",
]
"""Each is written in every field below."""


@scopes_disabled()
def make_world() -> dict[str, object]:
    """Pages and who opens them: anybody, or the person in charge."""
    today = timezone.localdate()
    territory = make_territory("Vaubrun")
    lead, garant = make_user(territory, Role.LEAD), make_user(territory, Role.GARANT)
    consultation = make_consultation(
        territory,
        blueprint="boite",
        proof="none",
        moderation="after",
        live_results=True,
        opens=today,
        closes=today + timedelta(days=9),
    )
    place = [territory.slug, consultation.slug]
    public = [reverse("consultations:detail", args=place), reverse("participation:contributions", args=place)]
    public += [reverse("moderation:policy", args=place), reverse("notices:feed", args=place)]
    space = [f"{reverse('space:moderation', args=place)}?file={name}" for name in _QUEUES]
    space += [reverse("space:entry", args=place), reverse("space:journal", args=place[:1])]
    space.append(reverse("space:participation", args=place))
    actor = actor_of(lead)
    with scope(territory=territory):
        for payload in PAYLOADS:
            person = people.join(consultation=consultation)
            note = _written(consultation, person, payload)
            public.append(reverse("participation:contribution", args=[*place, note.pk]))
            public.append(reverse("moderation:report", args=[*place, note.pk]))
            report = reports.report(contribution=note, reason="insulte", text=payload)
            reports.answer(actor=actor, contribution=note, outcome="kept", text=payload)
            public.append(reverse("moderation:report-state", args=[*place, report.number]))
            reports.report(contribution=note, reason="", text=payload)
            space.append(reverse("space:moderation-text", args=[*place, note.pk]))
            hidden = _written(consultation, person, f"{payload} 2")
            decide(actor=actor, contribution=hidden, verb="hide", reason="publicite", note=payload)
            appeal = appeals.ask(contribution=hidden, text=payload)
            appeals.answer(actor=actor_of(garant), appeal=appeal, outcome="upheld", text=payload)
            space.append(reverse("space:moderation-text", args=[*place, hidden.pk]))
            waiting = _written(consultation, person, f"{payload} 3")
            decide(actor=actor, contribution=waiting, verb="hide", reason="insulte", note=payload)
            appeals.ask(contribution=waiting, text=payload)
            space.append(reverse("space:moderation-text", args=[*place, waiting.pk]))
            token = people.token_of(person)
            public.append(reverse("participation:receipt", args=[token]))
            public.append(reverse("moderation:appeal", args=[token, hidden.pk]))
        _cahier(consultation)
        public.append(reverse("contributions:documents", args=place))
        public += [
            reverse("contributions:document", args=[*place, one.pk]) for one in consultation.documents.all()
        ]
        for one in consultation.documents.filter(published=True):
            public.append(reverse("moderation:report-document", args=[*place, one.pk]))
            report = reports.report_document(document=one, reason="", text=PAYLOADS[0])
            public.append(reverse("moderation:report-state", args=[*place, report.number]))
            space.append(reverse("space:moderation-document", args=[*place, one.pk]))
    more_public, more_space = make_answered(PAYLOADS, lead)
    reflected = [
        f"{path}?{name}={{payload}}"
        for path in (public[1], public[0])
        for name in ("q", "page", "question", "kind", "public")
    ]
    return {
        "public": public + more_public,
        "space": space + more_space,
        "reflected": reflected,
        "payloads": PAYLOADS,
        "email": lead.email,
        "password": PASSWORD,
    }


_QUEUES = ("a-lire", "signales", "a-revoir", "decides")


def _written(consultation: object, person: object, words: str) -> Contribution:
    note, _new = participation.contribute(
        consultation=consultation,
        participant=person,
        wanted=participation.Wanted(text=words, kind="attente", signature=words[:80]),
    )
    return note


def _cahier(consultation: object) -> None:
    from concertia_web.contributions.models import Document, Passage

    for payload in PAYLOADS[:4]:
        made = Document.objects.create(
            consultation=consultation,
            kind="cahier",
            title=payload,
            organisation=payload,
            validated_by=payload,
            original_name=payload[:100],
            sha256="0" * 64,
            published=True,
        )
        Passage.objects.create(document=made, position=1, paragraph=1, section=payload, text=payload)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    sys.stdout.write(json.dumps(make_world()))
