"""CSV files that Delighted exported."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.delighted.export_file import moment_of, read
from service.delighted.moving import Bad, Given, Met
from surveys.errors import InvalidInput

AT = datetime(2025, 3, 1, 10, 30, tzinfo=UTC)


def rows(folder: Path, text: str) -> list[Given | Met | Bad]:
    path = folder / "export.csv"
    path.write_text(text, "utf-8-sig")
    return [one for _, one in read(path)]


def test_a_row_of_responses_becomes_a_response_with_its_properties(tmp_path: Path) -> None:
    head = "Response ID,Person ID,Person Email,Name,Score,Comment,Created At,Tags,Permalink,store\n"
    body = '17,3,ani@example.com,Ani,9,"Lovely,\nreally",2025-03-01 10:30:00 UTC,"a, b",x,Jakarta\n'
    [one] = rows(tmp_path, head + body)
    assert isinstance(one, Given)
    assert (one.id, one.at, one.score, one.comment) == ("17", AT, 9, "Lovely,\nreally")
    assert one.person == {"email": "ani@example.com", "phone": None, "name": "Ani"}
    assert (one.person_properties, one.kept) == ({"store": "Jakarta"}, {"tags": ["a", "b"]})


def test_a_row_of_people_says_who_is_not_to_be_written_to(tmp_path: Path) -> None:
    head = "email,phone_number,name,last_sent_at,unsubscribed_at\n"
    body = "ani@example.com,,Ani,1740825000,2025-03-02\nbudi@example.com,,,,\n"
    ani, budi = rows(tmp_path, head + body)
    assert isinstance(ani, Met)
    assert isinstance(budi, Met)
    assert (ani.last_sent_at, ani.closed) == (AT, ("unsubscribe",))
    assert (budi.last_sent_at, budi.closed) == (None, ())


@pytest.mark.parametrize(
    "text",
    ["2025-03-01T10:30:00Z", "2025-03-01 10:30:00", "2025-03-01 17:30:00 +0700", "1740825000",
     "03/01/2025 10:30", "2025-03-01T17:30+07:00"],
)  # fmt: skip
def test_times_are_read_as_they_were_written(text: str) -> None:
    assert moment_of(text) == AT


def test_a_row_that_makes_no_sense_is_named_and_spoils_no_other(tmp_path: Path) -> None:
    head = "id,email,score,created_at\n"
    body = "1,a@x.example,9,soon\n,a@x.example,9,2025-03-01\n3,a@x.example,9\n4,,9,2025-03-01\n"
    found = rows(tmp_path, head + body)
    assert [type(one) for one in found] == [Bad, Bad, Bad, Given]
    assert str(found[0]).count("export.csv:2") == 1


@pytest.mark.parametrize("score", ["²", "nine", ""])
def test_a_score_that_is_no_number_spoils_no_other_row(tmp_path: Path, score: str) -> None:
    head = "id,email,score,created_at\n"
    body = f"1,a@x.example,{score},2025-03-01\n2,a@x.example,9,2025-03-01\n"
    found = rows(tmp_path, head + body)
    assert [one.score for one in found if isinstance(one, Given)] == [-1, 9]


@pytest.mark.parametrize("head", ["a,b\n", "score,email\n", "id,score\n", ""])
def test_a_file_of_something_else_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(InvalidInput, match=r"export\.csv"):
        rows(tmp_path, head + "1,2\n")
