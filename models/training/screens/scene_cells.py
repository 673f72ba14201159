"""What the cells of the tables on training screens hold."""

import random
from collections.abc import Callable

from models.training.screens import words

CITIES = (
    "Oslo",
    "Lyon",
    "Porto",
    "Graz",
    "Ghent",
    "Turin",
    "Malmö",
    "Cork",
    "Leeds",
    "Brno",
    "Utrecht",
    "Gdańsk",
    "Basel",
    "Reno",
    "Osaka",
)
COUNTRIES = ("Norway", "France", "Portugal", "Austria", "Belgium", "Italy", "Sweden", "Ireland", "Japan", "Canada")
WORDS = (
    "paper",
    "bolts",
    "lamp",
    "rent",
    "travel",
    "cable",
    "filter",
    "north",
    "shelf 4",
    "misc",
    "oak",
    "valve",
    "audit",
    "fees",
    "salary",
    "hinge",
)
MONEY = ("{:,.2f}", "${:,.2f}", "{:,.2f} €", "-{:,.2f}")
Cells = Callable[[random.Random, int], str]

GENERATORS: dict[str, Cells] = {
    "#": lambda rng, row: f"#{4100 + row * 7}",
    "row": lambda rng, row: str(row + 1),
    "int": lambda rng, row: str(rng.randint(0, 9999)),
    "int2": lambda rng, row: str(rng.randint(0, 40)),
    "dec": lambda rng, row: f"{rng.uniform(0, 99):.2f}",
    "pct": lambda rng, row: f"{rng.uniform(0, 100):.1f}%",
    "money": lambda rng, row: rng.choice(MONEY).format(rng.uniform(1, 9000)),
    "cur": lambda rng, row: rng.choice(("EUR", "USD", "SEK")),
    "person": lambda rng, row: words.person(rng),
    "user": lambda rng, row: words.person(rng).split()[0].lower(),
    "mail": lambda rng, row: f"{words.person(rng).split()[0].lower()}@{rng.choice(('acme.example', 'mail.test'))}",
    "date": lambda rng, row: words.date(rng),
    "stamp": lambda rng, row: (
        f"2026-02-{rng.randint(10, 28)} {rng.randint(10, 23)}:{rng.randint(10, 59)}:{rng.randint(10, 59)}"
    ),
    "time": lambda rng, row: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
    "day": lambda rng, row: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[row % 7],
    "quarter": lambda rng, row: f"Q{row % 4 + 1}",
    "state": lambda rng, row: rng.choice(words.STATES),
    "stateDE": lambda rng, row: rng.choice(("Offen", "Bezahlt", "Storniert")),
    "stateFR": lambda rng, row: rng.choice(("Payée", "En attente", "Annulée")),
    "bool": lambda rng, row: rng.choice(("true", "false", "t", "f", "Yes", "No", "✓", "")),
    "serial": lambda rng, row: f"{rng.choice(('AX', 'INV', 'SR', 'KT', 'LH'))}-{rng.randint(100, 99999)}",
    "model": lambda rng, row: rng.choice(
        ("Latitude 7440", "ThinkPad T14", "MacBook Air", "iPhone 14", "EliteBook 840")
    ),
    "city": lambda rng, row: rng.choice(CITIES),
    "country": lambda rng, row: rng.choice(COUNTRIES),
    "word": lambda rng, row: rng.choice(WORDS),
    "words": lambda rng, row: " ".join(rng.sample(WORDS, rng.randint(2, 4))),
    "phone": lambda rng, row: f"+47 {rng.randint(100, 999)} {rng.randint(10, 99)} {rng.randint(100, 999)}",
    "file": lambda rng, row: words.file(rng),
    "ext": lambda rng, row: rng.choice(("File folder", "PDF Document", "Text", "JPEG image")),
    "size": lambda rng, row: f"{rng.randint(1, 900)} {rng.choice(('KB', 'MB', 'MiB', 'GB'))}",
    "prio": lambda rng, row: rng.choice(("High", "Medium", "Low", "P1", "P3")),
    "gate": lambda rng, row: f"{rng.choice('ABCD')}{rng.randint(1, 40)}",
    "ip": lambda rng, row: f"10.{rng.randint(0, 99)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
    "action": lambda rng, row: rng.choice(("Allow", "Deny", "Pass", "Block")),
    "protocol": lambda rng, row: rng.choice(("TCP", "UDP", "any")),
    "host": lambda rng, row: f"{rng.choice(('web', 'db', 'app', 'vm'))}-{rng.randint(1, 40):02}",
    "unit": lambda rng, row: rng.choice(("pc", "m", "kg", "box")),
    "sqltype": lambda rng, row: rng.choice(("bigint", "varchar(80)", "timestamp", "numeric(10,2)", "uuid")),
}
