"""The report's page: its frame and its style sheet, for light and dark screens, for phones and for paper."""

from models.drawing import STYLE as PLOT_STYLE

SECTION_TITLES = {
    "retrieval": "Retrieval",
    "answers": "Answers",
    "abstention": "Silence",
    "citations": "Citations",
}

_STYLE = """
:root { color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1b1f24; --soft: #5d6673; --line: #e1e5ea; --accent: #2f7fc1;
  --bad: #b8431a; --warn: #8a6100; --bad-tint: #fbe9e1; --warn-tint: #fdf2d5; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14171b; --card: #1c2026; --ink: #e8eaed; --soft: #9aa4b1; --line: #30363f; --accent: #63acea;
  --bad: #ff9a72; --warn: #f0c255; --bad-tint: #3c231a; --warn-tint: #372d14; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: break-word; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 4px; }
header p, figcaption { color: var(--soft); margin: 0; }
section { margin-top: 28px; }
section > h2 { margin-bottom: 10px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 12px; }
.tile, figure, table { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: 14px 16px; display: flex; flex-direction: column; }
.tile .name { color: var(--soft); font-size: 13px; flex: 1; }
.tile .value { font-size: 28px; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; }
.tile .below { color: var(--soft); font-size: 12.5px; font-variant-numeric: tabular-nums; min-height: 1.5em; }
.plots { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; }
figure { margin: 0; padding: 16px; min-width: 0; break-inside: avoid; display: flex; flex-direction: column; }
figure .plot { margin-top: auto; }
figcaption { font-size: 13px; margin-bottom: 8px; }
/* Clipped, not hidden: a heading that stays in sight needs the page to be what scrolls. */
table { width: 100%; border-collapse: separate; border-spacing: 0; overflow: clip; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: 12.5px; font-weight: 600; color: var(--soft); }
tbody th { padding-top: 14px; }
.scale span { float: right; }
.scale { font-variant-numeric: tabular-nums; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures td:nth-child(3) { width: 34%; vertical-align: middle; }
.bar { position: relative; height: 8px; border-radius: 4px; background: var(--line); }
.bar i { position: absolute; top: 0; height: 8px; }
.bar .interval { background: var(--accent); opacity: .45; border-radius: 4px; min-width: 2px; }
.bar .point { width: 4px; top: -3px; height: 14px; margin-left: -2px; border-radius: 2px; background: var(--accent); }
.tally { display: flex; flex-wrap: wrap; gap: 6px 18px; list-style: none; padding: 0; margin: 6px 0 12px; }
section > p { margin: 0; }
.failures { table-layout: fixed; font-size: 13.5px; }
.failures thead th { position: sticky; top: 0; z-index: 1; background: var(--card);
  border-bottom: 1px solid var(--line); }
.failures tbody tr:first-child td { border-top: 0; }
.failures th:nth-child(1) { width: 15%; } .failures th:nth-child(2) { width: 22%; }
.failures th:nth-child(3) { width: 19%; } .failures th:nth-child(4) { width: 22%; }
.failures td, .problems td { overflow-wrap: anywhere; white-space: pre-line; }
.fault { display: inline-block; padding: 1px 8px; border-radius: 6px; font-size: 12.5px; font-weight: 600;
  background: var(--warn-tint); color: var(--warn); }
.fault.f1, .fault.f2, .fault.f3 { background: var(--bad-tint); color: var(--bad); }
.id { color: var(--soft); font-size: 12px; white-space: normal; }
.turn { color: var(--soft); border-left: 2px solid var(--line); padding-left: 8px; margin-bottom: 4px;
  white-space: normal; }
blockquote { margin: 2px 0 8px; padding-left: 8px; border-left: 2px solid var(--accent); }
blockquote.false { border-color: var(--bad); text-decoration: underline wavy var(--bad); }
.notes ul { padding-left: 20px; margin: 0; font-size: 13.5px; color: var(--soft); }
@media screen and (max-width: 900px) {
  main { padding: 24px 14px; }
  .plots { grid-template-columns: minmax(0, 1fr); }
  /* A failure becomes a card: a table of five columns is read on a phone through a keyhole. */
  .failures thead { display: none; }
  .failures tbody, .failures tr, .failures td { display: block; }
  .failures tr { padding: 10px 14px; border-top: 1px solid var(--line); }
  .failures tbody tr:first-child { border-top: 0; }
  .failures td { border: 0; padding: 4px 0; }
  .failures td[data-name]::before { content: attr(data-name); display: block; color: var(--soft); font-size: 12px;
    font-weight: 600; }
}
@media screen and (max-width: 600px) {
  h1 { font-size: 24px; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); }
  .tile .value { font-size: 24px; }
  figure { padding: 14px 12px; }
  th, td { padding: 7px 10px; }
  .times { font-size: 13px; }
  .times th, .times td { padding: 7px 6px; }
  /* A measure takes two lines: its name and value, and its bar between the interval and the number of cases. */
  .figures thead { display: none; }
  .figures tbody { display: block; border-top: 1px solid var(--line); padding: 6px 0; }
  .figures thead + tbody { border-top: 0; }
  .figures tr { display: grid; grid-template-columns: 1fr auto; column-gap: 12px; align-items: center; }
  .figures th, .figures td { border: 0; padding: 3px 12px; }
  .figures td:nth-child(3) { width: auto; grid-column: 1 / -1; padding: 6px 12px; }
  .figures td:nth-child(4), .figures td:nth-child(5) { color: var(--soft); font-size: 12.5px; padding-bottom: 8px; }
  .figures td:nth-child(4) { text-align: left; }
  .figures td:nth-child(5)::before { content: "of "; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #2f7fc1;
    --bad: #b8431a; --warn: #8a6100; --bad-tint: #fff; --warn-tint: #fff; }
  * { print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  body { font-size: 12px; }
  .failures thead th { position: static; }
  figure { padding: 10px 12px; }
  .plot text { font-size: 17px; }
  .tiles { grid-template-columns: repeat(4, 1fr); }
  .failures { font-size: 10px; }
  .failures .id, .failures .fault { font-size: 9px; }
  tr, .tile { break-inside: avoid; }
}
"""


def page(title: str, subtitle: str, body: str) -> str:
    """The whole page, from pieces that are HTML already; nothing is fetched and no script is run."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="deskside eval">
<title>{title}</title>
<style>{_STYLE}{PLOT_STYLE}</style>
</head>
<body>
<main>
<header><h1>{title}</h1><p>{subtitle}</p></header>
{body}
</main>
</body>
</html>
"""
