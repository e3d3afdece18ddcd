"""WhatsApp through Twilio. Outside the 24 hours after a customer's own message WhatsApp takes
approved templates only; everything else comes back as 63016."""

from notifiers.channel import Channel, Clock, ContactField
from notifiers.twilio.settings import TwilioSettings

CONTACT_FIELD: ContactField = "phone"


class Settings(TwilioSettings):
    SENDER = "twilio_whatsapp_from"


def open_channel(settings: Settings, now: Clock) -> Channel:
    from notifiers.twilio.channel import TwilioChannel

    return TwilioChannel(settings, prefix="whatsapp:")
