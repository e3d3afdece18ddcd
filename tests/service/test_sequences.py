"""Who comes to a link in which order, and what is recorded in the end.

Persons are counted, machines are not; the residual cases, in which a machine does all that a person
does, are counted and kept here, so that nobody takes them for solved.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.cast import send_all
from tests.service.scene import (
    CHROME,
    GATEWAY,
    IMESSAGE,
    OLD_BROWSER,
    PERSON,
    PROGRAM,
    SCANNER,
    Scene,
    Visitor,
    open_scene,
)

Steps = Callable[[Scene], Awaitable[Any]]
Recorded = tuple[int, str] | None
TABLE: list[Any] = []


def sequence(expected: Recorded, **survey: Any) -> Callable[[Steps], Steps]:
    """Put it into the table."""

    def add(steps: Steps) -> Steps:
        TABLE.append(pytest.param(steps, expected, survey, id=steps.__name__))
        return steps

    return add


@pytest.fixture
async def scene(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    overrides = getattr(request, "param", {})
    async with open_scene(database_url, **overrides) as found:
        yield found


# Persons


@sequence((9, "scripted"))
async def person_with_scripts_an_hour_later(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert await scene.looks(9)
    assert await scene.recorded() is None


@sequence((10, "scripted"))
async def person_with_scripts_at_once_who_touches_the_page(scene: Scene) -> None:
    await scene.goes_on(seconds=40)
    assert await scene.looks(10, touched=True)


@sequence((8, "inferred"))
async def person_without_scripts_an_hour_later(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(8)


@sequence((7, "inferred"))
async def person_with_an_old_browser(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(7, OLD_BROWSER)


@sequence((6, "explicit"))
async def person_without_scripts_at_once_who_presses_send(scene: Scene) -> None:
    await scene.goes_on(seconds=40)
    await scene.sends(await scene.opens(6))


@sequence((9, "explicit"))
async def person_who_changes_3_to_9_with_the_button(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    page = await scene.opens(3)
    await scene.runs_script(page, touched=True)
    await scene.sends(page, 9, touched="yes")


@sequence((8, "scripted"))
async def person_who_goes_back_to_the_mail(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert await scene.looks(3, touched=True)
    await scene.goes_on(seconds=20)
    assert await scene.looks(8, touched=True)


@sequence((9, "scripted"))
async def person_who_clicks_twice(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    first, second = await scene.opens(9), await scene.opens(9)
    await scene.runs_script(first)
    await scene.runs_script(second, after=0.1)


@sequence((5, "inferred"))
async def person_whose_tab_stays_in_the_background(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(5)  # its script never sees a visible page


@sequence((4, "scripted"))
async def person_after_a_scan_who_touches_the_page(scene: Scene) -> None:
    await scene.scans()
    await scene.goes_on(hours=1)
    assert await scene.looks(4, touched=True)


@sequence(None)
async def person_after_a_scan_without_scripts_is_waited_for(scene: Scene) -> None:
    await scene.scans()
    await scene.goes_on(hours=1)
    await scene.opens(4)


@sequence((4, "explicit"))
async def person_after_a_scan_without_scripts_presses_send(scene: Scene) -> None:
    await scene.scans()
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(4))


# Machines


@sequence(None)
async def program_that_fetches_every_link(scene: Scene) -> None:
    await scene.goes_on(seconds=5)
    await scene.scans(PROGRAM)


@sequence(None)
async def scanner_like_a_browser_half_an_hour_later(scene: Scene) -> None:
    await scene.goes_on(minutes=30)
    await scene.scans()


@sequence(None)
async def scanner_with_scripts_and_a_faked_hand_on_every_link(scene: Scene) -> None:
    await scene.goes_on(minutes=5)
    await scene.scans(scripts=True)


@sequence(None)
async def scanner_with_scripts_on_one_link_after_22_seconds(scene: Scene) -> None:
    await scene.goes_on(seconds=22)
    assert not await scene.looks(7, SCANNER)


@sequence(None)
async def headless_browser_on_one_link(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert not await scene.looks(7, SCANNER.but(user_agent="Mozilla/5.0 HeadlessChrome/141.0"))


@sequence(None)
async def driven_browser_on_one_link(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert not await scene.looks(7, SCANNER, webdriver=True, touched=True)


@sequence(None)
async def asks_for_headers_only(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert (await scene.asks(SCANNER, f"{scene.path}/9", "HEAD")).status_code == 200


@sequence(None)
async def follows_the_hidden_link_and_one_score(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert (await scene.asks(SCANNER, f"{scene.path}/x")).status_code == 200
    await scene.looks(9, SCANNER)


@sequence(None)
async def scans_one_link_again_the_next_day(scene: Scene) -> None:
    await scene.scans()
    await scene.goes_on(days=1)
    assert not await scene.looks(9, SCANNER)


@sequence(None)
async def messenger_looks_into_a_mail_that_was_passed_on(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    slack = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
    await scene.opens(9, SCANNER.but(user_agent=slack))


@sequence(None)
async def imessage_shows_a_preview(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(9, SCANNER.but(user_agent=IMESSAGE, sec_fetch_dest=None, sec_fetch_mode=None))


@sequence(None)
async def browser_that_prerenders(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(9, PERSON.but(sec_purpose="prefetch;prerender"))


@sequence(None)
async def nobody_who_says_which_browser(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(9, PERSON.but(user_agent=None))


@sequence(None)
async def forged_report(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    page = await scene.opens(9, SCANNER.but(user_agent="curl/8"))
    body = {"nonce": page.nonce[:-1] + "!", "score": 9, "visible_ms": 9000, "webdriver": False}
    answer = await scene.asks(SCANNER, f"{scene.path}/seen", "POST", json=body)
    assert answer.status_code == 400


@sequence(None)
async def score_and_token_that_are_none(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(11)
    assert (await scene.asks(PERSON, "/r/unknown/9")).status_code == 404


# Both


@sequence((9, "scripted"))
async def headers_first_then_a_person(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.asks(SCANNER, f"{scene.path}/9", "HEAD")
    await scene.goes_on(seconds=2)
    assert await scene.looks(9)


@sequence((3, "scripted"))
async def link_is_scanned_when_a_person_clicks_it(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(3, SCANNER)
    await scene.goes_on(seconds=3)
    assert await scene.looks(3)


@sequence((9, "scripted"))
async def preview_first_then_a_person(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(9, SCANNER.but(user_agent="WhatsApp/2.24.1"))
    await scene.goes_on(minutes=1)
    assert await scene.looks(9)


# After somebody has answered


@sequence((9, "explicit"))
async def scanner_sends_a_form_that_it_had_opened_before_the_person_answered(scene: Scene) -> None:
    """odoo#262262"""
    await scene.goes_on(hours=1)
    stolen = await scene.opens(0, SCANNER)
    await scene.goes_on(seconds=5)
    page = await scene.opens(9)
    await scene.goes_on(seconds=5)
    await scene.sends(page)
    await scene.goes_on(seconds=5)
    await scene.sends(stolen)


@sequence((9, "explicit"))
async def scanner_sends_a_form_without_a_page(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(9))
    await scene.goes_on(minutes=1)
    answer = await scene.asks(SCANNER, scene.path, "POST", data={"score": "0"})
    assert answer.status_code == 200


@sequence((3, "explicit"))
async def scanner_repeats_what_the_person_had_sent_first(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    first = await scene.opens(9)
    await scene.goes_on(seconds=9)
    second = await scene.sends(first, comment="Fine")
    await scene.goes_on(seconds=9)
    await scene.sends(second, 3, comment="No, it broke")
    await scene.goes_on(seconds=9)
    await scene.sends(first, comment="Fine")


@sequence((9, "explicit"))
async def scanner_sends_every_form_just_after_the_person(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(9))
    await scene.goes_on(seconds=2)
    await scene.submits_every_form()


@sequence((9, "explicit"))
async def person_answers_while_a_scanner_sends_every_form(scene: Scene) -> None:
    page = await scene.opens(9)
    for score in range(6):
        stolen = await scene.opens(score, SCANNER)
        await scene.sends(stolen)
        await scene.goes_on(seconds=1)
    await scene.sends(page)
    again = await scene.opens(9)
    await scene.sends(again)
    for score in range(6, 11):
        stolen = await scene.opens(score, SCANNER)
        await scene.sends(stolen)
        await scene.goes_on(seconds=1)


@sequence(None)
async def scanner_sends_every_form_of_an_unanswered_link(scene: Scene) -> None:
    await scene.goes_on(seconds=5)
    await scene.submits_every_form()


@sequence((8, "scripted"))
async def person_clicks_after_a_scanner_has_sent_every_form(scene: Scene) -> None:
    await scene.submits_every_form()
    await scene.goes_on(hours=1)
    assert await scene.looks(8, touched=True)


@sequence((9, "explicit"))
async def second_tab_that_was_open_before_the_answer_asks_once_more(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    first, second = await scene.opens(9), await scene.opens(3)
    await scene.goes_on(seconds=20)
    await scene.sends(first)
    await scene.goes_on(seconds=20)
    again = await scene.sends(second, comment="Hm")
    assert "Press Send to confirm" in again.html
    assert "Hm</textarea>" in again.html


@sequence((3, "explicit"))
async def second_tab_is_heeded_when_it_says_so_again(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    first, second = await scene.opens(9), await scene.opens(3)
    await scene.goes_on(seconds=20)
    await scene.sends(first)
    await scene.goes_on(seconds=20)
    again = await scene.sends(second)
    await scene.goes_on(seconds=20)
    await scene.sends(again)


@sequence((4, "explicit"))
async def person_comes_back_through_the_link_another_day(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(9))
    await scene.goes_on(days=2)
    await scene.sends(await scene.opens(4, OLD_BROWSER))


@sequence((9, "scripted"))
async def untouched_page_of_another_day_changes_no_answer(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(9)
    await scene.goes_on(days=1)
    await scene.looks(2, SCANNER)


@sequence((2, "scripted"))
async def touched_page_of_another_day_changes_what_a_click_said(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(9)
    await scene.goes_on(days=1)
    await scene.looks(2, touched=True)


# More


@sequence(None)
async def person_without_scripts_who_opens_two_scores_is_waited_for(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(3)
    await scene.goes_on(minutes=1)
    await scene.opens(8)


@sequence(None)
async def form_that_a_script_sent_and_no_hand(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    page = await scene.opens(7, SCANNER)
    await scene.runs_script(page)
    again = await scene.sends(page, touched="no")
    assert "Press Send to confirm" in again.html


@sequence(None)
async def one_link_from_the_network_of_a_gateway(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert not await scene.looks(7, GATEWAY)


@sequence((7, "inferred"))
async def hand_on_the_page_behind_a_gateway(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(7, GATEWAY, touched=True)


@sequence(None, reminders=[{"after": "3d"}])
async def reminder_is_scanned_days_later(scene: Scene) -> None:
    await scene.goes_on(days=3)
    assert len(await send_all(scene.engine.database, scene.clock())) == 1
    await scene.goes_on(seconds=20)
    await scene.looks(7, SCANNER)


@sequence(None, strict=True)
async def strict_survey_wants_the_button(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    assert not await scene.looks(9, touched=True)


@sequence((9, "explicit"), strict=True)
async def strict_survey_takes_the_button(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(9))


@sequence(None)
async def clock_of_the_sender_is_ahead(scene: Scene) -> None:
    scene.clock.forward(minutes=-3)  # the message went out "later" than it is now
    assert not await scene.looks(7, SCANNER)


@sequence((3, "explicit"))
async def person_who_changes_it_after_the_clock_was_set_back(scene: Scene) -> None:
    await person_has_sent_9(scene, seconds=30)
    scene.clock.forward(minutes=-30)
    thanks = await scene.sends(await scene.opens(3))
    assert "Thank you" in thanks.html


@sequence((2, "explicit"))
async def person_who_has_changed_it_before_the_clock_was_set_back(scene: Scene) -> None:
    await person_has_sent_9(scene, minutes=20)
    await scene.sends(await scene.opens(3))
    scene.clock.forward(minutes=-15)
    again = await scene.sends(await scene.opens(2))
    assert "Press Send to confirm" in again.html
    assert "Thank you" in (await scene.sends(again)).html


@sequence((9, "explicit"))
async def scanner_that_repeats_an_old_form_after_the_clock_was_set_back(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    old = await scene.opens(0, SCANNER)
    await person_has_sent_9(scene, minutes=20)
    scene.clock.forward(minutes=-15)
    for _ in range(3):
        await scene.sends(old)


# Forms of machines


async def pool_sends(scene: Scene, *forms: tuple[int, int]) -> None:
    """Each form, (score, client), from a fresh page, a second after the other."""
    for score, client in forms:
        page = await scene.opens(score, Visitor(f"198.51.{client}.9").but(user_agent=CHROME))
        await scene.goes_on(seconds=0.5)
        await scene.sends(page)
        await scene.goes_on(seconds=0.5)


async def person_has_sent_9(scene: Scene, **before: float) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(9))
    await scene.goes_on(**before)


TWO_AND_NINE = ((0, 0), (1, 0), *((score, score) for score in range(2, 11)))


@sequence(None)
async def pool_of_clients_sends_every_form(scene: Scene) -> None:
    await pool_sends(scene, *TWO_AND_NINE)


@sequence(None)
async def pool_of_clients_one_for_each_form(scene: Scene) -> None:
    await pool_sends(scene, *((score, score) for score in range(11)))


@sequence(None)
async def pool_sends_the_last_form_from_another_client(scene: Scene) -> None:
    await pool_sends(scene, *((score, 0) for score in range(5)), (10, 7))


@sequence((9, "explicit"))
async def pool_sends_every_form_five_minutes_after_the_person(scene: Scene) -> None:
    await person_has_sent_9(scene, minutes=5)
    await pool_sends(scene, *TWO_AND_NINE)


@sequence(None)
async def form_after_the_hidden_link(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    await scene.asks(SCANNER, f"{scene.path}/x")
    again = await scene.sends(await scene.opens(0, SCANNER))
    assert "Press Send to confirm" in again.html


@sequence((4, "explicit"))
async def person_whose_browser_fills_in_the_hidden_field_every_time(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    again = await scene.sends(await scene.opens(4), unused="https://me.example")
    assert "Press Send to confirm" in again.html
    assert await scene.recorded() is None
    await scene.sends(again, unused="https://me.example")


@sequence((4, "explicit"))
async def person_whose_hand_was_seen_and_whose_browser_fills_in_the_hidden_field(
    scene: Scene,
) -> None:
    await scene.goes_on(hours=1)
    thanks = await scene.sends(await scene.opens(4), touched="yes", unused="https://me.example")
    assert "Thank you" in thanks.html


@sequence(None)
async def machine_that_fills_in_every_field(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    page = await scene.opens(4, SCANNER)
    await scene.runs_script(page)
    await scene.sends(page, unused="x")


@sequence(None)
async def form_of_a_driven_browser_with_a_faked_hand(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    page = await scene.opens(2, SCANNER)
    await scene.runs_script(page, webdriver=True, touched=True)
    await scene.sends(page, touched="yes")


@sequence(None)
async def form_of_a_headless_browser(scene: Scene) -> None:
    await scene.goes_on(seconds=5)
    headless = SCANNER.but(user_agent="Mozilla/5.0 HeadlessChrome/141.0")
    await scene.sends(await scene.opens(0, headless))


@sequence(None)
async def form_from_the_network_of_a_gateway(scene: Scene) -> None:
    await scene.goes_on(seconds=5)
    await scene.sends(await scene.opens(0, GATEWAY))


@sequence((9, "explicit"))
async def gateway_sends_a_form_of_a_fresh_page_after_the_person(scene: Scene) -> None:
    """odoo#262262"""
    await person_has_sent_9(scene, seconds=20)
    await scene.sends(await scene.opens(0, GATEWAY))


@sequence((9, "explicit"))
async def scanner_sends_a_form_of_a_fresh_page_after_the_person(scene: Scene) -> None:
    await person_has_sent_9(scene, minutes=9)
    await scene.sends(await scene.opens(0, SCANNER))


@sequence((10, "explicit"))
async def residual_scanner_sends_every_score_from_one_page(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    page = await scene.opens(None, SCANNER)
    for score in range(11):
        await scene.goes_on(seconds=1)
        await scene.sends(page, score)


@sequence((10, "explicit"))
async def residual_scanner_sends_every_score_page_after_page(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    page = await scene.opens(0, SCANNER)
    for score in range(11):
        await scene.goes_on(seconds=1)
        page = await scene.sends(page, score)


@sequence((9, "explicit"))
async def scanner_sends_every_score_page_after_page_after_the_person(scene: Scene) -> None:
    await person_has_sent_9(scene, seconds=20)
    page = await scene.opens(0, SCANNER)
    for score in range(11):
        await scene.goes_on(seconds=1)
        page = await scene.sends(page, score)


@sequence((10, "explicit"))
async def residual_scanner_sends_the_lowest_and_the_highest_form(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    await pool_sends(scene, (0, 0), (10, 0))


# Persons who look like machines press Send once more


@sequence((7, "explicit"))
async def person_without_scripts_behind_a_gateway_sends_twice(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    again = await scene.sends(await scene.opens(7, GATEWAY), comment="Hm")
    assert "Hm</textarea>" in again.html
    await scene.goes_on(minutes=15)
    await scene.sends(again)


@sequence((7, "explicit"))
async def person_with_scripts_behind_a_gateway_sends_once(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(7, GATEWAY), touched="yes")


@sequence((3, "explicit"))
async def two_persons_or_devices_differ_without_scripts(scene: Scene) -> None:
    await person_has_sent_9(scene, minutes=5)
    again = await scene.sends(await scene.opens(3, SCANNER))
    assert await scene.recorded() == (9, "explicit")
    await scene.sends(again)


@sequence((3, "explicit"))
async def two_persons_or_devices_differ_with_a_hand(scene: Scene) -> None:
    await person_has_sent_9(scene, minutes=5)
    await scene.sends(await scene.opens(3, SCANNER), touched="yes")


@sequence((7, "explicit"))
async def person_without_scripts_who_tries_three_scores_sends_once_more(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    page = await scene.opens(9)
    for score in (9, 8, 7, 7):
        await scene.goes_on(seconds=6)
        page = await scene.sends(page, score)


@sequence((10, "explicit"))
async def person_with_a_hand_tries_every_score_on_one_page(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    page = await scene.opens(0)
    for score in range(11):
        await scene.goes_on(seconds=1)
        page = await scene.sends(page, score, touched="yes")


@sequence((4, "explicit"))
async def person_without_scripts_sends_after_a_scanner_has_sent_every_form(scene: Scene) -> None:
    await scene.submits_every_form()
    await scene.goes_on(minutes=2)
    await scene.sends(await scene.opens(4))


@sequence((4, "explicit"))
async def person_without_scripts_right_after_a_burst_sends_twice(scene: Scene) -> None:
    await scene.submits_every_form()
    await scene.goes_on(seconds=5)
    await scene.sends(await scene.sends(await scene.opens(4)))


# Residual: a machine that does what a person does. docs/scanners.md tells users about each.


@sequence((7, "inferred"))
async def residual_scanner_opens_one_link_after_two_minutes(scene: Scene) -> None:
    await scene.goes_on(minutes=3)
    await scene.opens(7, SCANNER)


@sequence((7, "scripted"))
async def residual_scanner_on_one_link_with_a_faked_hand(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    await scene.looks(7, SCANNER, touched=True)


@sequence((7, "explicit"))
async def residual_scanner_without_scripts_sends_one_form(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    await scene.sends(await scene.opens(7, SCANNER))


@sequence((0, "explicit"))
async def residual_scanner_sends_two_forms_from_two_clients(scene: Scene) -> None:
    """The first one looks like a person's."""
    await scene.goes_on(seconds=30)
    await pool_sends(scene, (0, 0), (10, 1))


@sequence((2, "explicit"))
async def residual_scanner_sends_forms_half_a_minute_apart(scene: Scene) -> None:
    for score in range(3):
        await scene.goes_on(seconds=31)
        await scene.sends(await scene.opens(score, SCANNER))


@sequence((7, "explicit"))
async def residual_scanner_sends_the_same_form_once_more_when_asked(scene: Scene) -> None:
    await scene.goes_on(seconds=30)
    await scene.sends(await scene.sends(await scene.opens(7, GATEWAY)))


@sequence((10, "scripted"))
async def residual_scanner_opens_two_links_slowly_with_a_faked_hand(scene: Scene) -> None:
    """A person who changes their mind does the same."""
    await scene.goes_on(minutes=5)
    for score in (0, 10):
        await scene.looks(score, SCANNER, touched=True)
        await scene.goes_on(seconds=6)


@sequence((0, "inferred"))
async def residual_scanner_that_takes_its_time(scene: Scene) -> None:
    await scene.goes_on(minutes=30)
    for score in range(3):
        await scene.opens(score, SCANNER)
        await scene.goes_on(minutes=11)


@pytest.mark.parametrize(("steps", "expected", "scene"), TABLE, indirect=["scene"])
async def test_what_is_recorded_in_the_end(scene: Scene, steps: Steps, expected: Recorded) -> None:
    await steps(scene)
    assert await scene.ends() == expected
