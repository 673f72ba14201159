"""What reading the Markdown of notes, wikis and exports promises: links, titles, properties, pictures, contents."""

from base64 import b64encode
from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.problem import Decoration
from tests.knowledge.page_text import paragraphs, read


def test_what_notion_exports_has_its_properties_in_a_list_and_no_number_in_its_name() -> None:
    text = "# Expenses\n\nOwner: Ann Smith\nStatus: Approved\n\n<aside>\n💡 Keep receipts.\n\n</aside>\n"
    hexed = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    assert paragraphs(text, f"Expenses {hexed}.md") == [
        "# Expenses",
        "- Owner: Ann Smith\n- Status: Approved",
        "💡 Keep receipts.",
    ]
    assert paragraphs(text)[1] == "Owner: Ann Smith\nStatus: Approved"
    assert read("a,b\n1,2\n", f"Rates {hexed}_all.csv").title == "Rates"


def test_a_wiki_of_azure_is_called_by_its_file_and_shows_its_pictures() -> None:
    document = read(
        """\
        [[_TOC_]]

        ::: mermaid
        graph TD;
        :::

        Deploy on Tuesdays. ![shot](/.attachments/shot-1.png =500x300)
        """,
        "Rollback%2Dplan-for-the-DB.md",
    )
    assert document.title == "Rollback-plan for the DB"
    assert document.text.strip() == (
        "```mermaid\ngraph TD;\n```\n\nDeploy on Tuesdays. ![shot](/.attachments/shot-1.png)"
    )
    assert [shown.place for shown in document.illustrations] == ["/.attachments/shot-1.png"]


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ('+++\ntitle = "Key cards"\n[params]\na = 1\n+++\n', "Key cards"),
        ('{\n  "title": "Key cards",\n  "tags": []\n}\n', "Key cards"),
        ("% Key cards\n% Ann Smith\n\n", "Key cards"),
        ("Title: Key cards\nAuthor: Ann Smith\nTags: door,\n  card\n", "Key cards"),
    ],
)
def test_front_matter_of_any_kind_gives_the_title_and_is_in_no_section(above: str, title: str) -> None:
    document = read(f"{above}\nThey are valid for 2 years.\n")
    assert document.title == title
    assert [document.text[part.start : part.end].strip() for part in document.sections] == [
        "They are valid for 2 years."
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n\nis what the server sends.\n',
        "+++\nno keys\n+++\n\nText.\n",
        "%done\n",
        "Title: A\nis what it says.\n",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    document = read(text)
    assert [document.text[part.start : part.end] for part in document.sections] == [text]


def test_what_google_docs_saves_has_its_pictures_beside_its_text_and_no_contents() -> None:
    picture = b64encode(bytes(range(200))).decode()
    document = read(
        f"""\
        # **Travel** {{#travel}}

        [Rates	1](#rates)

        [**Rules	2**](#rules)

        [Fees	3](#fees)

        ## Rates {{#rates}}

        Berlin costs 120 euros \\- a night in opt\\_a\\_b \\(not \\[x]\\(y\\)\\). ![The map][image1]

        1\\. is no item, C:\\my\\_dir is no mark.

        ![Inline](data:image/png;base64,{picture})

        [image1]: <data:image/png;base64,{picture}>
        """
    )
    assert document.title == "Travel"
    assert [block for block in document.text.strip().split("\n\n") if block.strip()] == [
        "# **Travel**",
        "## Rates",
        "Berlin costs 120 euros - a night in opt_a_b \\(not \\[x]\\(y\\)\\). ![The map][image1]",
        "1\\. is no item, C:\\my\\_dir is no mark.",
        "![Inline](data:image/png,picture-1)",
        "[image1]: <data:image/png,picture-2>",
    ]
    assert [(shown.alt, shown.content) for shown in document.illustrations] == [
        ("The map", bytes(range(200))),
        ("Inline", bytes(range(200))),
    ]


@pytest.mark.parametrize("links", ["- [A](#a)\n- [B](#b)\n", "- [A](a.md)\n- [B](#b)\n- [C](#c)\n", "See [A](#a).\n"])
def test_a_few_links_or_some_to_other_pages_are_no_contents(links: str) -> None:
    assert read(f"# A\n\n{links}").text == f"# A\n\n{links}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_Sidebar.md", "### Guides\n* [[Onboarding]]\n* [[Release Process|Release-Process]]\n"),
        (
            "SUMMARY.md",
            "# Contents\n\n* [Keys](README.md)\n  * [Rotate](rotate.md)\n\n## More\n* [Help](help.md)\n",
        ),
    ],
)
def test_a_list_of_the_pages_beside_it_is_no_document(name: str, text: str) -> None:
    with pytest.raises(Decoration, match="only leads to the pages"):
        read(text, name)
    assert read(text, "guides.md")
    assert read(f"{text}\nKeys are rotated every 90 days. Ask the desk.\n", name)


def test_obsidian_s_links_are_their_words_and_its_remarks_are_hidden() -> None:
    assert paragraphs(
        """\
        # VPN access ^top

        Use [[Company VPN|the company VPN]], see [[Network/Setup#Windows]] and [[Onboarding]]. %% Ask Ann. %%

        > [!warning]- Lost tokens
        > Report them within ==24 hours==. ^lost

        | a | b |
        |---|---|
        | [[Page\\|words]] | c |

        - One
          collapsed:: true
          - Two

        %%
        The gateway was old.acme.example.

        It is gone.
        %%

        ![[Setup#Steps]]
        ^block
        """
    ) == [
        "# VPN access",
        "Use the company VPN, see Setup > Windows and Onboarding. ",
        "> **Lost tokens**\n>\n> Report them within 24 hours.",
        "| a | b |\n|---|---|\n| words | c |",
        "- One",
        "  - Two",
    ]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[[vpn-setup|VPN setup]]", "VPN setup"),
        ("[[Release Process|Release-Process]]", "Release Process"),
        ("[[Onboarding guide|guides/onboarding]]", "Onboarding guide"),
        ("[[#Steps]]", "Steps"),
        ("[[Setup#^a1b2]]", "Setup"),
        ("[[setup.md]]", "setup"),
    ],
)
def test_a_link_of_a_wiki_is_its_words_on_whichever_side_they_stand(link: str, words: str) -> None:
    assert read(f"See {link}.").text == f"See {words}."


def test_a_wiki_is_added_without_what_stands_beside_its_pages(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    for name, text in (
        ("Home.md", "See [[Keys]].\n"),
        ("_Sidebar.md", "* [[Home]]\n* [[Keys]]\n"),
        ("Keys.mdx", "Yes."),
    ):
        (tmp_path / name).write_text(text)
    report = knowledge.add([str(tmp_path)])
    assert (report.added, report.problems) == (2, ())
    assert [document.name for document in knowledge.documents()] == ["Home.md", "Keys.mdx"]
