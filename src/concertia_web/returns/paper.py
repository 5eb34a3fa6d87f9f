"""Papers that come back: the acknowledgement with what was received, the mirror. Same data, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from concertia.reports.model import (
    Block,
    BulletList,
    Callout,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Table,
    paragraph,
    runs,
    strong,
)
from concertia.reports.typography import typeset
from concertia_web.languages import say
from concertia_web.returns.evidence import RANKS
from concertia_web.returns.mirror import Mirror, Point
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.presenting import Item, Shown, kind_counts, kind_title, rank_counts, shown

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
BASIS = (
    "Rapprochements proposés d’après la nature, le thème ou la question, et les mots, sans réseau de "
    "neurones. Deux éléments proches par les mots peuvent dire autre chose : lisez avant de conclure."
)
_LABELS = {"contents": "Sommaire"}


def day_words(day: date) -> str:
    """« 1er mars 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime) -> str:
    """« 22 novembre 2026 à 16:48 », in the time of the site."""
    local = timezone.localtime(moment)
    return f"{day_words(local.date())} à {local:%H:%M}"


def acknowledgement(version: ReturnVersion) -> Document:
    """What was received, when, with its digest; then the remontée itself, in full."""
    content, campaign = version.content, version.commitment.campaign
    read = shown(content, public=False)
    kinds = [(kind_title(kind, content), count) for kind, count in kind_counts(content)]
    ranks = [(f"{letter} : {RANKS[letter]}", count) for letter, count in rank_counts(content).items()]
    first: list[Block] = [
        _line(
            strong(campaign.network.full_name),
            f" a reçu la remontée de {', '.join(read.territories)} le {moment_words(version.sent)}, "
            f"envoyée par : {version.sent_by}.",
        )
    ]
    if version.late:
        due = day_words(campaign.returns_due)
        first.append(
            _line(f"Elle est arrivée après la date annoncée ({due}) : elle est reçue, et notée en retard.")
        )
    first += [
        _counts("Éléments par nature", "Nature", kinds),
        _counts("Éléments par rang de preuve", "Rang", ranks),
        _counts("Le reste", "", _rest(read)),
        Callout("Empreinte", (_line(version.digest), _line(_DIGEST, role="small"))),
        _line(publication_words(version)),
    ]
    return Document(
        title="Accusé de réception",
        language="fr",
        subtitle=typeset(f"{say(campaign.title, 'fr').text} · version {version.number}", "fr"),
        meta=(("Reçu le", moment_words(version.sent)), ("Version", str(version.number))),
        blocks=(*first, PageBreak(), *remontee_blocks(read)),
        labels=_LABELS,
        date=timezone.localtime(version.sent).date().isoformat(),
    )


_DIGEST = (
    "SHA-256 du JSON canonique (RFC 8785) de la remontée, que l’on peut télécharger. Deux fichiers de même "
    "empreinte disent exactement la même chose."
)


def publication_words(version: ReturnVersion) -> str:
    """When everyone may read it, in a sentence."""
    conditions = version.content["publication"]["conditions"]
    more = f" Conditions : {conditions}" if conditions else ""
    if version.withdrawn is not None:
        return f"Cette version a été retirée, parce que : {version.withdrawn_reason}"
    if version.public_from is None:
        return f"Elle reste au réseau tant que la collectivité n’en décide pas autrement.{more}"
    return f"Chacun peut la lire à partir du {day_words(version.public_from)}.{more}"


def _rest(read: Shown) -> list[tuple[str, int]]:
    counted = [("Temps de débat", len(read.sessions))]
    if read.present is not None:
        counted.append(("Présences comptées (une personne peut être venue deux fois)", read.present))
    if read.participants["people"] is not None:
        counted.append(("Personnes différentes, selon la collectivité", read.participants["people"]))
    return [*counted, ("Documents", len(read.documents)), ("Validations", len(read.visas))]


def remontee_blocks(read: Shown) -> list[Block]:
    """The whole remontée, as anyone reads it on paper."""
    blocks: list[Block] = []
    for number, (title, items) in enumerate(read.groups, start=1):
        blocks.append(Heading(2, typeset(title, "fr"), f"nature-{number}"))
        for item in items:
            blocks += _item(item)
    blocks += _method(read)
    blocks += _follow(read)
    if read.documents:
        blocks.append(Heading(2, "Documents", "documents"))
        blocks.append(BulletList(tuple((_line(_document_words(one)),) for one in read.documents)))
    if read.visas:
        blocks.append(Heading(2, "Qui a relu et validé", "validations"))
        visas = (" ".join(_visa_words(one)) for one in read.visas)
        blocks.append(BulletList(tuple((_line(words),) for words in visas)))
    return blocks


def _item(item: Item) -> list[Block]:
    facts = [item.theme, item.question, ", ".join(item.publics), item.support, item.said]
    made: list[Block] = [
        Paragraph(runs(strong(item.title or "Sans titre")), "finding"),
        *([_line(Run(item.text))] if item.text else []),
        _line(" · ".join(fact for fact in facts if fact), role="small"),
    ]
    for words in item.words:
        mark = "quoted" if words.quoted else "noted" if words.origin == "noté en séance" else "unknown"
        made.append(Quote(words.text, runs(words.origin), mark, item.anchor))
    made += [Quote(one.text, runs(one.place), "quoted", item.anchor) for one in item.passages]
    made.append(_line(f"Preuve de rang {item.rank} : {item.because}.", role="small"))
    return made


def _method(read: Shown) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Comment les gens ont été entendus", "methode")]
    for session in read.sessions:
        when = day_words(session["day"]) if session["day"] else ""
        facts = [session["kind"], when, session["place"]]
        facts += [f"{session['minutes']} minutes"] if session["minutes"] else []
        counts = ", ".join(f"{label or 'public non connu'} : {count}" for label, count in session["counts"])
        text = " · ".join(fact for fact in [*facts, counts] if fact)
        blocks.append(_line(strong(session["title"] or "Temps de débat"), f" {text}"))
        for label, key in (("Invitation", "recruitment"), ("Méthode", "method")):
            if session[key]:
                blocks.append(_line(f"{label} : {session[key]}", role="small"))
    for label, key in (("Qui est venu", "came"), ("Qui n’est pas venu", "missing")):
        if read.participants[key]:
            blocks.append(_line(strong(f"{label} : "), Run(read.participants[key])))
    if read.publics:
        rows = tuple((runs(label), runs(heard), runs(note)) for label, heard, note in read.publics)
        header = ("Public", "Entendu ?", "Précision")
        blocks.append(Table("Public par public", header, rows, (False, False, False)))
    return blocks


def _follow(read: Shown) -> list[Block]:
    blocks: list[Block] = []
    if read.follow["decision"] or read.steps or read.follow["answer_by"]:
        blocks.append(Heading(2, "Ce que la collectivité en fera", "suites"))
    if read.follow["decision"]:
        blocks.append(_line(Run(read.follow["decision"])))
    if read.follow["answer_by"]:
        blocks.append(
            _line(f"Réponse aux participants annoncée pour le {day_words(read.follow['answer_by'])}.")
        )
    for step in read.steps:
        due = f"avant le {day_words(step['due'])}" if step["due"] else ""
        facts = " · ".join(fact for fact in (step["state"], step["service"], due) if fact)
        blocks.append(_line(Run(step["text"]), f" ({facts})" if facts else ""))
    for question, answer in read.own:
        if answer:
            blocks += [_line(strong(question)), _line(Run(answer))]
    return blocks


def _document_words(document: dict[str, object]) -> str:
    validated = f", validé par : {document['validated_by']}" if document["validated_by"] else ", non validé"
    print_ = f", SHA-256 {document['sha256']}" if document["sha256"] else ""
    return f"{document['title']}{validated}{print_}"


def _visa_words(visa: dict[str, object]) -> list[str]:
    when = visa["day"]
    return [
        f"{visa['function']} :",
        str(visa["act"]).lower(),
        f"le {day_words(when)}" if isinstance(when, date) else "",
    ]


def mirror_document(version: ReturnVersion, mirror: Mirror) -> Document:
    """The mirror on paper: page one says it, the following ones list it."""
    campaign = version.commitment.campaign
    if not mirror.others:
        blocks: list[Block] = [
            _line("Personne d’autre n’a encore envoyé de remontée : le miroir est vide. Revenez-y.")
        ]
    else:
        blocks = [_line(sentence) for sentence in mirror_sentences(mirror)]
        blocks += [_line(BASIS, role="small"), PageBreak(), *_lists(mirror)]
    return Document(
        title="Votre miroir",
        language="fr",
        subtitle=typeset(", ".join(version.content["territories"]), "fr"),
        meta=(("Campagne", say(campaign.title, "fr").text), ("Version", str(version.number))),
        blocks=tuple(blocks),
        labels=_LABELS,
        date=timezone.localtime(version.sent).date().isoformat(),
    )


def mirror_sentences(mirror: Mirror) -> list[str]:
    """The mirror in a few sentences: counts of territories and of elements, never a share."""
    others = counted(mirror.others, "autre remontée reçue", "autres remontées reçues")
    echoed = len(mirror.shared) + len(mirror.refusals)
    mine = len(mirror.only_here) + echoed
    told = [
        f"{others}.",
        f"{counted(len(mirror.only_here), 'élément')} sur {mine} que personne d’autre ne soulève, à ce jour.",
        f"{counted(echoed, 'élément trouve', 'éléments trouvent')} un écho ailleurs, dont "
        f"{counted(len(mirror.refusals), 'refus', 'refus')}.",
    ]
    if mirror.heard_only_here:
        told.append(f"Vous avez entendu, et pas les autres : {', '.join(mirror.heard_only_here)}.")
    if mirror.heard_only_there:
        names = ", ".join(label for label, _count in mirror.heard_only_there)
        told.append(f"D’autres ont entendu, et pas vous : {names}.")
    return told


def _lists(mirror: Mirror) -> list[Block]:
    blocks: list[Block] = []
    groups: Sequence[tuple[str, str, tuple[Point, ...]]] = (
        ("Ce que vous soulevez et que personne d’autre ne soulève", "ici", mirror.only_here),
        ("Refus en commun", "refus", mirror.refusals),
        ("Ce que d’autres disent aussi", "commun", mirror.shared),
        ("Ce que d’autres soulèvent et que vous ne soulevez pas", "ailleurs", mirror.only_there),
    )
    for title, anchor, points in groups:
        if points:
            blocks.append(Heading(2, title, anchor))
            blocks.append(BulletList(tuple(_point(point) for point in points)))
    if mirror.unseen:
        blocks.append(Heading(2, "Thèmes soulevés ailleurs, dans des remontées non publiées", "themes"))
        rows = tuple((runs(theme), runs(str(count))) for theme, count in mirror.unseen)
        blocks.append(Table("Par thème", ("Thème", "Collectivités"), rows, (False, True)))
    return blocks


def _point(point: Point) -> tuple[Paragraph, ...]:
    where = f" ({counted(point.territories, 'collectivité')})" if point.territories else ""
    lines = [_line(strong(point.title or "Sans titre"), where)]
    lines += [_line(f"{echo.names} : {echo.title}", role="small") for echo in point.echoes]
    return tuple(lines)


def counted(number: int, one: str, several: str = "") -> str:
    """« 0 élément », « 1 élément », « 3 éléments »."""
    return f"{number} {one if number < 2 else several or one + 's'}"


def _counts(caption: str, head: str, rows: Sequence[tuple[str, int]]) -> Table:
    made = tuple((runs(typeset(label, "fr")), runs(str(count))) for label, count in rows)
    return Table(typeset(caption, "fr"), (head or "Compte", "Nombre"), made, (False, True))


def _line(*parts: str | Run, role: str = "text") -> Paragraph:
    """A paragraph of ours; ``strong`` parts keep their words."""
    made = (typeset(part, "fr") if isinstance(part, str) else part for part in parts)
    return paragraph(*made, role="small" if role == "small" else "text")
