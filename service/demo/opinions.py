"""What the sample history's customers think, in their language."""

from dataclasses import dataclass
from random import Random

from surveys.kinds import kinds

COMMENTING, COMPLAINING = 0.4, 0.8
HAPPY = {
    "en": ("The best beans in town.", "Quick and friendly, thank you!", "Always a pleasure.",
           "Ayu solved it in five minutes.", "Delivery came a day early."),
    "id": ("Kopinya enak sekali!", "Pelayanannya cepat dan ramah.", "Selalu puas belanja di sini.",
           "Masalah saya langsung beres, terima kasih.", "Pengirimannya cepat."),
}  # fmt: skip
NEUTRAL = {
    "en": ("It was fine.", "Good coffee, but a bit expensive.", "Could be a little faster."),
    "id": ("Biasa saja.", "Enak, tapi agak mahal.", "Semoga lain kali lebih cepat."),
}
UNHAPPY = {
    "en": ("I waited twenty minutes for one latte.", "The parcel was damaged.",
           "Nobody called me back.", "I had to explain my problem three times."),
    "id": ("Antre dua puluh menit untuk satu kopi.", "Paketnya rusak waktu sampai.",
           "Tidak ada yang menelepon balik.", "Saya harus menjelaskan masalah tiga kali."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opinion:
    """A score on the kind's scale, and perhaps a word."""

    score: int
    comment: str | None


def opinion(kind: str, language: str, mood: float, chance: Random) -> Opinion:
    """`mood` from -1 (awful) to 1 (delighted) is where opinions gather; they spread widely."""
    feeling = max(-1.0, min(1.0, chance.gauss(mood + 0.5, 0.5)))
    scale = kinds()[kind]
    score = scale.LOW + round((feeling + 1) / 2 * (scale.HIGH - scale.LOW))
    words = HAPPY if feeling > 0.5 else UNHAPPY if feeling < -0.1 else NEUTRAL
    said = words.get(language, words["en"])
    often = COMPLAINING if words is UNHAPPY else COMMENTING
    # the first of them is what most people say
    [comment] = chance.choices(said, range(len(said), 0, -1)) if chance.random() < often else [None]
    return Opinion(score, comment)
