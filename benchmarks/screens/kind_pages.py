"""The screens that `benchmarks.screens.kinds` shows: written apart from the training screens, with no code or text of theirs.

Every kind has several hands: another toolkit, another age, another taste. A page is a function of chance only.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Draw = Callable[[Random], str]


@dataclass(frozen=True)
class Hand:
    """One way to draw a kind, and the sizes it comes in (CSS pixels)."""

    draw: Draw
    sizes: tuple[tuple[int, int], ...]


def doc(css: str, body: str) -> str:
    """A document of a style sheet and a body."""
    return f"<!doctype html><html><head><meta charset=utf-8><style>html,body{{margin:0;height:100%;overflow:hidden}}{css}</style></head><body>{body}</body></html>"


# --- error dialogs


def win95(r: Random) -> str:
    name = r.choice(("EXPLORER", "Winword", "Setup", "SQLMANGR", "Outlook Express", "Registry Editor"))
    text = r.choice((
        f"This program has performed an illegal operation and will be shut down.<br><br>If the problem persists, contact the program vendor.",
        f"{name} caused an invalid page fault in module KERNEL32.DLL at 0177:BFF{r.randint(1000, 9999)}.",
        f"Cannot find the file 'C:\\WINDOWS\\{name}.EXE' (or one of its components). Make sure the path and filename are correct.",
        f"The disk in drive A: is not formatted. Do you want to format it now?",
        f"Not enough memory to start {name}. Quit one or more programs, and then try again.",
    ))  # fmt: skip
    buttons = "".join(
        f"<b>{b}</b>" for b in r.choice((("OK",), ("Close", "Details >>"), ("Yes", "No"), ("Abort", "Retry", "Fail")))
    )
    css = "body{background:#c0c0c0;font:13px 'Liberation Sans';border:2px outset #fff;box-sizing:border-box}.t{background:#000080;color:#fff;font-weight:bold;padding:3px 6px}.t i{float:right;background:#c0c0c0;color:#000;border:2px outset #fff;padding:0 4px;font-style:normal}.c{display:flex;gap:16px;padding:16px}.k{width:34px;height:34px;border-radius:50%;background:red;color:#fff;font:bold 26px/34px 'Liberation Sans';text-align:center;flex:none}p{margin:0}.f{text-align:center}.f b{font-weight:normal;border:2px outset #fff;padding:3px 22px;margin:4px}"
    return doc(
        css,
        f"<div class=t>{name}<i>x</i></div><div class=c><div class=k>&times;</div><p>{text}</p></div><div class=f>{buttons}</div>",
    )


def bootstrap_modal(r: Random) -> str:
    head = r.choice(
        (
            "Upload failed",
            "Payment declined",
            "Unable to save changes",
            "Connection problem",
            "Server error (500)",
            "Delete failed",
        )
    )
    text = r.choice(
        (
            "Your card was refused by the bank.",
            "The server returned an internal error while handling your request.",
            "The file exceeds the maximum allowed size of 25 MB.",
            "We couldn't reach the API gateway. Request ID: 7f3a-99b2-01cd",
            "Another user has modified this record since you opened it.",
        )
    )
    dark = r.random() < 0.4
    css = f"body{{background:{'#212529' if dark else '#fff'};font:16px 'Noto Sans';color:{'#dee2e6' if dark else '#212529'}}}nav{{background:#0d6efd;color:#fff;padding:12px 20px}}main{{padding:24px;opacity:.6}}.b{{position:absolute;inset:0;background:rgba(0,0,0,.5)}}.m{{position:absolute;top:{r.randint(60, 140)}px;left:50%;width:500px;margin-left:-250px;background:{'#2b3035' if dark else '#fff'};border-radius:8px}}.m>div{{padding:16px;border-bottom:1px solid #8884}}.h{{font-size:20px;color:#dc3545}}.f{{text-align:right}}.f span{{padding:7px 14px;border-radius:6px;background:#6c757d;color:#fff;margin-left:8px}}.f .d{{background:#dc3545}}"
    lines = "".join(
        f"<p>{r.choice(('Lorem ipsum dolor sit amet', 'Consectetur adipiscing elit', 'Sed do eiusmod tempor'))}</p>"
        for _ in range(8)
    )
    return doc(
        css,
        f"<nav>{r.choice(('Warehouse', 'Shopfront', 'Clinic'))} &nbsp; Home &nbsp; Orders &nbsp; Help</nav><main><h2>Overview</h2>{lines}</main><div class=b></div><div class=m><div class=h>&#9888; {head} <span style='float:right;color:#888'>&times;</span></div><div>{text}</div><div class=f><span>Close</span><span class=d>{r.choice(('Retry', 'Try again', 'Report'))}</span></div></div>",
    )


def mac_alert(r: Random) -> str:
    text = r.choice(
        (
            "“Preview” quit unexpectedly.",
            "The disk was not ejected properly.",
            "“Installer.pkg” can’t be opened because Apple cannot check it for malicious software.",
            "The document “Budget” could not be saved.",
            "You do not have permission to open the application “Mail”.",
        )
    )
    sub = r.choice(
        (
            "Click Reopen to open the application again.",
            "Eject the disk before disconnecting or turning it off.",
            "This software needs to be updated. Contact the developer for more information.",
            "The file doesn’t exist. (-43)",
        )
    )
    dark = r.random() < 0.5
    css = f"body{{background:{'#1e1e1e' if dark else '#ececec'};color:{'#fff' if dark else '#000'};font:13px 'Noto Sans';text-align:center}}.i{{font-size:54px;margin-top:16px}}b{{display:block;margin:10px 24px}}p{{margin:8px 26px;font-size:12px}}.x{{display:flex;gap:8px;padding:10px 18px}}.x span{{flex:1;padding:6px;border-radius:6px;background:#8885}}.x .y{{background:#0a84ff;color:#fff}}"
    return doc(
        css,
        f"<div class=i>&#9888;&#65039;</div><b>{text}</b><p>{sub}</p><div class=x><span>{r.choice(('Ignore', 'Cancel', 'Show in Finder'))}</span><span class=y>{r.choice(('OK', 'Reopen', 'Report…'))}</span></div>",
    )


def gtk_error(r: Random) -> str:
    text = r.choice(
        (
            "Failed to mount “USB Drive”",
            "Could not display “smb://nas/share”",
            "Software update failed",
            "Oh no! Something has gone wrong.",
            "Authentication failed",
        )
    )
    sub = r.choice(
        (
            "mount: wrong fs type, bad option, bad superblock on /dev/sdb1, missing codepage or helper program, or other error",
            "GDBus.Error:org.freedesktop.DBus.Error.TimedOut: Activation timed out",
            "E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?",
            "A problem has occurred and the system can't recover. Please log out and try again.",
        )
    )
    css = f"body{{background:linear-gradient(135deg,#{r.randint(0, 0xFFFFFF):06x},#2c001e);font:15px 'DejaVu Sans'}}.w{{position:absolute;left:{r.randint(15, 35)}%;top:{r.randint(15, 35)}%;width:430px;background:#fafafa;border-radius:14px;text-align:center;box-shadow:0 8px 40px #0009}}h3{{margin:22px 20px 8px}}p{{margin:6px 24px 18px;color:#555;font-size:13px}}.f{{display:flex;border-top:1px solid #ccc}}.f a{{flex:1;padding:13px;color:#222;font-weight:bold;border-right:1px solid #ccc}}"
    return doc(
        css,
        f"<div class=w><h3>{text}</h3><p>{sub}</p><div class=f><a>Close</a><a>{r.choice(('Details', 'Retry', 'Log Out'))}</a></div></div>",
    )


def vpn_error(r: Random) -> str:
    code = r.choice((619, 691, 720, 789, 800, 809, 868))
    css = "body{background:#f0f0f0;font:12px 'Liberation Sans';border:1px solid #1883d7;box-sizing:border-box}.t{background:#fff;padding:7px 10px}.b{background:#fff;padding:18px 20px;display:flex;gap:14px}.f{padding:10px;text-align:right}.f span{border:1px solid #adadad;background:#e1e1e1;padding:4px 20px;margin-left:6px}svg{flex:none}"
    text = r.choice(
        (
            f"Error {code}: The remote connection was denied because the user name and password combination you provided is not recognized.",
            f"The L2TP connection attempt failed because the security layer encountered a processing error. (Error {code})",
            f"Connection failed with error {code}. The network connection between your computer and the VPN server could not be established.",
        )
    )
    return doc(
        css,
        f"<div class=t>{r.choice(('Error Connecting to Office VPN', 'Network Connections', 'Dial-up Networking'))}<span style='float:right'>&#10005;</span></div><div class=b><svg width=32 height=32><polygon points='16,2 31,30 1,30' fill='#fc0'/><rect x=14 y=11 width=4 height=10 /><rect x=14 y=24 width=4 height=4 /></svg><div>{text}</div></div><div class=f><span>{r.choice(('Redial', 'Diagnose', 'Help'))}</span><span>Close</span></div>",
    )


# --- terminals

SESSIONS = (
    "$ uname -a\nLinux build-7 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\n$ free -h\n               total        used        free\nMem:            15Gi       6.1Gi       2.3Gi\nSwap:          2.0Gi       512Mi       1.5Gi\n$ uptime\n 14:02:11 up 12 days,  3:44,  2 users,  load average: 0.52, 0.58, 0.59\n$ ",
    "Microsoft Windows [Version 10.0.19045.4412]\n(c) Microsoft Corporation. All rights reserved.\n\nC:\\Users\\jsmith>nslookup intranet\nServer:  dc01.corp.example\nAddress:  10.1.1.10\n\n*** dc01.corp.example can't find intranet: Non-existent domain\n\nC:\\Users\\jsmith>ipconfig /flushdns\n\nWindows IP Configuration\n\nSuccessfully flushed the DNS Resolver Cache.\n\nC:\\Users\\jsmith>",
    "PS C:\\> Test-NetConnection mail.example.org -Port 993\n\nComputerName     : mail.example.org\nRemoteAddress    : 203.0.113.25\nRemotePort       : 993\nInterfaceAlias   : Wi-Fi\nSourceAddress    : 192.168.1.34\nTcpTestSucceeded : False\n\nPS C:\\> Get-Service wuauserv\n\nStatus   Name               DisplayName\n------   ----               -----------\nStopped  wuauserv           Windows Update\n\nPS C:\\> _",
    "maria@thinkpad:~/projects/shop$ yarn start\nyarn run v1.22.22\n$ webpack serve --mode development\nError: error:0308010C:digital envelope routines::unsupported\n    at new Hash (node:internal/crypto/hash:71:19)\n    at Object.createHash (node:crypto:133:10)\n    at module.exports (/home/maria/projects/shop/node_modules/webpack/lib/util/createHash.js:135:53)\nNode.js v18.20.2\nerror Command failed with exit code 1.\nmaria@thinkpad:~/projects/shop$ ",
    "root@gw:~# tcpdump -i eth0 port 443 -c 5\ntcpdump: verbose output suppressed, use -v for full protocol decode\nlistening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n09:14:03.120034 IP 10.0.0.5.52344 > 93.184.216.34.https: Flags [S], seq 28374\n09:14:03.240911 IP 93.184.216.34.https > 10.0.0.5.52344: Flags [S.], seq 1193\n5 packets captured\n0 packets dropped by kernel\nroot@gw:~# ",
    "% brew upgrade\n==> Updating Homebrew...\n==> Upgrading 2 outdated packages:\nopenssl@3 3.3.0 -> 3.3.1\nsqlite 3.45.3 -> 3.46.0\n==> Pouring openssl@3--3.3.1.arm64_sonoma.bottle.tar.gz\n🍺  /opt/homebrew/Cellar/openssl@3/3.3.1: 6,984 files, 32.5MB\n==> Running `brew cleanup openssl@3`...\n% ",
    "top - 10:31:54 up 4 days,  1:12,  1 user,  load average: 1.21, 0.98, 0.77\nTasks: 243 total,   2 running, 241 sleeping,   0 stopped,   0 zombie\n%Cpu(s): 12.1 us,  3.0 sy,  0.0 ni, 84.2 id\nMiB Mem :   7821.4 total,    412.0 free,   5120.7 used\n\n    PID USER      PR  NI    VIRT    RES  %CPU  %MEM     TIME+ COMMAND\n   2211 mysql     20   0 2341220 812340  38.2  10.1  91:22.13 mysqld\n    981 www-data  20   0  412340  98120   9.9   1.2   4:11.90 php-fpm\n      1 root      20   0  168420  11200   0.0   0.1   0:09.31 systemd",
    "[ec2-user@ip-172-31-7-9 ~]$ sudo yum install postgresql15\nLast metadata expiration check: 0:12:44 ago.\nDependencies resolved.\n================================================================\n Package             Architecture   Version           Repository\n================================================================\n postgresql15        x86_64         15.6-1.amzn2023   amazonlinux\n\nInstall  1 Package\nTotal download size: 1.6 M\nIs this ok [y/N]: ",
)  # fmt: skip


def console(r: Random) -> str:
    ground, ink = r.choice(
        (
            ("#0c0c0c", "#ccc"),
            ("#012456", "#fff"),
            ("#300a24", "#eee"),
            ("#fff", "#111"),
            ("#1d1f21", "#c5c8c6"),
            ("#073642", "#93a1a1"),
            ("#000", "#0f0"),
        )
    )
    text = "\n".join(r.sample(SESSIONS, r.choice((1, 1, 2)))).replace("<", "&lt;")
    top = r.choice((
        "", f"<div style='background:#fff;color:#000;padding:6px 10px;font:12px Liberation Sans'>&#9632; {r.choice(('C:&#92;WINDOWS&#92;system32&#92;cmd.exe', 'Windows PowerShell', 'PuTTY'))}<span style='float:right'>&#8212; &#9744; &#10005;</span></div>",
        f"<div style='background:#3c3b37;color:#eee;padding:7px;text-align:center;font:bold 13px DejaVu Sans'>{r.choice(('Konsole', 'xterm', 'jdoe@host: ~'))}</div>",
    ))  # fmt: skip
    return doc(
        f"body{{background:{ground};color:{ink}}}pre{{margin:{r.choice((4, 10))}px;font:{r.choice((12, 14, 15, 17))}px/{r.choice((1.2, 1.35))} '{r.choice(('Liberation Mono', 'DejaVu Sans Mono', 'Noto Sans Mono'))}';white-space:pre-wrap}}",
        f"{top}<pre>{text}</pre>",
    )


# --- code editors

SOURCES = (
    "#include <stdio.h>\n#include <stdlib.h>\n\ntypedef struct node {\n    int value;\n    struct node *next;\n} node_t;\n\nstatic node_t *push(node_t *head, int value)\n{\n    node_t *fresh = malloc(sizeof(*fresh));\n    if (!fresh) {\n        perror(\"malloc\");\n        exit(EXIT_FAILURE);\n    }\n    fresh->value = value;\n    fresh->next = head;\n    return fresh;\n}\n\nint main(void)\n{\n    node_t *list = NULL;\n    for (int i = 0; i < 10; i++)\n        list = push(list, i * i);\n    return 0;\n}",
    "use std::collections::HashMap;\n\nfn tally(text: &str) -> HashMap<String, usize> {\n    let mut counts = HashMap::new();\n    for word in text.split_whitespace() {\n        *counts.entry(word.to_lowercase()).or_insert(0) += 1;\n    }\n    counts\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn counts_words() {\n        assert_eq!(tally(\"a b a\")[\"a\"], 2);\n    }\n}",
    "import { useEffect, useState } from \"react\";\n\ntype Props = { userId: string };\n\nexport default function Avatar({ userId }: Props) {\n  const [url, setUrl] = useState<string | null>(null);\n\n  useEffect(() => {\n    const abort = new AbortController();\n    fetch(`/api/users/${userId}`, { signal: abort.signal })\n      .then((r) => r.json())\n      .then((u) => setUrl(u.avatar))\n      .catch(console.error);\n    return () => abort.abort();\n  }, [userId]);\n\n  return url ? <img src={url} alt=\"\" /> : <Spinner />;\n}",
    "from dataclasses import dataclass\nfrom datetime import date\n\n\n@dataclass\nclass Booking:\n    guest: str\n    arrival: date\n    nights: int = 1\n\n    @property\n    def departure(self) -> date:\n        return self.arrival + timedelta(days=self.nights)\n\n\ndef overlaps(a: Booking, b: Booking) -> bool:\n    return a.arrival < b.departure and b.arrival < a.departure\n\n\nif __name__ == \"__main__\":\n    print(overlaps(Booking(\"Kim\", date.today()), Booking(\"Lou\", date.today())))",
    "<?php\n\nnamespace App\\Http\\Controllers;\n\nuse Illuminate\\Http\\Request;\n\nclass InvoiceController extends Controller\n{\n    public function store(Request $request)\n    {\n        $data = $request->validate([\n            'customer_id' => 'required|exists:customers,id',\n            'amount' => 'required|numeric|min:0',\n        ]);\n\n        $invoice = Invoice::create($data);\n\n        return redirect()->route('invoices.show', $invoice);\n    }\n}",
    "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"acme-logs-prod\"\n  tags = {\n    Team = \"platform\"\n  }\n}\n\nresource \"aws_s3_bucket_versioning\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n\nvariable \"region\" {\n  type    = string\n  default = \"eu-west-1\"\n}",
)  # fmt: skip


def editor(r: Random) -> str:
    import re

    dark = r.random() < 0.6
    ground, ink, faint = (
        r.choice(
            (("#1e1e1e", "#d4d4d4", "#858585"), ("#272822", "#f8f8f2", "#90908a"), ("#2b2b2b", "#a9b7c6", "#606366"))
        )
        if dark
        else r.choice((("#fff", "#000", "#999"), ("#fdf6e3", "#586e75", "#93a1a1"), ("#f7f7f7", "#333", "#aaa")))
    )
    word, string = ("#cc7832", "#6a8759") if dark else ("#7f0055", "#2a00ff")
    rows = []
    for number, line in enumerate(r.choice(SOURCES).split("\n"), 1):
        line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        line = re.sub(r"(\"[^\"]*\"|'[^']*'|`[^`]*`)", f"<span style=color:{string}>\\1</span>", line)
        line = re.sub(
            r"\b(fn|let|mut|use|static|int|return|if|for|import|from|class|def|export|const|function|type|public|resource|variable|typedef|struct)\b",
            f"<b style=color:{word};font-weight:normal>\\1</b>",
            line,
        )
        rows.append(
            f"<span style='color:{faint};display:inline-block;width:40px;text-align:right;margin-right:16px'>{number}</span>{line}"
        )
    names = r.sample(
        (
            "list.c",
            "tally.rs",
            "Avatar.tsx",
            "booking.py",
            "InvoiceController.php",
            "main.tf",
            "Cargo.toml",
            ".gitignore",
            "Makefile",
        ),
        5,
    )
    tree = (
        f"<div style='float:left;width:170px;height:100%;background:#8881;padding:8px;font:12px/1.8 Noto Sans'>PROJECT<br>{'<br>'.join('&#128196; ' + n for n in names)}</div>"
        if r.random() < 0.6
        else ""
    )
    tabs = (
        f"<div style='background:#8882;font:12px Noto Sans'>{''.join(f'<span style=display:inline-block;padding:8px;border-right:1px_solid_#8886>{n} &times;</span>'.replace('_', ' ') for n in names[: r.randint(1, 4)])}</div>"
        if r.random() < 0.8
        else ""
    )
    bar = (
        f"<div style='position:absolute;bottom:0;left:0;right:0;background:{r.choice(('#007acc', '#68217a', '#3c3f41'))};color:#fff;font:12px Noto Sans;padding:3px 10px'>&#9095; main &nbsp; {r.randint(0, 4)} errors, {r.randint(0, 9)} warnings <span style='float:right'>Spaces: 4 &nbsp; UTF-8 &nbsp; LF</span></div>"
        if r.random() < 0.6
        else ""
    )
    return doc(
        f"body{{background:{ground};color:{ink}}}pre{{margin:0;padding:8px 0;font:{r.choice((12, 13, 14, 16))}px/1.5 '{r.choice(('Liberation Mono', 'DejaVu Sans Mono', 'Noto Sans Mono'))}'}}",
        f"{tree}<div style='overflow:hidden'>{tabs}<pre>{chr(10).join(rows)}</pre></div>{bar}",
    )


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
        f"{r.choice(('', f'<h2>{what[0]}s</h2>', f'<p>Show 10 entries <span style=float:right>Search: ______</span></p>'))}<table><tr>{''.join(f'<th>{h}</th>' for h in what[1])}</tr>{body}</table>{r.choice(('', '<p>Showing 1 to 10 of 57 entries</p>'))}",
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


HANDS: dict[str, tuple[Hand, ...]] = {
    "error dialog": (
        Hand(win95, ((420, 170), (480, 190))), Hand(bootstrap_modal, ((1000, 560), (820, 600))), Hand(mac_alert, ((280, 260), (420, 250))),
        Hand(gtk_error, ((900, 560), (760, 520))), Hand(vpn_error, ((440, 170), (520, 180))),
    ),
    "terminal": (Hand(console, ((760, 440), (980, 520), (1200, 700), (640, 400))),),
    "code editor": (Hand(editor, ((1000, 620), (820, 560), (1280, 720), (700, 480))),),
    "settings page": (Hand(phone_settings, ((390, 700), (414, 640))), Hand(control_panel, ((420, 480), (460, 520))), Hand(admin_settings, ((1100, 720), (900, 760)))),
    "login page": (Hand(portal_login, ((900, 600), (1200, 700), (480, 640))), Hand(dark_login, ((1100, 640), (1280, 720))), Hand(windows_login, ((440, 280), (420, 260)))),
    "table": (Hand(spreadsheet, ((900, 560), (1200, 640))), Hand(data_grid, ((960, 520), (760, 460), (1200, 640)))),
    "chart": (Hand(plot, ((640, 400), (800, 500))), Hand(monitoring, ((1200, 640), (960, 600))), Hand(office_chart, ((640, 400), (520, 340)))),
    "chat": (Hand(messenger, ((390, 700), (640, 620))), Hand(workspace_chat, ((1100, 640), (900, 600))), Hand(irc, ((800, 480), (1000, 420)))),
}  # fmt: skip
