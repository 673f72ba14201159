"""The words on rendered training screens: products, people, errors, commands, code, what people write to each other."""

import random

PRODUCTS = (
    "Northwind", "Contoso Portal", "Fabrikam", "Acme Cloud", "Ledgerly", "Harbor", "Tidewater CRM", "Pinecone HR",
    "Orbit Mail", "Lumen Desk", "Kestrel", "BlueRiver", "Quarry", "Atlas Sync", "Meridian", "Foxglove", "Basalt",
    "PrintStation", "Vault", "Skylark VPN", "Copperfield", "Juniper Notes", "Granite DB", "Willow", "Beacon",
)  # fmt: skip
PEOPLE = (
    "Ana Souza", "Ben Okafor", "Chloe Martin", "Dmitri Ivanov", "Elif Kaya", "Farid Rahman", "Grace Lee", "Hugo Klein",
    "Ines Costa", "Jonas Berg", "Keiko Mori", "Liam Walsh", "Mara Novak", "Nils Holm", "Olga Petrova", "Priya Nair",
    "Quentin Roy", "Rosa Diaz", "Sam Carter", "Tomasz Zielinski", "Uma Patel", "Victor Hugo", "Wen Zhang", "Yara Haddad",
)  # fmt: skip
NOUNS = (
    "Account", "Backup", "Billing", "Calendar", "Certificate", "Cluster", "Connection", "Contact", "Customer", "Dashboard",
    "Database", "Deployment", "Device", "Disk", "Document", "Domain", "Endpoint", "Export", "Firewall", "Folder", "Group",
    "Import", "Invoice", "Job", "Key", "Language", "License", "Mailbox", "Member", "Network", "Node", "Notification",
    "Order", "Package", "Partition", "Password", "Permission", "Policy", "Printer", "Privacy", "Profile", "Project",
    "Proxy", "Queue", "Region", "Report", "Role", "Schedule", "Security", "Server", "Service", "Session", "Snapshot",
    "Storage", "Subscription", "Sync", "Template", "Theme", "Ticket", "Token", "Update", "Upload", "User", "Volume",
)  # fmt: skip
VERBS = (
    "Add", "Allow", "Apply", "Archive", "Block", "Change", "Check", "Clear", "Connect", "Copy", "Create", "Delete",
    "Disable", "Download", "Enable", "Export", "Filter", "Hide", "Import", "Install", "Manage", "Move", "Open", "Refresh",
    "Remove", "Rename", "Reset", "Restart", "Run", "Save", "Search", "Send", "Share", "Show", "Start", "Stop", "Sync",
)  # fmt: skip
STATES = (
    "Active", "Pending", "Failed", "Running", "Stopped", "Healthy", "Degraded", "Open", "Closed", "Draft", "Approved",
    "Paid", "Overdue", "Shipped", "In progress", "Done", "Blocked", "New",
)  # fmt: skip
ERRORS = (
    "The operation could not be completed.", "Access is denied.", "The connection to the server was lost.",
    "The file {file} could not be found.", "Unable to connect to {host}.", "An unexpected error occurred.",
    "The remote computer did not respond.", "Your session has expired. Sign in again.", "Not enough disk space on {drive}.",
    "The certificate for {host} is not trusted.", "{product} has stopped working.", "The request timed out after 30 seconds.",
    "The network path was not found.", "You don't have permission to open {file}.", "The update could not be installed.",
    "Invalid user name or password.", "Printer is offline.", "The database is locked.", "Failed to load {file}.",
    "The parameter is incorrect.", "Something went wrong.", "The application was unable to start correctly.",
    "Windows cannot access {drive}.", "Cannot read properties of undefined.", "Sync failed for 3 items.",
)  # fmt: skip
ADVICE = (
    "Try again later.", "Contact your administrator.", "Check your network connection and try again.",
    "Restart the application.", "Please verify the path and try again.", "For more information, see the log file.",
    "Click OK to terminate the application.", "Close other programs and retry.", "If the problem persists, call support.",
)  # fmt: skip
TALK = (
    "Hi, can someone look at this?", "Sure, give me a minute", "It works on my machine", "Did you restart it?",
    "The build is red again", "thanks!!", "I'll send the report this afternoon", "Lunch at 12?", "Sounds good to me",
    "Where do I find the VPN settings?", "I can't log in since this morning", "Try clearing the cache", "ok, that helped",
    "Meeting moved to 3 pm", "Please review my pull request", "Who is on call today?", "lol", "I opened a ticket for it",
    "Can you share your screen?", "Here is the link", "Looks great, ship it", "What was the error exactly?",
    "See attached screenshot", "No worries", "Which version are you on?", "Let me check with the team and come back to you",
)  # fmt: skip
SENTENCES = (
    "Choose how often data is refreshed.", "Applies to all devices in this group.", "Changes take effect after a restart.",
    "Only administrators can change this.", "Get an e-mail when something fails.", "Learn more about this setting.",
    "This lets apps use your location.", "Turn this off to save battery.", "Your data is kept for 30 days.",
    "Required for single sign-on.", "Recommended for most people.", "Show advanced options to everyone.",
)  # fmt: skip
COMMANDS = (
    ("ls -la", "listing"), ("git status", "git"), ("git push origin main", "git"), ("docker ps", "columns"),
    ("kubectl get pods -A", "columns"), ("ping -c 4 {host}", "ping"), ("npm install", "npm"), ("python app.py", "trace"),
    ("sudo systemctl status nginx", "service"), ("ipconfig /all", "net"), ("cat /etc/hosts", "hosts"), ("df -h", "columns"),
    ("pytest -q", "tests"), ("make build", "build"), ("curl -I https://{host}", "http"), ("Get-Process", "columns"),
    ("tail -f /var/log/syslog", "log"), ("terraform plan", "build"), ("cargo build --release", "build"), ("dir", "listing"),
    ("dotnet build", "build"), ("apt-get update", "log"), ("Get-NetAdapter | fl", "properties"), ("systeminfo", "properties"), ("nslookup {host}", "properties"),
    ("cmd", "banner"), ("ssh -V", "banner"), ("Get-ChildItem", "listing"), ("ssh admin@{host}", "log"),
)  # fmt: skip
PROMPTS = (
    "$ ", "# ", "PS C:\\Users\\{user}> ", "C:\\Users\\{user}>", "{user}@{machine}:~$ ", "[{user}@{machine} ~]$ ",
    "{machine}:~ {user}$ ", "➜  ~ ", "root@{machine}:/var/log# ", "❯ ", "{user}@{machine} ~/src (main) $ ", "PS> ",
)  # fmt: skip
FILES = (
    "report",
    "main",
    "config",
    "index",
    "readme",
    "data",
    "setup",
    "invoice",
    "notes",
    "server",
    "backup",
    "utils",
)
ENDINGS = ("txt", "py", "json", "docx", "log", "yaml", "js", "xlsx", "png", "cs", "md", "sql", "zip")


def product(rng: random.Random) -> str:
    """A product's name."""
    return rng.choice(PRODUCTS)


def person(rng: random.Random) -> str:
    """Somebody's name."""
    return rng.choice(PEOPLE)


def file(rng: random.Random) -> str:
    """A file's name."""
    return f"{rng.choice(FILES)}{rng.choice(('', '', '_v2', '-old', str(rng.randint(1, 99))))}.{rng.choice(ENDINGS)}"


def host(rng: random.Random) -> str:
    """A host's name or address."""
    if rng.random() < 0.3:
        return f"10.{rng.randint(0, 99)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
    return f"{rng.choice(('mail', 'vpn', 'db01', 'api', 'files', 'www'))}.{rng.choice(('example.com', 'contoso.com', 'corp.local'))}"


def date(rng: random.Random) -> str:
    """A date in some form."""
    year, month, day = rng.randint(2019, 2026), rng.randint(1, 12), rng.randint(1, 28)
    forms = (f"{year}-{month:02}-{day:02}", f"{month}/{day}/{year}", f"{day:02}.{month:02}.{year}", f"{day} Mar {year}")
    return rng.choice(forms)


def clock(rng: random.Random) -> str:
    """A time of day."""
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    return rng.choice((f"{hour:02}:{minute:02}", f"{hour % 12 or 12}:{minute:02} {'AM' if hour < 12 else 'PM'}"))


def code(rng: random.Random) -> str:
    """An error's code in some form."""
    forms = (
        f"0x{rng.getrandbits(32):08X}", f"0x8007{rng.getrandbits(16):04X}", f"Error {rng.randint(100, 999)}",
        f"ERR_{rng.choice(('CONNECTION_RESET', 'TIMED_OUT', 'CERT_INVALID'))}", f"HTTP {rng.choice((403, 404, 500, 502))}",
        f"{rng.choice(('ORA', 'MSG', 'E', 'SRV'))}-{rng.randint(1000, 99999)}", f"code {rng.randint(1, 900)}",
    )  # fmt: skip
    return rng.choice(forms)


def error(rng: random.Random) -> str:
    """An error's sentence."""
    return rng.choice(ERRORS).format(
        file=file(rng), host=host(rng), drive=rng.choice("CDEFZ") + ":\\", product=product(rng)
    )


def label(rng: random.Random) -> str:
    """What stands beside a field or in a menu."""
    noun = rng.choice(NOUNS)
    forms = (
        noun,
        f"{rng.choice(NOUNS)} {noun.lower()}",
        f"{rng.choice(VERBS)} {noun.lower()}",
        f"{noun} settings",
    )
    return rng.choice(forms)


def value(rng: random.Random) -> str:
    """What stands in a field or a cell."""
    forms = (
        str(rng.randint(0, 9999)), f"{rng.randint(0, 99)}.{rng.randint(0, 99):02}", date(rng), person(rng),
        host(rng), file(rng), rng.choice(STATES), f"${rng.randint(1, 9999):,}", f"{rng.randint(0, 100)}%",
        clock(rng), f"{person(rng).split()[0].lower()}@{host(rng)}", f"{rng.randint(1, 900)} MB",
    )  # fmt: skip
    return rng.choice(forms)
