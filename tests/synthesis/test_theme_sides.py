"""Inside a theme, what is asked stands apart from what is refused, and one sees on which words."""

from made_readings import contribution_name, make_reading, said

from concertia.synthesis.counts import Counter
from concertia.synthesis.sides import side_of, theme_sides


def test_each_side_has_its_counts_and_its_own_quotations(tmp_path) -> None:
    reading = make_reading(
        tmp_path,
        [
            said("Il faut ouvrir la cantine le samedi pour tous les enfants.", "t", "attente"),
            said("Je propose une cantine gratuite pour les familles du bourg.", "t", "proposition"),
            said("Non à la cantine privée, jamais dans nos écoles publiques.", "t", "refus"),
            said("J'ai peur que la cantine ferme dans notre petit village.", "t", "crainte"),
            said("D'accord si la cantine reste municipale et bien contrôlée.", "t", "condition"),
            said("La cantine sert quarante repas par jour depuis deux ans.", "t", "constat"),
        ],
        themes=[("t", None)],
    )
    theme = reading.themes[0]
    sides = theme_sides(Counter(reading), theme)
    assert [sides[side]["units"] for side in ("asked", "conditional", "refused")] == [2, 1, 2]
    quoted = [unit for side in ("asked", "conditional", "refused") for unit in sides[side]["quotes"]]
    assert len(set(quoted)) == 5
    for side in ("asked", "conditional", "refused"):
        assert all(side_of(reading, reading.unit_row[unit]) == side for unit in sides[side]["quotes"])


def test_a_position_places_what_no_kind_places(tmp_path) -> None:
    reading = make_reading(
        tmp_path,
        [
            said("Ce projet est utile au village et à ses commerces.", "t", "constat", position="favorable"),
            said("Ce projet abîme la vallée et ses prairies.", "t", "constat", position="defavorable"),
            said("Le projet est décrit dans le dossier d'enquête.", "t", "constat"),
        ],
        themes=[("t", None)],
    )
    sides = theme_sides(Counter(reading), reading.themes[0])
    assert [sides[side]["contributions"] for side in ("asked", "conditional", "refused")] == [1, 0, 1]


def test_where_nobody_takes_a_side_there_is_nothing_to_show(tmp_path) -> None:
    reading = make_reading(
        tmp_path, [said("Le marché a lieu le samedi matin.", "t", "constat")], themes=[("t", None)]
    )
    assert theme_sides(Counter(reading), reading.themes[0]) == {}


def test_a_reply_is_for_or_against_what_it_answers_not_the_theme(tmp_path) -> None:
    reading = make_reading(
        tmp_path,
        [
            said("Le bourg a deux cents habitants et une école ancienne.", "t", "constat"),
            said(
                "Le citoyen a la compétence pour agir lui-même ici.",
                "t",
                "constat",
                position="defavorable",
                parent_id=contribution_name(0),
            ),
        ],
        themes=[("t", None)],
    )
    assert theme_sides(Counter(reading), reading.themes[0]) == {}
