"""What a reader is promised: whatever can be set, said or asked for is in the documentation."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import yaml
from starlette.routing import Route

import notifiers
from service import cli, routes
from service.settings import PREFIX, Settings
from service.sources import sources
from surveys.deciding import reason_codes
from surveys.definition import Definition
from surveys.evidence import EXPLICIT
from surveys.evidence.grading import REASONS
from surveys.kinds import kinds
from surveys.placeholders import unknown_placeholders
from surveys.survey_file import parse

ROOT = Path(__file__).parent.parent
PUBLIC = (
    "/v1", "/hooks", "/receipts", "/schemas", "/r/", "/s/", "/u/", "/healthz", "/readyz", "/metrics"
)  # fmt: skip
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def section(name: str, title: str) -> str:
    """The part of a page below a heading of the second level."""
    return page(name).split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[str]:
    """What the first column of its tables names."""
    cells = re.findall(r"^\| (`.+?`.*?) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def test_every_reason_is_explained_and_no_other() -> None:
    asked = [section("docs/reasons.md", title) for title in ("Asked", "Asked later", "Not asked")]
    assert sorted(rows("".join(asked))) == sorted(reason_codes())


def test_every_reason_against_a_click_is_explained_and_no_other() -> None:
    told = section("docs/scanners.md", "What speaks against a click")
    words = dict(re.findall(r"^\| `(\w+)` \| (.+?)[.:] ?(?:`.+?`.)? ?\|", told, re.MULTILINE))
    assert words == {code: reason.words.rstrip(".") for code, reason in REASONS.items()}
    left = re.findall(r"\| (\d) \| (\d|any) \|$", told, re.MULTILINE)
    of_forms = {"any": EXPLICIT}
    assert [(int(bare), of_forms.get(hand) or int(hand)) for bare, hand in left] == [
        (reason.left, reason.touched) for reason in REASONS.values()
    ]


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    of_channels = {
        f"{notifiers.load()[name].Settings.model_config['env_prefix']}{field}".upper()
        for name in notifiers.channel_names()
        for field in notifiers.load()[name].Settings.model_fields
    }
    own = {f"{PREFIX}{field}".upper() for field in Settings.model_fields}
    assert set(rows(section("README.md", "Settings"))) == own | of_channels


def test_every_command_is_in_the_readme() -> None:
    said = section("README.md", "Commands")
    app = cli.application()
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.replace("_", "-")
        assert f"`afterword {name}" in said, name
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            assert command.callback is not None
            name = command.name or command.callback.__name__.replace("_", "-")
            assert f"`afterword {group.name} {name}" in said, name


def test_every_kind_of_survey_is_explained_with_its_formula() -> None:
    said = section("docs/scores.md", "Kinds")
    for name, kind in kinds().items():
        [line] = re.findall(rf"^\| `{name}` .*$", said, re.MULTILINE)
        assert f"`{kind.DEFINITION}`" in line
        assert f" {kind.LOW} to {kind.HIGH} " in line or f" {kind.LOW}, {kind.HIGH} " in line


def test_every_field_of_a_survey_is_explained() -> None:
    named = {name.partition(".")[0] for name in rows(page("docs/surveys.md"))}
    assert named >= set(Definition.model_fields)


@pytest.mark.parametrize("name", ["docs/surveys.md", "README.md"])
def test_a_survey_in_the_documentation_can_be_published(name: str) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", page(name), re.MULTILINE | re.DOTALL)
    for found in map(yaml.safe_load, blocks):
        if isinstance(found, dict) and "kind" in found:
            found["trigger"] = {("on" if k is True else k): v for k, v in found["trigger"].items()}
            assert unknown_placeholders(parse(found)) == []


def test_every_channel_of_customers_can_be_found() -> None:
    for name in notifiers.channel_names():
        assert f"`{name}`" in page("docs/surveys.md") or name == "memory", name


def test_every_source_is_described() -> None:
    described = page("docs/api.md") + page("docs/operation.md") + page("README.md")
    for name in sources():
        assert re.search(rf"`(/hooks/)?{name}\b", described), name


def test_every_route_of_the_api_is_described() -> None:
    described = page("docs/api.md") + page("docs/operation.md")
    modules = [import_module(f"service.routes.{one.name}") for one in iter_modules(routes.__path__)]
    found = [route for module in modules for route in module.ROUTES if isinstance(route, Route)]
    assert len(found) > 10
    for route in found:
        if route.path.startswith(PUBLIC):
            anything = re.sub(r"\{\w+\}", r"[^/\\s`]+", route.path)
            assert re.search(anything, described), route.path


@pytest.mark.parametrize("found", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(found: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", found.read_text("utf-8")):
        if "://" in target or target.startswith("#"):
            continue
        path, _, anchor = target.partition("#")
        linked = found.parent / path
        assert linked.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert anchor in slugs, target


def test_every_file_the_readme_speaks_of_is_there() -> None:
    folders = ("service", "surveys", "notifiers", "templates", "tests", "docs", "bench")
    parts = [part for part in page("README.md").split("\n## ") if not part.startswith("Adding")]
    named = re.findall(rf"`((?:{'|'.join(folders)})/[\w./-]+)`", "".join(parts))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
