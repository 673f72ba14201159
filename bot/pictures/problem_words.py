"""Tells a text that says what went wrong from one that names something."""

import re

_PROBLEM = re.compile(
    r"""(?ix)\b(?:
    errors? | fail(?:ed|s|ure)? | (?:could|can|did|does|was|is|are|were|wo|ca|has|have|would)[ ]?n[o']?t | cannot |
    unable | unsuccessful | denied | refused | invalid | incorrect | expired | missing | suspended | disabled | locked |
    not[ ](?:found|available|responding|supported|allowed|authorized|recognized|connected|valid|enough|yet|exist) |
    not[ ]have[ ](?:the[ ])?permissions? | unexpectedly |
    un(?:expected|known|available|authorized|reachable|supported|handled) |
    unrecognized | timed?[ -]?out | crash(?:ed)? | stopped | warning | problem | wrong | exception | fatal | traceback |
    panic | critical | blocked | rejected | forbidden | lost | offline | corrupt(?:ed)? | something[ ]went | required |
    conflict | exceed(?:ed|s)? | insufficient | having[ ]trouble | damaged | keeps[ ]stopping |
    (?:konnten?|kann|können|wurden?)[ ]nicht | nicht[ ](?:gefunden|verfügbar|möglich|erreichbar) | ungültig |
    abgelaufen | verweigert | introuvable | impossible | expiré | refusé | denegado | no[ ]se[ ]pudo |
    fehler | fehlgeschlagen | erreur | échec | errore | fout | não[ ]foi | no[ ]se[ ]puede
    )\b"""
)


def reports_problem(text: str) -> bool:
    """Whether a text has a word that people use when something went wrong."""
    return _PROBLEM.search(text) is not None
