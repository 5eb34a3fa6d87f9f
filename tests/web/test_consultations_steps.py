"""Which step of its life a concertation may take, and who is led where by the next thing to do."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import (
    TODAY,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.campaigns.models import Commitment
from concertia_web.consultations import states
from concertia_web.consultations.models import Consultation
from concertia_web.consultations.next_steps import next_step
from concertia_web.consultations.services import RefusedError
from concertia_web.sorting.models import Sorting

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_territory()


def test_findings_taken_up_again_are_settled_again_before_publication(home):
    lead = make_user(home, Role.LEAD)
    made = make_consultation(home, state=Consultation.State.SETTLED)
    with scope(territory=home):
        sorting = Sorting.objects.create(consultation=made, state=Sorting.State.DRAFT)
        with pytest.raises(RefusedError, match="arrêtez-les de nouveau"):
            states.publish(actor=actor_of(lead), consultation=made)
        made.refresh_from_db()
        assert made.state == Consultation.State.SETTLED
        Sorting.objects.filter(pk=sorting.pk).update(state=Sorting.State.SETTLED)
        states.publish(actor=actor_of(lead), consultation=made)
        made.refresh_from_db()
        assert made.state == Consultation.State.PUBLISHED


@pytest.mark.parametrize("role", [Role.ELECTED, Role.SERVICE])
def test_the_next_thing_to_do_links_only_to_what_one_may_open(client, home, role):
    made = make_consultation(home, state=Consultation.State.READING)
    make_notes(make_session(made), "Former les agents")
    sort = reverse("space:sorting", args=[home.slug, made.slug])
    page = reverse("space:consultation", args=[home.slug, made.slug])
    client.force_login(make_user(home, role))
    assert f'href="{sort}"' not in client.get(page).content.decode()
    client.force_login(make_user(home, Role.ANALYST))
    assert client.get(page).content.decode().count(f'href="{sort}"') == 2


@pytest.mark.parametrize("sent", [False, True])
def test_a_return_already_sent_is_not_asked_for_again(home, sent):
    state = Commitment.State.SENT if sent else Commitment.State.CONSULTING
    made = make_consultation(
        commitment=make_commitment(None, home, state=state), state=Consultation.State.SETTLED
    )
    step = next_step(made, TODAY)
    assert step.verb == "publier"
    assert ("remontée" in step.text, bool(step.url)) == (not sent, not sent)


@pytest.mark.parametrize(("sent", "leads"), [(False, "returns"), (True, "answers")])
def test_once_published_the_return_comes_first_then_the_answers(client, home, sent, leads):
    state = Commitment.State.SENT if sent else Commitment.State.CONSULTING
    commitment = make_commitment(None, home, state=state)
    made = make_consultation(commitment=commitment, state=Consultation.State.PUBLISHED)
    step = next_step(made, TODAY)
    assert step.url == reverse(f"space:{leads}", args=[home.slug, made.slug][: 1 + sent])
    client.force_login(make_user(home, Role.LEAD))
    page = client.get(reverse("space:consultation", args=[home.slug, made.slug])).content.decode()
    assert step.label in page
