"""The short way to answer links is the same as the long one."""

import pytest
from starlette.routing import Match

from service.answer_routes import AnswerRoutes
from service.routes.answer import ROUTES
from tests.service.house import House

PATHS = [
    *("/r/abc", "/r/abc/9", "/r/abc/seen", "/r/abc/x", "/r/abc/9/9", "/r/", "/r//", "/r//9"),
    *("/r/abc/", "/r", "/rr/abc", "/s/abc", "/r/a b/%", "/r/abc/9/", "/"),
]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
def test_it_leads_where_the_routes_lead_or_leaves_it_to_them(path: str, method: str) -> None:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    match, found = AnswerRoutes().matches(scope)
    if match is Match.NONE:
        return
    [route, *_] = [one for one in ROUTES if one.matches(scope)[0] is Match.FULL]
    assert match is Match.FULL
    assert (found["endpoint"], found["path_params"]) == (
        route.endpoint,
        route.matches(scope)[1]["path_params"],
    )


@pytest.mark.parametrize(
    ("path", "method"), [("/r/abc", "GET"), ("/r/abc", "POST"), ("/r/abc/9", "GET")]
)
def test_it_takes_what_comes_most(path: str, method: str) -> None:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    assert AnswerRoutes().matches(scope)[0] is Match.FULL
    assert AnswerRoutes().matches(scope | {"root_path": "/below"})[0] is Match.NONE


async def test_an_error_is_told_as_on_every_route(house: House) -> None:
    wrong = {"Content-Type": "application/x-www-form-urlencoded"}
    told = await house.web.post("/r/abc", content="&".join(["a=1"] * 201), headers=wrong)
    assert (told.status_code, told.json()["title"]) == (400, "This cannot be read")
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["x-content-type-options"] == "nosniff"
