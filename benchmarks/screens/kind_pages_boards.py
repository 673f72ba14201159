"""Screens that `benchmarks.screens.kinds` shows: settings, logins, tables, charts, chats."""

import math
from random import Random

from benchmarks.screens.kind_pages_texts import doc

# --- settings pages


def phone_settings(r: Random) -> str:
    dark = r.random() < 0.5
    rows = r.sample(
        (
            "Airplane Mode",
            "Wi-Fi",
            "Bluetooth",
            "Cellular",
            "Personal Hotspot",
            "Notifications",
            "Sounds & Haptics",
            "Focus",
            "Screen Time",
            "General",
            "Control Center",
            "Display & Brightness",
            "Wallpaper",
            "Siri & Search",
            "Battery",
            "Privacy",
        ),
        11,
    )
    lines = "".join(
        f"<div class=r><i style='background:hsl({r.randint(0, 359)},70%,50%)'></i>{name}<span>{r.choice(('&#8250;', 'On &#8250;', 'Off &#8250;', '<u></u>', '<u></u>'))}</span></div>"
        for name in rows
    )
    css = f"body{{background:{'#000' if dark else '#f2f2f7'};color:{'#fff' if dark else '#000'};font:16px 'Noto Sans'}}h1{{margin:18px}}.g{{background:{'#1c1c1e' if dark else '#fff'};margin:0 16px;border-radius:10px}}.r{{padding:10px 12px;border-bottom:1px solid #8883}}i{{display:inline-block;width:26px;height:26px;border-radius:6px;vertical-align:middle;margin-right:12px}}span{{float:right;color:#8e8e93}}u{{display:inline-block;width:46px;height:26px;border-radius:14px;background:#34c759}}"
    return doc(css, f"<h1>Settings</h1><div class=g>{lines}</div>")


def control_panel(r: Random) -> str:
    tabs = r.choice(
        (
            ("General", "Security", "Privacy", "Content", "Connections", "Programs", "Advanced"),
            ("General", "Tools", "Hardware", "Sharing", "Quota"),
            ("View", "Search", "Folders"),
            ("Account", "Junk Mail", "Fonts", "Security"),
        )
    )
    options = r.sample(
        (
            "Hide extensions for known file types",
            "Launch folder windows in a separate process",
            "Use Sharing Wizard (Recommended)",
            "Check for publisher's certificate revocation",
            "Empty temporary files when browser is closed",
            "Enable memory protection",
            "Warn about certificate address mismatch",
            "Always show icons, never thumbnails",
            "Display file size information",
            "Use SSL 3.0",
            "Use TLS 1.2",
        ),
        7,
    )
    css = "body{background:#f0f0f0;font:12px 'Liberation Sans'}.t{background:#fff;padding:7px}.tabs{padding:10px 10px 0}.tabs b{font-weight:normal;border:1px solid #bbb;padding:3px 9px;background:#e8e8e8;display:inline-block}.tabs b:first-child{background:#fff}.p{background:#fff;border:1px solid #bbb;margin:0 10px;padding:14px;height:60%}fieldset{border:1px solid #ccc}.f{text-align:right;padding:10px}.f span{border:1px solid #999;background:#e1e1e1;padding:4px 22px;margin-left:6px}"
    ticks = "".join(
        f"<div style='margin:7px 0'><input type=checkbox {r.choice(('checked', ''))}> {o}</div>" for o in options
    )
    return doc(
        css,
        f"<div class=t>{r.choice(('Internet Options', 'Folder Options', 'Local Disk (C:) Properties', 'Options'))}<span style='float:right'>? &#10005;</span></div><div class=tabs>{''.join(f'<b>{t}</b>' for t in tabs)}</div><div class=p><fieldset><legend>Advanced settings:</legend>{ticks}</fieldset><p><button>Restore Defaults</button></p></div><div class=f><span>OK</span><span>Cancel</span><span>Apply</span></div>",
    )


def admin_settings(r: Random) -> str:
    dark = r.random() < 0.3
    fields = r.sample(
        (
            ("Site title", "My Blog"),
            ("Administration Email Address", "admin@example.net"),
            ("Timezone", "UTC+1 &#9662;"),
            ("Date Format", "F j, Y"),
            ("Session timeout (minutes)", "45"),
            ("Default role", "Subscriber &#9662;"),
            ("SMTP host", "smtp.example.net"),
            ("Maximum upload size", "64 MB"),
            ("Log retention", "90 days &#9662;"),
            ("Webhook URL", "https://hooks.example.net/x1"),
        ),
        6,
    )
    switches = r.sample(
        (
            "Allow self-registration",
            "Require two-factor authentication",
            "Send weekly digest",
            "Public profile",
            "Enable API access",
            "Automatically archive closed tickets",
        ),
        r.randint(1, 4),
    )
    css = f"body{{background:{'#0d1117' if dark else '#fff'};color:{'#c9d1d9' if dark else '#24292f'};font:14px 'DejaVu Sans'}}aside{{position:absolute;left:0;top:0;bottom:0;width:200px;background:#8881;padding:16px;line-height:2.3}}main{{margin-left:240px;padding:20px}}label{{display:block;font-weight:bold;margin:12px 0 4px}}.i{{border:1px solid #8887;border-radius:6px;padding:6px 10px;width:320px}}.s{{background:#2da44e;color:#fff;padding:8px 16px;border-radius:6px;display:inline-block;margin-top:16px}}"
    menu = "<br>".join(
        r.sample(
            (
                "Profile",
                "Account",
                "Appearance",
                "Accessibility",
                "Billing and plans",
                "Emails",
                "SSH keys",
                "Sessions",
                "Integrations",
                "Developer",
            ),
            8,
        )
    )
    return doc(
        css,
        f"<aside>{menu}</aside><main><h2>{r.choice(('General Settings', 'Preferences', 'Workspace settings', 'Account settings'))}</h2>{''.join(f'<label>{a}</label><div class=i>{b}</div>' for a, b in fields)}{''.join(f'<p><input type=checkbox checked> {s}</p>' for s in switches)}<div class=s>Save changes</div></main>",
    )


# --- login pages


def portal_login(r: Random) -> str:
    colour = r.choice(("#0078d4", "#4285f4", "#f38020", "#21759b", "#00a884", "#5865f2"))
    name = r.choice(
        (
            "Employee Self Service",
            "WordPress",
            "Webmail",
            "Student Portal",
            "Nextcloud",
            "Grafana",
            "Jira",
            "City Library",
        )
    )
    style = r.choice(("plain", "picture", "tall"))
    back = {"plain": "#f0f0f1", "picture": f"radial-gradient(circle at 30% 20%,{colour},#111)", "tall": "#fff"}[style]
    css = f"body{{background:{back};font:15px 'Liberation Sans'}}.c{{width:{r.choice((290, 330, 400))}px;margin:{r.choice((30, 60, 90))}px auto;background:#fff;padding:26px;box-shadow:0 1px 6px #0003}}.i{{border:1px solid #8c8f94;padding:9px;margin:4px 0 14px;border-radius:3px;color:#777;min-height:18px}}.b{{background:{colour};color:#fff;text-align:center;padding:10px;border-radius:3px}}"
    user, word = r.choice(
        (
            ("Username or Email Address", "Log In"),
            ("Email", "Sign in"),
            ("User ID", "LOGIN"),
            ("Benutzername", "Anmelden"),
            ("Account name", "Next"),
        )
    )
    password = "Passwort" if word == "Anmelden" else "Password"
    return doc(
        css,
        f"<div class=c><h2 style='text-align:center;color:{colour}'>{name}</h2>{user}<div class=i>{r.choice(('', 'kwest', 'm.jansen'))}</div>{password}<div class=i>{'&bull;' * r.choice((0, 8, 10))}</div><input type=checkbox> {'Angemeldet bleiben' if word == 'Anmelden' else 'Remember Me'}<p></p><div class=b>{word}</div><p style='font-size:13px'><u>{'Passwort vergessen?' if word == 'Anmelden' else 'Lost your password?'}</u></p></div>",
    )


def dark_login(r: Random) -> str:
    css = f"body{{background:#{r.choice(('0b0f19', '111', '1b1f3b'))};color:#eee;font:16px 'Noto Sans';display:flex}}.l{{width:44%;padding:5%}}.r{{flex:1;background:linear-gradient({r.randint(0, 360)}deg,hsl({r.randint(0, 359)},70%,45%),#0b0f19)}}.i{{background:#ffffff14;border:1px solid #ffffff33;border-radius:10px;padding:12px;margin:10px 0;color:#999}}.b{{background:hsl({r.randint(0, 359)},70%,55%);border-radius:10px;padding:12px;text-align:center;margin:16px 0}}.o{{border:1px solid #fff4;border-radius:10px;padding:10px;text-align:center;margin:8px 0}}"
    return doc(
        css,
        f"<div class=l><h1>{r.choice(('Welcome back', 'Sign in to Nimbus', 'Log in to your account'))}</h1><div class=i>{r.choice(('Email address', 'you@company.com'))}</div><div class=i>Password &nbsp; &#128065;</div><div class=b>{r.choice(('Sign in', 'Log in', 'Continue'))}</div><div class=o>Continue with Google</div>{r.choice(('', '<div class=o>Continue with SAML SSO</div>'))}<p style='color:#999'>Don't have an account? Sign up</p></div><div class=r></div>",
    )


def windows_login(r: Random) -> str:
    css = "body{background:#f0f0f0;font:12px 'Liberation Sans'}.t{background:#fff;padding:8px}.b{background:#fff;padding:16px 20px}.i{border:1px solid #7a7a7a;padding:5px 8px;margin:6px 0 10px;color:#666}.f{padding:12px;text-align:right}.f span{border:1px solid #adadad;background:#e1e1e1;padding:4px 26px;margin-left:8px}h3{color:#003399;font-weight:normal;margin:0 0 8px}"
    host = r.choice(("RDS01", "fileserver", "intranet.corp.example", "SQL-PROD"))
    return doc(
        css,
        f"<div class=t>Windows Security<span style='float:right'>&#10005;</span></div><div class=b><h3>{r.choice(('Enter your credentials', 'Enter network credentials', 'Sign in'))}</h3>These credentials will be used to connect to {host}.<p></p>{r.choice(('User name', 'CORP&#92;jsmith'))}<div class=i>User name</div><div class=i>{r.choice(('Password', '&bull;&bull;&bull;&bull;&bull;&bull;'))}</div><input type=checkbox> Remember my credentials</div><div class=f><span>OK</span><span>Cancel</span></div>",
    )


# --- tables


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
