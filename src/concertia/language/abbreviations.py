"""Abbreviations whose full stop does not end a sentence, lower case, without the stop.

``ALWAYS`` are followed by a name or a number (« M. Dupont », « art. 3 »): never an end.
``SOMETIMES`` may close a sentence (« etc. »): an end only before a capital letter.
"""

from __future__ import annotations

_ALWAYS_FR = """
m mm mme mmes mlle mlles dr drs pr prof me mes st ste sts art al alin av ave bd bld bvd boul fbg pl ch
chap cf cfr p pp par éd ed fig figs vol t n no nos nº n° réf ref tél tel ex env min max approx hab resp
dir adj gén gal col cdt cne lt mgr vs suiv trad coll dpt dép dépt agglo adm app bât jan janv fév févr avr
juil sept oct nov déc
"""
_ALWAYS_EN = """
mr mrs ms dr prof st rev hon gen col capt lt sgt no nos art sec ch p pp fig vol ed eds vs cf approx dept
est e.g i.e eg ie jan feb mar apr jun jul aug sep sept oct nov dec
"""
_ALWAYS_DE = """
hr fr frau dr prof dipl ing st str nr art abs s ff bd kap abb vgl bzw ca evtl ggf inkl exkl max min mind
sog u.a z.b d.h o.ä s.o u.u z.t z zb dh tel jan feb mär apr jun jul aug sept okt nov dez mio mrd geb gest
hrsg allg bes
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALWAYS: dict[str, frozenset[str]] = {
    "ar": _words("د أ م ص"),
    "de": _words(_ALWAYS_DE),
    "en": _words(_ALWAYS_EN),
    "fr": _words(_ALWAYS_FR),
}
SOMETIMES: dict[str, frozenset[str]] = {
    "ar": _words("إلخ الخ"),
    "de": _words("usw etc u.a o.ä ggf u.dgl dgl usf"),
    "en": _words("etc inc ltd co corp jr sr a.m p.m u.s u.k"),
    "fr": _words("etc ect cie ltd ndlr nb ps am pm km kg h mn"),
}
