"""A translation stands beside a text, and says no word of it that was covered since."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from tests.web.factories import make_user
from tests.web.moderation_world import make_moderated

from concertia_web.accounts.models import Role
from concertia_web.moderation.services import decide, undo
from concertia_web.participation.services import put_translation

pytestmark = pytest.mark.django_db


def test_one_made_before_words_were_covered_is_not_shown(client):
    world = make_moderated()
    note = world.text("Demandez à la boulangère, elle sait", language="fr")
    place = [world.consultation.territory.slug, world.consultation.slug]
    pages = [
        reverse("participation:contribution", args=[*place, note.pk]),
        reverse("participation:contributions", args=place),
    ]
    now = timezone.now()
    with scope(territory=world.consultation.territory):
        put_translation(
            actor=world.actor(), contribution=note, language="en", text="Ask the baker", translator="Amal"
        )
        assert "Ask the baker" in client.get(pages[0]).content.decode()
        assert '<bdi lang="en">English</bdi>' in client.get(pages[1]).content.decode()
        covers = decide(
            actor=world.actor(), contribution=note, verb="mask", reason="vie-privee", spans=[(11, 24)]
        )
    for page in pages:
        shown = client.get(page).content.decode()
        assert "boulangère" not in shown
        assert "baker" not in shown
        assert '<bdi lang="en">' not in shown
    desk = Client()
    desk.force_login(make_user(world.consultation.territory, Role.FACILITATOR))
    path = reverse("space:participation-translation", args=[*place, note.pk])
    told = desk.get(path).content.decode()
    assert "Refaites-la" in told
    assert "baker" not in told
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        desk.post(path, {"language": "en", "text": "Ask ****", "translator": "Amal"})
    assert "Ask ****" in client.get(pages[0]).content.decode()
    assert "Refaites-la" not in desk.get(path).content.decode()
    with scope(territory=world.consultation.territory):
        undo(actor=world.actor(), decision=covers)
    assert "Ask ****" in client.get(pages[0]).content.decode()
