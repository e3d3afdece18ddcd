from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser import dashboard
from tests.browser.conftest import Person
from tests.browser.demo import Demo

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
LANGUAGES = ("en-US", "id-ID")


async def overhang(page: Page) -> list[str]:
    """What stands out at the right of a page that should not scroll sideways."""
    return list(
        await page.evaluate(
            """() => {
                const wide = document.documentElement.scrollWidth;
                if (wide <= 360 && innerWidth <= 360) return [];
                const out = [...document.querySelectorAll("*")].filter(
                    (one) => one.getBoundingClientRect().right > 360.5);
                return [`${wide} px`, ...out.map((one) => one.outerHTML.slice(0, 80))];
            }"""
        )
    )


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_a_phone_never_scrolls_sideways(locale: str, demo: Demo, person: Person) -> None:
    who = f"phone-{locale.lower()}"
    context = await person(**PHONE, locale=locale)
    links = (await demo.bought(who))["links"]
    page = await context.new_page()
    for link in [*links, f"{demo.url}/r/nobody", f"{demo.url}/inbox", f"{demo.url}/login"]:
        await page.goto(link)
        assert await overhang(page) == [], link


@pytest.mark.parametrize("survey", ["nps-after-purchase", "csat-after-ticket", "ces-after-return"])
async def test_the_dashboard_fits_on_a_phone(survey: str, demo: Demo, person: Person) -> None:
    page = await dashboard.sign_in(await person(**PHONE), demo, f"/?survey={survey}&period=90")
    await dashboard.drawn(page)
    assert await overhang(page) == []
    for details in await page.locator("details").all():
        await details.evaluate("one => { one.open = true }")
    assert await overhang(page) == []


async def test_a_thumb_hits_the_scores_of_mail_and_page(demo: Demo, person: Person) -> None:
    """Targets are at least 24 px either way, WCAG 2.2's least; those of the page 44 px high."""
    mail = await demo.bought("thumb")
    context = await person(**PHONE)
    page = await context.new_page()
    await page.goto(mail["links"][-1])
    for label in await page.locator(".row label").all():
        box = await label.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 44
    page = await context.new_page()
    await page.set_content(mail["html"])
    for link in await page.locator("td > a").all():
        box = await link.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
