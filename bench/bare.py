"""The yardstick: a bare Starlette app on the very server that Afterword runs on.

python -m bench.bare PORT
"""

import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from service import process, serving


async def echo(request: Request) -> JSONResponse:
    """Read a JSON body and send it back."""
    return JSONResponse(await request.json())


async def hello(_: Request) -> JSONResponse:
    """The smallest answer to a GET."""
    return JSONResponse({"hello": "world"})


def bare_app() -> Starlette:
    """Two routes, no middleware, nothing behind them."""
    return Starlette(
        routes=[
            Route("/echo", echo, methods=["POST"]),
            Route("/hello", hello, methods=["GET"]),
            Route("/healthz", hello, methods=["GET"]),
        ]
    )


async def _serve(port: int) -> None:
    server = serving.Server(bare_app(), serving.Where("127.0.0.1", port))
    await server.until_signal(lambda _: None)


if __name__ == "__main__":
    process.run(_serve(int(sys.argv[1])))
