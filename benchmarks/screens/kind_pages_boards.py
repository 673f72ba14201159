"""Screens that `benchmarks.screens.kinds` shows: tables, charts, chats."""

import math
from random import Random

from benchmarks.screens.kind_pages_texts import doc


def spreadsheet(r: Random) -> str:
    cols, rows = r.randint(5, 10), r.randint(14, 30)
    head = r.choice(
        (
            ("Region", "Rep", "Item", "Units", "Unit Cost", "Total", "Tax", "Net", "Date", "Note"),
            ("Nr.", "Name", "Straße", "PLZ", "Ort", "Telefon", "Saldo", "Status", "Seit", "Gruppe"),
            ("SKU", "Description", "Qty", "Min", "Max", "Bin", "Vendor", "Lead", "Cost", "Last count"),
        )
    )[:cols]
    green = r.random() < 0.6
    css = "body{background:#fff;font:13px 'Liberation Sans'}table{border-collapse:collapse}td,th{border:1px solid #d0d0d0;padding:2px 6px;min-width:70px}th{background:#e6e6e6;font-weight:normal}.m{background:#217346;color:#fff;padding:8px}.x{padding:4px 8px;border-bottom:1px solid #ccc}"
    top = (
        "<div class=m>Inventory.xlsx - Excel</div><div class=x>File &nbsp; Home &nbsp; Insert &nbsp; Page Layout &nbsp; Formulas &nbsp; Data &nbsp; Review</div>"
        if green
        else "<div class=x><b>Untitled spreadsheet</b> &nbsp; File Edit View Insert Format Data Tools</div>"
    )
    body = "".join(
        f"<tr><th>{y + 2}</th>{''.join(f'<td>{_value(r, x)}</td>' for x in range(cols))}</tr>" for y in range(rows)
    )
    return doc(
        css,
        f"{top}<div class=x>C{r.randint(2, 20)} &nbsp; fx &nbsp; =VLOOKUP(A2;Sheet2!A:D;3;0)</div><table><tr><th></th>{''.join(f'<th>{chr(65 + x)}</th>' for x in range(cols))}</tr><tr><th>1</th>{''.join(f'<td><b>{h}</b></td>' for h in head)}</tr>{body}</table>",
    )


def _value(r: Random, column: int) -> str:
    return (
        str(
            r.choice(
                (
                    r.choice(("East", "Central", "West")),
                    r.choice(("Jones", "Kivell", "Jardine", "Gill", "Sorvino")),
                    r.choice(("Pencil", "Binder", "Desk", "Pen Set")),
                    r.randint(1, 99),
                    f"{r.uniform(1, 300):.2f}",
                )
            )
        )
        if column > 2
        else r.choice(
            (("East", "Central", "West"), ("Jones", "Kivell", "Jardine", "Gill"), ("Pencil", "Binder", "Desk", "Pen"))[
                column
            ]
        )
    )


def data_grid(r: Random) -> str:
    dark = r.random() < 0.45
    what = r.choice(
        (
            ("Invoice", ("#", "Client", "Issued", "Due", "Amount", "Status")),
            ("Server", ("Hostname", "IP address", "OS", "CPU", "Uptime", "Health")),
            ("Employee", ("Name", "Title", "Office", "Age", "Start date", "Salary")),
            ("Flight", ("Time", "Destination", "Flight", "Gate", "Terminal", "Remarks")),
        )
    )

    def row() -> str:
        return {
            "Invoice": lambda: (f"INV-{r.randint(1000, 9999)}", r.choice(("Globex", "Initech", "Umbrella", "Hooli")), f"{r.randint(1, 28)}/0{r.randint(1, 9)}/24", f"{r.randint(1, 28)}/0{r.randint(1, 9)}/24", f"&euro;{r.randint(90, 9000)}.00", r.choice(("Paid", "Sent", "Late"))),
            "Server": lambda: (f"srv-{r.choice(('app', 'db', 'cache'))}-{r.randint(1, 40):02}", f"172.16.{r.randint(0, 9)}.{r.randint(2, 250)}", r.choice(("Debian 12", "RHEL 9", "Windows 2022")), f"{r.randint(1, 99)}%", f"{r.randint(1, 400)}d", r.choice(("OK", "Warning", "Critical"))),
            "Employee": lambda: (r.choice(("Tiger Nixon", "Garrett Winters", "Ashton Cox", "Cedric Kelly", "Airi Satou")), r.choice(("Accountant", "Developer", "Sales Assistant")), r.choice(("Tokyo", "London", "Edinburgh")), r.randint(20, 66), f"20{r.randint(10, 23)}/0{r.randint(1, 9)}/1{r.randint(0, 9)}", f"${r.randint(80, 450)},000"),
            "Flight": lambda: (f"{r.randint(5, 23):02}:{r.randint(0, 59):02}", r.choice(("Madrid", "Oslo", "Dubai", "Lisbon", "Wien")), f"{r.choice(('LH', 'BA', 'EK'))}{r.randint(100, 999)}", f"{r.choice('ABC')}{r.randint(1, 40)}", r.randint(1, 3), r.choice(("Boarding", "On time", "Delayed"))),
        }[what[0]]()  # fmt: skip

    css = f"body{{background:{'#1a1a2e' if dark else '#fff'};color:{'#ddd' if dark else '#222'};font:{r.choice((13, 14, 15))}px '{r.choice(('Noto Sans', 'DejaVu Sans', 'Liberation Serif'))}';padding:{r.choice((0, 14, 24))}px}}table{{width:100%;border-collapse:collapse}}th{{text-align:left;border-bottom:2px solid #888;padding:{r.choice((4, 8, 12))}px}}td{{border-bottom:1px solid #8884;padding:{r.choice((3, 7, 11))}px}}tr:nth-child(even){{background:{r.choice(('transparent', '#8881'))}}}"
    body = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row())}</tr>" for _ in range(r.randint(7, 18)))
    return doc(
        css,
        f"{r.choice(('', f'<h2>{what[0]}s</h2>', '<p>Show 10 entries <span style=float:right>Search: ______</span></p>'))}<table><tr>{''.join(f'<th>{h}</th>' for h in what[1])}</tr>{body}</table>{r.choice(('', '<p>Showing 1 to 10 of 57 entries</p>'))}",
    )


# --- charts


def plot(r: Random) -> str:
    """As a plotting library of scientists draws: a box, ticks outside, serif or DejaVu."""
    lines = []
    for at in range(r.randint(1, 3)):
        phase, level = r.uniform(0, 6), r.uniform(60, 220)
        points = " ".join(
            f"{60 + x * 4.4:.0f},{260 - level * (0.5 + 0.4 * math.sin(phase + x / r.choice((9, 14)))) + r.uniform(-6, 6):.0f}"
            for x in range(100)
        )
        lines.append(
            f"<polyline points='{points}' fill=none stroke='{('#1f77b4', '#ff7f0e', '#2ca02c')[at]}' stroke-width=1.6 />"
        )
    if r.random() < 0.4:
        lines = [
            f"<rect x={66 + x * 34} y={262 - h} width=30 height={h} fill='#1f77b4' stroke=black />"
            for x, h in enumerate(int(200 * math.exp(-((x - 6) ** 2) / r.choice((6, 12)))) + 4 for x in range(12))
        ]
    ticks = "".join(
        f"<path d='M{60 + t * 88} 262v5'/><text x={60 + t * 88} y=282 text-anchor=middle stroke=none>{t * 20}</text><path d='M60 {262 - t * 44}h-5'/><text x=50 y={266 - t * 44} text-anchor=end stroke=none>{t / 5:.1f}</text>"
        for t in range(6)
    )
    title = r.choice(
        ("Training loss", "Histogram of residuals", "sin(x) with noise", "Throughput vs. threads", "Voltage (mV)")
    )
    return doc(
        "body{background:#fff}",
        f"<svg width=100% height=100% viewBox='0 0 540 320' font-family='DejaVu Sans' font-size=12><g stroke=#000 fill=none><rect x=60 y=30 width=440 height=232 />{ticks.replace('<text', '<text fill=black')}</g>{''.join(lines)}<text x=280 y=22 text-anchor=middle font-size=15>{title}</text><text x=280 y=304 text-anchor=middle>epoch</text></svg>",
    )


def monitoring(r: Random) -> str:
    cells = []
    for _ in range(r.choice((2, 4, 6))):
        hue, base = r.randint(0, 359), r.uniform(30, 90)
        top = [base + r.uniform(-18, 18) for _ in range(40)]
        path = " ".join(f"{x * 7.5:.0f},{120 - y:.0f}" for x, y in enumerate(top))
        grid = "".join(
            f"<line x1=0 x2=300 y1={y} y2={y} stroke=#8883 /><text x=2 y={y - 2} fill=#999 font-size=9>{(120 - y) * 2}</text>"
            for y in (30, 60, 90)
        )
        cells.append(
            f"<div class=p><small>{r.choice(('CPU usage', 'Requests/s', 'p99 latency', 'Heap', 'Errors', 'Disk I/O', 'Network'))}</small><svg width=100% height=80% viewBox='0 0 300 120' preserveAspectRatio=none>{grid}<polygon points='0,120 {path} 300,120' fill='hsl({hue},70%,50%)' opacity=.3 /><polyline points='{path}' fill=none stroke='hsl({hue},70%,50%)' stroke-width=1.5 /></svg></div>"
        )
    dark = r.random() < 0.7
    return doc(
        f"body{{background:{'#111217' if dark else '#f4f5f5'};color:{'#ccc' if dark else '#333'};font:13px 'Noto Sans';display:grid;grid-template-columns:1fr 1fr;gap:8px;padding:8px;box-sizing:border-box}}.p{{background:{'#181b1f' if dark else '#fff'};border:1px solid #8883;padding:8px;min-height:0}}",
        "".join(cells),
    )


def office_chart(r: Random) -> str:
    kind = r.choice(("columns", "pie", "bars"))
    colours = ("#4472c4", "#ed7d31", "#a5a5a5", "#ffc000", "#5b9bd5")
    inside = ""
    if kind == "pie":
        angle = 0.0
        for at, share in enumerate(r.choice(((30, 25, 20, 15, 10), (50, 30, 20), (45, 35, 12, 8)))):
            end = angle + share * 0.0628318
            inside += f"<path d='M250 160L{250 + 100 * math.sin(angle):.0f} {160 - 100 * math.cos(angle):.0f}A100 100 0 {int(share > 50)} 1 {250 + 100 * math.sin(end):.0f} {160 - 100 * math.cos(end):.0f}Z' fill='{colours[at]}' stroke=white /><text x={250 + 70 * math.sin((angle + end) / 2):.0f} y={160 - 70 * math.cos((angle + end) / 2):.0f} fill=white text-anchor=middle>{share}%</text>"
            angle = end
    for group in range(4 if kind != "pie" else 0):
        for one in range(3):
            size = r.randint(30, 190)
            if kind == "columns":
                inside += f"<rect x={60 + group * 110 + one * 28} y={250 - size} width=24 height={size} fill='{colours[one]}'/>"
            else:
                inside += (
                    f"<rect x=110 y={40 + group * 55 + one * 15} width={size * 1.8} height=13 fill='{colours[one]}'/>"
                )
        inside += (
            f"<text x={100 + group * 110} y=268 text-anchor=middle>Category {group + 1}</text>"
            if kind == "columns"
            else f"<text x=100 y={62 + group * 55} text-anchor=end>Category {group + 1}</text>"
        )
    legend = "".join(
        f"<rect x={160 + 90 * at} y=284 width=9 height=9 fill='{colours[at]}'/><text x={174 + 90 * at} y=293>Series {at + 1}</text>"
        for at in range(3)
    )
    return doc(
        "body{background:#fff}",
        f"<svg width=100% height=100% viewBox='0 0 520 310' font-family='Liberation Sans' font-size=12 fill=#595959><text x=260 y=24 font-size=18 text-anchor=middle>{r.choice(('Chart Title', 'Sales by Quarter', 'Umsatz 2024', 'Survey results'))}</text>{inside}{legend}</svg>",
    )


# --- chats


def messenger(r: Random) -> str:
    green = r.random() < 0.5
    said = r.sample(
        (
            "Are you still coming tonight?",
            "yes! leaving in 10",
            "Can you bring the charger please",
            "ok 👍",
            "where should we meet?",
            "At the station, platform 4",
            "haha no way",
            "The doctor moved the appointment to Thursday",
            "Did you get the parcel?",
            "Not yet, tracking says tomorrow",
            "😂😂",
            "Call me when you can",
            "I'm stuck in traffic, sorry",
            "no problem, take your time",
        ),
        9,
    )
    css = f"body{{background:{'#e5ddd5' if green else '#fff'};font:{r.choice((14, 15))}px 'Noto Sans'}}.h{{background:{'#075e54' if green else '#f6f6f6'};color:{'#fff' if green else '#000'};padding:12px}}.m{{margin:7px 12px;overflow:hidden}}.m span{{padding:8px 11px;border-radius:{r.choice((7, 17))}px;max-width:74%;background:{'#fff' if green else '#e9e9eb'};float:left}}.o span{{float:right;background:{'#dcf8c6' if green else '#0b84ff'};color:{'#000' if green else '#fff'}}}small{{color:#888;margin-left:8px}}"
    lines = "".join(
        f"<div class='m {r.choice(('', 'o'))}'><span>{s}<small>{r.randint(8, 22)}:{r.randint(10, 59)}</small></span></div>"
        for s in said
    )
    return doc(
        css,
        f"<div class=h>&#8592; &nbsp; <b>{r.choice(('Mum', 'Lukas', 'Flat 3B', 'Sofia', 'Football Tuesday'))}</b><br><small>{r.choice(('online', 'last seen today at 09:41', 'typing…'))}</small></div>{lines}",
    )


def workspace_chat(r: Random) -> str:
    dark = r.random() < 0.5
    css = f"body{{background:{'#313338' if dark else '#fff'};color:{'#dbdee1' if dark else '#1d1c1d'};font:15px 'Liberation Sans'}}aside{{position:absolute;left:0;top:0;bottom:0;width:190px;background:{r.choice(('#3f0e40', '#2b2d31', '#1164a3'))};color:#ddd;padding:14px;line-height:2}}main{{margin-left:230px;padding:8px 10px}}.g{{margin:11px 0}}i{{float:left;width:36px;height:36px;border-radius:{r.choice((5, 18))}px;margin-right:10px}}small{{color:#888}}.c{{position:absolute;bottom:12px;left:240px;right:16px;border:1px solid #8888;border-radius:8px;padding:11px;color:#888;background:inherit}}"
    lines = "".join(
        f"<div class=g><i style='background:hsl({r.randint(0, 359)},50%,55%)'></i><b>{r.choice(('alex', 'Marta Ruiz', 'deploybot', 'Kenji', 'Fatima', 'Oskar'))}</b> <small>{r.randint(1, 12)}:{r.randint(10, 59)} {r.choice(('AM', 'PM'))}</small><div>{s}</div></div>"
        for s in r.sample(
            (
                "Anyone else seeing 502s from the gateway?",
                "Yep, started around 10 past",
                "rolling back now",
                "Deploy #4127 finished in 3m 12s ✅",
                "Can I get a review on PR 881?",
                "looking",
                "The staging db is read-only till noon",
                "Thanks for the heads up!",
                "who owns the billing cron?",
                "I think that's us, will check after standup",
            ),
            8,
        )
    )
    return doc(
        css,
        f"<aside><b>Acme Inc</b><br># general<br># random<br># incidents<br># frontend<br><br>Direct messages<br>&#9679; Marta<br>&#9679; Kenji</aside><main><b># {r.choice(('incidents', 'general', 'backend'))}</b><hr>{lines}</main><div class=c>Message #{r.choice(('incidents', 'general'))}</div>",
    )


def irc(r: Random) -> str:
    lines = "".join(
        f"<div>[{r.randint(10, 23)}:{r.randint(10, 59)}] <span style='color:hsl({len(n) * 47 % 360},70%,55%)'>&lt;{n}&gt;</span> {s}</div>"
        for n, s in (
            (r.choice(("zed", "marvin", "tuxracer", "lorem_", "AnnaK")), s)
            for s in r.sample(
                (
                    "hi all",
                    "does anyone know why grub drops to rescue after the update?",
                    "check that /boot is mounted",
                    "pastebin your fstab",
                    "https://paste.example/x8f2",
                    "the uuid is wrong there",
                    "ahh thank you!",
                    "np",
                    "brb",
                    "has the new release been tagged yet?",
                    "not that I know of",
                    "afk, dinner",
                ),
                11,
            )
        )
    )
    return doc(
        "body{background:#fff;font:14px 'DejaVu Sans Mono';padding:8px}",
        f"<div style='border-bottom:1px solid #aaa'>#linux-help - Welcome! Don't ask to ask.</div>{lines}<div style='position:absolute;bottom:6px;left:8px;right:8px;border:1px solid #aaa;padding:4px;color:#888'>Send a message…</div>",
    )
