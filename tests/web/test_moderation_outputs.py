"""The words that a decision covered or hid are on no screen, file, message or snapshot but in moderation."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.sorting_world import make_sorted

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.contributions import services as notes
from concertia_web.contributions.models import NOT_PUBLISHED, Contribution, RivalVersion
from concertia_web.contributions.syncing import apply_changes
from concertia_web.contributions.values import NoteError
from concertia_web.moderation import services
from concertia_web.moderation.reasons import HIDE, MASK, published
from concertia_web.papers import results
from concertia_web.participation.lists import translations_shown
from concertia_web.participation.models import Translation
from concertia_web.readings.snapshot import SOURCE, write_snapshot
from concertia_web.returns.basis import grid_of
from concertia_web.returns.prefill import proposal_of
from concertia_web.sorting.notes import Filters, notes_of

pytestmark = pytest.mark.django_db
MASKED, HIDDEN = "Zibelinette", "Crapoussin"
"""Words of nobody’s vocabulary, in the original of note 0 (covered there) and of note 3 (not published)."""


def reason_for(verb):
    return next(key for key, one in published().reasons.items() if verb in one.verbs)


def decide(made, note, verb, *words):
    text = note.text
    spans = [(text.index(word), text.index(word) + len(word)) for word in words]
    services.decide(
        actor=actor_of(made.user(Role.GARANT)),
        contribution=note,
        verb=verb,
        reason=reason_for(verb),
        spans=spans,
    )
    note.refresh_from_db()


def put_secrets(made):
    """Both notes support a finding and are quoted; then somebody decides."""
    with scopes_disabled():
        covered, hidden = made.notes[0], made.notes[3]
        covered.text = f"Former tous les agents avant, dit {MASKED}"
        hidden.text = f"Oui si {HIDDEN} relit"
        for rank, note in enumerate((covered, hidden), start=1):
            note.capture, note.slip = "written", 400 + rank
            note.save()
        made.finding("attente", 0, 2, title="Former avant d’équiper", quoted=(0, 2))
        made.finding("vigilance", 3, 4, title="Une relecture par quelqu’un", quoted=(3,))
        decide(made, covered, MASK, MASKED)
        decide(made, hidden, HIDE)


@pytest.fixture
def made(db):
    made = make_sorted()
    put_secrets(made)
    return made


def publish(made):
    with scopes_disabled():
        made.settled()
        made.consultation.state = "published"
        made.consultation.save()


def held(content: bytes) -> str:
    """All that a file says: every part of an archive, else its bytes."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def assert_silent(content: bytes | str, where: str) -> None:
    said = held(content) if isinstance(content, bytes) else content
    for secret in (MASKED, HIDDEN):
        assert secret.casefold() not in said.casefold(), f"{secret} : {where}"


def desk(made, name, *more):
    return made.url(name, made.session.pk, *more)


def _note(made, rank):
    return desk(made, "session-note", made.notes[rank].client_id)


INSIDE = [
    (Role.FACILITATOR, "la saisie en salle", lambda made: desk(made, "session-entry")),
    (Role.FACILITATOR, "la relecture projetée", lambda made: desk(made, "relecture")),
    (Role.FACILITATOR, "l’envoi aux appareils", lambda made: desk(made, "session-sync")),
    (Role.FACILITATOR, "une note couverte", lambda made: _note(made, 0)),
    (
        Role.FACILITATOR,
        "une note non publiée",
        lambda made: desk(made, "session-note", made.notes[3].client_id),
    ),
    (Role.READER, "les mots d’un papier couvert", lambda made: f"{made.url('entry')}?numero=401"),
    (Role.READER, "les mots d’un papier non publié", lambda made: f"{made.url('entry')}?numero=402"),
    (Role.FACILITATOR, "les derniers papiers", lambda made: made.url("papers-desk")),
    (Role.ANALYST, "la table de tri", lambda made: made.url("sorting")),
    (Role.ANALYST, "le tableau de tri en CSV", lambda made: made.url("sorting-export", "csv")),
    (Role.ANALYST, "le tableau de tri en XLSX", lambda made: made.url("sorting-export", "xlsx")),
    (Role.ANALYST, "formuler", lambda made: made.url("finding-new")),
    (Role.ELECTED, "les enseignements", lambda made: made.url("findings")),
    (Role.ELECTED, "un enseignement", lambda made: made.url("finding", made.sorting.findings.first().pk)),
    (Role.LEAD, "le projet de restitution", lambda made: made.url("restitution")),
    (Role.ANALYST, "les traductions", lambda made: f"{made.url('participation-translations')}?toutes=oui"),
    (Role.ANALYST, "la file de modération", lambda made: f"{made.url('moderation')}?file=decides"),
    (Role.ANALYST, "la page d’un texte", lambda made: made.url("moderation-text", made.notes[0].pk)),
]


@pytest.mark.parametrize(("role", "where", "address"), INSIDE, ids=[one[1] for one in INSIDE])
def test_no_screen_of_the_space_says_the_words_received(made, client, role, where, address):
    client.force_login(made.user(role))
    with scope(territory=made.consultation.territory):
        url = address(made)
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, where
    assert_silent(b"".join(answer) if answer.streaming else answer.content, where)


def test_the_words_received_cannot_be_searched(made, client):
    with scope(territory=made.consultation.territory):
        for note in notes_of(made.consultation):
            assert not Filters(words=MASKED).keeps(note, None)
            assert not Filters(words=HIDDEN).keeps(note, None)
        assert any(Filters(words="tous les agents").keeps(note, None) for note in made.notes)
    client.force_login(made.user(Role.LEAD))
    page = client.get(made.url("answer-new"), {"mots": MASKED}).content.decode()
    assert f"Contribution n° {made.notes[0].pk}" not in page


PUBLIC = [
    ("sorting:restitution", ()),
    ("sorting:restitution-file", ("docx",)),
    ("sorting:restitution-data", ("csv",)),
    ("sorting:restitution-data", ("xlsx",)),
    ("sorting:restitution-data", ("txt",)),
    ("sorting:not-kept", ()),
    ("answers:answers", ()),
    ("notices:feed", ()),
    ("participation:contributions", ()),
    ("participation:numbers", ()),
    ("moderation:policy", ()),
]


@pytest.mark.parametrize(("name", "more"), PUBLIC)
def test_no_public_page_or_file_says_the_words_received(made, client, name, more):
    publish(made)
    place = [made.consultation.territory.slug, made.consultation.slug]
    answer = client.get(reverse(name, args=[*place, *more]))
    assert answer.status_code == 200
    assert_silent(b"".join(answer) if answer.streaming else answer.content, name)


def test_the_snapshot_the_remontee_and_the_printed_results_do_not_say_them(made, tmp_path):
    publish(made)
    with scope(territory=made.consultation.territory):
        write_snapshot(made.consultation, tmp_path)
        assert_silent((tmp_path / SOURCE).read_text(encoding="utf-8"), "l’instantané")
        said = results.settled(made.consultation)
        assert_silent(json.dumps([repr(one) for one in said.sections], ensure_ascii=False), "le kit imprimé")
    commitment = made.consultation.commitment
    with scope(campaign=commitment.campaign):
        content = proposal_of(commitment, grid_of(commitment))
    quoted = [item["words_1"] for item in content["items"]]
    assert any("Former tous les agents avant" in words for words in quoted)
    assert_silent(json.dumps(content, ensure_ascii=False), "la remontée")


def test_only_those_who_moderate_open_them_and_it_is_written(made, client):
    client.force_login(made.user(Role.GARANT))
    opened = client.post(made.url("moderation-original", made.notes[3].pk), follow=True)
    assert HIDDEN in opened.content.decode()
    client.force_login(made.user(Role.FACILITATOR))
    refused = client.post(made.url("moderation-original", made.notes[3].pk), follow=True)
    assert HIDDEN not in refused.content.decode()


def sent(note, text, **more):
    return {
        "client_id": str(note.client_id),
        "change": "00000000-0000-4000-8000-00000000000a",
        "base": note.revision,
        "revision": note.revision + 1,
        "text": text,
        "declared_kind": note.declared_kind,
        "subgroup": note.subgroup,
        "capture": note.capture,
        **more,
    }


@pytest.mark.parametrize("rank", [0, 3])
def test_what_a_screen_shows_comes_back_without_replacing_what_was_received(made, rank):
    note = made.notes[rank]
    received = note.text
    actor = actor_of(made.user(Role.FACILITATOR))
    with scope(territory=made.consultation.territory):
        note = Contribution.objects.select_related("session__consultation__territory").get(pk=note.pk)
        (outcome,) = apply_changes(
            actor=actor, session=made.session, changes=[sent(note, note.shown_text, dots=4)]
        )
        assert outcome.state == "kept"
        note.refresh_from_db()
        assert (note.text, note.dots) == (received, 4)
        (outcome,) = apply_changes(
            actor=actor,
            session=made.session,
            changes=[{**sent(note, "D’autres mots"), "change": "00000000-0000-4000-8000-00000000000b"}],
        )
        assert outcome.state == "refused"
        for wrong in (notes.mask_note, notes.keep_note):
            with pytest.raises(NoteError):
                wrong(actor=actor, note=note)
        with pytest.raises(NoteError):
            notes.change_note(actor=actor, note=note, text="D’autres mots")
        note.refresh_from_db()
        assert note.text == received


def test_the_form_of_a_moderated_note_changes_all_but_its_words(made, client):
    note = made.notes[3]
    client.force_login(made.user(Role.FACILITATOR))
    url = desk(made, "session-note", note.client_id)
    assert NOT_PUBLISHED in client.get(url).content.decode()
    said = {"text": "D’autres mots", "declared_kind": "refus", "subgroup": "Table 9", "capture": "noted"}
    said |= {"voice": "collective", "room_support": "unmeasured"}
    assert client.post(url, said).status_code == 302
    with scope(territory=made.consultation.territory):
        note.refresh_from_db()
    assert (note.declared_kind, note.subgroup) == ("refus", "Table 9")
    assert HIDDEN in note.text


def test_the_other_version_of_a_covered_note_is_covered_too(made, client):
    note = made.notes[0]
    with scope(territory=made.consultation.territory):
        rival = RivalVersion.objects.create(contribution=note, values={"text": f"Dit par {MASKED}"})
        for choice in ("take", "both"):
            with pytest.raises(NoteError):
                notes.settle_rival(actor=made.actor, rival=rival, choice=choice)
    client.force_login(made.user(Role.FACILITATOR))
    page = client.get(desk(made, "session-note", note.client_id)).content
    assert_silent(page, "l’autre version")


def test_a_translation_made_before_words_were_covered_is_not_shown(made):
    note = made.notes[0]
    with scope(territory=made.consultation.territory):
        old = Translation.objects.create(
            contribution=note, language="de", text=f"Sagt {MASKED}", translator="une bénévole",
            made=timezone.now() - timedelta(days=1),
        )  # fmt: skip
        assert shown_of(note) == []
        fresh = Translation.objects.create(
            contribution=note, language="en", text="Train first, says ****", translator="une bénévole",
            made=timezone.now() + timedelta(minutes=1),
        )  # fmt: skip
        assert shown_of(note) == [fresh]
        assert old not in shown_of(note)


def shown_of(note):
    rows = Contribution.objects.prefetch_related(translations_shown())
    return list(rows.get(pk=note.pk).translations.all())
