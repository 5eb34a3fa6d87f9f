"""Our sentences around the facts of a règle du jeu, in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertia_web.languages import say

PROOF = {
    "none": gettext_lazy(
        "Rien n’est demandé à l’entrée : une même personne peut s’exprimer plusieurs fois. Les nombres "
        "comptent "
        "des contributions, pas des personnes."
    ),
    "email": gettext_lazy(
        "Une adresse e-mail est vérifiée. Une personne qui a deux adresses peut s’exprimer deux fois."
    ),
    "codes": gettext_lazy(
        "Un code personnel, utilisable une fois, est remis à chacun. Un code donné à quelqu’un d’autre "
        "ne se voit pas."
    ),
    "oidc": gettext_lazy(
        "L’identité est vérifiée par un service public. La collectivité ne garde pas cette identité avec "
        "les mots."
    ),
    "room": gettext_lazy(
        "Les personnes sont présentes dans la salle ; elles y sont comptées, sans liste de noms dans cet "
        "outil. Une "
        "personne venue à deux rencontres est comptée deux fois."
    ),
}
MODERATION = {
    "before": gettext_lazy("Chaque contribution est relue avant d’être publiée."),
    "after": gettext_lazy("Les contributions sont publiées tout de suite et relues ensuite."),
}


def day(value: str) -> str:
    """A kept day, as the language writes it."""
    return date_format(date.fromisoformat(value), "DATE_FORMAT")


def sentences(facts: dict[str, Any]) -> dict[str, list[str]]:
    """Line key → our sentences, made from the facts alone."""
    found = {
        "dates": [
            _("Du %(opens)s au %(closes)s.") % {"opens": day(facts["opens"]), "closes": day(facts["closes"])}
        ],
        "proof": [str(PROOF[facts["proof"]])],
        "moderation": [str(MODERATION[facts["moderation"]])],
        "data": [
            _("%(territory)s est responsable des données recueillies, pour sa mission d’intérêt public.")
            % {"territory": facts["territory"]},
            _(
                "Les contributions sont des archives publiques : elles ne sont pas détruites sans "
                "l’accord des archives."
            ),
        ],
    }
    if facts["place"]:
        found["dates"].append(_("Lieu : %(place)s.") % {"place": facts["place"]})
    if facts["publics"]:
        names = _(", ").join(say(public["label"]).text for public in facts["publics"])
        found["publics"] = [_("Sont invités : %(publics)s.") % {"publics": names}]
    if facts["results_on"]:
        when = {"day": day(facts["results_on"])}
        found["results"] = [_("Les résultats seront publiés le %(day)s.") % when]
    if facts["dpo"]:
        who = {"address": facts["dpo"]}
        found["data"].append(_("Pour vos droits sur vos données, écrivez à %(address)s.") % who)
    return found
