"""Grids are opened, texts coded one by one by several people apart, files come and go."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user
from tests.web.teaching_world import CODES, analyst, code_some, make_wishes, open_wishes, subject

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Contribution
from concertia_web.journal.models import JournalEntry
from concertia_web.readings.services import RefusedError
from concertia_web.readings.snapshot import engine_id
from concertia_web.teaching import services
from concertia_web.teaching.coding import next_text
from concertia_web.teaching.models import WHOLE, Example, Grid
from concertia_web.teaching.progress import progress_of


@pytest.fixture
def place(db):
    return make_wishes()


@pytest.fixture
def reader(place):
    return analyst(place)


@pytest.fixture
def signed(client, reader):
    client.force_login(reader.user)
    return client


@pytest.fixture
def grid(place, reader):
    return open_wishes(place, reader)


def url(name: str, *more: object) -> str:
    return reverse(f"space:{name}", args=["vaubrun", "atelier", *more])


def post(client, address: str, **data: object) -> str:
    response = client.post(address, data, follow=True)
    assert response.status_code in (200, 400)
    return response.content.decode()


def shown(client, grid: Grid) -> str:
    """The text that the page proposes, as its form names it."""
    html = client.get(url("teaching-grid", grid.pk)).content.decode()
    return html.split('name="text" value="', 1)[1].split('"', 1)[0]


def test_a_grid_of_ones_own_is_opened_from_a_short_list(signed, place):
    html = post(signed, url("teaching"), own=1, title="Sujet", codes=CODES, level="contribution")
    assert "ce que les enfants mangent" in html
    assert "Il faudrait" in html
    with scopes_disabled():
        grid = Grid.objects.get()
        assert [one["code"] for one in grid.codes] == ["vélo", "cantine"]
        assert len(grid.queue) == 40
        entry = JournalEntry.objects.get(action="teaching.open")
        assert (entry.public, entry.territory) == (False, place.territory)


@pytest.mark.parametrize(
    ("title", "codes", "sentence"),
    [
        ("Sujet", "vélo", "Il faut de 2 à 20 codes"),
        ("Sujet", "vélo\nVélo\ncantine", "écrit deux fois"),
        ("Sujet", "=cmd()\ncantine", "commence par une lettre"),
        ("Sujet", "indetermine\ncantine", "déjà proposé"),
        ("positions", "pour\ncontre", "qu’aucune autre n’a"),
        ("=1+1", "pour\ncontre", "commence par une lettre"),
    ],
)
def test_a_list_that_cannot_be_a_grid_is_refused_and_kept_on_the_page(signed, place, title, codes, sentence):
    html = post(signed, url("teaching"), own=1, title=title, codes=codes, level="contribution")
    assert sentence in html
    assert codes.splitlines()[0] in html
    with scopes_disabled():
        assert not Grid.objects.exists()


def test_a_shipped_grid_is_opened_once_with_what_its_codes_mean(signed, place):
    html = post(signed, url("teaching"), pack="positions")
    assert "La personne approuve sous réserve" in html
    post(signed, url("teaching"), pack="positions")
    with scopes_disabled():
        assert Grid.objects.count() == 1
    assert 'Coder avec cette grille<span class="away"> : Position' not in post(
        signed, url("teaching"), pack="x"
    )


def test_texts_come_one_at_a_time_and_each_press_is_kept_with_who_and_when(signed, grid, reader):
    first = shown(signed, grid)
    post(signed, url("teaching-grid", grid.pk), text=first, code="vélo")
    second = shown(signed, grid)
    assert second != first
    post(signed, url("teaching-grid", grid.pk), text=second, code="indetermine")
    with scopes_disabled():
        one, two = Example.objects.order_by("pk")
        assert (one.code, one.user, one.function) == ("vélo", reader.user, "analyste")
        assert two.code == "indetermine"
        entries = JournalEntry.objects.filter(action="teaching.code")
        assert {entry.public for entry in entries} == {False} and entries.count() == 2
        assert not {word for entry in entries for word in ("piste", "menu") if word in entry.object_label}


def test_undo_brings_the_text_back_and_what_is_put_off_returns_when_asked(signed, grid):
    first = shown(signed, grid)
    post(signed, url("teaching-grid", grid.pk), text=first, code="")
    second = shown(signed, grid)
    post(signed, url("teaching-grid", grid.pk), text=second, code="vélo")
    html = post(signed, url("teaching-grid", grid.pk), do="undo")
    assert "« vélo » est repris" in html
    assert shown(signed, grid) == second
    assert "1 texte revient" in post(signed, url("teaching-grid", grid.pk), do="take_up")
    assert shown(signed, grid) == first
    post(signed, url("teaching-grid", grid.pk), do="undo")
    assert "rien à annuler" in post(signed, url("teaching-grid", grid.pk), do="undo")
    with scopes_disabled():
        assert not Example.objects.exists()


def test_a_code_is_changed_from_the_list_of_ones_own(signed, grid):
    text = shown(signed, grid)
    post(signed, url("teaching-grid", grid.pk), text=text, code="vélo")
    html = signed.get(url("teaching-coded", grid.pk)).content.decode()
    assert f"?texte={text}#texte" in html
    page = signed.get(url("teaching-grid", grid.pk), {"texte": text}).content.decode()
    assert "(votre code)" in page
    html = post(signed, url("teaching-grid", grid.pk), text=text, code="cantine", back=1)
    assert "<strong>cantine</strong>" in html and "<h1>Mes codes</h1>" in html
    with scopes_disabled():
        assert [one.code for one in Example.objects.all()] == ["cantine"]


@pytest.mark.parametrize("text", ["", "1", "1-2-3-4", "x-0-0", "999999-0-0", "1-0-3"])
def test_what_is_not_a_text_of_this_grid_is_refused_in_words(signed, grid, text):
    html = post(signed, url("teaching-grid", grid.pk), text=text, code="vélo")
    assert "Rechargez la page" in html or "a changé ou a été retiré" in html
    with scopes_disabled():
        assert not Example.objects.exists()


def test_a_code_outside_the_grid_is_refused(signed, grid):
    html = post(signed, url("teaching-grid", grid.pk), text=shown(signed, grid), code="piscine")
    assert "Ce code n’est pas dans la grille" in html


def test_two_people_code_the_same_texts_apart(place, reader, grid):
    other = analyst(place)
    assert code_some(grid, reader, 4) == code_some(grid, other, 4)
    with scope(territory=place.territory):
        rows = Example.objects.filter(grid=grid, reader=services.reader_key(other)).order_by("pk")
        wrong = rows[0]
        given = "cantine" if wrong.code == "vélo" else "vélo"
        services.code(grid=grid, contribution=wrong.contribution_id, span=WHOLE, given=given, actor=other)
        (mine,) = progress_of([grid], services.reader_key(reader))
        assert (mine.mine, mine.readers, mine.usable, mine.disputed, mine.both, mine.same) == (
            4,
            2,
            3,
            1,
            4,
            3,
        )
        assert "dont 3 de la même façon" in mine.agreement
        assert (
            Example.objects.get(reader=services.reader_key(reader), contribution=wrong.contribution_id).code
            != given
        )


def test_the_start_takes_each_debate_in_its_turn(place, reader):
    with scopes_disabled():
        rare = make_notes(make_session(place, title="Marché"), "Une buvette au marché", declared_kind="")
    grid = open_wishes(place, reader)
    assert rare[0].pk in {held[0] for held in grid.queue[:2]}


def test_sentences_are_coded_one_by_one_where_the_grid_says_so(place, reader, client):
    with scopes_disabled():
        Contribution.objects.filter(consultation=place).update(removed="2026-11-20T10:00:00Z")
        session = make_session(place)
        said = ["Former les agents avant tout. Nous refusons les caméras.\r\nEt le guichet ?", "Un guichet."]
        for rank, text in enumerate(said):
            make_notes(session, text, declared_kind="", nonce=f"{rank:032x}")
    client.force_login(reader.user)
    html = post(client, url("teaching"), pack="natures")
    assert "<mark>" in html
    with scope(territory=place.territory):
        grid = Grid.objects.get()
        assert len(grid.queue) == 4
        assert len({held[0] for held in grid.queue[:2]}) == 2, "one passage of each before a second of any"
        text = next_text(grid, services.reader_key(reader))
        with pytest.raises(RefusedError, match="a changé"):
            services.code(grid=grid, contribution=text.note.pk, span=WHOLE, given="refus", actor=reader)


def test_what_was_written_again_or_hidden_since_is_not_shown(place, reader, grid):
    with scope(territory=place.territory):
        key = services.reader_key(reader)
        first = next_text(grid, key).note
        Contribution.objects.filter(pk=first.pk).update(moderation="hidden")
        assert next_text(grid, key).note != first


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_examples_are_taken_away_in_the_format_of_the_command_line_and_brought_back(
    signed, place, grid, reader
):
    code_some(grid, reader, 5)
    other = analyst(place)
    code_some(grid, other, 6)
    mine = rows_of(signed.get(url("teaching-file", grid.pk, "-moi")).content)
    everybody = rows_of(signed.get(url("teaching-file", grid.pk)).content)
    assert (len(mine), len(everybody)) == (5, 11)
    assert {row["reader"] for row in everybody} == {"lecture 1", "lecture 2"}
    with scopes_disabled():
        note = Contribution.objects.get(text=mine[0]["text"])
        assert mine[0]["contribution_id"] == engine_id(place, str(note.client_id))
        Example.objects.all().delete()
    content = signed.get(url("teaching-file", grid.pk)).content
    assert rows_of(content) == []
    lines = ["contribution_id,unit_id,grid,code"]
    lines += [f"{row['contribution_id']},,Sujet,{row['code'].upper()}" for row in mine]
    lines += ["0123456789abcdef,,Sujet,vélo", f"{mine[0]['contribution_id']},,autre,vélo"]
    file = SimpleUploadedFile("exemples.csv", "\n".join(lines).encode())
    html = post(signed, url("teaching-grid", grid.pk), do="upload", file=file)
    assert "5 exemples gardés" in html
    assert "1 texte introuvable dans cette concertation" in html and "1 d’une autre grille" in html
    with scopes_disabled():
        assert {one.reader for one in Example.objects.all()} == {services.reader_key(reader)}
        assert JournalEntry.objects.filter(action="teaching.upload").count() == 1


def test_a_file_of_words_from_a_spreadsheet_is_understood(signed, place, grid):
    with scopes_disabled():
        texts = [note.text for note in Contribution.objects.order_by("pk")[:3]]
    rows = [f"« {text.upper()} » !;{subject(text)}" for text in texts] + [
        f"{texts[0]};piscine",
        f"{texts[1]};",
    ]
    content = ("texte;étiquette\n" + "\n".join(rows)).replace("étiquette", "code").encode("cp1252")
    html = post(signed, url("teaching-grid", grid.pk), do="upload", file=SimpleUploadedFile("a.csv", content))
    assert "3 exemples gardés" in html
    assert "« piscine »" in html and "1 sans code" in html


def test_a_file_that_is_not_one_says_what_is_missing(signed, grid):
    file = SimpleUploadedFile("photo.png", b"\x89PNG\r\n")
    html = post(signed, url("teaching-grid", grid.pk), do="upload", file=file)
    assert "Il lui faut une colonne" in html


def test_a_code_is_added_to_ones_own_grid_only(signed, grid, place):
    html = post(signed, url("teaching-grid", grid.pk), do="add", written="piscine : nager")
    assert "Le code est ajouté" in html and "nager" in html
    assert "écrit deux fois" in post(signed, url("teaching-grid", grid.pk), do="add", written="Vélo")
    assert "commence par une lettre" in post(
        signed, url("teaching-grid", grid.pk), do="add", written=": rien"
    )
    post(signed, url("teaching"), pack="positions")
    with scopes_disabled():
        shipped = Grid.objects.get(key="positions")
    html = post(signed, url("teaching-grid", shipped.pk), do="add", written="bof")
    assert "ne peut pas recevoir d’autre code" in html


def test_a_grid_put_aside_keeps_its_examples_and_takes_no_other(signed, grid, reader):
    text = shown(signed, grid)
    post(signed, url("teaching-grid", grid.pk), do="close")
    assert "reprenez-la" in post(signed, url("teaching-grid", grid.pk), text=text, code="vélo")
    assert "sert de nouveau" in post(signed, url("teaching-grid", grid.pk), do="reopen")
    post(signed, url("teaching-grid", grid.pk), text=text, code="vélo")
    with scopes_disabled():
        assert Example.objects.count() == 1


def test_another_territory_finds_nothing_and_other_roles_are_refused(client, place, grid):
    names = ("teaching-grid", "teaching-coded", "teaching-file")
    addresses = [url("teaching"), *(url(name, grid.pk) for name in names)]
    elsewhere = make_territory("Ailleurs")
    client.force_login(make_user(elsewhere, Role.ANALYST))
    assert {client.get(address).status_code for address in addresses} == {404}
    with scopes_disabled():
        theirs = make_consultation(elsewhere, slug="atelier", state="reading")
    mixed = reverse("space:teaching-grid", args=["ailleurs", theirs.slug, grid.pk])
    assert client.get(mixed).status_code == 404, "a grid of another territory under one’s own address"
    assert client.post(mixed, {"text": "1-0-0", "code": "vélo"}).status_code == 404
    for role, codes in ((Role.GARANT, [200, 403, 403, 200]), (Role.ELECTED, [403, 403, 403, 403])):
        client.force_login(make_user(place.territory, role))
        assert [client.get(address).status_code for address in addresses] == codes
        assert client.post(url("teaching"), {"pack": "positions"}).status_code == 403


def test_nothing_is_coded_once_the_reading_is_settled(signed, place, grid):
    with scopes_disabled():
        type(place).objects.filter(pk=place.pk).update(state="settled")
    assert signed.get(url("teaching-grid", grid.pk)).status_code == 403
    assert signed.get(url("teaching")).status_code == 200


def test_the_number_of_queries_does_not_grow_with_texts_and_examples(
    signed, place, grid, reader, django_assert_max_num_queries
):
    def asked(address: str) -> int:
        with django_assert_max_num_queries(40) as found:
            assert signed.get(address).status_code == 200
        return len(found)

    addresses = [
        url("teaching"),
        url("teaching-grid", grid.pk),
        url("teaching-coded", grid.pk),
        url("teaching-file", grid.pk),
    ]
    code_some(grid, reader, 2)
    few = [asked(address) for address in addresses]
    with scopes_disabled():
        make_notes(make_session(place), *(f"Il faudrait un banc {n}" for n in range(300)), declared_kind="")
    code_some(grid, reader, 38)
    code_some(grid, analyst(place), 20)
    assert [asked(address) for address in addresses] == few
    assert max(few) <= 16
    text = shown(signed, grid)
    with django_assert_max_num_queries(30):
        signed.post(url("teaching-grid", grid.pk), {"text": text, "code": "vélo"})


def test_the_page_says_how_far_the_coding_is(signed, grid, reader):
    code_some(grid, reader, 10)
    assert (
        "10 textes codés : une lecture en apprend à partir de 20"
        in signed.get(url("teaching")).content.decode()
    )
    code_some(grid, reader, 14)
    assert (
        "24 textes codés : la prochaine lecture en apprendra." in signed.get(url("teaching")).content.decode()
    )


def test_the_actor_needs_an_account(place, grid):
    link = actor_of(make_user(place.territory, Role.ANALYST))
    nobody = type(link)(None, link.roles)
    with scope(territory=place.territory), pytest.raises(RefusedError, match="compte"):
        services.undo(grid=grid, actor=nobody)
