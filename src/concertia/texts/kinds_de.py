"""How kinds are said in German: the plain turns of phrase only. Folded text: « müssen » is ``mussen``."""

from __future__ import annotations

from concertia.texts.kind_rules import rules

_NEUTRAL = (
    (r"\b(?:keine|ohne|weniger|nicht) (?:\w+ )?(?:angst|sorgen?|bedenken|furcht|gefahr|risiko)\b", "ruhig"),
    (r"\bkein(?:e|en)? (?:ahnung|meinung|problem|zweifel|frage|wunder)\b|\bnicht nur\b"
     r"|\bnicht unbedingt\b|\bnicht mehr als\b", "wohl"),
    (r"\bnicht (?:dagegen|gegen)\b", "bereit"),
    (r"\b(?:darf|durfen|sollte|sollten) (?:\w+ )?nicht (?:vergessen|unterschatzt"
     r"|vernachlassigt)\b", "darauf achten"),
    (r"\barbeitsbedingungen\b|\brahmenbedingungen\b|\bals ob\b|\bauch wenn\b", "lage"),
)  # fmt: skip

_ORDERED = (
    ("proposition", r"\b(?:warum nicht|wie ware es|konnte man nicht|konnten wir nicht)\b.*\?"),
    ("question", r"\?[ \")!?.]*$"),
    ("condition", r"\b(?:nur (?:dann )?(?:wenn|falls|unter|mit|nach)|unter der (?:bedingung|voraussetzung)"
                  r"|vorausgesetzt|sofern|es sei denn|solange|nicht ohne|erst wenn)\b"),
    ("condition", r"^(?:ja|ok|okay|einverstanden|dafur)\b[^.]{0,40}?[, ](?:aber|wenn|falls|nur)\b"),
    ("refus", r"\b(?:ich|wir) (?:\w+ )?(?:lehne|lehnen|verweigere|verweigern)\b"),
    ("refus", r"\b(?:bin|sind) (?:\w+ )?(?:gegen|dagegen)\b"),
    ("refus", r"\b(?:darf|durfen|soll|sollen|sollte|sollten|muss|mussen|will|wollen|mochte"
              r"|mochten)\b[^.,;]{0,80}\b(?:nicht|kein|keine|keinen|keiner|nie|niemals|nicht mehr)\b"),
    ("refus", r"\b(?:inakzeptabel|kommt nicht in frage|ablehnen|abzulehnen)\b"),
    ("refus", r"^(?:nein|kein|keine|keinen|keinerlei|nie|niemals|stopp|stop|schluss mit|weg mit|gegen"
              r"|verbot|verbieten)\b"),
    ("refus", r"\b(?:verbieten|verboten werden|gehort verboten|gehoren verboten|abschaffen)\b"),
    ("refus", r"\bverbot (?:von|der|des)\b"),
    ("crainte", r"\b(?:angst|angste|befurchte|befurchten|befurchtung|sorge|sorgen|besorgt|furchte|furchten"
                r"|bedenken|beunruhigt|gefahrlich)\b"),
    ("crainte", r"\b(?:gefahr|risiko)(?:,? dass|,? der|,? von| besteht)\b"),
    ("vigilance", r"\b(?:aufpassen|darauf (?:zu )?achten|darauf geachtet|sicherstellen|sicherzustellen"
                  r"|sichergestellt|vorsicht|gewahrleisten|gewahrleistet|wachsam|schutzmassnahmen)\b"),
    ("proposition", r"\b(?:schlage|schlagen) (?:\w+ ){0,4}vor\b"),
    ("proposition", r"\bvorschlag\b"),
    ("proposition", r"\b(?:man|wir) konnten?\b"),
    ("proposition", r"\bkonnte man\b"),
    ("proposition", r"^(?:einfuhrung|schaffung|aufbau|ausbau|forderung|einrichtung) (?:von|der|des|eines"
                    r"|einer)\b"),
    ("proposition", r"^(?!.*\b(?:ist|sind|hat|haben|wird|werden)\b).{4,120}\b(?:einfuhren|fordern|ausbauen"
                    r"|schaffen|erhohen|senken|reduzieren|verbessern|unterstutzen|starken|errichten|bauen"
                    r"|besteuern|investieren|umsetzen|machen|einschranken|anbieten|begrenzen)[.!]?$"),
    ("attente", r"\b(?:soll|sollen|sollte|sollten|muss|mussen|musste|mussten|gehort|gehoren)\b"),
    ("attente", r"\b(?:ich|wir) (?:\w+ )?(?:wunsche|wunschen|mochte|mochten|will|wollen|erwarte|erwarten"
                r"|hoffe|hoffen|brauche|brauchen|fordere|fordern)\b"),
    ("attente", r"\bes braucht\b"),
    ("attente", r"^mehr \w"),
    ("attente", r"^weniger \w"),
    ("attente", r"\bbrauchen wir\b"),
    ("temoignage", r"\b(?:ich|wir) (?:habe|haben|bin|war|hatte|hatten|waren|arbeite|lebe|wohne|fahre|kaufe"
                   r"|versuche)\b"),
    ("temoignage", r"\bmein(?:e|em|en|er)? (?:mutter|vater|sohn|tochter|frau|mann|kinder|familie|arbeit"
                   r"|dorf)\b"),
    ("constat", r"\b(?:es gibt|ist|sind|hat|haben|wird|werden|bleibt|fehlt|fehlen|kostet|fuhrt|verursacht"
                r"|gibt)\b"),
)  # fmt: skip

RULES = rules(_NEUTRAL, _ORDERED, r"(?:\b(?:aber|jedoch|doch),? |[:;] )")
