"""OpenAI's own client asks Deskside as it asks OpenAI."""

from collections.abc import AsyncIterator, Generator

import openai
import pytest
import pytest_asyncio
from openai.types.chat import ChatCompletionMessageParam

from bot.server.token import read_token
from bot.settings import Settings
from models.writing.usage import Writing
from models.writing.writer import Writer

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED: list[ChatCompletionMessageParam] = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": "Which printer prints posters?"},
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(settings: Settings, address: str) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key=read_token(settings.home), max_retries=0) as opened:
        yield opened


async def test_it_gets_an_answer_whole_and_in_pieces(client: openai.AsyncOpenAI) -> None:
    names = [model.id async for model in client.models.list()]
    whole = await client.chat.completions.create(model=names[0], messages=ASKED, temperature=0.2, stop=["\n"])
    text = whole.choices[0].message.content or ""
    assert "floor 3" in text and whole.usage is not None and whole.usage.total_tokens > 0
    stream = await client.chat.completions.create(
        model=names[0], messages=ASKED, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == text
    assert chunks[-1].usage is not None and chunks[-2].choices[0].finish_reason == "stop"


async def test_it_knows_each_failure(client: openai.AsyncOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(openai.NotFoundError, match="no model called"):
        await client.chat.completions.create(model="gpt-4o", messages=ASKED)
    with pytest.raises(openai.BadRequestError, match="never JSON"):
        await client.chat.completions.create(model="deskside", messages=ASKED, response_format={"type": "json_object"})
    with pytest.raises(openai.AuthenticationError, match="token"):
        await client.with_options(api_key="wrong").models.list()

    def breaking() -> Generator[str, None, None]:
        yield "The printer that prints posters is the plotter on floor 3. It "
        raise ZeroDivisionError

    monkeypatch.setattr("bot.recall.answer_cache.AnswerCache.find", lambda *_: None)
    monkeypatch.setattr(Writer, "write", lambda *_: Writing(breaking()))
    stream = await client.chat.completions.create(model="deskside", messages=ASKED, stream=True)
    with pytest.raises(openai.APIError, match="Something went wrong"):
        async for _ in stream:
            pass
