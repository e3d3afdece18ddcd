from surveys.contact import Contact
from surveys.contact_book import ContactBook

ANN, EMAIL, PHONE = "ann", "ann@example.com", "+6281200000001"


def person(
    number: int = 0, id: str | None = None, email: str | None = None, phone: str | None = None
) -> Contact:
    return Contact(number, id, email, phone, None, None, None, updated_at=number, event_id=77)


def test_an_event_that_ties_two_people_together_makes_them_one() -> None:
    by_id, by_email = person(1, id=ANN), person(2, email=EMAIL, phone=PHONE)
    book = ContactBook([by_id, by_email])
    assert book.find_or_add(person(id=ANN, email=EMAIL)) is by_id
    assert (by_id.email, by_id.phone, by_id.changed) == (EMAIL, PHONE, True)
    [merge] = book.merged
    assert (merge.lost, merge.lost.survivor, merge.lost.event_id) == (by_email, by_id, 77)
    assert book.find_or_add(person(phone=PHONE)) is by_id


def test_three_may_be_one() -> None:
    people = [person(1, id=ANN), person(2, email=EMAIL), person(3, phone=PHONE)]
    book = ContactBook(people)
    assert book.find_or_add(person(id=ANN, email=EMAIL, phone=PHONE)) is people[0]
    assert [merge.lost.id for merge in book.merged] == [2, 3]


def test_two_ids_are_two_people_even_with_one_address() -> None:
    ann, bob = person(1, id="ann", email=EMAIL), person(2, id="bob")
    book = ContactBook([ann, bob])
    assert book.find_or_add(person(id="bob", email=EMAIL)) is bob
    assert book.merged == []


def test_two_email_addresses_are_two_people_even_with_one_telephone() -> None:
    ann = person(1, email=EMAIL, phone=PHONE)
    bob = person(2, email="bob@example.com")
    book = ContactBook([ann, bob])
    assert book.find_or_add(person(email="bob@example.com", phone=PHONE)) is bob
    assert book.merged == []


def test_who_is_stored_already_survives_who_is_new_in_the_batch() -> None:
    stored = person(5, email=EMAIL)
    book = ContactBook([stored])
    new = book.find_or_add(person(id=ANN))
    assert book.find_or_add(person(id=ANN, email=EMAIL)) is stored
    assert new.survivor is stored
    assert stored.external_id == ANN
    assert book.merged == []  # nothing stored has to move


def test_who_had_one_address_twice_in_the_past_is_found_too() -> None:
    older, known = person(1, email=EMAIL), person(2, id=ANN, email=EMAIL)
    book = ContactBook([older, known])
    assert book.find_or_add(person(id=ANN, email=EMAIL)) is known
    assert [merge.lost for merge in book.merged] == [older]
