"""Headers that every answer carries."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
RAW = [(name.lower().encode(), value.encode()) for name, value in EVERYWHERE.items()]


class Headers:
    """ASGI middleware; what a handler sets itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                own = {name for name, _ in headers}
                headers.extend(pair for pair in RAW if pair[0] not in own)
            await send(message)

        await self._app(scope, receive, with_headers)
