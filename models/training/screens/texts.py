"""The lines of text on rendered screens, with their boxes, as OCR would read them: asked of the browser, which is exact."""

import itertools
import json
import random
import re
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path

from models.ocr import Line
from models.training.screens.render import SHEET, Page, browser

SCRIPT = """
addEventListener('load', () => { const all = [...document.querySelectorAll('iframe')].map(frame => {
  const page = frame.contentDocument, found = [], walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    if (!node.data.trim() || ['STYLE', 'SCRIPT'].includes(node.parentElement.tagName)) continue;
    const range = page.createRange(); let line = null;
    for (let at = 0; at < node.data.length; at++) {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.width || box.right > frame.clientWidth || box.bottom > frame.clientHeight || box.left < 0 || box.top < 0) continue;
      if (line && Math.abs(line[2] - box.top) < 3) { line[0] += node.data[at]; line[3] = box.right; continue; }
      const top = page.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (top !== node.parentElement && !(top && (top.contains(node) || node.parentElement.contains(top)))) { line = null; continue; }
      found.push(line = [node.data[at], box.left, box.top, box.right, box.bottom]);
    }
  }
  return found; });
  document.body.innerHTML = '<pre id=found></pre>'; document.getElementById('found').textContent = JSON.stringify(all); });
"""


def texts_of(pages: Sequence[Page]) -> list[tuple[Line, ...]]:
    """The visible lines of each page in reading order, in CSS pixels; a few are lost or misread, as OCR does."""
    rng = random.Random(1)  # noqa: S311 - no secret is drawn
    texts: list[tuple[Line, ...]] = []
    with tempfile.TemporaryDirectory(prefix="deskside-texts-") as folder:
        for at in range(0, len(pages), SHEET):
            for words in _asked(pages[at : at + SHEET], Path(folder)):
                texts += [tuple(_misread(line, rng) for line in joined(words) if rng.random() > 0.03)]
    return texts


def joined(words: Sequence[tuple[str, float, float, float, float]]) -> list[Line]:
    """Pieces of text beside each other made one line: a coloured word of code is no line of its own."""
    lines: list[list[tuple[str, float, float, float, float]]] = []
    for word in sorted(_apart(words), key=lambda word: (round((word[2] + word[4]) / 8), word[1])):
        last = lines[-1][-1] if lines else None
        tall = word[4] - word[2]
        if last and abs(last[2] + last[4] - word[2] - word[4]) < tall and -2 < word[1] - last[3] < 1.1 * tall:
            lines[-1].append(word)
        else:
            lines.append([word])
    result = []
    for line in lines:
        text = re.sub(r"\s+", " ", "".join(_spaced(line))).strip()
        if text:
            box = (line[0][1], min(w[2] for w in line), line[-1][3], max(w[4] for w in line))
            result.append(Line(text, box, 1.0))
    return result


def _apart(words: Sequence[tuple[str, float, float, float, float]]) -> list[tuple[str, float, float, float, float]]:
    """The pieces without blanks around them, and cut at wide ones: OCR sees columns there, and where a line begins."""
    return [
        (found.group(), left + found.start() * letter, top, left + found.end() * letter, bottom)
        for text, left, top, right, bottom in words
        for letter in [(right - left) / max(1, len(text))]
        for found in re.finditer(r"\S+(?: \S+)*", text)
    ]


def _spaced(line: Sequence[tuple[str, float, float, float, float]]) -> list[str]:
    pieces = [line[0][0]]
    for before, after in itertools.pairwise(line):
        pieces.append((" " if after[1] - before[3] > 3 else "") + after[0])
    return pieces


def _misread(line: Line, rng: random.Random) -> Line:
    text = line.text
    if rng.random() < 0.08:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice("lI1O0o.,") + text[at + 1 :]
    if rng.random() < 0.1:
        text = text.replace(" ", "", 1)
    return Line(text, line.box, line.score)


def _asked(pages: Sequence[Page], folder: Path) -> list[list[tuple[str, float, float, float, float]]]:
    frames = "".join(
        (
            f'<iframe style="width:{page.size[0]}px;height:{page.size[1]}px;border:0" '
            f'srcdoc="{escape(page.html)}"></iframe>'
        )
        for page in pages
    )
    html = folder / "texts.html"
    html.write_text(f"<!doctype html><meta charset=utf-8><body>{frames}<script>{SCRIPT}</script>", encoding="utf-8")
    done = subprocess.run(
        [*browser(folder), "--virtual-time-budget=20000", "--dump-dom", html.as_uri()],
        check=True,
        capture_output=True,
        timeout=180,
        text=True,
    )
    found = re.search(r'<pre id="found">(.*)</pre>', done.stdout, re.DOTALL)
    parsed: list[list[tuple[str, float, float, float, float]]] = (
        json.loads(unescape(found.group(1))) if found else [[] for _ in pages]
    )
    return parsed
