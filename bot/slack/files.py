"""Pictures that came with a question, fetched from Slack's own file host and nowhere else, and checked by content."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.events import Attachment
from bot.slack.asked import SlackFile
from bot.slack.markdown import clean
from bot.slack.tokens import LOOPBACK, Tokens
from bot.slack.troubles import Troubles
from bot.slack.web import Web
from bot.wording import counted
from models.pictures.formats import format_of
from models.pictures.unreadable import PictureUnreadable

FILE_HOST = "files.slack.com"
MOST_REDIRECTS = 3
TRIES = 3


@dataclass(frozen=True)
class Pictures:
    """What came with a question: the pictures, and a sentence for each file that could not be used."""

    images: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()


class Unfetched(Exception):
    """A file can't be used; the text says why, to go behind its name."""


class Files:
    """Fetches files with the bot's token."""

    def __init__(self, web: Web, tokens: Tokens, troubles: Troubles, most_bytes: int, most_pictures: int) -> None:
        self._web = web
        self._tokens = tokens
        self._troubles = troubles
        self._most = most_bytes
        self._most_pictures = most_pictures

    async def pictures(self, files: Sequence[SlackFile]) -> Pictures:
        """The pictures among these files; all are fetched at once."""
        taken, left = files[: self._most_pictures], files[self._most_pictures :]
        results = await asyncio.gather(*(self._tried(file) for file in taken))
        notes = [result for result in results if isinstance(result, str)]
        if left:
            looked = counted(len(taken), "file")
            notes.append(f"I looked at {looked} and left out {', '.join(_name(file) for file in left)}.")
        return Pictures(tuple(result for result in results if isinstance(result, Attachment)), tuple(notes))

    async def _tried(self, file: SlackFile) -> Attachment | str:
        """The picture, or the sentence that says why there is none."""
        try:
            file = await self._with_details(file)
            return Attachment(_name(file), await self._content(file))
        except Unfetched as why:
            return f"I could not look at {_name(file)}: {why}"

    async def _with_details(self, file: SlackFile) -> SlackFile:
        """The file with all that Slack tells of it; of a file of another workspace it tells only on request."""
        if not file.check and file.url:
            return file
        response = await self._web.attempt("files_info", file=file.id)
        if not response or not response.get("file"):
            raise Unfetched("Slack doesn't show me that file.")
        return SlackFile.of(response["file"])

    async def _content(self, file: SlackFile) -> bytes:
        if file.mode in ("tombstone", "hidden_by_limit"):
            raise Unfetched("it was deleted.")
        if file.size > self._most:
            raise Unfetched(f"it has more than {self._most // 1_000_000} MB.")
        content = await self._fetched(file.url)
        if content.lstrip()[:1] == b"<" and b"<html" in content[:2_000].lower():
            # Slack answers so, with status 200, where the scope is missing.
            self._troubles.tell("files.info", "missing_scope", "files:read")
            raise Unfetched("I may not read files here; an admin can add the scope files:read.")
        try:
            format_of(content, file.name)
        except PictureUnreadable:
            raise Unfetched("it isn't a picture that I can read (PNG, JPEG, HEIC, GIF, WebP and the like).") from None
        return content

    async def _fetched(self, url: str) -> bytes:
        import aiohttp

        session = self._web.client.session
        if session is None:
            raise Unfetched("it could not be fetched.")
        for number in range(1, TRIES + 1):
            try:
                return await self._follow(session, url)
            except (aiohttp.ClientError, TimeoutError, OSError):
                if number < TRIES:
                    await asyncio.sleep(0.3 * number)
        raise Unfetched("it could not be fetched. Try again.")

    async def _follow(self, session: Any, url: str) -> bytes:
        """The content behind an address, over redirects that stay where the token may go."""
        for _ in range(MOST_REDIRECTS):
            if not self._is_slacks(url):
                raise Unfetched("it isn't kept by Slack.")
            headers = {"Authorization": f"Bearer {self._tokens.bot}"}
            proxy = self._web.client.proxy
            async with session.get(url, headers=headers, allow_redirects=False, proxy=proxy) as response:
                if response.status in (301, 302, 303, 307, 308):
                    url = urljoin(url, response.headers.get("Location", ""))
                    continue
                if response.status == 429 or response.status >= 500:
                    raise TimeoutError
                if response.status != 200:
                    raise Unfetched("Slack doesn't give it to me.")
                return await self._limited(response)
        raise Unfetched("Slack sent me round in circles.")

    async def _limited(self, response: Any) -> bytes:
        content = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            content += chunk
            if len(content) > self._most:
                raise Unfetched(f"it has more than {self._most // 1_000_000} MB.")
        return bytes(content)

    def _is_slacks(self, url: str) -> bool:
        """Whether an address is Slack's file host, over TLS, or the host that stands in for Slack's API."""
        try:
            parts = urlsplit(url)
            if parts.scheme == "https" and parts.hostname == FILE_HOST and parts.port in (None, 443):
                return parts.username is None
        except ValueError:
            return False
        own = urlsplit(self._tokens.api_url)
        if own.hostname == "slack.com" or parts.scheme != own.scheme:
            return False
        return parts.hostname == own.hostname or (self._tokens.is_local and parts.hostname in LOOPBACK)


def _name(file: SlackFile) -> str:
    return " ".join(clean(file.name).split()) or "the file"
