"""Single words with which people wish for no more messages, for them again, or for help."""

from typing import Literal

Wish = Literal["stop", "start", "help"]
# Of English Twilio's own words, but for YES: to start again is more than an answer to a question.
# Of other languages those that nobody answers a question with: Spanish "alto" is high as well.
WORDS: dict[Wish, dict[str, tuple[str, ...]]] = {
    "stop": {
        "en": ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"),
        "id": ("berhenti", "hentikan", "batal", "keluar"),
        "ms": ("henti", "berhenti", "hentikan", "batal"),
        "es": ("baja", "parar", "cancelar", "detener", "desuscribir", "desuscribirme"),
        "pt": ("pare", "parar", "sair", "cancelar", "descadastrar"),
        "fr": ("arrêt", "arret", "arrêter", "arreter", "désabonner", "desabonner", "désinscrire"),
        "de": ("stopp", "abmelden", "abbestellen", "beenden", "austragen"),
        "ar": ("إيقاف", "ايقاف", "أوقف", "اوقف", "توقف", "قف", "إلغاء", "الغاء"),
        "hi": ("रोकें", "रोको", "बंद", "रद्द"),
        "zh": ("停止", "退订", "退訂", "取消", "td"),
        "ja": ("停止", "配信停止", "解除", "退会", "ストップ"),
    },
    "start": {
        "en": ("start", "unstop"),
        "id": ("mulai",),
        "ms": ("mula",),
        "es": ("alta", "iniciar", "reanudar"),
        "pt": ("iniciar", "retomar", "voltar"),
        "fr": ("démarrer", "demarrer", "reprendre", "réabonner", "reabonner"),
        "de": ("starten", "anmelden"),
        "ar": ("ابدأ", "بدء", "اشتراك"),
        "hi": ("शुरू",),
        "zh": ("开始", "订阅", "恢复"),
        "ja": ("開始", "再開", "スタート"),
    },
    "help": {
        "en": ("help", "info"),
        "id": ("bantuan", "tolong"),
        "ms": ("bantuan", "tolong"),
        "es": ("ayuda",),
        "pt": ("ajuda",),
        "fr": ("aide",),
        "de": ("hilfe",),
        "ar": ("مساعدة", "المساعدة"),
        "hi": ("मदद", "सहायता"),
        "zh": ("帮助",),
        "ja": ("ヘルプ",),
    },
}
WISHES = {
    word: wish
    for wish, by_language in WORDS.items()
    for words in by_language.values()
    for word in words
}
