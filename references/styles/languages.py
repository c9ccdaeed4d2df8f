"""The note that a work is not in English (Citing Medicine, chapter 1, "Language")."""

from references.styles.marks import Record, field

NAMES = {
    "ar": "Arabic", "ara": "Arabic", "bg": "Bulgarian", "bul": "Bulgarian", "ca": "Catalan", "cat": "Catalan",
    "chi": "Chinese", "cs": "Czech", "cze": "Czech", "ces": "Czech", "da": "Danish", "dan": "Danish", "de": "German",
    "deu": "German", "dut": "Dutch", "el": "Greek", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fin": "Finnish", "fr": "French", "fra": "French", "fre": "French", "ger": "German",
    "gre": "Greek", "he": "Hebrew", "heb": "Hebrew", "hr": "Croatian", "hrv": "Croatian", "hu": "Hungarian",
    "hun": "Hungarian", "is": "Icelandic", "it": "Italian", "ita": "Italian", "ja": "Japanese", "jpn": "Japanese",
    "ko": "Korean", "kor": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch",
    "nld": "Dutch", "nn": "Norwegian", "no": "Norwegian", "nor": "Norwegian", "per": "Persian", "pl": "Polish",
    "pol": "Polish", "por": "Portuguese", "pt": "Portuguese", "ro": "Romanian", "rum": "Romanian", "rus": "Russian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "slv": "Slovenian", "spa": "Spanish", "sr": "Serbian",
    "srp": "Serbian", "sv": "Swedish", "swe": "Swedish", "th": "Thai", "tr": "Turkish", "tur": "Turkish",
    "uk": "Ukrainian", "ukr": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese", "zho": "Chinese",
}  # fmt: skip
"""ISO 639-1 and the two forms of 639-2, which MEDLINE uses."""

_ENGLISH = {name.lower(): name for name in NAMES.values()}


def language_name(language: str) -> str:
    """ "Norwegian" for no, nor, nb-NO or Norwegian; nothing for English and for codes that nobody here can name."""
    code = language.lower()
    return NAMES.get(code) or NAMES.get(code.replace("_", "-").split("-")[0]) or _ENGLISH.get(code, "")


def language_note(record: Record) -> str:
    """ "Norwegian.", or nothing for English and for codes that nobody here can name."""
    name = language_name(field(record, "language"))
    return f"{name}." if name else ""
