"""The sections of the grid and their fields, in the words of the people who fill it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concertia_web.returns.fields import (
    CHOICE,
    CHOICES,
    DAY,
    LINE,
    PASSAGES,
    REFERENCES,
    SAID,
    TALLIES,
    TEXT,
    WHOLE,
    Field,
)
from concertia_web.returns.lists import (
    CAPTURES,
    DOCUMENT_KINDS,
    HEARD,
    PUBLICATION,
    SAID_KINDS,
    SAID_WORDS,
    SESSION_KINDS,
    SHARING,
    STEP_STATES,
    SUPPORTS,
    VERBATIMS,
    VISA_ACTS,
)

Record = dict[str, Any]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """One record (``letter`` empty), several, or one for each of ``fixed`` (key, label)."""

    key: str
    label: str
    part: str
    fields: tuple[Field, ...]
    letter: str = ""
    one: str = ""
    """What one record is called."""
    add: str = ""
    """The button that adds one."""
    fixed: Choices = ()
    fixed_label: str = ""
    lead: str = ""

    @property
    def many(self) -> bool:
        """Whether people add records to it."""
        return bool(self.letter)

    @property
    def single(self) -> bool:
        """Whether it holds exactly one record."""
        return not self.letter and not self.fixed

    def field(self, key: str) -> Field:
        """The field of that key."""
        return next(field for field in self.fields if field.key == key)

    def blank(self, identifier: str = "") -> Record:
        """A record with nothing in it."""
        record = {field.key: field.empty for field in self.fields}
        return record if self.single else {"id": identifier, **record}

    def filled(self, record: Record) -> bool:
        """Whether anything is written in it."""
        return any(record[field.key] != field.empty for field in self.fields)


@dataclass(frozen=True)
class Part:
    """A step of the editor and a sheet of the workbook."""

    key: str
    sheet: str
    title: str
    lead: str


PARTS = (
    Part("methode", "Méthode", "Les temps de débat", "Une fiche par rencontre, questionnaire ou classe."),
    Part("participants", "Participants", "Qui est venu, qui manque", "Par public. Jamais de nom."),
    Part("elements", "Éléments", "Ce qui a été dit", "Attentes, vigilances, propositions, refus."),
    Part("suites", "Suites", "Ce que vous en ferez", "Ce que la collectivité décide, étudie ou ne fera pas."),
    Part("propres", "Questions propres", "Vos questions propres", "Celles que vous avez ajoutées."),
    Part("documents", "Documents", "Les documents", "Avis, synthèses, comptes rendus, et qui les a validés."),
    Part(
        "publication",
        "Publication",
        "Publication et validation",
        "Ce qui peut être lu, quand, qui a relu.",
    ),
)


def sessions_section(publics: list[tuple[str, str]]) -> Section:
    """One record per moment of debate."""
    counts = tuple(
        Field(f"present_{key}", f"Présents : {label}", WHOLE, aliases=(label,)) for key, label in publics
    )
    return Section(
        key="sessions",
        label="Temps de débat",
        part="methode",
        letter="t",
        one="temps de débat",
        add="Ajouter un temps de débat",
        fields=(
            Field("title", "Intitulé", aliases=("Titre", "Nom de la séance")),
            Field("kind", "Forme", CHOICE, choices=SESSION_KINDS, aliases=("Type", "Format")),
            Field("day", "Date", DAY),
            Field("place", "Lieu", aliases=("Salle",)),
            Field("minutes", "Durée en minutes", WHOLE, aliases=("Durée",)),
            Field("recruitment", "Comment les gens ont été invités", TEXT, aliases=("Recrutement",)),
            *counts,
            Field("present_unknown", "Présents : public non connu", WHOLE, aliases=("Présents",)),
            Field("method", "Méthode", TEXT, "Comment les échanges ont été menés et notés."),
            Field("facilitators", "Nombre d’animateurs", WHOLE, aliases=("Animateurs",)),
        ),
        lead="Des comptes par public, jamais de feuille d’émargement.",
    )


def participants_sections(publics: list[tuple[str, str]]) -> list[Section]:
    """Who came and who did not."""
    return [
        Section(
            key="participants",
            label="En tout",
            part="participants",
            fields=(
                Field(
                    "people",
                    "Combien de personnes différentes, en tout ?",
                    WHOLE,
                    "Vide si vous ne savez pas : une personne peut venir deux fois.",
                ),
                Field("came", "Qui est venu, avec vos mots", TEXT),
                Field("missing", "Qui n’est pas venu, et ce que vous en savez", TEXT),
            ),
        ),
        Section(
            key="publics",
            label="Public par public",
            part="participants",
            fixed=tuple(publics),
            fixed_label="Public",
            fields=(
                Field("heard", "Entendu ?", CHOICE, choices=HEARD, aliases=("Entendu",)),
                Field("note", "Précision"),
            ),
        ),
    ]


def items_section(
    kinds: Choices,
    themes: Choices,
    questions: Choices,
    publics: Choices,
) -> Section:
    """What was said."""
    return Section(
        key="items",
        label="Éléments",
        part="elements",
        letter="e",
        one="élément",
        add="Ajouter un élément",
        fields=(
            Field("kind", "Nature", CHOICE, choices=kinds, aliases=("Type",)),
            Field("title", "Titre", aliases=("Intitulé", "Élément")),
            Field("text", "Texte", TEXT, "Ce qui a été dit, en quelques phrases.", aliases=("Description",)),
            Field("theme", "Thème", CHOICE, choices=themes),
            Field("question", "Question commune", CHOICE, choices=questions, aliases=("Question",)),
            Field("publics", "Publics", CHOICES, "Qui l’a dit.", choices=publics, aliases=("Public",)),
            Field("support", "Appui dans la salle", CHOICE, choices=SUPPORTS, aliases=("Soutien", "Appui")),
            Field(
                "said",
                "Ce qui l’appuie",
                TALLIES,
                "Par nature : « 3 craintes ; 2 refus ».",
                choices=SAID_KINDS,
            ),
            *_words(),
            Field(
                "passages",
                "Passages de documents",
                PASSAGES,
                "Un par ligne : « [d1] p. 4 § 12 : les mots du document ».",
                aliases=("Passage", "Source"),
            ),
            Field(
                "contributions",
                "Contributions lisibles ici",
                REFERENCES,
                "Leurs numéros, posés par le tri. À ne pas modifier.",
            ),
        ),
    )


def _words() -> list[Field]:
    """The words cited under an element, and how each was taken down."""
    fields: list[Field] = []
    for number in VERBATIMS:
        fields.append(Field(f"words_{number}", f"Parole {number}", SAID, aliases=(f"Verbatim {number}",)))
        how = f"Parole {number} : comment recueillie"
        fields.append(Field(f"capture_{number}", how, CHOICE, choices=CAPTURES))
    return fields


def follow_sections() -> list[Section]:
    """What the territory will do with it."""
    return [
        Section(
            key="follow",
            label="La suite",
            part="suites",
            fields=(
                Field("decision", "Quelle décision cela doit-il nourrir ?", TEXT),
                Field("answer_by", "Quand répondrez-vous aux participants ?", DAY),
            ),
        ),
        Section(
            key="steps",
            label="Ce que la collectivité fera",
            part="suites",
            letter="s",
            one="suite donnée",
            add="Ajouter une suite",
            fields=(
                Field("text", "Ce que nous ferons, ou ne ferons pas", TEXT, aliases=("Suite", "Action")),
                Field("state", "État", CHOICE, choices=STEP_STATES),
                Field("service", "Service qui en répond", aliases=("Service",)),
                Field("due", "Échéance", DAY),
            ),
        ),
    ]


def own_sections(questions: list[tuple[str, str]]) -> list[Section]:
    """The questions that this territory added, if any."""
    if not questions:
        return []
    section = Section(
        key="own",
        label="Vos questions propres",
        part="propres",
        fixed=tuple(questions),
        fixed_label="Question propre",
        fields=(Field("answer", "Ce qui en est ressorti", TEXT),),
    )
    return [section]


def documents_section() -> Section:
    """Documents and who validated them."""
    return Section(
        key="documents",
        label="Documents",
        part="documents",
        letter="d",
        one="document",
        add="Ajouter un document",
        fields=(
            Field("title", "Titre du document", aliases=("Titre", "Document")),
            Field("kind", "Sorte de document", CHOICE, choices=DOCUMENT_KINDS, aliases=("Sorte",)),
            Field(
                "validated_by",
                "Validé par",
                LINE,
                "« Les 40 membres du panel ». Sans validation, un passage ne vaut que déclaration.",
            ),
            Field("validated_on", "Validé le", DAY),
            Field("address", "Adresse publique", LINE, "Où n’importe qui peut le lire, si elle existe."),
        ),
    )


def publication_sections() -> list[Section]:
    """What may be published and when; who validated."""
    return [
        Section(
            key="publication",
            label="Conditions de publication",
            part="publication",
            fields=(
                Field("when", "Quand chacun peut-il lire cette remontée ?", CHOICE, choices=PUBLICATION),
                Field("day", "À partir de quelle date ?", DAY, "Seulement si vous avez choisi une date."),
                Field("words", "Les paroles citées sont…", CHOICE, choices=SAID_WORDS),
                Field(
                    "sharing",
                    "Avant publication, dans le miroir des autres collectivités, vos éléments sont…",
                    CHOICE,
                    "Sans réponse : comptés, sans vous nommer. À peu de collectivités, un compte se devine.",
                    choices=SHARING,
                ),
                Field("conditions", "Autres conditions de publication", TEXT),
            ),
        ),
        Section(
            key="visas",
            label="Qui a relu et validé",
            part="publication",
            letter="v",
            one="validation",
            add="Ajouter une relecture ou une validation",
            fields=(
                Field("function", "Fonction", LINE, "Une fonction, pas un nom.", aliases=("Qui",)),
                Field("act", "Ce qu’elle ou il a fait", CHOICE, choices=VISA_ACTS, aliases=("Visa",)),
                Field("day", "Le", DAY, aliases=("Date",)),
            ),
        ),
    ]
