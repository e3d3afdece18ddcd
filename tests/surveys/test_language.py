from surveys.language import nearest, same_language


def test_it_takes_an_exact_match_before_a_relative() -> None:
    assert nearest("pt", ("pt-BR", "pt")) == "pt"
    assert nearest("pt-PT", ("pt-BR", "pt-PT")) == "pt-PT"
    assert nearest("nl", ("en",)) is None
    assert nearest("in_ID.UTF-8", ("en", "id")) == "id"


def test_it_takes_any_region_or_script_of_a_language_before_another_language() -> None:
    assert nearest("pt", ("en", "pt-BR")) == "pt-BR"
    assert nearest("zh-TW", ("en", "zh-Hans")) == "zh-Hans"
    assert nearest("id", ("en", "ido")) is None


def test_it_knows_two_tags_of_one_language() -> None:
    assert same_language("zh_CN", "zh-Hant")
    assert not same_language("ms", "id")
