"""What a document sets as steps, code or a table is shown as that, whatever file it comes from."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bot.engine import Engine
from bot.grounding.blocks import block_around
from bot.grounding.display import as_markdown
from bot.grounding.excerpt import Excerpt
from bot.settings import Settings
from knowledge.readers.choose import read_document
from tests.bot.asking import answer_to
from tests.bot.conftest import MakeHome
from tests.bot.grounding.passages import excerpt

SAMPLE = Path(__file__).parents[3] / "docs" / "sample" / "documents"


def page(content: str | bytes, name: str) -> Excerpt:
    document = read_document(content.encode() if isinstance(content, str) else content, name)
    return excerpt(document.text, document.title)


def quoted(pages: Excerpt, words: str) -> str:
    """The block around the unit that holds some words, as an answer shows it."""
    unit = next(n for n in range(len(pages.units)) if words in pages.text(n))
    return as_markdown(pages, *block_around(pages, unit))


NESTED = """# Printer

To add the printer:

1. Open **Settings**.
   - On Windows, choose *Devices*.
   - On a Mac, choose *Printers*.
2. Run:

   ```
   lpadmin -p BER -E
   ```

3. Print a test page.
"""
WITH_NOTES = """# VPN

1. Open the portal.

![The portal](portal.png)

You should now see the list of scripts.

2. Run **Gate fix**.
> [!NOTE] This needs a restart.
3. Restart the laptop.

Call the desk if it fails.

1. Open the other portal.
"""


def test_nested_lists_and_code_stay_inside_their_step() -> None:
    assert quoted(page(NESTED, "printer.md"), "Print a test") == (
        "To add the printer:\n1. Open **Settings**.\n"
        "   - On Windows, choose *Devices*.\n   - On a Mac, choose *Printers*.\n"
        "2. Run:\n```\nlpadmin -p BER -E\n```\n3. Print a test page."
    )


@pytest.mark.parametrize("step", ["Open the portal", "Gate fix", "Restart the laptop"])
def test_notes_and_pictures_between_steps_do_not_cut_a_procedure(step: str) -> None:
    assert quoted(page(WITH_NOTES, "vpn.md"), step) == (
        "1. Open the portal.\n   You should now see the list of scripts.\n2. Run **Gate fix**.\n"
        "   This needs a restart.\n3. Restart the laptop."
    )


def test_code_below_a_note_does_not_reach_back_to_the_steps_above_it() -> None:
    below_note = "1. Open the portal.\n2. Sign in.\n\nThe portal lists the scripts.\n\n```\ngate --fix\n```\n"
    assert quoted(page(below_note, "vpn.md"), "gate --fix") == "```\ngate --fix\n```"


def test_steps_of_a_web_page_are_numbered_and_its_code_and_keys_are_marked() -> None:
    html = """<h1>Backup</h1><p>To restore a file:</p><ol><li>Press <kbd>Ctrl</kbd>+<kbd>R</kbd>.</li>
    <li>Run <code>lifeboat restore --date 2026-03-01</code>.<ul><li>Add <code>-v</code> to see more.</li></ul></li>
    <li>Wait.</li></ol><pre>lifeboat status</pre>"""
    assert quoted(page(html, "backup.html"), "Wait") == (
        "To restore a file:\n1. Press `Ctrl`+`R`.\n2. Run `lifeboat restore --date 2026-03-01`.\n"
        "   - Add `-v` to see more.\n3. Wait.\n```\nlifeboat status\n```"
    )


def test_a_row_of_a_web_page_is_shown_under_its_columns() -> None:
    rows = "<tr><td>Elbe</td><td>16</td></tr><tr><td>Tejo</td><td>8</td></tr>"
    html = f"<table><tr><th>Room</th><th>Seats</th></tr>{rows}</table>"
    assert quoted(page(html, "rooms.html"), "Tejo") == "| Room | Seats |\n| --- | --- |\n| Tejo | 8 |"


def test_steps_of_a_pdf_are_numbered(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "jam.pdf"), pagesize=A4)
    lines = [
        "Paper jam",
        "To clear a paper jam:",
        "1. Switch the printer off.",
        "2. Open the tray.",
        "3. Pull the paper out.",
    ]
    for n, line in enumerate(lines):
        canvas.drawString(80, 760 - 20 * n, line)
    canvas.save()
    told = quoted(page((tmp_path / "jam.pdf").read_bytes(), "jam.pdf"), "Open the tray")
    assert told.endswith("1. Switch the printer off.\n2. Open the tray.\n3. Pull the paper out.")


def test_an_item_comes_with_what_its_list_is_of() -> None:
    never = "# Passwords\n\nNever do this:\n\n- Write a password down.\n- Tell it to a colleague.\n"
    assert quoted(page(never, "passwords.md"), "colleague") == (
        "Never do this:\n- Write a password down.\n- Tell it to a colleague."
    )


def test_pictures_links_that_lead_nowhere_and_foreign_marks_are_left_out() -> None:
    text = "| Item | Look |\n|---|---|\n| Mouse | ![x](https://e.example/p.png) see [list](list.md), [3] |\n"
    text += "| Key | none |\n"
    assert quoted(page(text, "items.md"), "Mouse") == "| Item | Look |\n| --- | --- |\n| Mouse | see list, (3) |"


def test_every_list_of_the_sample_handbook_is_shown_as_one() -> None:
    for file in sorted(SAMPLE.rglob("*.md")):
        pages = page(file.read_bytes(), file.name)
        for n, unit in enumerate(pages.units):
            if unit.kind == "step":
                told = quoted(pages, pages.text(n))
                numbers = [line.split(".")[0] for line in told.splitlines() if line[:1].isdigit()]
                assert unit.number in numbers and numbers == [str(k) for k in range(int(numbers[0]), len(numbers) + 1)]


@pytest.mark.slow
async def test_the_product_answers_with_the_steps_commands_and_rows_of_the_handbook(make_home: MakeHome) -> None:
    async with Engine.open(Settings(home=make_home(), space="sample")) as engine:
        await engine.add([str(SAMPLE / "it")], "sample")
        steps = await answer_to(engine, "How do I fix VPN error 809?")
        assert [line[:2] for line in steps.text.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5."]
        assert "**Company Portal**" in steps.text and "`AssumeUDPEncapsulationContextOnSendRule`" in steps.text
        row = await answer_to(engine, "What is the minimum length of a password?")
        assert "| Minimum length | 14 characters |" in row.text and "| --- |" in row.text
        code = await answer_to(engine, "Which gateway do contractors use for the VPN?")
        assert "`gate-ext.kelpline.example`" in code.text
