"""Screens that `benchmarks.screens.kinds` shows: settings, logins."""

from random import Random

from benchmarks.screens.kind_pages_texts import doc


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
