"""Files: asking about one, and the three steps of an upload."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.methods.chat import add, authored, placed_in_thread
from tests.fakes.slack.state import BOT_USER, File


def info(call: Arguments) -> dict[str, Any]:
    file = call.world.state.files.get(call.needed("file", "file_not_found"))
    if file is None:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": file.shown(whole=True)}


def upload_url(call: Arguments) -> dict[str, Any]:
    name = call.needed("filename")
    if call.number("length", 0) < 1:
        raise SlackError("invalid_arguments")
    file_id = call.world.state.new_id("F")
    url = f"{call.world.base}/files/{file_id}/{name}"
    call.world.state.uploads[file_id] = File(file_id, name, "application/octet-stream", b"", BOT_USER, url)
    return {"upload_url": f"{call.world.base}/upload/{file_id}", "file_id": file_id}


def complete_upload(call: Arguments) -> dict[str, Any]:
    files = []
    for given in call.json("files") or []:
        file = call.world.state.uploads.pop(given["id"], None)
        if file is None or not file.content:
            raise SlackError("file_not_found")
        call.world.state.files[file.id] = file
        files.append(file.shown(whole=True) | {"title": given.get("title", file.name)})
    if call.has("channel_id"):
        channel = call.joined("channel_id")
        message = authored(call.world, {"text": call.text("initial_comment"), "files": files, "upload": True})
        add(call.world, channel, message | placed_in_thread(call, channel))
    return {"files": files}


METHODS = {
    "files.completeUploadExternal": complete_upload,
    "files.getUploadURLExternal": upload_url,
    "files.info": info,
}
