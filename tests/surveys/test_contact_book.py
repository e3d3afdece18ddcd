from surveys.contact import Contact
from surveys.contact_book import ContactBook

ANN, EMAIL, PHONE = "ann", "ann@example.com", "+6281200000001"


def person(
    number: int = 0,
    id: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    source: str = "shop",
) -> Contact:
    ids = {source: id} if id else {}
    details = (email, phone, None, None, None)
    return Contact(number, *details, updated_at=number, external_ids=ids, event_id=77)


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
    assert stored.external_ids == {"shop": ANN}
    assert book.merged == []  # nothing stored has to move


def test_who_had_one_address_twice_in_the_past_is_found_too() -> None:
    older, known = person(1, email=EMAIL), person(2, id=ANN, email=EMAIL)
    book = ContactBook([older, known])
    assert book.find_or_add(person(id=ANN, email=EMAIL)) is known
    assert [merge.lost for merge in book.merged] == [older]


def test_another_source_s_id_is_tied_by_an_address_and_each_keeps_its_own() -> None:
    ann = person(1, id="17", email=EMAIL)
    book = ContactBook([ann])
    assert book.find_or_add(person(id="4", email=EMAIL, source="desk")) is ann
    assert book.find_or_add(person(id="4", source="desk")) is ann
    assert ann.external_ids == {"shop": "17", "desk": "4"}


def test_the_same_id_in_another_source_is_somebody_else() -> None:
    ann = person(1, id="1001", email=EMAIL)
    book = ContactBook([ann])
    bob = book.find_or_add(person(id="1001", email="bob@example.com", source="desk"))
    assert bob is not ann
    assert book.find_or_add(person(id="1001")) is ann


def test_two_ids_of_one_source_are_two_people_whatever_they_share() -> None:
    ann = person(1, id="ann", email=EMAIL, phone=PHONE)
    book = ContactBook([ann])
    bob = book.find_or_add(person(id="bob", email=EMAIL, phone=PHONE))
    assert bob is not ann
    assert book.find_or_add(person(id="bob")) is bob
    assert book.merged == []


def test_an_id_does_not_pass_to_the_other_holder_of_a_telephone() -> None:
    nobody, bob = person(1, email=EMAIL), person(2, id="bob", phone=PHONE)
    book = ContactBook([nobody, bob])
    ann = book.find_or_add(person(id="ann", email=EMAIL, phone=PHONE))
    assert (ann, ann.external_ids, bob.external_ids) == (nobody, {"shop": "ann"}, {"shop": "bob"})
    assert book.merged == []


def test_an_address_that_two_people_share_ties_nobody_else() -> None:
    ann, bob = person(1, id="ann", email=EMAIL), person(2, id="bob", email=EMAIL)
    book = ContactBook([ann, bob])
    third = book.find_or_add(person(id="9", email=EMAIL, source="desk"))
    assert third not in (ann, bob)
    nameless = book.find_or_add(person(email=EMAIL))
    assert nameless not in (ann, bob, third)
    assert book.find_or_add(person(email=EMAIL)) is nameless
    assert book.find_or_add(person(id="ann", email=EMAIL)) is ann
    assert book.merged == []


def test_two_email_addresses_with_one_telephone_are_two_people_from_the_start() -> None:
    ann = person(1, id="ann", email=EMAIL, phone=PHONE)
    book = ContactBook([ann])
    bob = book.find_or_add(person(id="4", email="bob@example.com", phone=PHONE, source="desk"))
    assert bob is not ann
    assert ann.email == EMAIL
