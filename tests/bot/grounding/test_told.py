"""A cell is told with its column's name, a setting with the keys that it is set in under."""

import pytest

from bot.grounding.told import told
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
        (CONFIG, "allkeys", "redis-cache: policy: allkeys-lru"),
        (CONFIG, "volatile", "redis-sessions: policy: volatile-lru"),
        (CONFIG, "size", "redis-cache: - memory: size: 4gb"),
        (INI, "port = 2", "[server] port = 2"),
        ("Note:\n\n- policy: none\n", "policy", "policy: none"),
    ],
)
def test_a_unit_is_told_with_what_names_it(text: str, words: str, said: str) -> None:
    page = excerpt(text)
    unit = next(n for n in range(len(page.units)) if words in page.text(n, n))
    assert told(page, unit) == said
