"""The first page shows to everyone what everyone may read, and nothing else."""

from __future__ import annotations

import pytest
from tests.web.factories import make_consultation

from concertia_web.readings.models import Reading

NOTICE = {"kind": "fictional", "title": {"fr": "Lecture de la soirée"}, "subject": {"fr": "Ce qui fut dit"}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("visibility", "state", "shown"),
    [("private", "published", False), ("published", "settled", False), ("published", "published", True)],
)
def test_a_reading_is_on_the_first_page_only_once_it_is_public(client, visibility, state, shown):
    Reading.objects.create(
        slug="lecture-de-la-soiree",
        position=1,
        state=Reading.State.READY,
        notice=NOTICE,
        language="fr",
        contributions=12,
        consultation=make_consultation(state=state),
        visibility=visibility,
    )
    page = client.get("/").content.decode()
    assert ("lecture-de-la-soiree" in page) == shown
    assert ("Ce qui fut dit" in page) == shown
