"""Finds routes without parameters in one look-up, however many routes there are."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


class LiteralRoutes(BaseRoute):
    """Stands before all other routes; a method that a path lacks is left to them to refuse."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._by_place = {
            (method, route.path): route
            for route in routes
            if isinstance(route, Route) and "{" not in route.path
            for method in route.methods or ()
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """A full match or none."""
        route = self._find(scope)
        return (Match.NONE, {}) if route is None else route.matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the route that matched."""
        route = self._find(scope)
        if route is None:
            raise LookupError("handle without a match")
        await route.handle(scope, receive, send)

    def _find(self, scope: Scope) -> Route | None:
        return self._by_place.get((scope.get("method", ""), scope.get("path", "")))
