"""/r/{token}: what a customer does, and what only looks like it."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

import httpx
import pytest

from surveys.answering import Answer
from tests.cast import rows
from tests.service.house import BROWSER, House, answer_path, nonce_of, purchase
from tests.service.markup import Markup

QUESTIONS = [
    {
        "key": "improve",
        "type": "multiple",
        "scores": {"low": 0, "high": 8},
        "text": {"en": "What should we do better?"},
        "options": {"taste": {"en": "The coffee"}, "wait": {"en": "The wait"}},
    },
    {"key": "why", "type": "text", "text": {"en": "Why?"}},
    {"key": "ease", "type": "scale", "text": {"en": "How easy was it?"}},
]
BILINGUAL = [{"key": "why", "type": "text", "text": {"en": "Why?", "id": "Mengapa?"}}]
TEXTS = {
    "en": {"question": "How was it?", "thanks": "We read every answer."},
    "id": {"question": "Bagaimana?"},
}
MACHINES = (
    ("GET", {"User-Agent": "BarracudaSentinel/1.0 (bot)"}),
    ("GET", {"Sec-Purpose": "prefetch"}),
    ("GET", {"Purpose": "prefetch", "X-Moz": "prefetch"}),
    ("GET", {"Sec-Fetch-Dest": "image"}),
    ("GET", {"User-Agent": ""}),
    ("GET", {"User-Agent": "python-requests/2.32"}),
    ("GET", {}),
    ("HEAD", {}),
    ("OPTIONS", {}),
    ("PUT", {}),
    ("DELETE", {}),
    ("PATCH", {}),
)


async def test_looking_is_no_answer(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    await house.quiet()
    house.clock.forward(minutes=2)  # mails are not scanned on arrival alone
    before = await house.scores()
    for method, headers in MACHINES:
        for score in range(11):
            answer = await house.web.request(method, f"{path}/{score}", headers=headers)
            seen = 200 if method in ("GET", "HEAD") else 405
            assert (method, answer.status_code) == (method, seen)
    logged = await rows(house.engine.database, "SELECT action, grade, evidence FROM click")
    assert Counter(row["action"] for row in logged) == {"open": 11 * 8}
    assert Counter(int(row["grade"]) for row in logged) == {0: 11 * 7, 1: 11}
    assert "127.0.0.0/24" in logged[0]["evidence"]
    house.clock.forward(hours=1)

    async def settled() -> bool | None:
        return await house.count("SELECT COUNT(settle_at) FROM click") == 0 or None

    await house.until(settled)
    assert await house.responses() == []
    assert (await house.scores(to=before["total"]["end"]))["total"] == before["total"]


async def test_the_page_shows_the_score_of_the_link_and_the_button_sends_it(house: House) -> None:
    await house.publish(texts=TEXTS)
    path = await house.invited(1)
    page = await house.web.get(f"{path}/9")
    markup = Markup(page.text)
    assert page.status_code == 200
    [chosen] = [one for one in markup.all("input", name="score") if "checked" in one]
    assert chosen["value"] == "9"
    assert markup.all("form")[0]["action"] == path
    assert await house.responses() == []
    sent = await house.web.post(path, data={"score": "9", "nonce": nonce_of(page.text)})
    assert sent.status_code == 200
    assert "We read every answer." in Markup(sent.text).text
    [response] = await house.responses()
    assert (response["score"], response["evidence"], response["channel"]) == (
        9,
        "explicit",
        "email",
    )
    assert (response["contact"]["id"], response["survey"]) == ("customer-1", "nps")
    assert (await house.scores())["total"]["counts"]["9"] == 1


async def test_without_a_score_in_the_link_none_is_chosen(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    for link in (path, f"{path}/11", f"{path}/-1", f"{path}/x", f"{path}/seen", f"{path}/9.5"):
        page = await house.web.get(link)
        assert page.status_code == 200
        assert not [one for one in Markup(page.text).all("input", name="score") if "checked" in one]
    house.clock.forward(minutes=11)  # after the hidden link a form would be asked for once more
    sent = await house.web.post(path, data={"score": "7"})
    assert sent.status_code == 200
    assert [one["score"] for one in await house.responses()] == [7]


async def test_people_may_change_their_minds_and_add_a_word(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    await house.answer(path, 9)
    house.clock.forward(minutes=5)
    first = (await house.responses())[0]
    await house.answer(path, 3, comment="  It broke.\r\nTwice.  ")
    [response] = await house.responses()
    assert (response["id"], response["score"]) == (first["id"], 3)
    assert response["comment"] == "It broke.\nTwice."
    assert response["answered_at"] == first["answered_at"] < response["updated_at"]
    total = (await house.scores())["total"]
    assert (total["n"], total["score"]) == (1, -100.0)
    house.clock.forward(seconds=5)
    nonce = nonce_of((await house.web.get(f"{path}/4")).text)
    form = {"score": "4", "nonce": nonce}  # without the field: the comment stays
    await house.web.post(path, data=form)
    assert (await house.responses())[0]["comment"] == "It broke.\nTwice."
    await house.web.post(path, data=form | {"comment": ""})
    assert (await house.responses())[0]["comment"] is None
    ledger = await rows(house.engine.database, "SELECT score, delta FROM response_change")
    assert sum(int(row["delta"]) for row in ledger) == 1


async def test_who_comes_back_finds_the_answer_and_can_change_it(house: House) -> None:
    await house.publish(texts=TEXTS)
    path = await house.invited(1)
    await house.answer(path, 9, comment="Lovely <b>coffee</b>")
    page = (await house.web.get(path)).text
    markup = Markup(page)
    [chosen] = [one for one in markup.all("input", name="score") if "checked" in one]
    assert chosen["value"] == "9"
    assert "Thank you!" in markup.text
    assert "Lovely &lt;b&gt;coffee&lt;/b&gt;" in page
    other = Markup((await house.web.get(f"{path}/2")).text)
    [chosen] = [one for one in other.all("input", name="score") if "checked" in one]
    assert chosen["value"] == "2"
    assert [one["score"] for one in await house.responses()] == [9]


@pytest.mark.parametrize("score", ["", "11", "-1", "1.0", "x", "100", "9 9", "NaN", None])
async def test_a_form_without_a_usable_score_shows_the_question_again(
    house: House, score: str | None
) -> None:
    await house.publish()
    path = await house.invited(1)
    form = {"comment": "hello"} | ({} if score is None else {"score": score})
    answer = await house.web.post(path, data=form)
    assert answer.status_code == 422
    assert Markup(answer.text).all("input", name="score")
    assert await house.responses() == []


async def test_a_form_that_cannot_be_taken_comes_back_with_all_that_was_typed(
    house: House,
) -> None:
    await house.publish(questions=QUESTIONS)
    path = await house.invited(1)
    form = {"comment": "It was <cold>.", "q_why": "Long story", "q_ease": "9"}
    answer = await house.web.post(path, data=form)
    page = Markup(answer.text)
    assert answer.status_code == 422
    assert "Please choose an answer first." in page.text
    assert "It was <cold>." in page.text
    assert "Long story" in page.text
    answer = await house.web.post(path, data=form | {"score": "7"})
    [chosen] = [one for one in Markup(answer.text).all("input", name="score") if "checked" in one]
    assert (answer.status_code, chosen["value"]) == (422, "7")
    assert await house.responses() == []


async def test_questions_that_an_answer_brings_up_come_without_a_script(house: House) -> None:
    solved = {"yes": {"en": "Yes"}, "no": {"en": "No"}}
    await house.publish(
        questions=[
            {"key": "solved", "type": "single", "text": {"en": "Solved?"}, "options": solved},
            {"key": "what", "type": "text", "text": {"en": "What?"}, "when": {"solved": "no"}},
        ]
    )
    path = await house.invited(1)
    hidden = [True, False]
    for given, wanted in zip(("yes", "no"), hidden, strict=True):
        page = Markup((await house.answer(path, 3, q_solved=given, q_what="")).text)
        [what] = page.all("fieldset", **{"data-when": "solved no"})
        assert ("disabled" in what) is wanted
    await house.answer(path, 3, q_solved="no", q_what="The lid")
    assert (await house.responses())[0]["answers"] == {"solved": "no", "what": "The lid"}
    await house.answer(path, 3, q_solved="yes", q_what="The lid")  # it does not apply any more
    assert (await house.responses())[0]["answers"] == {"solved": "yes"}
    await house.answer(path, 3, q_="")  # every tick taken away
    assert (await house.responses())[0]["answers"] is None


async def test_an_answer_can_be_changed_until_the_surveys_limit(house: House) -> None:
    await house.publish(editable="24h")
    path = await house.invited(1)
    await house.answer(path, 9)
    house.clock.forward(hours=24)
    await house.answer(path, 8)
    house.clock.forward(seconds=1)
    for answer in (await house.web.get(path), await house.web.post(path, data={"score": "1"})):
        assert answer.status_code == 410
        assert "The time to change it is over." in Markup(answer.text).text
    assert [one["score"] for one in await house.responses()] == [8]
    late = await house.invited(2)
    house.clock.forward(days=20)
    assert (await house.answer(late, 7)).status_code == 200


async def test_the_limit_holds_for_what_a_person_has_sent_and_for_no_guess(house: House) -> None:
    await house.publish(editable="5m")
    path = await house.invited(1)
    invitation = await house.count("SELECT id FROM invitation")
    guess = Answer(invitation, 3, house.clock(), evidence="inferred")
    await house.engine.answers.submit(guess)
    house.clock.forward(hours=25)
    assert (await house.answer(path, 9, comment="Me.")).status_code == 200
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "Me.")


async def test_who_has_answered_another_way_is_told_so_and_may_add_a_word(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    invitation = await house.count("SELECT id FROM invitation")
    said = Answer(invitation, 4, house.clock(), channel="phone", comment="By phone.")
    await house.engine.answers.submit(said)
    page = Markup((await house.web.get(path)).text)
    assert "You have already answered. Thank you!" in page.text
    assert "Your answer: 4." in page.text
    assert "By phone." in page.text
    assert (await house.answer(path, 5)).status_code == 200
    assert [one["score"] for one in await house.responses()] == [5]


async def test_follow_up_questions_are_kept_with_the_answer(house: House) -> None:
    await house.publish(questions=QUESTIONS)
    path = await house.invited(1)
    page = Markup((await house.web.get(f"{path}/9")).text)
    shown = {
        one["data-high"]: "hidden" in one for one in page.all("fieldset") if "data-high" in one
    }
    assert shown == {"8": True, "10": False}
    await house.answer(path, 6, q_improve=["wait", "taste", "wait"], q_why=" So long ", q_ease="2")
    [response] = await house.responses()
    assert response["answers"] == {"improve": ["wait", "taste"], "why": "So long", "ease": "2"}
    house.clock.forward(seconds=5)
    await house.answer(path, 7)  # no question in the form: answers stay
    assert (await house.responses())[0]["answers"] == response["answers"]
    await house.answer(path, 7, q_why="")
    assert (await house.responses())[0]["answers"] is None
    for wrong in ({"q_improve": "price"}, {"q_ease": "6"}, {"q_improve": ["wait", "x"]}):
        answer = await house.web.post(path, data={"score": "7", **wrong})
        assert answer.status_code == 422
    assert (await house.responses())[0]["answers"] is None


async def test_whatever_people_write_comes_back_as_text(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    odd = "\x00 \u202e <script>alert(1)</script> \U0001f600 ' \" \\ & %00 {name} \u2028"
    answer = await house.answer(path, 9, comment=odd)
    assert "<script>alert" not in answer.text
    [response] = await house.responses()
    assert response["comment"] == odd.replace("\x00", "\ufffd").strip()
    await house.answer(path, 9, comment="é" * 6000)
    assert (await house.responses())[0]["comment"] == "é" * 5000


async def test_the_same_answer_a_hundred_times_at_once_is_one_response(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    nonce = nonce_of((await house.web.get(f"{path}/9")).text)
    form = {"score": "9", "nonce": nonce, "comment": "once"}
    answers = await asyncio.gather(*(house.web.post(path, data=form) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    pages = {re.sub(r'name="nonce" value="[^"]+"', "", answer.text) for answer in answers}
    assert len(pages) == 1
    assert len(await house.responses()) == 1
    assert (await house.scores())["total"]["n"] == 1
    assert await house.count("SELECT COUNT(*) FROM response_change") == 1


async def test_every_score_at_once_leaves_one_that_is_in_the_ledger(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    forms = [{"score": str(score)} for score in range(11) for _ in range(5)]
    answers = await asyncio.gather(*(house.web.post(path, data=form) for form in forms))
    assert {answer.status_code for answer in answers} == {200}
    [response] = await house.responses()
    total = (await house.scores())["total"]
    assert (total["n"], total["mean"]) == (1, response["score"])


async def test_links_whose_time_is_over_say_so(house: House) -> None:
    await house.publish(expires="7d")
    path = await house.invited(1)
    answered = await house.invited(2)
    await house.answer(answered, 8)
    house.clock.forward(days=7)
    for one in (path, answered):
        for answer in (
            await house.web.get(f"{one}/9"),
            await house.web.post(one, data={"score": 9}),
        ):
            assert answer.status_code == 410
            assert "This link has expired" in Markup(answer.text).text
    assert [one["score"] for one in await house.responses()] == [8]


async def test_an_invitation_that_was_withdrawn_says_so(house: House) -> None:
    await house.publish(withdraw_on="ticket.reopened")
    path = await house.invited(1)
    withdrawal = purchase(2, 1, type="ticket.reopened")
    await house.story((await house.post(withdrawal)).json()["event"])
    for answer in (await house.web.get(f"{path}/9"), await house.web.post(path, data={"score": 9})):
        assert answer.status_code == 410
        assert "taken back" in Markup(answer.text).text
    assert await house.responses() == []


async def test_unknown_links_get_one_page_whatever_they_are(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    strange = [
        "/r/x",
        path[:-1],
        path + "x",
        "/r/" + path[3:].swapcase(),
        path[:-1] + ("2" if path[-1] != "2" else "3"),
    ]
    answers = [await house.web.get(one) for one in strange]
    answers += [await house.web.get(f"{one}/9") for one in strange]
    answers += [await house.web.post(one, data={"score": "9"}) for one in strange]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {answers[0].text}
    timeless = [dict(answer.headers) | {"date": ""} for answer in answers]
    assert timeless == [timeless[0]] * len(answers)
    assert "This link does not work" in Markup(answers[0].text).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_page_keeps_the_secret_of_its_address(house: House) -> None:
    await house.publish(expires="7d")
    path = await house.invited(1)
    answers = [
        await house.web.get(path),
        await house.web.get(f"{path}/9"),
        await house.web.head(f"{path}/9"),
        await house.web.post(path, data={"score": "9"}),
        await house.web.post(path, data={"score": "99"}),
        await house.web.get("/r/unknown"),
        await house.web.get("/u/unknown"),
    ]
    house.clock.forward(days=8)
    answers.append(await house.web.get(path))
    for answer in answers:
        headers = answer.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert headers["x-content-type-options"] == "nosniff"
        assert (
            int(re.findall(r"max-age=(\d+)", headers["strict-transport-security"])[0]) >= 31536000
        )
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "set-cookie" not in headers
        assert not answer.is_redirect


async def test_the_page_speaks_the_language_of_the_contact_or_the_one_chosen(house: House) -> None:
    await house.publish(texts=TEXTS)
    customer = {"id": "customer-1", "email": "customer-1@example.com", "locale": "id_ID"}
    path = await house.invited(1, customer=customer)
    page = await house.web.get(f"{path}/9")
    assert 'lang="id"' in page.text
    assert "Bagaimana?" in page.text
    english = await house.web.get(f"{path}/9?lang=en")
    assert "How was it?" in english.text
    for unknown in ("xx", "", "../en"):
        assert "Bagaimana?" in (await house.web.get(f"{path}/9?lang={unknown}")).text


async def test_who_changes_the_language_keeps_what_was_typed(house: House) -> None:
    await house.publish(
        texts=TEXTS, questions=BILINGUAL, follow_up={"when": "score <= 6", "ask_contact": True}
    )
    path = await house.invited(1)
    page = await house.web.get(f"{path}/9")
    [button] = Markup(page.text).all("button", lang="id")
    typed = {"nonce": nonce_of(page.text), "comment": "Half a wo", "q_why": "Because"}
    typed |= {"score": "3", "contact": "1", "switch": button["value"]}
    page = await house.web.post(button["formaction"], data=typed)
    assert page.status_code == 200
    for kept in ("Bagaimana?", "Half a wo", "Because"):
        assert kept in page.text
    markup = Markup(page.text)
    [chosen] = [one for one in markup.all("input", name="score") if "checked" in one]
    [box] = markup.all("input", name="contact")
    assert (chosen["value"], "checked" in box) == ("3", True)
    assert await house.responses() == []


async def test_a_response_has_the_language_of_the_page_that_was_sent_last(house: House) -> None:
    await house.publish(texts=TEXTS)
    path = await house.invited(1)
    for language, score in (("id", 9), ("en", 8)):
        nonce = nonce_of((await house.web.get(f"{path}/{score}")).text)
        await house.web.post(f"{path}?lang={language}", data={"nonce": nonce, "score": score})
        [response] = await house.responses()
        assert (response["score"], response["language"]) == (score, language)


async def test_thanks_stay_thanks_in_another_language(house: House) -> None:
    await house.publish(texts=TEXTS)
    path = await house.invited(1)
    thanks = await house.answer(path, 9)
    form = {"nonce": nonce_of(thanks.text), "score": "9", "switch": "thanks"}
    page = Markup((await house.web.post(f"{path}?lang=id", data=form)).text)
    assert "Terima kasih!" in page.text
    page = Markup((await house.web.post(f"{path}?lang=id", data=form | {"score": "3"})).text)
    assert "Terima kasih!" not in page.text
    assert [one["score"] for one in await house.responses()] == [9]


async def test_what_is_closed_can_be_read_in_the_languages_of_the_survey(house: House) -> None:
    await house.publish(texts=TEXTS)
    path = await house.invited(1)
    house.clock.forward(days=29)
    page = Markup((await house.web.get(path)).text)
    assert [one["href"] for one in page.all("a")] == [f"?lang={tag}" for tag in TEXTS]
    other = await house.web.get(f"{path}?lang=id")
    assert Markup(other.text).elements[0] == ("html", {"lang": "id", "dir": "ltr"})
    unknown = await house.web.get(f"/r/{'a' * 23}?lang=ja")
    assert Markup(unknown.text).elements[0] == ("html", {"lang": "ja", "dir": "ltr"})


async def test_the_browser_says_the_language_of_a_contact_whose_own_is_not_known(
    house: House,
) -> None:
    await house.publish(texts=TEXTS)
    path = await house.invited(1, customer={"id": "customer-1", "email": "customer-1@example.com"})
    accepting = {"Accept-Language": "nl, id;q=0.9, en;q=0.8"}
    assert "Bagaimana?" in (await house.web.get(f"{path}/9", headers=accepting)).text
    assert "How was it?" in (await house.web.get(f"{path}/9")).text


async def test_a_language_that_was_chosen_stays_chosen_when_the_form_is_sent(house: House) -> None:
    await house.publish(texts=TEXTS)
    page = Markup((await house.web.get(f"{await house.invited(1)}/9?lang=id")).text)
    [form] = page.all("form")
    thanks = await house.web.post(form["action"], data={"score": "9"})
    assert 'lang="id"' in thanks.text
    assert "Bagaimana?" in thanks.text


async def test_the_survey_stays_the_one_that_was_asked(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    await house.publish(texts={"en": {"question": "Another question?"}})
    assert "How was it?" in (await house.web.get(path)).text
    await house.answer(path, 9)
    assert [one["version"] for one in await house.responses()] == [1]
    house.clock.forward(days=1)
    later = await house.invited(2)
    assert "Another question?" in (await house.web.get(later)).text


async def test_it_works_without_javascript_and_without_cookies(house: House) -> None:
    """The page is followed as an old browser would: links, a form, its fields, nothing else."""
    await house.publish(questions=QUESTIONS)
    await house.buy(1)
    mail = await house.mail(1)
    link = next(link for link in mail.links if link.endswith("/6"))
    async with httpx.AsyncClient(headers={"User-Agent": "Lynx/2.9"}, verify=False) as lynx:
        page = Markup((await lynx.get(link)).text)
        form = page.all("form")[0]
        fields = {one["name"]: one["value"] for one in page.all("input", type="hidden")}
        [chosen] = [one for one in page.all("input", name="score") if "checked" in one]
        sent = await lynx.post(
            house.url + form["action"], data=fields | {"score": chosen["value"], "comment": "Hm"}
        )
        assert sent.status_code == 200
    assert [(one["score"], one["comment"]) for one in await house.responses()] == [(6, "Hm")]


async def test_a_late_answer_to_an_early_page_still_counts(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    page = await house.web.get(f"{path}/9")
    house.clock.now += timedelta(days=20)  # the tab stayed open, its visit is forgotten
    sent = await house.web.post(path, data={"score": "9", "nonce": nonce_of(page.text)})
    assert sent.status_code == 200
    assert len(await house.responses()) == 1
    assert answer_path(await house.mail(1)) == path
    assert BROWSER["Sec-Fetch-Dest"] == "document"
