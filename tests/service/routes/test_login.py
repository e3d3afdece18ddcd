import asyncio
from itertools import product

import httpx
import pytest

from service.logins import create_user, set_password
from service.routes.login import local
from tests.service.house import House
from tests.service.markup import Markup
from tests.service.routes.visitors import EMAIL, PASSWORD, csrf_of, owner, sign_in, stranger

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
WRONG = "wrong horse battery"


async def test_it_sends_a_stranger_to_the_login_and_back_to_the_view(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        away = await browser.get("/?survey=nps&period=90")
        assert (away.status_code, away.headers["location"]) == (
            303,
            "/login?next=%2F%3Fsurvey%3Dnps%26period%3D90",
        )
        form = Markup((await browser.get(away.headers["location"])).text)
        [hidden] = form.all("input", name="next")
        back = await sign_in(browser, next=hidden["value"])

        assert (back.status_code, back.headers["location"]) == (303, "/?survey=nps&period=90")
        assert (await browser.get("/")).status_code == 200


async def test_its_cookie_is_for_this_site_and_no_script(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        cookie = (await sign_in(browser)).headers["set-cookie"]

    assert cookie.startswith("afterword=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=2592000"} <= parts
    assert not any(part.startswith("domain") for part in parts)


async def test_its_cookie_keeps_to_https_where_there_is_https(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    settings = house.engine.settings.model_copy(update={"base_url": "https://feedback.example"})
    house.engine.settings = settings
    async with stranger(house) as browser:
        cookie = (await sign_in(browser)).headers["set-cookie"]

    assert cookie.startswith("__Host-afterword=")
    assert "; Secure" in cookie


async def test_it_says_the_same_to_a_wrong_password_and_to_a_stranger(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        known = await sign_in(browser, password=WRONG)
        unknown = await sign_in(browser, "nobody@example.com", WRONG)

    assert known.status_code == unknown.status_code == 401
    assert known.text == unknown.text.replace("nobody@example.com", EMAIL)
    assert "The email or the password is not right." in known.text
    assert "set-cookie" not in known.headers


async def test_it_stops_listening_after_ten_failures_whoever_is_meant(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        failures = [await sign_in(browser, "nobody@example.com", WRONG) for _ in range(10)]
        refused = await sign_in(browser)
        house.clock.forward(minutes=15)
        later = await sign_in(browser)

    assert {failure.status_code for failure in failures} == {401}
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "901")
    assert later.status_code == 303


async def test_a_stranger_elsewhere_cannot_keep_the_owner_out(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    far = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    async with (
        httpx.AsyncClient(base_url=house.url, transport=far, headers=SAME_ORIGIN) as elsewhere,
        stranger(house) as browser,
    ):
        for _ in range(10):
            assert (await sign_in(elsewhere, password=WRONG)).status_code == 401
        assert (await sign_in(elsewhere)).status_code == 429
        assert (await sign_in(browser)).status_code == 303


async def test_it_counts_failures_at_the_same_time_as_well(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        answers = await asyncio.gather(*(sign_in(browser, password=WRONG) for _ in range(25)))

    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (10, 15)


async def test_many_people_may_sign_in_from_one_office(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        assert [(await sign_in(browser)).status_code for _ in range(15)] == [303] * 15


async def test_a_login_ends_the_session_that_the_browser_had(house: House) -> None:
    async with owner(house) as browser, stranger(house) as thief:
        thief.cookies.update(dict(browser.cookies))
        assert (await thief.get("/")).status_code == 200
        await sign_in(browser)

        assert (await browser.get("/")).status_code == 200
        assert (await thief.get("/")).status_code == 303


async def test_a_change_of_password_ends_every_session(house: House) -> None:
    async with owner(house) as browser:
        await set_password(EMAIL, "another horse battery")

        assert (await browser.get("/")).status_code == 303


async def test_a_session_ends_after_thirty_days(house: House) -> None:
    async with owner(house) as browser:
        house.clock.forward(days=29)
        assert (await browser.get("/")).status_code == 200
        house.clock.forward(days=1)
        assert (await browser.get("/")).status_code == 303


async def test_signing_out_ends_the_session_for_good(house: House) -> None:
    async with owner(house) as browser, stranger(house) as thief:
        thief.cookies.update(dict(browser.cookies))
        answer = await browser.post("/logout", data={"csrf": await csrf_of(browser)})

        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert (await thief.get("/")).status_code == 303
        assert dict(browser.cookies) == {}


async def test_signing_out_wants_the_token_of_this_session(house: House) -> None:
    async with owner(house) as browser, owner(house, "teammate@example.com") as teammate:
        others = await csrf_of(teammate)
        for body in (b"", b"csrf=", b"csrf=" + others.encode(), b"csrf=%ff%00", b'{"csrf": 1}'):
            answer = await browser.post(
                "/logout",
                content=body,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            assert answer.status_code == 403
        plain = await browser.post("/logout", content=b"{}", headers={"Content-Type": "text/plain"})

        assert plain.status_code == 403
        assert (await browser.get("/")).status_code == 200


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
]


async def test_it_refuses_forms_of_other_sites(house: House) -> None:
    async with owner(house) as browser:
        csrf = await csrf_of(browser)
        del browser.headers["Sec-Fetch-Site"]
        form = {"email": EMAIL, "password": PASSWORD}
        for headers in FOREIGN:
            login = await browser.post("/login", data=form, headers=headers)
            logout = await browser.post("/logout", data={"csrf": csrf}, headers=headers)
            assert (login.status_code, logout.status_code) == (403, 403), headers
        assert (await browser.get("/")).status_code == 200


async def test_it_takes_forms_of_old_browsers_and_of_programs(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with httpx.AsyncClient(base_url=house.url, verify=False) as program:
        assert (await sign_in(program)).status_code == 303
    async with httpx.AsyncClient(base_url=house.url, verify=False) as browser:
        browser.headers["Origin"] = house.url
        assert (await sign_in(browser)).status_code == 303


NOT_HERE = [
    "//evil.example",
    "https://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "login",
    "",
    None,
]


@pytest.mark.parametrize("path", NOT_HERE)
def test_it_leads_to_no_other_site(path: str | None) -> None:
    assert local(path) == "/"


@pytest.mark.parametrize("path", ["/", "/?survey=nps&where=store%3AA", "/desk", "/x?next=//evil"])
def test_it_leads_to_any_page_of_this_one(path: str) -> None:
    assert local(path) == path


async def test_it_goes_home_whatever_next_says(house: House) -> None:
    await create_user(EMAIL, PASSWORD, house.clock())
    async with stranger(house) as browser:
        for path in (one for one in NOT_HERE if one):
            assert (await sign_in(browser, next=path)).headers["location"] == "/"
        signed_in = await browser.get("/login", params={"next": "//evil.example"})

    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")


BODIES = [
    b"",
    b"\xff\xfe\x00",
    b"email=%ff%fe&password=%00",
    b"email=%ED%A0%80%40example.com&password=x",
    b"&".join([b"email=x"] * 1000),
    b"email",
    b"{" * 10_000,
]
TYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json", "x"]


async def test_it_takes_garbage_for_a_wrong_password(house: House) -> None:
    async with stranger(house) as browser:
        for content_type, body in product(TYPES, BODIES):
            headers = {"Content-Type": content_type}
            answer = await browser.post("/login", content=body, headers=headers)
            assert answer.status_code == 401, (content_type, body[:50])
            house.clock.forward(minutes=5)


async def test_it_escapes_what_was_typed(house: House) -> None:
    async with stranger(house) as browser:
        typed = '"><script>alert(1)</script>'
        plain = Markup((await sign_in(browser, "x", WRONG)).text)
        page = Markup((await sign_in(browser, typed, WRONG, next=f"/{typed}")).text)

    assert page.tags == plain.tags
    assert page.all("input", name="email")[0]["value"] == typed


async def test_its_pages_carry_a_strict_policy_and_stay_nowhere(house: House) -> None:
    async with owner(house) as browser, stranger(house) as nobody:
        for answer in (await nobody.get("/login"), await browser.get("/")):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_it_speaks_indonesian_as_well(house: House) -> None:
    async with stranger(house) as browser:
        page = Markup((await browser.get("/login", headers={"Accept-Language": "id"})).text)

    assert page.elements[0] == ("html", {"lang": "id", "dir": "ltr"})
    assert "Kata sandi" in page.text
