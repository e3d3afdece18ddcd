"""/charts/vega-{version}.js: what draws the charts."""

import gzip

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.chart_script import ADDRESS, ChartScript


async def show(request: Request) -> Response:
    """It never changes under its address, so browsers may keep it for a year."""
    packed = await _script(request).packed()
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), headers=headers, media_type="text/javascript")
    headers["Content-Encoding"] = "gzip"
    return Response(packed, headers=headers, media_type="text/javascript")


def _script(request: Request) -> ChartScript:
    state = request.app.state
    if not hasattr(state, "chart_script"):
        state.chart_script = ChartScript(engine_of(request).settings.database_url)
    found: ChartScript = state.chart_script
    return found


ROUTES = [Route(ADDRESS, show, methods=["GET"])]
