"""Reads what MDX adds to Markdown: imports, exports, remarks in braces, and components, of which only words show."""

import re
from collections.abc import Set
from textwrap import dedent

from knowledge.readers.markdown_code import mark, outside_code
from knowledge.readers.shortcodes import title_in, values_in

_IMPORT = (
    r"import[ \t]+(?:(?:[\w$*]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,?[ \t]*)?(?:\{[^{}]*\}[ \t]*)?from[ \t]+)?"
    r"(?:\"[^\"\n]+\"|'[^'\n]+');?[ \t]*\r?\n"
)
_UNSEEN = mark(
    rf"^(?:{_IMPORT})+(?=[ \t]*\r?\n|\Z|export\b|</script>)"
    r"|^export[ \t]+(?:(?:const|let)[ \t]+\w+[ \t]*=|function[ \t]+\w+\(|default[ \t]+(?:function|\())"
    r".*?(?=^[ \t]*\r?$|\Z)"
    r"|\{\s*/\*.*?\*/\s*\}"
)
"""Imports, exports and remarks."""

_COMPONENT = mark(
    r"(?P<before>^[ \t]*)?(?<!\\)<(?P<closing>/)?(?P<name>[A-Z][\w.]*)(?P<attributes>(?=[\s/>])"
    r"(?:[^<>\"'{}/]|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}|/(?!>))*)/?>(?P<behind>[ \t]*\r?$)?"
)
_KNOWN = frozenset(
    "Accordion AccordionGroup Admonition Badge Callout Card CardGroup Cards Check CodeGroup Columns Details Frame Info "
    "Note Step Steps Tab TabItem Tabs Tip Tooltip Update Warning".split()
)
"""Components that many sites have: they are such in any Markdown page."""
_CLOSED = re.compile(r"</([A-Z]\w*)\s*>|<([A-Z]\w*)[^<>]*/>")
_EDGE = "\0"
"""Where a component stood in a line by itself, until what stands between is as far to the left as it can be."""


def without_components(text: str, is_mdx: bool) -> str:
    """A Markdown text with what a person sees of components in their place; one that imports some is MDX too."""
    if "<" not in text and "{" not in text and "import" not in text:
        return text
    seen = outside_code(_UNSEEN, lambda found: "", text)
    is_mdx = is_mdx or (seen != text and bool(re.search(rf"^{_IMPORT}", text, re.MULTILINE)))
    closed = _KNOWN & {a or b for a, b in _CLOSED.findall(seen)}
    text = outside_code(_COMPONENT, lambda found: _shown(found, is_mdx, closed), seen)
    # What stands further to the right only for the component around it is no code.
    return "".join(map(dedent, text.split(_EDGE))) if _EDGE in text else text


def _shown(found: re.Match[str], is_mdx: bool, closed: Set[str]) -> str:
    """Nothing, or what a component that begins a line has for a title."""
    if not is_mdx and found["name"] not in closed:  # XML that somebody pasted, or a key such as <Tab>
        return found[0]
    title = "" if found["closing"] else title_in(values_in(found["attributes"])[0])
    if found["before"] is not None and title:
        return f"{_EDGE}\n**{title}**\n{_EDGE}" + ("\n" if found["behind"] is None else "")
    if found["before"] is None or found["behind"] is None:
        return (found["before"] or "") + (found["behind"] or "")
    return _EDGE
