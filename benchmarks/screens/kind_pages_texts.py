"""Screens that `benchmarks.screens.kinds` shows: error dialogs, terminals, code editors."""

import re
from random import Random


def doc(css: str, body: str) -> str:
    """A document of a style sheet and a body."""
    return f"<!doctype html><html><head><meta charset=utf-8><style>html,body{{margin:0;height:100%;overflow:hidden}}{css}</style></head><body>{body}</body></html>"


# --- error dialogs


def win95(r: Random) -> str:
    name = r.choice(("EXPLORER", "Winword", "Setup", "SQLMANGR", "Outlook Express", "Registry Editor"))
    text = r.choice((
        "This program has performed an illegal operation and will be shut down.<br><br>If the problem persists, contact the program vendor.",
        f"{name} caused an invalid page fault in module KERNEL32.DLL at 0177:BFF{r.randint(1000, 9999)}.",
        f"Cannot find the file 'C:\\WINDOWS\\{name}.EXE' (or one of its components). Make sure the path and filename are correct.",
        "The disk in drive A: is not formatted. Do you want to format it now?",
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
