"""What reading the Markdown of people's tools promises: the words that their pages show, and no marks of theirs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.readers import read_document
from knowledge.readers.choose import is_markdown
from tests.knowledge.page_text import paragraphs, read

PLAIN = """\
---
title: VPN
---
# VPN  {not an attribute}

Use `[[ -f x ]]`, `{{< x >}}` and ==, or C++ and D++. Wait 5 % {% of it. Arrays are [[1, 2], [3]], see [[1]](#note).

!!! DO NOT REBOOT

```jinja
{% if a %} [[page]] {{< note >}} %% remark %%
!!! note
    inside
```

    [[set in]]

| a | b |
|---|---|
| `List<String>` | <USER> and <Setting>on</Setting> and <Tab> |

> [!NOTE]
> As GitHub has it.

Text \\
with: colons
- and an item ^
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_page_without_marks_of_a_dialect_stays_letter_for_letter(end: str) -> None:
    page = PLAIN.replace("\n", end)
    assert read_document(page.encode(), "page.md").text == page


def test_mdx_is_read_without_imports_and_components_but_with_their_titles() -> None:
    name = "install.mdx"
    assert is_markdown(name)
    assert paragraphs(
        """\
        import Tabs from '@theme/Tabs';
        import {
          A,
        } from './a.mdx';

        export const version = '3.2';

        :::note[Before you start]
        You need admin rights.
        :::

        :::tip Set x=1 first

        It is faster.

        :::

        <Tabs groupId="os">
          <TabItem value="mac" label="macOS" default>

            Run `brew install agent`.

            ```bash
            agent <Go>
            ```

          </TabItem>
          <TabItem value="win" label="Windows">Run winget.</TabItem>
        </Tabs>

        <Card
          title="API"
          href="/api"
        >
          See the reference of `List<String>`.
        </Card>

        Use a <Tooltip tip="x">token</Tooltip>. {/* nobody sees this */}
        <Partial />
        """,
        name,
    ) == [
        "**Before you start**",
        "You need admin rights.",
        "**Set x=1 first**",
        "It is faster.",
        "**macOS**",
        "Run `brew install agent`.",
        "```bash\nagent <Go>\n```",
        "**Windows**",
        "Run winget.",
        "**API**",
        "See the reference of `List<String>`.",
        "Use a token. ",
    ]


def test_hugo_s_shortcodes_are_the_words_and_pictures_that_they_show() -> None:
    document = read(
        """\
        +++
        title = "Rotate the keys"
        weight = 10
        +++
        {{< toc >}} {{< version-check >}}

        Keys live on the {{< glossary_tooltip text="API server" term_id="kube-apiserver" >}} or on a
        {{< glossary_tooltip text="node" >}}
        near it, for {{< param days >}} days.

        {{% alert title="Warning" %}}
        Tell the engineer first. {{/* not now */}}
        {{% /alert %}}

        {{< figure src="keys.png" alt="The key store" >}}

        {{< highlight bash >}}
        rotate --all
        {{< /highlight >}}

        {{< tab "Linux" >}}
        Use apt.
        {{< /tab >}}
        """
    )
    assert document.title == "Rotate the keys"
    [section] = document.sections
    assert [block.strip("\n") for block in document.text[section.start :].split("\n\n") if block.strip()] == [
        "Keys live on the API server or on a\nnode\nnear it, for {{< param days >}} days.",
        "**Warning**",
        "Tell the engineer first. ",
        "![The key store](<keys.png>)",
        "```bash\nrotate --all\n```",
        "**Linux**",
        "Use apt.",
    ]
    assert [(shown.alt, shown.place) for shown in document.illustrations] == [("The key store", "keys.png")]


def test_liquid_s_tags_are_not_seen_and_its_values_stay() -> None:
    assert paragraphs(
        """\
        {% include toc.html %}
        * TOC
        {:toc}

        Parents have {{ site.weeks }} weeks{% if x %}, or more{% endif %}.
        {: .fs-6 }

        {% comment %}
        It was 6 weeks.
        {% endcomment %}

        {% tab title="Windows" %}
        Open certmgr, see [the form]({% link forms/a.md %}).
        {% endtab %}

        {% highlight ruby %}
        puts 1
        {% endhighlight %}
        """
    ) == [
        "Parents have {{ site.weeks }} weeks, or more.",
        "**Windows**",
        "Open certmgr, see [the form]({% link forms/a.md %}).",
        "```ruby\nputs 1\n```",
    ]


def test_what_mkdocs_sets_in_is_no_code_but_what_it_says() -> None:
    document = read(
        """\
        # Backups { #backups }

        --8<-- "abbreviations.md"

        !!! note "Before you start"

            Backups run at 02:00.

            They are kept for 30 days.

        ??? warning
            A restore takes 4 hours.

        !!!danger "Never at noon"

        ::: acme.backups.run

        === "Linux"

            1.  Install it:

                ``` bash title="a"
                apt install backup
                ```

            ![The menu](menu.png){ width="300" }

        === "Windows"

            Use the portal.

        - [ ] Check the tape
          1. [ ] `- [ ]` is a box
        - [x] Done
        - [ ](x.md)

        Press ++ctrl+alt+del++, then [go](x.md){ .button }. :material-check: Done.
        { .annotate }

            still code
        """
    )
    assert document.title == "Backups"
    assert [(shown.alt, shown.place) for shown in document.illustrations] == [("The menu", "menu.png")]
    assert [block.strip("\n") for block in document.text.split("\n\n") if block.strip()] == [
        "# Backups",
        "**Before you start**",
        "Backups run at 02:00.",
        "They are kept for 30 days.",
        "Warning: A restore takes 4 hours.",
        "**Never at noon**",
        "**Linux**",
        "1.  Install it:",
        '    ``` bash title="a"\n    apt install backup\n    ```',
        "![The menu](menu.png)",
        "**Windows**",
        "Use the portal.",
        "- Check the tape\n  1. `- [ ]` is a box\n- [x] Done\n- [ ](x.md)",
        "Press `Ctrl+Alt+Del`, then [go](x.md). Done.",
        "    still code",
    ]


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("!!! warning\n    It cannot be undone.\n", "Warning: It cannot be undone."),
        ("1. Stop it.\n\n    !!! danger\n        Never at noon.\n", "Danger: Never at noon."),
        (":::caution\nIt cannot be undone.\n:::\n", "Caution: It cannot be undone."),
        (":::{warning}\nIt cannot be undone.\n:::\n", "Warning: It cannot be undone."),
        ("```{warning}\nIt cannot be undone.\n```\n", "Warning: It cannot be undone."),
        ("!!! warning\n    - Stop it first.\n", "**Warning**\n\n- Stop it first."),
        ('!!! warning ""\n    It cannot be undone.\n', "It cannot be undone."),
        ("!!! example\n    It looks so.\n", "It looks so."),
        (":::tabs\nOne.\n:::\n\nTwo.\n", "One.\n\nTwo."),
        (":::warning\n:::\n\nTwo.\n", "Two."),
    ],
)
def test_a_remark_without_a_title_is_told_as_what_it_is(page: str, seen: str) -> None:
    blocks = [block.strip() for block in read("# Page\n\n" + page).text.split("\n\n") if block.strip()]
    assert "\n\n".join(blocks).endswith(f"\n\n{seen}")


def test_what_is_set_in_below_its_wrap_is_no_code() -> None:
    page = 'Reserve it:\n\n<div id="shown">\n    ![One](1.png)\n    ![Two](2.png)\n</div>\n\n    make it\n'
    text = read(page).text
    assert "\n![One](1.png)\n![Two](2.png)\n" in text and "\n    make it" in text


def test_terms_stand_with_what_is_said_of_them() -> None:
    assert paragraphs(
        """\
        Apple
        : A fruit.
        : A firm.

        `icon`{ #icon }

        :   The path of an icon.

            It may be long.

        Ready?
        : Yes.

        *[HTML]: Hyper Text Markup Language
        """
    ) == [
        "Apple: A fruit.",
        "A firm.",
        "`icon`: The path of an icon.",
        "It may be long.",
        "Ready? Yes.",
        "- HTML: Hyper Text Markup Language",
    ]


def test_directives_of_myst_are_what_they_say() -> None:
    assert paragraphs(
        """\
        (howto:the.target)=
        # Guide

        ```{Note}
        :class: x

        Kept for **30 days**, see {ref}`the list <target>`.
        ```

        :::{admonition} Careful
        :class: warning

        Never unplug it.
        :::

        ```{toctree}
        a
        ```

        ```{code-block} bash
        :caption: x
        run it
        ```
        """
    ) == [
        "# Guide",
        "Kept for **30 days**, see the list.",
        "**Careful**",
        "Never unplug it.",
        "```{code-block} bash\nrun it\n```",
    ]


def test_a_link_of_myst_without_words_is_the_name_of_what_it_leads_to() -> None:
    page = "Set [](#Spawner.ip), as in [](inv:hub:py#*.Hub.ip) and [](../guide/set-up.md#howto:proxy); not `[](#x)`.\n"
    assert paragraphs(page) == ["Set Spawner.ip, as in Hub.ip and proxy; not `[](#x)`."]


def test_restructured_text_in_a_page_of_myst_is_read_as_such() -> None:
    page = "# Hub\n\n```{eval-rst}\n.. automodule:: hub\n   :members:\n\n.. note:: Needs ``root``.\n```\n\nStart it.\n"
    assert paragraphs(page) == ["# Hub", "Note: Needs `root`.", "Start it."]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('Ask.\n\n<a id="old-name"></a>\n<a name=x> </a>\n\n## <a id="y"></a>Help\n', "Ask.\n\n\n\n\n## Help\n"),
        ('<head>\n<meta http-equiv="refresh" content="0; URL=x">\n</head>\nMoved.\n', "\nMoved.\n"),
        ('All:\n\n```yaml\n{% include "all.yaml" %}\n```\n', "All:\n\n\n"),
        ('```yaml\na: 1\n--8<-- "b.yaml"\n```\n', '```yaml\na: 1\n--8<-- "b.yaml"\n```\n'),
        ('<a href="x">Ask</a> `<a id="z"></a>`\n', '<a href="x">Ask</a> `<a id="z"></a>`\n'),
    ],
)
def test_what_a_page_says_to_a_browser_or_to_its_maker_is_not_seen(page: str, text: str) -> None:
    assert read_document(page.encode(), "page.md").text == text


@pytest.mark.parametrize("hiding", ["<div hidden>", '<div style="display:none">'])
def test_what_hides_a_part_of_a_page_still_ends_where_it_did(hiding: str) -> None:
    page = f"{hiding}\nSecret.\n</div>\n\nSeen.\n"
    assert read(page).text == page


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="`~%{}[]<>|:!?=+-*#^\"'/ \tabAB1.\n"))
def test_whatever_is_written_is_read(text: str) -> None:
    if text.strip():
        read_document(f"a{text}".encode(), "page.md")
        read_document(f"a{text}".encode(), "page.mdx")
