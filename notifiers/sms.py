"""SMS through Twilio."""

from notifiers.channel import Channel, Clock, ContactField
from notifiers.twilio.settings import TwilioSettings

CONTACT_FIELD: ContactField = "phone"


class Settings(TwilioSettings):
    SENDER = "twilio_sms_from"


def open_channel(settings: Settings, now: Clock) -> Channel:
    from notifiers.twilio.channel import TwilioChannel

    return TwilioChannel(settings)
