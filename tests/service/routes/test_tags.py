"""POST /v1/responses/{id}/tags, and tags in every form of the list."""

from typing import Any

from service.auth import create_key
from tests.service.house import House

RULES = [{"tag": "price", "any": ["expensive"]}]


async def test_answers_are_tagged_by_rule_and_by_hand_and_listed_so(house: House) -> None:
    await house.publish(tags=RULES)
    await house.answer(await house.invited(1), 2, comment="Expensive!")
    await house.answer(await house.invited(2), 9)

    async def tagged() -> list[dict[str, Any]] | None:
        return await house.responses(tag="Price") or None

    [cheap] = await house.until(tagged)
    [silent, _] = await house.responses()
    assert (cheap["tags"], silent["tags"]) == (["price"], [])

    address = f"/v1/responses/{silent['id']}/tags"
    for _ in range(2):
        answer = await house.api.post(address, json={"add": ["VIP", "a-b"], "remove": ["price"]})
        assert answer.json() == {"id": silent["id"], "tags": ["a-b", "vip"]}
    assert [one["id"] for one in await house.responses(tag="vip")] == [silent["id"]]
    shown = (await house.api.get(f"/v1/responses/{silent['id']}")).json()
    assert [(one["tag"], one["by"], one["until"]) for one in shown["tagged"]] == [
        ("a-b", "hand", None),
        ("vip", "hand", None),
    ]
    table = await house.api.get("/v1/responses", headers={"Accept": "text/csv"})
    header, first, second = table.text.splitlines()
    assert header.split(",").index("tags") == 12
    assert ('"[""a-b"", ""vip""]"' in first, '"[""price""]"' in second) == (True, True)

    for wrong, field in (
        ({}, "add"),
        ({"add": ["two words"]}, "add[0]"),
        ({"add": ["x"], "remove": ["X"]}, "remove"),
        ({"tags": ["x"]}, "tags"),
        ({"add": "x"}, "add"),
        ({"add": [f"t{n}" for n in range(51)]}, "add"),
        ([], "body"),
    ):
        answer = await house.api.post(address, json=wrong)
        assert answer.status_code == 422, wrong
        assert answer.json()["errors"][0]["field"] == field, answer.text
    for wrong in ("two words", "a/b", "\x00"):
        answer = await house.api.get("/v1/responses", params={"tag": wrong})
        assert answer.json()["errors"][0]["field"] == "tag"
    for name in ("res_999999", "7", "res_-1"):
        answer = await house.api.post(f"/v1/responses/{name}/tags", json={"add": ["x"]})
        assert answer.status_code == 404
    reader = await create_key("reader", ["read"], "shop", house.clock())
    bearer = {"Authorization": f"Bearer {reader}"}
    answer = await house.web.post(address, json={"add": ["x"]}, headers=bearer)
    assert answer.status_code == 403
    assert (await house.web.post(address, json={"add": ["x"]})).status_code == 401
    assert [one["tags"] for one in await house.responses()] == [["a-b", "vip"], ["price"]]
