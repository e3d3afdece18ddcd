"""The ways to reach a contact. The folder is the registry: a file with `open_channel` is a channel,
named like the file; sub-folders hold what several channels or several files share."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import cast

from notifiers.channel import Channel, ChannelModule, ChannelSettings, Clock, ContactField


@cache
def load() -> Mapping[str, ChannelModule]:
    """Every channel's module by name, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.ispkg)
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return MappingProxyType(
        {
            name: cast(ChannelModule, module)
            for name, module in modules.items()
            if hasattr(module, "open_channel")
        }
    )


def channel_names() -> tuple[str, ...]:
    return tuple(load())


def contact_field(name: str) -> ContactField:
    return load()[name].CONTACT_FIELD


def settings_of(name: str) -> ChannelSettings:
    """Reads the channel's settings from the environment."""
    return load()[name].Settings()


def problems_of(settings: Mapping[str, ChannelSettings]) -> list[str]:
    """Everything that is missing or wrong, each once (SMS and WhatsApp share an account)."""
    return list(dict.fromkeys(line for one in settings.values() for line in one.problems()))


def open_channels(settings: Mapping[str, ChannelSettings], now: Clock) -> dict[str, Channel]:
    """Opens each channel that is on, by name. Needs `problems_of(settings) == []`."""
    return {
        name: load()[name].open_channel(one, now) for name, one in settings.items() if not one.off
    }
