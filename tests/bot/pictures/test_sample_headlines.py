"""The sample's screenshots, as they were read, are named by their problem: its code and sentence, nothing else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.pictures.problem import error_codes, headline_of
from models.ocr import Line

READ = json.loads((Path(__file__).parent / "sample_lines.json").read_text(encoding="utf-8"))
IN_THE_DOCUMENTS = {"LP-21", "PU-17", "LB-40", "LB-88", "GW-03", "LH-451", "809", "789", "0x0000011b"}
HEADLINES = {
    "query-bitlocker.png": "BitLocker recovery: Enter the recovery key for this drive",
    "query-git-publickey.png": "git@slipway.kelpline.example: Permission denied (publickey). "
    "fatal: Could not read from remote repository.",
    "query-guest-gw03.png": "GW-03 You cannot go online with this code.",
    "query-lifeboat-lb40.png": "LB-40: Backup has stopped.",
    "query-lifeboat-lb88.png": "LB-88: vault signature mismatch",
    "query-linux-auth.png": "received AUTHENTICATION_FAILED notify error",
    "query-mac-vpn.png": "The VPN server did not respond. Verify the server address and try reconnecting.",
    "query-pass-lp21.png": "LP-21: This request was refused.",
    "query-printer-011b.png": "Windows cannot connect to the printer. Operation failed with error 0x0000011b.",
    "query-purser-pu17.png": "PU-17: Rejected",
    "query-sso-451.png": "LH-451: We could not sign you in.",
    "query-vpn-789.png": "Error 789: The L2TP connection attempt failed because the security layer encountered a "
    "processing error during initial negotiations with the remote computer.",
    "query-vpn-809.png": "Can't connect to Kelpline Gate. The network connection between your computer and the VPN "
    "server could not be established because the remote server is not responding. (809)",
}


def knows(tokens: Sequence[str]) -> Mapping[str, int]:
    return {token: 1 for token in tokens if token in IN_THE_DOCUMENTS}


@pytest.mark.parametrize("name", sorted(HEADLINES))
def test_screenshot_is_named_by_its_problem(name: str) -> None:
    lines = [Line(text, tuple(box), 0.99) for text, box in READ[name]["lines"]]
    codes = error_codes(lines, knows)
    assert headline_of(lines, tuple(READ[name]["size"]), None, codes) == HEADLINES[name]
