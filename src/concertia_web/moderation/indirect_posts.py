"""Jobs and functions that point to someone in a small place: how many inhabitants there are for one holder.

Orders of magnitude for France, rounded, from public counts (schools, practices, shops, staff); they decide
only whether a person is shown the words. ``ONE`` stands for one holder in each authority, whatever its size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ONE = 0


@dataclass(frozen=True)
class Post:
    """A function, as it is written, in one language."""

    language: str
    pattern: re.Pattern[str]
    per: int
    """Inhabitants for one holder; ``ONE``: one holder."""
    house: bool = False
    """Named with the one place where it is held (« la directrice de l’école »)."""


_HOUSES = {
    r"(?:écoles?|maternelle|primaire)(?: (?:maternelle|primaire|élémentaire|publique|privée|du (?:bourg|"
    r"village)))?": 1400,
    r"collège": 9500,
    r"lycée": 16000,
    r"crèche": 5000,
    r"(?:ehpad|maison de retraite|résidence autonomie|foyer logement)": 9000,
    r"(?:médiathèque|bibliothèque|musée|conservatoire|école de musique)": 8000,
    r"(?:piscine|camping|office de tourisme|centre (?:social|culturel|de loisirs)|mission locale)": 15000,
    r"(?:hôpital|clinique)": 45000,
    r"(?:ccas|cias|police municipale|cuisine centrale|restaurant scolaire|cantine)": 9000,
    r"(?:supermarché|supérette|caserne|gendarmerie|poste|agence postale|trésorerie)": 4000,
}
_HEAD = (
    r"(?:(?:co-?)?(?:directeur|directrice)(?: adjointe?)?|responsable|cheffe?|gérante?|concierge|"
    r"gardien(?:ne)?|principale?(?: adjointe?)?|proviseure?(?: adjointe?)?|secrétaire|cuisini(?:er|ère)|"
    r"bibliothécaire|intendante?)"
)
_FRENCH = {
    r"secrétaires? (?:générale? )?de (?:la )?mairie": ONE,
    r"(?:dgs|directeur général des services|directrice générale des services|secrétaire générale? de la "
    r"(?:mairie|ville|commune))": ONE,
    r"(?:maire|adjointe?(?: au maire)?(?: (?:à la|à l[’']|au|aux|chargée? d[eu]s? (?:la |"
    r"l[’'])?)\s?[\w’'-]+)?)": ONE,
    r"(?:dpo|rssi|dsi|délégué(?:e)? à la protection des données|directeur informatique|"
    r"directrice informatique|"
    r"responsable informatique|archiviste)(?: (?:municipale?|de la (?:ville|mairie|commune)))?": ONE,
    r"(?:responsable|cheffe?|directeur|directrice) (?:du|de la|des) (?:services?|direction|pôle) "
    r"(?:de |d[’']|des |du )?(?:la |l[’'])?[\w’'-]+": ONE,
    r"présidente? (?:du|de la|de l[’']|des) (?:club|comité|amicale|association|société|foyer|union|"
    r"anciens|chasseurs|pêcheurs|commerçants|parents)(?: (?:d[eu]s?|d[’'])(?: la| l[’'])?\s?[\w’'-]+)?": 2000,
    r"(?:institut(?:eur|rice)|maîtresse d[’']école|maître d[’']école|professeure? des écoles)": 180,
    r"atsem": 1300,
    r"(?:médecin|généraliste|docteure?)(?: (?:généraliste|de famille|de campagne))?": 1000,
    r"(?:pédiatre|gynécologue|ophtalmologue|dermatologue|cardiologue|orthophoniste)": 8000,
    r"(?:dentiste|sage-femme)": 2000,
    r"(?:infirmi(?:er|ère)s?)(?: (?:libérale?s?|scolaires?))?": 500,
    r"kiné(?:sithérapeute)?": 750,
    r"pharmacien(?:ne)?": 1100,
    r"vétérinaire": 3300,
    r"notaire": 3700,
    r"(?:curé|prêtre|pasteure?|imam|rabbin|diacre|sacristain)": 5000,
    r"garde champêtre": ONE,
    r"(?:policier|policière)(?: municipale?)?": 2600,
    r"(?:facteur|factrice|postier|postière)": 900,
    r"(?:buraliste|boulang(?:er|ère)|bouch(?:er|ère)|épici(?:er|ère)|poissonni(?:er|ère))": 2500,
    r"(?:libraire|fleuriste|opticien(?:ne)?|bijouti(?:er|ère))": 6000,
    r"(?:coiffeur|coiffeuse|garagiste)": 900,
    r"(?:agricult(?:eur|rice)|éleveu(?:r|se)|paysan(?:ne)?|exploitante? agricole)(?: (?:bio|laiti(?:er|"
    r"ère)))?": 160,
    r"(?:maraîch(?:er|ère)|apicult(?:eur|rice)|viticult(?:eur|rice)|berg(?:er|ère)|ostréicult(?:eur|"
    r"rice))": 2000,
    r"cantonni(?:er|ère)": 1500,
    r"(?:cantini(?:er|ère)|bibliothécaire|correspondante? de presse)": 4000,
    r"(?:animat(?:eur|rice) périscolaire|agente? d[’']accueil(?: (?:de|à) la mairie)?)": 2000,
    r"(?:conducteur|conductrice|chauffeuse?)(?: du)? (?:de |du )?(?:car|bus) scolaire": 3000,
}
_ENGLISH = {
    r"town clerk|mayor|village clerk|parish clerk": ONE,
    r"head ?teacher|headmaster|headmistress|school principal": 1400,
    r"doctor|gp|general practitioner": 1000,
    r"midwife|pharmacist|vet|solicitor|vicar|priest|librarian": 3000,
    r"postman|postwoman|baker|butcher|greengrocer": 2000,
    r"data protection officer|head of it": ONE,
}
_GERMAN = {
    r"bürgermeister(?:in)?|gemeindesekretär(?:in)?|datenschutzbeauftragte[r]?": ONE,
    r"schulleiter(?:in)?|rektor(?:in)?": 1400,
    r"(?:haus)?arzt|(?:haus)?ärztin": 1000,
    r"hebamme|apotheker(?:in)?|tierarzt|tierärztin|notar(?:in)?|pfarrer(?:in)?|bibliothekar(?:in)?": 3000,
    r"postbote|postbotin|bäcker(?:in)?|metzger(?:in)?|förster(?:in)?": 2000,
}


def _made(language: str, table: dict[str, int]) -> list[Post]:
    return [Post(language, re.compile(rf"(?:{words})\b", re.IGNORECASE), per) for words, per in table.items()]


POSTS: tuple[Post, ...] = (
    *(
        Post(
            "fr",
            re.compile(rf"{_HEAD} (?:de la |de l[’']|du |de |d[’'])(?:{words})\b", re.IGNORECASE),
            per,
            house=True,
        )
        for words, per in _HOUSES.items()
    ),
    *_made("fr", _FRENCH),
    *_made("en", _ENGLISH),
    *_made("de", _GERMAN),
)
"""Every function known, those that name their place first."""

TRAITS: dict[str, int] = {
    r"(?:aveugle|non-voyante?|sourde? et muette?|tétraplégique|paraplégique|autiste|albinos|nain|"
    r"naine)": 1500,
    r"(?:malvoyante?|sourde?|amputée?|épileptique|trisomique)": 500,
}
"""What somebody says of their own body: inhabitants for one such person."""
