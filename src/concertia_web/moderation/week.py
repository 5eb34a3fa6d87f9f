"""What awaits someone who moderates."""

from __future__ import annotations

from django.urls import reverse

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.moderation import permissions, queues
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One line for each queue that is not empty, of concertations that are open or being read."""
    found: list[Item] = []
    states = (Consultation.State.OPEN, Consultation.State.READING)
    waiting = queues.waiting(territory)
    rows = Consultation.objects.filter(pk__in=waiting, state__in=states).select_related("territory")
    for one in rows:
        if not permissions.see_moderation(actor, one):
            continue
        url = reverse("space:moderation", args=[territory.slug, one.slug])
        numbers = waiting.get(one.pk, {})
        if numbers.get(queues.APPEALED):
            found.append(
                Item(f"Revoir une décision de modération : {one}", f"{url}?file=a-revoir", urgent=True)
            )
        if numbers.get(queues.REPORTED) and permissions.moderate(actor, one):
            found.append(Item(f"Répondre à un signalement : {one}", f"{url}?file=signales", urgent=True))
        if numbers.get(queues.TO_READ) and permissions.moderate(actor, one):
            many = numbers[queues.TO_READ]
            words = "1 texte à lire" if many == 1 else f"{many} textes à lire"
            found.append(Item(f"Modération, {words} : {one}", url))
    return found
