import sys

from service import panels
from tests.service.panels.views import view


def test_the_folder_is_the_registry() -> None:
    assert list(panels.panels()) == [
        "alerts",
        "score",
        "response_rate",
        "trend",
        "distribution",
        "segments",
        "week",
        "operations",
        "funnel",
        "machines",
        "themes",
        "live",
        "comments",
    ]


async def test_a_new_panel_is_one_file(tmp_path, monkeypatch) -> None:
    (tmp_path / "weather.py").write_text(
        "from service.parts import Line, Panel\n"
        "ORDER = 15\n"
        "async def show(view):\n"
        "    return Panel('Weather', [Line(f'{view.total[\"n\"]} drops')])\n"
    )
    (tmp_path / "silent.py").write_text("ORDER = 16\nasync def show(view): ...\n")
    (tmp_path / "clouds.py").write_text("COLOUR = 'grey'\n")
    monkeypatch.setattr(panels, "__path__", [str(tmp_path)])
    panels.panels.cache_clear()
    try:
        [(name, panel)] = await panels.show_all(view({9: 3}))
        assert (name, panel.title, panel.parts[0].text) == ("weather", "Weather", "3 drops")
    finally:
        panels.panels.cache_clear()
        for name in ("weather", "silent", "clouds"):
            sys.modules.pop(f"service.panels.{name}", None)
