"""Slack's file host and the addresses that commands and clicks are answered at."""

from dataclasses import dataclass

from aiohttp import web

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.methods.chat import add, authored, body_of, removed
from tests.fakes.slack.state import Ephemeral, Response
from tests.fakes.slack.world import World

SIGN_IN = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to continue</body></html>"


@dataclass
class Storage:
    """Answers `/files/…`, `/upload/…` and `/response/…`."""

    world: World

    async def download(self, request: web.Request) -> web.Response:
        """A file for who may read it; a page to sign in, with status 200, for everybody else."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        file = self.world.state.files.get(request.match_info["id"])
        if file is None or file.deleted:
            return web.Response(status=404)
        allowed = token == self.world.bot_token and "files:read" in self.world.manifest.scopes
        if not allowed or self.world.faults.html_files:
            return web.Response(text=SIGN_IN, content_type="text/html")
        self.world.scopes_used.add("files:read")
        return web.Response(body=file.content, content_type=file.mimetype)

    async def upload(self, request: web.Request) -> web.Response:
        """The second step of an upload: the bytes."""
        file = self.world.state.uploads.get(request.match_info["id"])
        if file is None:
            return web.Response(status=404)
        file.content = await request.read()
        return web.Response(text=f"OK - {len(file.content)}", content_type="text/plain")

    async def respond(self, request: web.Request) -> web.Response:
        """Answers a command or a click, as often as that is allowed."""
        response = self.world.state.responses.get(request.match_info["id"])
        if response is None or response.left == 0 or self.world.clock.now() > response.until:
            return web.Response(status=404, text="used_url")
        response.left -= 1
        try:
            self._responded(response, Arguments(self.world, await request.json()))
        except SlackError as refused:
            return web.Response(status=400, text=refused.error)
        return web.Response(text="ok")

    def _responded(self, response: Response, said: Arguments) -> None:
        channel = self.world.channel(response.channel)
        old = self._source(response)
        if said.flag("delete_original"):
            if isinstance(old, Ephemeral):
                old.message = {}
            elif response.source:
                removed(self.world, channel, channel.messages[response.source])
            return
        body = body_of(said)
        if said.flag("replace_original") and response.source:
            (old.message if isinstance(old, Ephemeral) else channel.messages[response.source]).update(body)
            return
        message = authored(self.world, body)
        if said.text("thread_ts"):
            message["thread_ts"] = said.text("thread_ts")
        if said.text("response_type") == "in_channel":
            add(self.world, channel, message)
        else:
            self.world.state.ephemerals.append(Ephemeral(channel.id, response.user, message, ""))

    def _source(self, response: Response) -> Ephemeral | None:
        """The ephemeral message that was clicked in, if it was one."""
        return next((e for e in self.world.state.ephemerals if e.message.get("ts") == response.source), None)
