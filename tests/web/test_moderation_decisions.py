"""What a decision does to a text: published, covered, not published; undone; told to its author."""

from __future__ import annotations

import pytest
from django.db import transaction
from django_scopes import scope
from tests.web.moderation_world import make_moderated

from concertia_web.contributions.models import Contribution
from concertia_web.journal.models import JournalEntry, JournalValue
from concertia_web.moderation import appeals, queues, reports, services
from concertia_web.moderation.covering import covered, occurrences, spans_of, united
from concertia_web.moderation.models import Appeal, Decision, Report
from concertia_web.moderation.reasons import UnusableListError, published, read_list
from concertia_web.moderation.telling import decision_words
from concertia_web.notices.models import Notice
from concertia_web.participation.services import change_choices

pytestmark = pytest.mark.django_db
WAITING, ACCEPTED, HIDDEN = Contribution.Moderation.values


@pytest.fixture
def world():
    made = make_moderated()
    with scope(territory=made.consultation.territory):
        yield made


def decide(world, text, verb, who="lead", **more):
    return services.decide(actor=world.actor(who), contribution=text, verb=verb, **more)


def test_words_are_covered_at_equal_length_and_can_be_uncovered():
    text = "Mme Léa Brun,\nsecrétaire 🙂 à Saint-Aubin."
    spans = [(0, 12), (14, 24), (20, 26)]
    masked = covered(text, spans)
    assert len(masked) == len(text)
    assert masked == "*** *** ****,\n********** * à Saint-Aubin."
    assert covered(text, spans_of(text, masked)) == masked
    assert spans_of(text, "") == []
    assert spans_of(text, "autre longueur") == []


def test_words_typed_are_found_wherever_they_stand_but_not_inside_others():
    assert occurrences("Le maire, LE MAIRE et les maires", "le maire") == [(0, 8), (10, 18)]
    assert occurrences("abc", " ") == []
    assert occurrences("İstanbul İ", "istanbul") == []
    assert united([(5, 3), (-4, 2), (1, 4), (90, 99)], 10) == [(0, 4)]


def test_accepting_publishes_and_tells_once(world):
    note = world.text(moderation=WAITING)
    first = decide(world, note, "accept")
    assert decide(world, note, "accept") == first
    note.refresh_from_db()
    assert note.moderation == ACCEPTED
    assert decision_words(note).state == "published"
    assert Notice.objects.get().kind == "moderated"
    assert JournalEntry.objects.filter(action="moderation.accept", public=False).count() == 1


def test_masking_keeps_the_text_published_and_the_words_out_of_every_table(world):
    note = world.text("Madame Brun ne répond jamais.")
    decide(world, note, "mask", reason="coordonnees", spans=[(7, 11)], note="Votre avis se lit en entier.")
    note.refresh_from_db()
    assert note.moderation == ACCEPTED
    assert note.shown_text == "Madame **** ne répond jamais."
    assert note.moderation_reason == "Un nom ou des coordonnées"
    decide(world, note, "mask", reason="coordonnees", spans=[(0, 6)])
    note.refresh_from_db()
    assert note.public_text == "****** **** ne répond jamais."
    said = str([list(model.objects.values()) for model in (Decision, JournalEntry, JournalValue, Notice)])
    assert "Brun" not in said
    assert "Madame" not in said


def test_hiding_counts_and_says_why(world):
    note = world.text("Texte qui menace.")
    decide(world, note, "hide", reason="menace", note="Dites votre colère sans menacer.")
    note.refresh_from_db()
    said = decision_words(note)
    assert (note.moderation, said.state, said.appealable) == (HIDDEN, "hidden", True)
    assert said.reason == "Une menace ou un appel à la violence"
    assert "menace" in said.means
    assert said.note == "Dites votre colère sans menacer."
    assert said.function == world.lead.function
    found = queues.figures(world.consultation)
    assert (found.texts, found.hidden, found.by_reason) == (1, 1, {"menace": 1})
    entry = JournalEntry.objects.get(action="moderation.hide")
    assert entry.public
    assert "menace" in entry.object_label
    assert "Texte qui menace" not in entry.object_label


@pytest.mark.parametrize(
    ("verb", "reason", "spans", "words"),
    [
        ("hide", "", [], "liste publiée"),
        ("hide", "inventée", [], "liste publiée"),
        ("hide", "coordonnees", [], "couvrir des mots"),
        ("mask", "illisible", [(0, 3)], "ne pas publier"),
        ("mask", "insulte", [], "quels mots"),
        ("effacer", "", [], "Choisissez une décision"),
    ],
)
def test_what_is_not_a_decision_is_refused_and_changes_nothing(world, verb, reason, spans, words):
    note = world.text()
    with pytest.raises(services.Refused, match=words):
        decide(world, note, verb, reason=reason, spans=spans)
    assert Decision.objects.count() == 0
    note.refresh_from_db()
    assert note.moderation == ACCEPTED


def test_two_people_deciding_at_once_do_not_overwrite_each_other(world):
    note = world.text()
    decide(world, note, "hide", who="analyst", reason="publicite", after=0)
    with pytest.raises(services.Refused, match="pendant que vous"):
        decide(world, note, "accept", after=0)
    last = services.last_decision(note)
    decide(world, note, "accept", after=last.pk)
    note.refresh_from_db()
    assert note.moderation == ACCEPTED


def test_a_text_taken_back_by_its_author_is_no_longer_decided(world):
    note = world.text(removed="2026-11-20T10:00:00Z")
    with pytest.raises(services.Refused, match="retiré"):
        decide(world, note, "accept")


def test_undoing_goes_back_step_by_step_and_leaves_every_step(world):
    note = world.text("Madame Brun et son chien", moderation=WAITING)
    one = decide(world, note, "mask", reason="coordonnees", spans=[(7, 11)])
    two = decide(world, note, "hide", reason="insulte")
    with pytest.raises(services.Refused, match="depuis"):
        services.undo(actor=world.actor("garant"), decision=one)
    back = services.undo(actor=world.actor("garant"), decision=two, why="Ce n’est pas une insulte")
    note.refresh_from_db()
    assert (back.verb, back.undoes_id, note.moderation) == ("mask", two.pk, ACCEPTED)
    assert note.public_text == "Madame **** et son chien"
    assert note.moderation_reason == "Un nom ou des coordonnées"
    services.undo(actor=world.actor(), decision=back)
    note.refresh_from_db()
    assert note.moderation == HIDDEN
    assert [one.verb for one in note.decisions.all()] == ["mask", "hide", "mask", "hide"]


def test_a_text_put_back_to_read_is_not_published_by_a_choice_of_its_author(world):
    type(world.consultation).objects.update(moderation="after")
    person = world.participant()
    note = world.text("Voyez Mme Brun", moderation=WAITING, doubt="un nom", participant=person)
    services.undo(actor=world.actor(), decision=decide(world, note, "accept"))
    for verbatim in (False, True):
        change_choices(participant=person, contribution=note, signature="", verbatim=verbatim)
    note.refresh_from_db()
    assert note.moderation == WAITING


def test_undoing_the_first_decision_puts_the_text_back_to_read(world):
    note = world.text(moderation=WAITING)
    decision = decide(world, note, "hide", reason="publicite")
    services.undo(actor=world.actor(), decision=decision)
    note.refresh_from_db()
    assert note.moderation == WAITING
    assert list(queues.texts(world.consultation, queues.TO_READ)) == [note]


def test_decisions_are_only_ever_added(world):
    decision = decide(world, world.text(), "accept")
    decision.note = "autre"
    with pytest.raises(TypeError, match="never changed"):
        decision.save()
    with pytest.raises(TypeError, match="never changed"):
        Decision.objects.filter(pk=decision.pk).update(note="autre")
    with pytest.raises(TypeError, match="never deleted"):
        Decision.objects.all().delete()


def test_a_batch_of_fifty_and_no_more(world):
    notes = [world.text(f"Texte {rank}", moderation=WAITING) for rank in range(51)]
    with pytest.raises(services.Refused, match="Au plus 50"):
        services.decide_many(actor=world.actor(), contributions=notes, verb="accept")
    with pytest.raises(services.Refused, match="Cochez"):
        services.decide_many(actor=world.actor(), contributions=[], verb="accept")
    done, left = services.decide_many(actor=world.actor(), contributions=notes[:50], verb="accept")
    assert (done, left) == (50, [])
    assert queues.counts(world.consultation)[queues.TO_READ] == 1


def test_a_batch_covers_what_is_pointed_out_and_says_what_it_left(world):
    notes = [world.text("Voyez Mme Brun", moderation=WAITING), world.text("Rien ici", moderation=WAITING)]
    done, left = services.decide_many(
        actor=world.actor(),
        contributions=notes,
        verb="mask",
        reason="coordonnees",
        proposals=lambda note: occurrences(note.text, "Brun"),
    )
    assert done == 1
    assert len(left) == 1
    assert "quels mots" in left[0]


def test_an_appeal_is_answered_by_somebody_else(world):
    note = world.text("Madame Brun est absente")
    decide(world, note, "hide", reason="vie-privee")
    appeal = appeals.ask(contribution=note, text="Je ne parle que de son service.")
    with pytest.raises(services.Refused, match="déjà fait"):
        appeals.ask(contribution=note, text="Encore")
    with pytest.raises(services.Refused, match="une autre personne"):
        appeals.answer(actor=world.actor(), appeal=appeal, outcome="changed", text="Non")
    appeals.answer(actor=world.actor("garant"), appeal=appeal, outcome="changed", text="Rien de privé ici.")
    note.refresh_from_db()
    said = decision_words(note)
    assert note.moderation == ACCEPTED
    assert said.appeal.answer == "Rien de privé ici."
    assert "publié" in said.appeal_words
    with pytest.raises(services.Refused, match="déjà été donnée"):
        appeals.answer(actor=world.actor("garant"), appeal=appeal, outcome="upheld", text="x")
    assert JournalEntry.objects.filter(action="moderation.appeal-decided", public=True).count() == 1


def test_where_nobody_else_is_there_the_same_person_answers_and_it_is_said(world):
    for who in ("analyst", "garant"):
        getattr(world, who).memberships.all().delete()
    note = world.text()
    decide(world, note, "hide", reason="publicite")
    appeal = appeals.ask(contribution=note, text="Ce n’est pas une publicité.")
    appeal = appeals.answer(
        actor=world.actor(), appeal=appeal, outcome="upheld", text="Le lien vend un logiciel."
    )
    assert appeal.same_person
    assert "même personne" in decision_words(note).appeal_words
    assert Contribution.objects.get(pk=note.pk).moderation == HIDDEN


def test_an_appeal_gives_back_what_was_covered_before(world):
    note = world.text("Madame Brun, au 0240010203")
    decide(world, note, "mask", reason="coordonnees", spans=[(16, 26)])
    decide(world, note, "hide", who="analyst", reason="vie-privee")
    appeal = appeals.ask(contribution=note, text="C’est mon propre numéro.")
    appeals.answer(actor=world.actor(), appeal=appeal, outcome="changed", text="D’accord.")
    note.refresh_from_db()
    assert note.moderation == ACCEPTED
    assert note.public_text == "Madame Brun, au **********"


def test_there_is_no_appeal_against_what_is_published(world):
    note = world.text()
    with pytest.raises(services.Refused, match="rien à revoir"):
        appeals.ask(contribution=note, text="Pourquoi ?")
    decide(world, note, "hide", reason="publicite")
    with pytest.raises(services.Refused, match="quelques mots"):
        appeals.ask(contribution=note, text="  ")
    assert Appeal.objects.count() == 0


def test_a_report_has_a_number_and_one_answer_serves_all(world):
    note = world.text("Madame Brun boit")
    numbers = {reports.report(contribution=note, reason="vie-privee").number for _rank in range(3)}
    assert len(numbers) == 3
    with pytest.raises(services.Refused, match="ce qui ne va pas"):
        reports.report(contribution=note, reason="inventée", text=" ")
    assert queues.counts(world.consultation)[queues.REPORTED] == 1
    with pytest.raises(services.Refused, match="liste publiée"):
        reports.answer(actor=world.actor(), contribution=note, outcome="hidden", text="Retiré.")
    answered = reports.answer(
        actor=world.actor(), contribution=note, outcome="hidden", text="Retiré.", reason="vie-privee"
    )
    assert len(answered) == 3
    assert {one.outcome for one in Report.objects.all()} == {"hidden"}
    note.refresh_from_db()
    assert note.moderation == HIDDEN
    with pytest.raises(services.Refused, match="déjà une réponse"):
        reports.answer(actor=world.actor(), contribution=note, outcome="kept", text="x")


def test_a_report_may_change_nothing(world):
    note = world.text()
    reports.report(contribution=note, reason="", text="Je ne suis pas d’accord")
    reports.answer(
        actor=world.actor(), contribution=note, outcome="kept", text="Être en désaccord se publie."
    )
    note.refresh_from_db()
    assert note.moderation == ACCEPTED
    assert Decision.objects.count() == 0


def test_an_organiser_who_leaves_takes_no_decision_away(world):
    decision = decide(world, world.text(), "accept", who="analyst")
    with transaction.atomic():
        world.analyst.delete()
    assert Decision.objects.get(pk=decision.pk).by is None


def test_the_words_of_many_texts_take_two_queries(world, django_assert_num_queries):
    for rank in range(5):
        note = world.text(f"Texte {rank}")
        decide(world, note, "hide", reason="publicite")
        appeals.ask(contribution=note, text="Non")
    with django_assert_num_queries(2):
        found = [decision_words(one) for one in services.with_decisions(Contribution.objects.all())]
    assert {one.appeal_words for one in found} == {found[0].appeal_words}
    with django_assert_num_queries(1):
        decision_words(note)


def test_the_list_that_ships_is_whole_and_a_broken_one_is_refused():
    known = published()
    for reason in known.reasons.values():
        for texts in (reason.label, reason.says):
            assert set(texts) == {"fr", "en", "de", "ar"}
    assert {"mask", "hide"} == {verb for reason in known.reasons.values() for verb in reason.verbs}
    assert known.licence
    assert len(known.never) >= 3
    with pytest.raises(UnusableListError):
        read_list("schema: autre")
    with pytest.raises(UnusableListError, match="a"):
        read_list("schema: concertia/moderation/1\nreasons: [{key: a, verbs: [burn]}]")
