"""The wire from a hub's own replica to the hub: the same calls as everybody's, without a socket."""

import asyncio

import httpx
from starlette.applications import Starlette

_PATIENCE = 20.0


class Inside(httpx.BaseTransport):
    """Carries a client's requests from another thread to a program that runs in this process, in the ``loop`` that serves it: what is
    pushed rings for those who wait there. It needs no port and no certificate, so neither can be out of date."""

    def __init__(self, app: Starlette, loop: asyncio.AbstractEventLoop, *, address: str = "127.0.0.1") -> None:
        self._app, self._loop = httpx.ASGITransport(app=app, client=(address, 0)), loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Asks, and waits for the whole answer. :class:`httpx.TransportError` where the hub has stopped or does not answer."""
        if not self._loop.is_running():
            raise httpx.ConnectError("the hub has stopped", request=request)
        asked = asyncio.run_coroutine_threadsafe(self._carry(request), self._loop)
        try:
            return asked.result(_PATIENCE)
        except TimeoutError:
            asked.cancel()
            raise httpx.ReadTimeout("the hub does not answer", request=request) from None

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        answer = await self._app.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        # As a stream: whoever reads it unpacks it.
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))
