"""A cell is read with the name of its column, a setting with the keys above it."""

import pytest

from bot.grounding.blocks import is_answer
from bot.grounding.self_contained import self_contained
from tests.bot.grounding.passages import excerpt

SERVICES = "| Service | Owner | Port |\n|---|---|---|\n| auth | Nadia | 8443 |\n| `a \\| b` | | 80 |\n"
CONFIG = """```yaml
redis-sessions:
  policy: volatile-lru
redis-cache:
  - memory:
      size: 4gb
  policy: allkeys-lru
```
"""
OPENED = "To resume a download:\n\n```\ncurl -C - URL\n```\n"
ROTA = """
| Name | Mon 3/2 | Tue 4/2 | Wed 5/2 |
| Ida | early | late | - |
| Jan (lead) | late | - | AL |
"""
TIMES = "| Ida | 6:00 | 14:00 | 2 |\n| Jan | 14:00 | 22:00 | 1 |\n| Kim | 22:00 | 6:00 | |\n"
INI = """```
[client]
port = 1
[server]
port = 2
```
"""


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (SERVICES, "auth", "Service: auth; Owner: Nadia; Port: 8443"),
        (SERVICES, "a \\|", "Service: `a \\| b`; Port: 80"),
        ("| auth | Nadia 1 |\n| mail | Tariq 2 |\n", "mail", "| mail | Tariq 2 |"),
        (ROTA, "Jan", "Name: Jan (lead); Mon 3/2: late; Tue 4/2: -; Wed 5/2: AL"),
        (TIMES, "Jan", "| Jan | 14:00 | 22:00 | 1 |"),
        (CONFIG, "allkeys", "redis-cache: policy: allkeys-lru"),
        (CONFIG, "volatile", "redis-sessions: policy: volatile-lru"),
        (CONFIG, "size", "redis-cache: - memory: size: 4gb"),
        (INI, "port = 2", "[server] port = 2"),
        ("Note:\n\n- policy: none\n", "policy", "policy: none"),
        (OPENED, "curl", "To resume a download: curl -C - URL"),
        ("The bell is tested. In Leeds it is not.\n", "Leeds", "The bell is tested. In Leeds it is not."),
        ("The bell is tested.\n\nIn Leeds it is not.\n", "Leeds", "In Leeds it is not."),
    ],
)
def test_a_unit_comes_with_what_names_it(text: str, words: str, said: str) -> None:
    page = excerpt(text)
    unit = next(n for n in range(len(page.units)) if words in page.text(n))
    assert self_contained(page, unit) == said


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("Instead of:\n\n```\nrun(all=True)\n```\n", False),
        ("```python\n# DO NOT DO THIS\nrun(all=True)\n```\n", False),
        ("Never do this:\n\n```\nstop()\nrun(all=True)\n```\n", False),
        ("Do this:\n\n```\nrun(all=True)\n```\n", True),
        ("Instead of that, write:\n\n- one\n\n```\nrun(all=True)\n```\n", True),
    ],
)
def test_code_that_shows_how_it_is_not_done_is_no_answer(text: str, is_shown: bool) -> None:
    page = excerpt(text)
    unit = next(n for n in range(len(page.units)) if "run(" in page.text(n))
    assert is_answer(page, unit) is is_shown
