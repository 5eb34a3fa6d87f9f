"""Pieces of French patterns, for folded text, that several lists of turns of phrase are made of."""

from __future__ import annotations

ADVERB = (
    r"(?:tres|trop|vraiment|absolument|totalement|completement|toujours|surtout|donc|aussi|personnellement|"
    r"fermement|resolument|plutot|assez|un peu|bien|quand meme|clairement|formellement|simplement"
    r"|franchement|deja|\w{3,}ement|\w+mment)"
)
ADVERBS = rf"(?:{ADVERB} )*"
WE = r"(?:je|j'|nous|on)"
OPENING = (
    r"^(?:(?:et|puis|mais|donc|alors|or|ensuite|enfin|aussi|surtout|bref|sinon|oui|ok|tout simplement"
    r"|de plus|d'abord"
    r"|tout d'abord|"
    r"par exemple|par contre|en revanche|egalement|pour moi|a mon avis|selon moi|personnellement|"
    r"premierement|deuxiemement|idee|proposition|suggestion|solution|de meme)\b[ ,:]*)*"
)
DETERMINER = (
    r"(?:les?|la|l'|des?|du|d'|une?|plus|moins|mieux|en|nos|notre|vos|votre|leurs?|ces?|cette|tous?"
    r"|toutes?|aux?|a|"
    r"fin|chaque|davantage|sur|dans|pour|avec|que?|qu'|aupres|ensemble|systematiquement|directement"
    r"|reellement|et)"
)
MODAL = r"(?:dois|doit|doivent|devrait|devraient|devra|devront|devons|devrions|devez|devriez)"
NOT = r"(?:pas|plus|jamais|en aucun cas|aucunement|nullement)"

ILLS = (
    r"(?:pertes?|fraudes?|evasion|gaspillages?|gachis|gabegie|disparites?|inegalites?|injustices?|ecarts?"
    r"|misere|pauvrete|corruption|abus|derives?|hemorragie|pollutions?|destruction|massacre|violences?"
    r"|discriminations?|privileges?|situations?|retards?|harcelement)\b"
)
UNBEARABLE = (
    r"(?:inacceptables?|inadmissibles?|intolerables?|pas (?:acceptables?|admissibles?|tolerables?|normal"
    r"|normaux))\b"
)
