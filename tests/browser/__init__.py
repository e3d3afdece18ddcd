import pytest

pytest.register_assert_rewrite("tests.browser.dashboard", "tests.browser.demo")
