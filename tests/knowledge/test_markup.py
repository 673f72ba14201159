"""What reading reStructuredText, AsciiDoc, mails and notebooks promises: what a person sees of them."""

import json
from contextlib import suppress
from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.readers import read_document
from knowledge.readers.choose import is_markdown
from knowledge.readers.problem import Unreadable
from tests.knowledge.page_text import read


def test_restructured_text_is_read_without_its_marks() -> None:
    document = read(
        """\
        :title: Return codes
        :category: General

        Backups
        =======

        The ``run`` command of `the tool
        <https://tool.example>`_ *always* returns |two| codes, see :ref:`the list <codes>`::

            $ echo $?

        .. code-block:: python
           :linenos:

           import tool

        .. note:: It is slow
           on Mondays.

        .. option:: --dry-run

           Shows what would be done.

        .. |two| replace:: two
        .. _the list: https://tool.example/list
        .. A remark.

        Return codes
        ------------

        ========  =======
        Code      Meaning
        ========  =======
        ``0``     fine
        ``1``     *bad*
        ========  =======

        * One
          two.

        * Three.
        """,
        "codes.rst",
    )
    assert document.title == "Return codes"
    assert document.text == (
        "# Backups\n\nThe `run` command of the tool always returns two codes, see the list:\n\n```\n$ echo $?\n```\n\n"
        "```\nimport tool\n```\n\nNote: It is slow on Mondays.\n\n--dry-run: Shows what would be done.\n\n"
        "## Return codes\n\n| Code | Meaning |\n| `0` | fine |\n| `1` | bad |\n\n- One two.\n- Three."
    )


def test_items_of_restructured_text_that_are_to_be_counted_have_their_numbers() -> None:
    document = read(
        """\
        To reset it:

        #. Open the menu.
        #. Choose reset and wait until
           it is done.

           #. The lamp is off.
           #. The lamp is on.

        #. Close it.

        To move it:

        3. Unplug it.
        #. Carry it.

        Then rest::

            #. as it is
        """,
        "reset.rst",
    )
    assert document.text == (
        "To reset it:\n\n1. Open the menu.\n2. Choose reset and wait until it is done.\n   1. The lamp is off.\n"
        "   2. The lamp is on.\n3. Close it.\n\nTo move it:\n\n3. Unplug it.\n4. Carry it.\n\nThen rest:\n\n"
        "```\n#. as it is\n```"
    )


def test_asciidoc_is_read_without_its_marks() -> None:
    document = read(
        """\
        = Backups
        Ann Smith <ann@firm.example>
        :tool: restic

        Run {tool} *each* night; see https://tool.example[its page].

        == Restore

        . Stop it:
        +
        [source,bash]
        ----
        systemctl stop x
        ----
        . Start it.

        .Codes
        |===
        |Code |Meaning

        |`0`
        |fine
        |===

        Full backup:: All files.

        NOTE: Ask first.
        """,
        "backups.adoc",
    )
    assert document.title == "Backups"
    assert [section.headings for section in document.sections] == [("Backups",), ("Backups", "Restore")]
    assert document.text == (
        "# Backups\n\nAnn Smith <ann@firm.example>\n\nRun restic each night; see its page.\n\n## Restore\n\n"
        "1. Stop it:\n\n   ```\n   systemctl stop x\n   ```\n\n2. Start it.\n\nCodes\n\n"
        "| Code | Meaning |\n| `0` | fine |\n\nFull backup: All files.\n\nNOTE: Ask first."
    )


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (
            ".. option:: -j\n\n   .. versionadded:: 3.29\n      It may be\n      omitted.\n",
            "-j: New in version 3.29: It may be omitted.",
        ),
        ("``1``\n  .. versionadded:: 3.19\n", "`1`: New in version 3.19"),
        (".. program:: ctest\n.. only:: html\n\n   Words.\n", "Words."),
        (".. parsed-literal::\n\n   `Run`_ **now**\n", "```\nRun now\n```"),
        (".. note::\n\n   Do::\n\n     $ a\n       b\n", "Note: Do:\n\n```\n$ a\n  b\n```"),
        (
            ".. warning::\n   Never switch it off:\n   it breaks.\n\n   Ask.\n",
            "Warning: Never switch it off: it breaks.\n\nAsk.",
        ),
        (".. danger::\n   :class: red\n\n   - Acid\n   - Fire\n", "Danger:\n\n- Acid\n- Fire"),
        (".. tip::\n\n   .. code::\n\n      make -j\n", "Tip:\n\n```\nmake -j\n```"),
        (".. seealso:: :doc:`The list <codes>`\n", "See also: The list"),
        (".. seealso::\n\n   ``curl``\n     It fetches.\n", "See also:\n\n`curl`: It fetches."),
        (".. admonition:: Before you go\n\n   Lock the door.\n", "Before you go: Lock the door."),
        (".. important::\n\nWords.\n", "Words."),
        (":host: The host.\n:port: The port,\n   a number.\n", "- host: The host.\n- port: The port, a number."),
        (".. signature::\n   find(<text>\n        <in>)\n\n   Finds it.\n", "find(<text> <in>): Finds it."),
        (
            ".. list-table:: Limits\n   :header-rows: 1\n\n   * - Name\n     - Value\n   * - A\n     - 10\n       MB\n",
            "Limits\n\n| Name | Value |\n| A | 10 MB |",
        ),
        (
            '.. csv-table:: Codes\n   :header: "Code", "Meaning"\n\n   "1", "Bad, worse"\n',
            "Codes\n\n| Code | Meaning |\n| 1 | Bad, worse |",
        ),
        ("Values:\n\n  one\n", "Values:\n\none"),
        (
            ".. figure:: a.png\n   :alt: Not seen\n\n   The panel.\n\n   And more.\n",
            "The panel.\n\nAnd more.",
        ),
        (".. container:: custom\n\n   Words.\n", "Words."),
        (".. grid:: 2\n\n   .. grid-item-card:: Card\n\n      Words.\n", "Card: Words."),
        (".. todo:: Write this.\n\nWords.\n", "Words."),
        (
            "See docs_ and `a b`_, not x_y_ or an_.\n\n.. _docs: https://x.example\n",
            "See docs and a b, not x_y_ or an_.",
        ),
        ("Said [#f1]_ by [Ann2002]_.\n\n.. [#f1] Once.\n", "Said by [Ann2002].\n\nOnce."),
        ("Press :guilabel:`&OK`, see :pep:`8`.\n", "Press OK, see PEP 8."),
    ],
)
def test_directives_of_restructured_text_are_seen_as_a_reader_of_the_page_sees_them(text: str, seen: str) -> None:
    document = read_document(f"Begin.\n\n{text}".encode(), "page.rst")
    assert document.text == f"Begin.\n\n{seen}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("See {docs}/x.html[`the docs`] and {missing}.", "See `the docs` and {missing}."),
        (
            'A "`cold start`" of a{nbsp}b, [.new]#marked# and +mono+ and 2^nd^.',
            'A "cold start" of a b, marked and mono and 2nd.',
        ),
        ("Issue #12 and #13, 1 + 2 + 3.", "Issue #12 and #13, 1 + 2 + 3."),
        ("Use javadoc:org.example.Log[] or mailto:a@b.example[write].", "Use org.example.Log or write."),
        ("[WARNING]\n====\nTake care.\n====", "WARNING: Take care."),
        ("[WARNING]\n====\n* Acid\n* Fire\n====\n\nWords.", "WARNING:\n\n- Acid\n- Fire\n\nWords."),
        ("[TIP]\n----\nmake -j\n----\nWords.", "TIP:\n\n```\nmake -j\n```\n\nWords."),
        ("----\nx() <1>\n----\n<1> The first.\n<2> The second.", "```\nx() <1>\n```\n\n1. The first.\n2. The second."),
        ('[subs="attributes+"]\n----\nget {nbsp}{x} \n----', "```\nget {nbsp}{x}\n```"),
        (
            '[cols="1,2"]\n|===\n|A\n|One\n\n|B\n|Two\n|===',
            "| A | One |\n| B | Two |",
        ),
        (
            "[%header,cols=3*]\n|===\n|Who |How |Port\n\n.2+|UI |Admin |443\n|Users |80\n2*|x |9\n|===",
            "| Who | How | Port |\n| UI | Admin | 443 |\n| UI | Users | 80 |\n| x | x | 9 |",
        ),
        ('[%header,format=csv]\n|===\na,b\n1,"2, 3"\n|===', "| a | b |\n| 1 | 2, 3 |"),
        (",===\na,b\n1,2\n,===", "| a | b |\n| 1 | 2 |"),
        (
            "Said.footnote:[For *staff*.] Use menu:File[Save > As].",
            "Said. (For staff.) Use File > Save > As.",
        ),
        ("A ((term)) of(((more, than)))it.indexterm:[x]", "A term ofit."),
        (
            "[[net]]\n=== The network\n\nSee <<net>>, <<_the_network>> and <<more-of_it>>.",
            "### The network\n\nSee The network, the network and more of it.",
        ),
        ("One +\ntwo.", "One two."),
        ("////\nNot seen.\n////\nSeen.", "Seen."),
        ("Text.\n\n $ typed\n as it is", "Text.\n\n```\n$ typed\nas it is\n```"),
        ("Term::\n  explained", "Term: explained"),
        ("|===\n|Name |What\n\n|a\n|b and\nmore\n2+|both\n|===", "| Name | What |\n| a | b and more |\n| both |  |"),
        ("* one\n** two\n+\nmore", "- one\n  - two\n\n    more"),
        ("include-code::Example[]\n\nWords.", "Words."),
    ],
)
def test_marks_of_asciidoc_are_seen_as_a_reader_of_the_page_sees_them(text: str, seen: str) -> None:
    assert read_document(f"Begin.\n\n{text}\n".encode(), "page.adoc").text == f"Begin.\n\n{seen}"


def test_the_pictures_of_a_markup_are_shown_where_they_stand() -> None:
    page = "Begin.\n\n{}\n\nEnd.\n"
    documents = [
        read(page.format('[#a]\n.Panel\nimage::panel.png["The panel",400]'), "a.adoc"),
        read(page.format(".. figure:: img/panel.png\n   :alt: The panel\n\n   Panel"), "a.rst"),
    ]
    for document, place in zip(documents, ("**/panel.png", "img/panel.png"), strict=True):
        [shown] = document.illustrations
        assert (shown.alt, shown.place) == ("The panel", place)
        assert document.text == "Begin.\n\nPanel\n\nEnd."
        assert len("Begin.") <= shown.at <= len("Begin.\n\nPanel")
    titled = read(page.format(".Panel\nimage::panel.png[,80%]"), "a.adoc")
    assert titled.text == "Begin.\n\nPanel\n\nEnd." and [shown.alt for shown in titled.illustrations] == ["Panel"]
    item = read("* One\n+\nimage::x/a.png[]\n* Two\n", "b.adoc")
    assert item.text == "- One\n- Two" and [shown.place for shown in item.illustrations] == ["**/x/a.png"]
    assert read("Text.\n\n.. image::\n   :alt: No place\n", "c.rst").illustrations == ()


def test_what_the_head_of_an_asciidoc_page_sets_is_meant_in_its_title_and_in_listings() -> None:
    document = read(
        """\
        = Installing {product}
        :product: Acme Agent
        :version: 3.2

        Get {product}.

        [source,bash,subs="attributes+"]
        ----
        agent install {version}
        ----

        ----
        echo {version}
        ----
        """,
        "install.asciidoc",
    )
    assert document.title == "Installing Acme Agent"
    assert document.text == (
        "# Installing Acme Agent\n\nGet Acme Agent.\n\n```\nagent install 3.2\n```\n\n```\necho {version}\n```"
    )


def test_org_is_read_without_its_marks() -> None:
    document = read(
        """\
        #+TITLE: VPN *access*
        #+OPTIONS: toc:nil

        * Setup :vpn:network:
        :PROPERTIES:
        :ID: abc
        :END:
        Install it from [[https://x.example][the portal]], use =agent= and ~a * b~.[fn:1]
        # nobody sees this
        ** TODO [#A] Windows
        SCHEDULED: <2024-03-01 Fri>
        Until <2026-05-01 Fri> it is free.
        - Open it
          1. Click *Connect* and wait
             for a/b/c.
        - Port :: 8443
        #+BEGIN_SRC bash
        * agent start
        #+END_SRC
        #+begin_quote
        Be /very/ kind.
        #+end_quote

        | Office | Days |
        |--------+------|
        | Berlin |   28 |
        """,
        "vpn.org",
    )
    assert document.title == "VPN access"
    assert [section.headings for section in document.sections] == [("Setup",), ("Setup", "Windows")]
    assert document.text == (
        "# Setup\n\nInstall it from the portal, use `agent` and `a * b`.\n\n## Windows\n\n"
        "Until 2026-05-01 Fri it is free.\n\n- Open it\n  1. Click Connect and wait for a/b/c.\n- Port: 8443\n\n"
        "```\n* agent start\n```\n\nBe very kind.\n\n| Office | Days |\n| Berlin | 28 |"
    )


def test_settings_are_read_line_by_line() -> None:
    settings = "# Restart it\nsteps:\n  - name: Stop\n    run: stop mailq\nnotes: |\n  Never on Fridays."
    assert read(settings, "mailq.yaml").text == f"```\n{settings}\n```"
    assert read('{"steps": [{"name": "Stöp"}]}', "mailq.json").text == (
        '```\n{\n  "steps": [\n    {\n      "name": "Stöp"\n    }\n  ]\n}\n```'
    )
    assert read("{broken", "mailq.json").text == "```\n{broken\n```"


def test_a_mail_is_called_by_its_subject_and_says_who_wrote_it_when() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Die Kantine zieht um", "Ann <a@b.example>"
    mail["Date"] = "Fri, 01 May 2026 09:00:00 +0000"
    mail.set_content("Plain.")
    mail.add_alternative("<h1>Umzug</h1><p>Ab Montag im Haus <b>B</b>.</p>", subtype="html")
    mail.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="plan.bin")
    document = read_document(bytes(mail), "mails/umzug.eml")
    assert document.title == "Die Kantine zieht um"
    assert document.text.endswith("\n\n# Umzug\n\nAb Montag im Haus B.")
    assert document.text.startswith("- From: Ann <a@b.example>\n- Date: Fri, 01 May 2026 09:00:00 +0000\n")
    assert [document.text[s.start : s.end].strip()[:7] for s in document.sections] == ["- From:", "# Umzug"]


def test_a_mail_of_files_alone_is_told() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Scan"
    mail.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="plan.bin")
    with pytest.raises(Unreadable, match="no text"):
        read_document(bytes(mail), "scan.eml")


def test_a_notebook_is_its_text_and_its_code() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Forecast\n", "\n", "How we *count*."]},
        {"cell_type": "code", "source": "import pandas\nrows = 3", "outputs": [{"text": ["noise"]}]},
    ]
    document = read_document(json.dumps({"cells": cells}).encode(), "forecast.ipynb")
    assert document.title == "Forecast"
    assert document.text == "# Forecast\n\nHow we *count*.\n\n~~~~\nimport pandas\nrows = 3\n~~~~"
    assert is_markdown("forecast.ipynb")
    with pytest.raises(Unreadable, match="notebook"):
        read_document(b"{}", "broken.ipynb")


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab \n\n.:`*_|=-+[]<>{}/\\#", max_size=300), st.sampled_from(["x.rst", "x.adoc", "x.org", "x.eml"])
)
def test_whatever_stands_in_a_file_is_read_or_told(text: str, name: str) -> None:
    with suppress(Unreadable):
        document = read_document(f"x{text}".encode(), name)
        assert all(a.end <= b.start for a, b in pairwise(document.sections))
