"""Lies that once came through: they differ from their passage by a sign, a capital, a heading or an exception."""

import pytest

from bot.grounding.support import find_support
from tests.bot.grounding.passages import excerpt

LIES = {
    "Each desk gets 100 Mb/s.": ["Each desk gets 100 MB/s."],
    "A mailbox holds 50 GB of mail.": ["A mailbox holds 50 Gb of mail."],
    "Give the patient 5 mg of it.": ["Give the patient 5 Mg of it."],
    "The plant has a power of 5 MW in all.": ["The plant has a power of 5 mW in all."],
    "The hall is 3 × 5 metres wide.": ["The hall is 3 ÷ 5 metres wide.", "The hall is 3 5 metres wide."],
    "The ticket costs ₹500 a month.": ["The ticket costs ₽500 a month.", "The ticket costs 500 a month."],
    "The ticket costs 500₹ a month.": ["The ticket costs 500₽ a month."],
    "The ticket costs 50¢ a day.": ["The ticket costs 50 a day."],
    "Rooms 10–15 are closed for painting.": ["Rooms 10, 15 are closed for painting."],
    "It takes ≈5 hours to copy.": ["It takes 5 hours to copy."],
    "The key is 2^10 bits long.": ["The key is 2 10 bits long."],
    "The dose is 10⁻³ mol of acid.": ["The dose is 10³ mol of acid."],
    "Just the manager may sign the order.": ["The manager may sign the order."],
    "Each guest may bring just 2 bags.": ["Each guest may bring 2 bags."],
    "All rooms have a screen; room 5 is the exception.": ["All rooms have a screen."],
    "All rooms have a screen, and room 5 has a board instead.": ["All rooms have a screen."],
    "All shops are open on Sunday. Room 5 is the exception.": ["All shops are open on Sunday."],
    "All shops are open on Sunday. However, the one in Leeds is closed.": ["All shops are open on Sunday."],
    "All shops are open on Sunday. In Leeds they are closed.": ["All shops are open on Sunday."],
    "All shops are open on Sunday. Exceptions are Leeds and York.": ["All shops are open on Sunday."],
    "All shops are open on Sunday. Except Leeds.": ["All shops are open on Sunday."],
    "Laptops are replaced every 4 years. That was before 2024.": ["Laptops are replaced every 4 years."],
    "Laptops are replaced every 4 years. Not any more.": ["Laptops are replaced every 4 years."],
    "Laptops are replaced every 4 years. Wrong.": ["Laptops are replaced every 4 years."],
    "Is parking free? Not for guests.": ["Is parking free not for guests."],
    "Orders are approved by Peters in York.": ["Orders are approved by Peter in York."],
    "Orders are approved by Anna Martin in York.": ["Orders are approved by Anna Martins in York."],
    "Call Dr. Andrews about the scan.": ["Call Dr. Andrew about the scan."],
    "Use HTTPS for the portal login.": ["Use HTTP for the portal login."],
    "use https for the portal login.": ["use http for the portal login."],
    "Connect through LDAPS to the server.": ["Connect through LDAP to the server."],
    "The module is written in C++ here.": ["The module is written in C# here.", "The module is written in C here."],
    "The tool needs .NET on the laptop.": ["The tool needs net on the laptop."],
    "US staff have ten days off.": ["us staff have ten days off."],
    "The customs office keeps the parcels.": ["The custom office keeps the parcels."],
    "Run `tail -F app.log` on the host.": [
        "Run `tail -f app.log` on the host.",
        "Run `tail F app.log` on the host.",
        "Run `tail --F app.log` on the host.",
        "Run tail -f app.log on the host.",
    ],
    "Run `chmod +x run.sh` on the host.": ["Run `chmod -x run.sh` on the host.", "Run `chmod x run.sh` on the host."],
    "Run `rm -r build` in the tree.": ["Run `rm -r ~/build` in the tree.", "Run `rm -r /build` in the tree."],
    "Run `make test && make ship` there.": [
        "Run `make test || make ship` there.",
        "Run `make test; make ship` there.",
        "Run `make test & make ship` there.",
    ],
    "Run `echo x >> hosts.txt` there.": ["Run `echo x > hosts.txt` there.", "Run `echo x | hosts.txt` there."],
    "Set `DEBUG=0` in the file.": ["Set `debug=0` in the file.", "Set `DEBUG 0` in the file."],
    "Add `!*.log` to the ignore file.": ["Add `*.log` to the ignore file.", "Add `log` to the ignore file."],
    "Use the pattern `^[0-9]+$` in the filter.": ["Use the pattern `[^0-9]+$` in the filter."],
    "Run `kill $PID` on the host.": ["Run `kill PID` on the host."],
    "Send `GET /api/v2/users?all=true` to it.": ["Send `GET /api/v2/users all=true` to it."],
    "The password is `Xy7Kq` for the guest network.": ["The password is `xy7kq` for the guest network."],
    "Logs lie in /var/log/app on the host.": [
        "Logs lie in var/log/app on the host.",
        "Logs lie in /var/log/App on the host.",
        "Logs lie in ~/var/log/app on the host.",
    ],
    "Log in at the [portal](https://id.example.com/login) first.": [
        "Log in at the [portal](https://id.example.com/) first."
    ],
    "# Software\n\n## Before version 3\n\nThe port is set to 8080.": ["In version 3, the port is set to 8080."],
    "# Travel without approval\n\nThe trip is paid by yourself.": ["With approval, the trip is paid by yourself."],
    "# Staff outside Berlin\n\nThe allowance is 20 euros.": [
        "For staff in Berlin, the allowance is 20 euros.",
        "In Berlin, the allowance is 20 euros.",
    ],
    "# Leave except in Lisbon\n\nEverybody has 28 days of leave.": ["In Lisbon, everybody has 28 days of leave."],
    "# If the light is not red\n\nPush the green button twice.": ["With the light red, push the green button twice."],
    "# Errors other than 691\n\nRestart the laptop and wait.": ["To fix error 691, restart the laptop and wait."],
    "# Not for guests\n\nThe wifi code is on the wall.": ["For guests, the wifi code is on the wall."],
    "# From Berlin to Lisbon\n\nThe flight costs 90 euros.": [
        "To Berlin from Lisbon, the flight costs 90 euros.",
        "To Berlin, the flight costs 90 euros.",
    ],
    "The parking is ✓ for guests in Leeds.": [
        "The parking is ✗ for guests in Leeds.",
        "The parking is for guests in Leeds.",
    ],
    "Water 🚫 in the lab near machines.": ["Water ✅ in the lab near machines."],
}

SAME = {
    "Use HTTPS for the portal login.": ["Please use HTTPS for the portal login.", "Use https for the portal login."],
    "A mailbox holds 50 GB of mail.": ["The mailbox holds 50 GB of mail."],
    "Run `tail -F app.log` on the host.": [
        "Run tail -F app.log on the host.",
        "Run **`tail -F app.log`** on the host.",
    ],
    "Set `DEBUG=0` in the file.": ["Set `DEBUG=0` in your file.", "Set DEBUG=0 in the file."],
    "# How can I reset my password?\n\nOpen the portal and press Reset.": [
        "To reset your password, open the portal and press Reset."
    ],
    "# Access to the VPN\n\nAsk the desk for a token first.": [
        "For access to the VPN, ask the desk for a token first."
    ],
    "Windows® 11 is installed on each laptop.": ["Windows 11 is installed on each laptop."],
    "It opens at 9 AM on weekdays.": ["It opens at 9 am on weekdays."],
    "The desk isn't open on Sundays.": ["The desk is not open on Sunday."],
    "Open **Settings** > **Network** now.": ["Open Settings > Network now."],
    "The desk is open 9:00 – 17:00 each day.": ["The desk is open 9:00-17:00 each day."],
    "Keep the file in /var/log/app on the host.": ["Keep the file in `/var/log/app` on the host."],
    "Log in at the [portal](https://id.example.com/login) first.": [
        "Log in at the portal first.",
        "Log in at the [portal](https://id.example.com/login) first.",
    ],
    "All GPUs are in the cellar. Ask the desk.": ["All GPUs are in the cellar."],
}


@pytest.mark.parametrize(("document", "claim"), [(said, claim) for said, claims in LIES.items() for claim in claims])
def test_a_lie_of_one_sign_is_rejected(document: str, claim: str) -> None:
    assert find_support(claim, [excerpt(document)]) is None


@pytest.mark.parametrize(("document", "claim"), [(said, claim) for said, claims in SAME.items() for claim in claims])
def test_what_only_looks_other_is_let_through(document: str, claim: str) -> None:
    assert find_support(claim, [excerpt(document)]) is not None
