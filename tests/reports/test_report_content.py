"""What the report says: page one, what is missing, refusals, small cells, small mode."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pytest

from concertia.corpus.schema import CONTRIBUTIONS
from concertia.reports.content import build_document
from concertia.reports.model import (
    Anchored,
    Block,
    BulletList,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    Table,
    quotes_in,
    split_at_first_break,
    texts_in,
)
from concertia.reports.page_one import LISTED
from concertia.reports.phrases import LANGUAGES, phrases
from concertia.reports.source import read_source
from concertia.storage.parquet import read_parquet, write_parquet
from concertia.synthesis.evidence import refuse_population_claims


def document(folder: Path, language: str = "fr") -> Document:
    return build_document(read_source(folder), language)


def under(blocks: tuple[Block, ...], anchor: str) -> list[Block]:
    """The blocks between a heading and the next of the same level or above."""
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == anchor)
    level = blocks[start].level  # type: ignore[union-attr]
    found: list[Block] = []
    for block in blocks[start + 1 :]:
        if isinstance(block, Heading) and block.level <= level:
            break
        found.append(block)
    return found


def words(blocks: list[Block] | tuple[Block, ...]) -> str:
    holder = Document("", "fr", "", (), tuple(blocks), {})
    return " ".join(texts_in(holder))


def with_result(folder: Path, target: Path, **changes: object) -> Path:
    """A copy of a reading with some sections of its result replaced; ``None`` removes one."""
    shutil.copytree(folder, target)
    result = json.loads((target / "result.json").read_text(encoding="utf-8"))
    result |= {name: value for name, value in changes.items() if value is not None}
    for name in [name for name, value in changes.items() if value is None]:
        del result[name]
    (target / "result.json").write_text(json.dumps(result), encoding="utf-8")
    return target


def test_page_one_stands_before_the_first_break(full_folder: Path) -> None:
    first, rest = split_at_first_break(document(full_folder))
    anchors = [block.anchor for block in first if isinstance(block, Heading)]
    assert anchors[:3] == ["essentiel", "question", "qui"]
    assert anchors[-1] == "confiance"
    assert {f"une-{kind}" for kind in ("attente", "vigilance", "refus", "proposition", "divergence")} < set(
        anchors
    )
    assert len(rest) > 50


def test_page_one_says_who_spoke_and_what_is_unknown(full_folder: Path) -> None:
    text = words(under(document(full_folder).blocks, "qui"))
    assert "203 contributions" in text
    assert "Nombre de personnes\u202f: inconnu" in text
    assert "44 personnes se sont positionnées" in text
    assert "198 individuelles, 5 collectives" in text
    assert "3 territoires\u202f: Pontigny (68)" in text
    assert "ce rapport ne peut pas le dire" in text


@pytest.mark.parametrize(("without", "said"), [(0, "12 personnes distinctes"), (191, "inconnu")])
def test_some_known_authors_are_not_the_number_of_persons(
    full_folder: Path, tmp_path: Path, without: int, said: str
) -> None:
    corpus = json.loads((full_folder / "result.json").read_text(encoding="utf-8"))["corpus"]
    corpus |= {"persons": 12, "persons_basis": "declared", "without_author": without}
    folder = with_result(full_folder, tmp_path / "lecture", corpus=corpus)
    text = words(under(document(folder).blocks, "qui"))
    assert said in text
    assert ("12 personnes" in text) == (without == 0)


def test_publics_announced_and_not_heard_are_missing(full_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lecture"
    shutil.copytree(full_folder, folder)
    (folder / "framing.yaml").write_text(
        "publics: [{key: agents, label: {fr: Agents}}, {key: elus, label: {fr: Élus}},"
        " {key: x, label: {fr: Habitants et usagers}}]",
        encoding="utf-8",
    )
    text = words(under(document(folder).blocks, "qui"))
    assert "absents sous ce nom\u202f: Élus." in text


def test_page_one_counts_what_is_in_no_point(full_folder: Path) -> None:
    source = read_source(full_folder)
    seen = {
        unit.partition(":")[0]
        for finding in source.result["findings"]
        for unit in (*finding["support"], *finding["dissent"])
    }
    text = words(under(document(full_folder).blocks, "confiance"))
    assert f"{203 - len(seen)} contributions sur 203 ne sont dans aucun" in text
    assert "n’a pas encore été relue par des personnes extérieures" in text
    assert "concertia verify" in text
    assert "5 (83\u202f%) de rang A" in text


def test_every_finding_of_page_one_has_words_and_solidity(full_folder: Path) -> None:
    blocks = document(full_folder).blocks
    for kind in ("attente", "vigilance", "refus", "proposition", "divergence", "consensus"):
        (listed,) = [b for b in under(blocks, f"une-{kind}") if isinstance(b, BulletList)]
        for item in listed.items:
            assert any(isinstance(part, Quote) for part in item)
            assert isinstance(item[-1], Paragraph) and "Solidité" in item[-1].runs[0].text


def test_a_refusal_is_never_under_vigilance(full_folder: Path) -> None:
    blocks = document(full_folder).blocks
    refusal = "Pas de caméra algorithmique"
    assert refusal in words(under(blocks, "une-refus"))
    assert refusal not in words(under(blocks, "une-vigilance"))
    assert "dont 2 craintes, 1 refus" in words(under(blocks, "une-vigilance"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_lists_what_can_be_read_and_counts_the_rest(
    full_folder: Path, tmp_path: Path, language: str
) -> None:
    result = read_source(full_folder).result
    refusal = next(finding for finding in result["findings"] if finding["kind"] == "refus")
    many = [{**refusal, "id": f"{n:08x}", "order": n, "seat": None} for n in range(LISTED + 1_234)]
    many[LISTED + 7]["seat"] = 0  # a small theme has its seat, and so its place in the list
    blocks = document(with_result(full_folder, tmp_path / "r", findings=many), language).blocks
    told = under(blocks, "tous-refus")
    (listed,) = [b for b in told if isinstance(b, BulletList)]
    assert len(listed.items) == LISTED + 1
    say = phrases(language)
    assert say.count("findings.more", 1_233) in words(told)
    assert say.count("one.more", LISTED + 1 - 12) in words(under(blocks, "une-refus"))
    few = with_result(full_folder, tmp_path / "f", findings=many[:LISTED])
    assert "result.json" not in words(under(document(few, language).blocks, "tous-refus"))


def test_refusals_are_all_on_page_one_up_to_twelve(full_folder: Path, tmp_path: Path) -> None:
    result = read_source(full_folder).result
    refusal = next(finding for finding in result["findings"] if finding["kind"] == "refus")
    many = [{**refusal, "id": f"{n:08x}", "order": n} for n in range(15)]
    blocks = document(with_result(full_folder, tmp_path / "r", findings=many)).blocks
    (listed,) = [b for b in under(blocks, "une-refus") if isinstance(b, BulletList)]
    assert len(listed.items) == 12
    assert "Lire les 3 autres points" in words(under(blocks, "une-refus"))


def test_what_people_disagree_with_is_not_shown_as_agreed(full_folder: Path) -> None:
    text = words(under(document(full_folder).blocks, "une-consensus"))
    assert "Plutôt pas d’accord avec" in text
    assert "239 réponses\u202f: 120 d’accord, 98 pas d’accord, 21 je passe" in text


def test_a_disagreement_shows_both_sides_and_each_group(full_folder: Path) -> None:
    text = words(under(document(full_folder).blocks, "une-divergence"))
    assert "En sens inverse" in text
    assert "Groupe A\u202f: 15 d’accord, 2 pas d’accord" in text


def test_small_cells_are_hidden(full_folder: Path) -> None:
    tables = [
        b for b in document(full_folder).blocks if isinstance(b, Table) and "par territoire" in b.caption
    ]
    assert len(tables) == 3
    cells = {row[0][0].text: [cell[0].text for cell in row[1:]] for row in tables[0].rows}
    assert cells["Saint-Aurel"] == ["masqué", "masqué", "—"]


def test_who_speaks_more_is_said_with_its_base_and_both_views_stand_together(full_folder: Path) -> None:
    blocks = document(full_folder).blocks
    table = next(b for b in blocks if isinstance(b, Table) and "par territoire" in b.caption)
    cells = {row[0][0].text: [cell[0].text for cell in row[1:]] for row in table.rows}
    assert cells["Pontigny"] == ["30 sur 73", "41\u202f%", "plus"]
    text = words(blocks)
    assert "À poids égal de 2 territoires" in text
    assert "Toutes contributions ensemble" in text


def test_chosen_statements_say_why_they_are_there(full_folder: Path) -> None:
    text = words(under(document(full_folder).blocks, "choisies"))
    assert "39 personnes sur 44" in text
    for reason in ("mis leur part", "complète la liste", "c'est un refus", "point de vigilance"):
        assert reason in text.replace("\u2019", "'")


def test_what_was_not_kept_is_said_with_its_reason(small_folder: Path) -> None:
    text = words(under(document(small_folder).blocks, "recu"))
    assert "texte vide\u202f: 3" in text
    assert "1 contribution mise de côté par la modération" in text
    assert "injure\u202f: 1" in text
    assert "différent" in text


def test_the_embedding_and_what_changes_without_it_are_said(full_folder: Path, tmp_path: Path) -> None:
    text = words(under(document(full_folder).blocks, "methode"))
    assert "Multilingual USE, un réseau de Google (2019), exécuté localement" in text
    assert "31 passages sur 203 changeraient de thème" in text
    lexical = with_result(full_folder, tmp_path / "l", embedder={"name": "lexical"})
    assert "Google" not in words(document(lexical).blocks)


def test_small_mode_shows_no_cluster_share_or_interval(small_folder: Path) -> None:
    made = document(small_folder)
    ours = [text for text in texts_in(made) if "%s" not in text]
    assert not any("%" in text for text in ours)
    assert not any("Intervalle" in text or "fragile" in text for text in ours)
    themes = [b.text for b in made.blocks if isinstance(b, Heading) and b.anchor.startswith("t-")]
    assert themes == ["Parler à quelqu'un", "Le travail des agents", "Surveillance : caméras & <capteurs>"]


def test_small_mode_shows_each_admitted_note_once(small_folder: Path) -> None:
    source = read_source(small_folder)
    blocks = document(small_folder).blocks
    notes = under(blocks, "notes")
    cut = next(i for i, b in enumerate(notes) if isinstance(b, Heading) and b.anchor == "voisines")
    shown = [quote.contribution for quote in quotes_in(notes[:cut])]
    assert sorted(shown) == sorted(source.contributions["contribution_id"][source.admitted])


def test_computed_themes_are_not_shown_in_small_mode(small_folder: Path, tmp_path: Path) -> None:
    themes = read_source(small_folder).result["themes"]
    themes[1]["guided"] = False
    made = document(with_result(small_folder, tmp_path / "s", themes=themes))
    assert themes[1]["label"] not in words(made.blocks)


def test_what_moderation_set_aside_is_never_quoted(small_folder: Path) -> None:
    assert "Insulte" not in words(document(small_folder).blocks)


def test_marks_follow_capture(small_folder: Path) -> None:
    marks = {quote.text: quote.mark for quote in quotes_in(document(small_folder).blocks)}
    assert marks["Formation agents"] == "quoted"
    assert marks["Formation agents (table 1)"] == "noted"
    assert marks["Une note réunie"] == "reworded"


def test_quotations_keep_their_language(small_folder: Path) -> None:
    languages = {quote.text: quote.language for quote in quotes_in(document(small_folder, "de").blocks)}
    assert languages["Wir wollen wissen, welche Systeme die Stadt einsetzt."] is None
    assert languages["Formation agents"] == "fr"
    assert "ar" in languages.values()


def test_groups_are_not_shown_below_thirty_people(full_folder: Path, tmp_path: Path) -> None:
    opinions = read_source(full_folder).result["opinions"] | {"shown": False}
    made = document(with_result(full_folder, tmp_path / "o", opinions=opinions))
    text = words(made.blocks)
    assert "Groupe A" not in text
    assert "trop peu de participants" in text


def test_tallies_are_counts_without_groups(full_folder: Path, tmp_path: Path) -> None:
    opinions = read_source(full_folder).result["opinions"]
    opinions |= {"shown": False, "participants": 0, "tallied_votes": 456}
    text = words(document(with_result(full_folder, tmp_path / "t", opinions=opinions)).blocks)
    assert "Seuls les totaux de 12 phrases" in text
    assert "Groupe A" not in text and "moins de 30" not in text


def test_rows_that_are_not_published_leave_no_map(full_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    shutil.copytree(full_folder, folder)
    (folder / "votes-groups.parquet").unlink()
    text = words(document(folder).blocks)
    assert "La carte des réponses n’est pas montrée" in text


def test_contributions_cited_are_given_whole_once(full_folder: Path) -> None:
    blocks = document(full_folder).blocks
    cited = {quote.contribution for quote in quotes_in(blocks)}
    given = [block.anchor for block in blocks if isinstance(block, Anchored)]
    assert given == sorted(f"c-{name}" for name in cited)


def test_stability_that_was_not_measured_is_a_dash(full_folder: Path, tmp_path: Path) -> None:
    result = read_source(full_folder).result
    for theme in result["themes"]:
        theme |= {"stability": None, "fragile": False}
    folder = with_result(full_folder, tmp_path / "u", themes=result["themes"])
    table = next(
        b for b in document(folder).blocks if isinstance(b, Table) and "Stabilité des thèmes" in b.caption
    )
    assert {row[3][0].text for row in table.rows} == {"—"}


def test_reasons_of_people_are_listed(full_folder: Path, tmp_path: Path) -> None:
    aside = [{"unit": "x", "author": "a", "date": "2026-01-01", "reason": "hors sujet"}] * 2
    folder = with_result(full_folder, tmp_path / "e", set_aside=aside, edits=[{}], conflicts=[{}])
    text = words(under(document(folder).blocks, "qui-a-lu"))
    assert "hors sujet\u202f: 2" in text and "2 passages non retenus" in text
    assert "1 modification a été faite" in text and "ne s’appliquait plus" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_report_speaks_for_nobody_else(language: str, full_folder: Path) -> None:
    quoted = {quote.text for quote in quotes_in(document(full_folder, language).blocks)}
    for text in texts_in(document(full_folder, language)):
        if text not in quoted:
            refuse_population_claims(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_follow_each_other_and_anchors_are_unique(language: str, full_folder: Path) -> None:
    headings = [block for block in document(full_folder, language).blocks if isinstance(block, Heading)]
    levels = [1, *(heading.level for heading in headings)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    anchors = [heading.anchor for heading in headings]
    assert len(anchors) == len(set(anchors))


def test_figures_have_caption_alternative_and_numbers(full_folder: Path) -> None:
    figures = [block for block in document(full_folder).blocks if isinstance(block, Figure)]
    assert len(figures) == 5
    for figure in figures:
        assert figure.caption and figure.alternative and figure.table.rows


def test_a_title_and_a_notice_come_first(full_folder: Path, tmp_path: Path) -> None:
    parameters = read_source(full_folder).result["parameters"] | {"title": "Mon atelier"}
    made = document(with_result(full_folder, tmp_path / "n", parameters=parameters))
    assert made.title == "Mon atelier"
    assert "Textes inventés" in words(made.blocks[:1])
    assert document(full_folder).title == phrases("fr")("title")


def test_a_document_without_break_is_all_page_one() -> None:
    made = Document("t", "fr", "", (), (Heading(2, "a", "a"),), {})
    assert split_at_first_break(made) == (made.blocks, ())
    assert split_at_first_break(Document("t", "fr", "", (), (PageBreak(),), {})) == ((), ())


def test_an_erased_contribution_leaves_a_mark_and_no_text(full_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    shutil.copytree(full_folder, folder)
    path = folder / "corpus" / "contributions.parquet"
    columns = read_parquet(path)
    refusal = next(f for f in read_source(folder).result["findings"] if f["kind"] == "refus")
    row = list(columns["contribution_id"]).index(refusal["quote"]["unit"][:16])
    columns["text"][row] = columns["public_text"][row] = None
    write_parquet(path, columns, CONTRIBUTIONS)
    made = document(folder)
    text = words(made.blocks)
    assert "[texte retiré]" in words(under(made.blocks, "une-refus"))
    assert "None" not in text


def test_a_public_dossier_says_what_it_does_not_publish(full_folder: Path, tmp_path: Path) -> None:
    folder = with_result(full_folder, tmp_path / "g", grade="public")
    path = folder / "corpus" / "contributions.parquet"
    columns = read_parquet(path)
    for name in ("territory", "public", "date", "source_id"):
        columns[name][:] = None
    write_parquet(path, columns, CONTRIBUTIONS)
    made = document(folder)
    assert "Territoire\u202f: non publié" in words(under(made.blocks, "qui"))
    assert made.date is None
