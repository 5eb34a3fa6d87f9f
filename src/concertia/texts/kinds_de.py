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
    ("condition", r"\b(?:nur (?:dann )?(?:wenn|falls|unter|mit|nach)|unter der (?:bedingung"
     r"|voraussetzung)|vorausgesetzt|sofern|es sei denn|solange|"
     r"nicht ohne|erst wenn)\b|^(?:ja|ok|okay|einverstanden|dafur)\b[^.]{0,40}?[, ](?:aber|wenn|falls"
     r"|nur)\b"),
    ("refus", r"\b(?:ich|wir) (?:\w+ )?(?:lehne|lehnen|verweigere|verweigern)\b|\b(?:bin"
     r"|sind) (?:\w+ )?(?:gegen|dagegen)\b|"
     r"\b(?:darf|durfen|soll|sollen|sollte|sollten|muss|mussen|will|wollen|mochte"
     r"|mochten)\b[^.,;]{0,80}\b(?:nicht|kein|keine|keinen|keiner|nie|niemals|nicht mehr)\b|"
     r"\b(?:inakzeptabel|kommt nicht in frage|ablehnen|abzulehnen)\b"),
    ("refus", r"^(?:nein|kein|keine|keinen|keinerlei|nie|niemals|stopp|stop|schluss mit|weg mit|gegen"
     r"|verbot|verbieten)\b|\b(?:verbieten|verboten werden|"
     r"gehort verboten|gehoren verboten|abschaffen)\b|\bverbot (?:von|der|des)\b"),
    ("crainte", r"\b(?:angst|angste|befurchte|befurchten|befurchtung|sorge|sorgen|besorgt|furchte"
     r"|furchten|bedenken|beunruhigt|gefahrlich)\b|"
     r"\b(?:gefahr|risiko)(?:,? dass|,? der|,? von| besteht)\b"),
    ("vigilance", r"\b(?:aufpassen|darauf (?:zu )?achten|darauf geachtet|sicherstellen|sicherzustellen"
     r"|sichergestellt|vorsicht|gewahrleisten|"
     r"gewahrleistet|wachsam|schutzmassnahmen)\b"),
    ("proposition", r"\b(?:schlage|schlagen) (?:\w+ ){0,4}vor\b|\bvorschlag\b|\b(?:man|wir) konnten?\b"
     r"|\bkonnte man\b|^(?:einfuhrung|schaffung|aufbau|ausbau|"
     r"forderung|einrichtung) (?:von|der|des|eines|einer)\b|^(?!.*\b(?:ist|sind|hat|haben|wird"
     r"|werden)\b).{4,120}\b(?:einfuhren|fordern|ausbauen|schaffen|"
     r"erhohen|senken|reduzieren|verbessern|unterstutzen|starken|errichten|bauen|besteuern|investieren"
     r"|umsetzen|machen|einschranken|anbieten|begrenzen)[.!]?$"),
    ("attente", r"\b(?:soll|sollen|sollte|sollten|muss|mussen|musste|mussten|gehort|gehoren)\b|\b(?:ich"
     r"|wir) (?:\w+ )?(?:wunsche|wunschen|mochte|mochten|"
     r"will|wollen|erwarte|erwarten|hoffe|hoffen|brauche|brauchen|fordere|fordern)\b|\bes braucht\b"
     r"|^mehr \w|^weniger \w|\bbrauchen wir\b"),
    ("temoignage", r"\b(?:ich|wir) (?:habe|haben|bin|war|hatte|hatten|waren|arbeite|lebe|wohne|fahre"
     r"|kaufe|versuche)\b|\bmein(?:e|em|en|er)? (?:mutter|vater|sohn|"
     r"tochter|frau|mann|kinder|familie|arbeit|dorf)\b"),
    ("constat", r"\b(?:es gibt|ist|sind|hat|haben|wird|werden|bleibt|fehlt|fehlen|kostet|fuhrt|verursacht"
     r"|gibt)\b"),
)  # fmt: skip

RULES = rules(_NEUTRAL, _ORDERED, r"(?:\b(?:aber|jedoch|doch),? |[:;] )")
