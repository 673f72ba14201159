"""Pictures over HTTP: in OpenAI's shape and in a search, as data: addresses and never fetched; each within limits."""

import base64
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from PIL import Image

from bot.attachments import most_body_bytes
from bot.settings import Settings
from bot.wire import MOST_BYTES
from tests.bot.conftest import MakeHome
from tests.fakes.sight import ScriptedSight

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "/v1/chat/completions"
MESSAGE = "The network connection to the VPN server could not be established."


@pytest.fixture(scope="module")
def sight() -> Iterator[ScriptedSight]:
    screen = f"OpenFort\n\nError 809\n\n{MESSAGE}"
    sight = ScriptedSight({"picture 1": screen, "picture 2": "Printer\n\nThe printer stopped."})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.engine.open_sight", lambda settings, embedder: sight)
        yield sight


@pytest.fixture(scope="module")
def settings(make_home: MakeHome, sight: ScriptedSight) -> Settings:
    return Settings(home=make_home(), threads=1, max_pictures=2, max_picture_mb=1)


def picture(colour: str = "white") -> str:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def user(text: str, *addresses: str) -> dict[str, object]:
    pictures = [{"type": "image_url", "image_url": {"url": address, "detail": "high"}} for address in addresses]
    return {"role": "user", "content": [{"type": "text", "text": text}, *pictures] if text else pictures}


async def said(http: httpx.AsyncClient, *messages: dict[str, object]) -> str:
    response = await http.post(URL, json={"messages": messages})
    assert response.status_code == 200, response.text
    content: str = response.json()["choices"][0]["message"]["content"]
    return content


async def test_a_picture_in_a_message_is_read_with_and_without_words(http: httpx.AsyncClient) -> None:
    for words in ("", "How do I fix this?"):
        text = await said(http, user(words, picture()))
        assert text.startswith("Your screenshot shows error 809") and "Open UDP ports 500 and 4500" in text


async def test_a_follow_up_brings_its_picture_along(http: httpx.AsyncClient, sight: ScriptedSight) -> None:
    first, asked = user("", picture("red")), len(sight.looked)
    answer = {"role": "assistant", "content": "Error 809 means that the router blocks the VPN. [1]"}
    text = await said(http, first, answer, {"role": "user", "content": "And how do I fix it?"})
    assert "Open UDP ports 500 and 4500" in text and len(sight.looked) == asked + 1
    text = await said(http, first, answer, {"role": "user", "content": "Which printer in the office prints posters?"})
    assert "floor 3" in text and "screenshot" not in text


async def test_a_picture_goes_with_its_subject_and_after_three_questions(
    http: httpx.AsyncClient, sight: ScriptedSight
) -> None:
    answer = {"role": "assistant", "content": "It is answered."}
    aside, short = user("Which printer in the office prints large posters?"), user("And then?")
    last = {"role": "user", "content": "And how do I fix it?"}
    cases = {"blue": ([short, answer] * 2, 1), "green": ([short, answer] * 3, 0), "black": ([aside, answer], 0)}
    for colour, (between, looks) in cases.items():
        before = len(sight.looked)
        await said(http, user("", picture(colour)), answer, *between, last)
        assert len(sight.looked) == before + looks


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("https://example.com/error.png", "addresses are not fetched here"),
        ("http://127.0.0.1:1/error.png", "addresses are not fetched here"),
        ("file:///etc/passwd", "addresses are not fetched here"),
        ("", "addresses are not fetched here"),
        ("data:image/png,notbase64", "not in base64"),
        ("data:image/png;base64,%%%", "not in base64"),
        ("data:image/png;base64,", "is empty"),
        ("data:image/png;base64,AAAA", "picture 1"),
    ],
)
async def test_what_is_no_picture_of_its_own_is_refused(http: httpx.AsyncClient, sent: str, told: str) -> None:
    for route, body in ((URL, {"messages": [user("", sent)]}), ("/search", {"images": [sent]})):
        response = await http.post(route, json=body)
        assert response.status_code == 400 and told in response.json()["error"]["message"]


async def test_too_many_and_too_much_are_refused(http: httpx.AsyncClient, settings: Settings) -> None:
    response = await http.post(URL, json={"messages": [user("why?", *[picture()] * 3)]})
    assert response.status_code == 400 and "3 pictures" in response.json()["error"]["message"]
    large = "data:image/png;base64," + base64.b64encode(bytes(1_000_001)).decode()
    response = await http.post(URL, json={"messages": [user("why?", large)]})
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too-large")
    response = await http.post(URL, content=b" " * (most_body_bytes(settings) + 1))
    assert response.status_code == 413
    response = await http.post("/v1/engine/conversations/list", content=b" " * (MOST_BYTES + 1))
    assert response.status_code == 413


async def test_a_search_takes_pictures(http: httpx.AsyncClient) -> None:
    found = (await http.post("/search", json={"images": [picture()]})).json()
    assert found[0]["document"] == "vpn.md"
    assert (await http.post("/search", json={})).status_code == 400
