"""Masks secrets in a text: what has a secret's shape, and what stands behind a word such as "password".

Error codes and GUIDs stay, for they are what is searched for, unless a word such as "secret" says what they are.
"""

import re
from itertools import pairwise

from bot.pictures.identifiers import identifiers
from bot.pictures.problem_words import reports_problem

MASK = "•••"

_KNOWN = (
    r"gh[oprsu]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abceoprs]-[\w-]{8,}|xapp-[\w-]{8,}",
    r"(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}",
    r"sk-[\w-]{16,}|[sr]k_(?:live|test)_\w{16,}|whsec_\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|shp(?:at|ca|pa|ss)_\w{16,}",
    r"npm_\w{20,}|pypi-[\w-]{20,}|hf_\w{20,}|dckr_pat_[\w-]{16,}|dop_v1_\w{20,}|hv[sb]\.[\w-]{20,}|AGE-SECRET-KEY-\w+",
    r"eyJ[\w-]{8,}(?:\.[\w-]*){0,2}",
    r"(?<=hooks\.slack\.com/services/)[\w/]+",
    r"(?:\d{6}-){7}\d{6}(?![\w-])",  # BitLocker's
)
# What stands between a command and its option has a bound, as all that is looked through from many places.
_SECRETS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
        *(rf"(?<![A-Za-z0-9]){known}" for known in _KNOWN),
        r"(?<=[Bb]earer )(?=\S*[\d.A-Z_-])[\w.~+/=-]{8,}|(?<=[Bb]asic )(?=\S*[\dA-Z=])[A-Za-z0-9+/]{12,}={0,2}",
        r"(?i)(?<=[?&;]sig=)[\w%+/=-]{8,}|(?<=accountkey=)[\w+/=-]{8,}",
        # A password may hold an @ itself: the last one before the path ends it.
        r"(?<=://)[^\s/:@]*:(?!\d{1,5}[?#])[^\s/]+(?=@)",
        r"\b\d{4,8}(?=,? is your )",
        r"(?i)(?<=sessionid=)[^\s;&,\"']{4,}|(?<=phpsessid=)[^\s;&,\"']{4,}|(?<=connect\.sid=)[^\s;&,\"']{4,}",
    )
)
_BEHIND = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?i)((?<![A-Za-z])cookie\d?[\"']?\s?:\s?[\"']?[\w.-]{1,80}=)[^\n]+",
        r"(?i)(authorization[\"']?\s?[:=]\s?[\"']?"
        r"(?:(?:basic|bearer|bot|digest|key|negotiate|ntlm|token|\w*api-?key) )?)(?=[^\s•]*[\d=])[^\s•\"']{6,}",
        r"((?<![\w-])(?:-u|--user)[ =]?[\"']?[\w.@+-]{1,80}:)(?!\d+(?![^\s\"']))[^\s\"']+",
        r"(\b(?:mysql|mariadb|7z)\w{0,9}\b[^\n]{0,160}?\s-p)(?=\S)[^\s•]+",
        r"(\b(?:sshpass|sqlcmd|bcp|(?:docker|podman|registry|az) login)\b[^\n]{0,160}?\s-[pP] ?)[^\s•-]\S*",
        r"(\b(?:redis-cli\b[^\n]{0,160}?\s-a|ldap[a-z]{3,9}\b[^\n]{0,160}?\s-w) ?)[^\s•-]\S*",
    )
)
_KEY = (
    r"(?:(?:api|access|account|private|client|shared|secret|signing|license|licence|product|recovery|encryption|auth)"
    r"[\s_-]?(?:keys?|secrets?|tokens?)|"
    r"(?:verification|security|authentication|confirmation|one[ -]?time|backup|recovery|login|sign-?in|[2m]fa|access)"
    r"[\s_-]?codes?|"
    # A wireless network's, as Windows calls it, in its dialogs and in what netsh prints.
    r"(?:network|wi-?fi|wlan)(?:[\s_-]security)?[\s_-]?keys?|key\scontent|"
    r"netzwerksicherheitsschlüssel|wlan-?schlüssel|schlüsselinhalt)"
)
_LONG_WORD = (
    rf"(?:{_KEY}|pass\s?words?|passwd|pass\s?phrase|pass\s?code|secrets?|tokens?|credentials?|kennwort|passwort|"
    r"mot de passe|contraseña)"
)
_WORD = rf"(?:{_LONG_WORD}|pwd|pin(?:\s?code)?|otp)"
# `PGPASSWORD`, `adminPassword`, `API_KEY_PROD`, `DB_PASS`; but not `token_type`, `password-policy`, `mapping`.
_ABOUT_IT = (
    r"(?:types?|counts?|len(?:gth)?|policy|names?|paths?|files?|ur[li]s?|endpoints?|expir\w*|limits?|sizes?|min|max|hints?|"
    r"age|ids?|stdin|errors?|status|scopes?)"
)
_SUFFIX = rf"(?![_-]?{_ABOUT_IT}(?![a-z]))(?:(?:[_-]|(?-i:(?<=[a-z])[A-Z]))[\w-]{{1,40}}|\d{{1,4}})?"
NAME = (
    rf"(?:(?:{_LONG_WORD}|(?<![A-Za-z])(?:pwd|pin(?:\s?code)?|otp)){_SUFFIX}|"
    r"(?:(?<=[A-Za-z0-9][_-])|(?-i:(?<=[a-z])(?=P)))pass|(?<!\w)pass(?==))"
)
"""What a field or a setting that holds a secret is called, or the end of that: to be used without regard to case."""
# A password with whom or what it is for, in a few words before the colon: a name, an address, a path.
_WHOSE = (
    r"(?:pass\s?words?|passwd|pass\s?phrase|pass\s?code|kennwort|passwort|mot de passe|contraseña)"
    r"[ ](?:for|of|für|pour|para)(?:[ ](?:[^\s:=]|:(?=\S)){1,80}){1,5}"
)
_NO_VALUE = (
    r"(?:required|expired|invalid|incorrect|missing|none|null|true|false|yes|no|not|is|was|are|has|have|must|cannot|and|or|"
    r"to|for|the|a|an|in|on|of|with|wrong|empty|unknown|changed?|reset|forgot|never|denied|failed|hidden|your|this|from|by|"
    r"option|flag|parameter|argument|will|should|does|can|please|when|if|at|as)"
)
# What stands in brackets has a bound: words that each open one would have the rest of the text looked through.
_AFTER_WORD = re.compile(
    rf"(?i)(?:{NAME}[\"'”’]?\s*(?:\([^)]{{0,80}}\)\s*)?(?P<sign>[:=]+>?)|"
    rf"(?<![A-Za-z]){_WORD}[\"'”’]?\s*(?:\([^)]{{0,80}}\)\s*)?(?P<verb>\b(?:is|ist|lautet|est|es)\b:?)|"
    rf"(?P<whose>{_WHOSE}):(?=[ ]+\S)|"
    rf"(?<![\w-])--?(?:\w{{1,20}}-){{0,3}}{_LONG_WORD}{_SUFFIX}(?=[ ]))\s*"
    r"(?:[\"“”](?P<double>(?:\\[\"\\]|[^\"“”\n])+)|['‘’](?P<single>[^'‘’\n]+)|"
    r"(?P<bare>(?:(?![;&]\w+=|[,;.](?:\s|$))[^\s\"“”'‘’•●])+)"
    r"(?P<more>(?:[ ][^\s\"“”'‘’•●:=]+){1,5}(?=[ ]*(?:\n|$)))?)"
)
_PHRASE = re.compile(
    r"(?im)(?<=pass[ -]phrase)[ ]*[:=][^\n]+|(?<=passphrase)[ ]*[:=][^\n]+|(?<=recovery key)[ ]*[:=][^\n]+"
)
_LONG = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/+-])")
# What can be nothing but an error's code, also before it is repaired: no key begins like that.
_ERROR_CODE = re.compile(
    r"0[xX][89CcDd][0-9A-Fa-fOoQlISZG|]{7}|0[xX][0-9A-Fa-f]{1,4}|AADSTS\d{4,}|ORA-\d{5}|"
    r"(?:ERR|ERROR|E|STATUS|NTE|SEC_E|INVALID|TOKEN|AUTH|SSL)_[A-Z0-9_]+"
)
_LOOKED_BACK = 160
"""So many characters before a word for a secret are looked at for what happened to it."""


def masked(text: str) -> str:
    """The text with each secret replaced by dots: passwords, tokens, keys, what follows "Bearer" or "password="."""
    for pattern in _SECRETS:
        text = pattern.sub(MASK, text)
    for pattern in _BEHIND:
        text = pattern.sub(rf"\g<1>{MASK}", text)
    text = _PHRASE.sub(f": {MASK}", text)
    text = _AFTER_WORD.sub(_mask_value, text)
    return _LONG.sub(lambda found: MASK if _is_random(found.group()) else found.group(), text)


def is_message(text: str) -> bool:
    """Whether a text says something of a secret rather than being one."""
    return reports_problem(text) or any(re.fullmatch(rf"(?i){_NO_VALUE}\W*", word) for word in text.split())


def is_code(text: str, after_problem: bool = False) -> bool:
    """Whether a text is an error's code or the name of an exception; behind a problem, any code is that problem's."""
    if _ERROR_CODE.fullmatch(text):
        return True
    found = identifiers(text)
    kinds = ("code", "exception") if after_problem else ("exception",)
    return bool(found) and found[0].text == text and found[0].kind in kinds


def _mask_value(found: re.Match[str]) -> str:
    group = next(name for name in ("double", "single", "bare") if found[name] is not None)
    value = found[group]
    begun = found.string.rfind("\n", 0, found.start()) + 1
    before = found.string[max(begun, found.start() - _LOOKED_BACK) : found.start()]
    after_problem = reports_problem(before)
    if _is_kept(value, group == "bare", found["verb"] is not None, after_problem):
        return found.group()
    said = found.string[found.start(group) :].partition("\n")[0]
    if found["whose"] and after_problem and _is_plain_word(value) and is_message(said):
        return found.group()
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    if ((found["sign"] or "").startswith(":") or found["whose"]) and found["more"] and not after_problem:
        end += len(found["more"]) if _is_phrase(found["more"]) else 0
    return found.group()[:start] + MASK + found.group()[end:]


def _is_kept(value: str, is_bare: bool, after_is: bool, after_problem: bool) -> bool:
    """Whether what follows a word like "password" is not a secret: a message, an error code, a mask."""
    plain = value.strip(" .,;:!?)]}")
    if re.fullmatch(rf"(?i){_NO_VALUE}|\W*", plain):
        return True
    if not is_bare:
        return len(value.split()) > 2 and is_message(value)
    if is_code(plain, after_problem or value.endswith(":")) or (after_is and _is_plain_word(plain)):
        return True
    return value.endswith(":") and re.fullmatch(r"[A-Za-z]+(?:_[A-Za-z]+)*", plain) is not None


def _is_plain_word(text: str) -> bool:
    return re.fullmatch(r"[^\W\d_]?[^\W\d_A-Z]*(?:[-'’][^\W\d_A-Z]+)*", text) is not None


def _is_phrase(more: str) -> bool:
    """Whether the words behind the first are a secret's too: no message and no code."""
    return not is_message(more) and not any(found.kind in ("code", "exception") for found in identifiers(more))


def _is_random(text: str) -> bool:
    """Whether a long run of characters is a key, not a name or a hash: capitals, small letters and digits mixed."""
    if (
        re.fullmatch(r"[0-9a-f-]+|[0-9A-F-]+", text)
        or text.count("/") + text.count("-") + text.count("_") > len(text) / 8
    ):
        return False
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in text if c.isalnum()]
    changes = sum(first != second for first, second in pairwise(kinds))
    return len(set(kinds)) == 3 and changes > len(kinds) * 0.3
