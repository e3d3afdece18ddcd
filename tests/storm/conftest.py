import pytest

pytest.register_assert_rewrite("tests.storm.audit", "tests.storm.storm", "tests.storm.backends")
