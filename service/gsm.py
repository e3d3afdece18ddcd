"""What a text message costs: segments of the GSM 7-bit alphabet or of UCS-2 (GSM 03.38, 03.40).

One character outside the alphabet turns the whole message to UCS-2, at less than half the length.
"""

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # two units each
MARKS = {  # by number: on the screen many look like what replaces them
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`",  # single quotation marks and their like
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",  # double quotation marks
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7",  # hyphens, dashes, minus, bullet
    "...": "\u2026",
    " ": "\u00a0\u2002\u2003\u2009\u202f\t",  # spaces
    "": "\u00ad\u200b\u2060\ufeff",  # nothing to be seen
}
PLAIN = str.maketrans({mark: simple for simple, marks in MARKS.items() for mark in marks})


def plain(text: str) -> str:
    """`text` with typographic marks made plain where that alone brings it into the alphabet."""
    simple = text.translate(PLAIN)
    return simple if _fits(simple) else text


def strange(text: str) -> str:
    """The first character that the alphabet lacks, "" when it lacks none."""
    return next((one for one in text if one not in ALPHABET and one not in EXTENDED), "")


def segments(text: str) -> int:
    """How many segments `text` is billed as."""
    if _fits(text):
        return _parts(sum(2 if one in EXTENDED else 1 for one in text), single=160, each=153)
    return _parts(len(text.encode("utf-16-be")) // 2, single=70, each=67)


def _fits(text: str) -> bool:
    return not strange(text)


def _parts(units: int, single: int, each: int) -> int:
    return 1 if units <= single else -(-units // each)
