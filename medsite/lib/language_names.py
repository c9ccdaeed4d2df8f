"""What languages are called: by themselves where readers choose one, in English where staff do."""

from django.conf.locale import LANG_INFO


def own_name(locale: str) -> str:
    """ "Español" for "es", "Español (US)" for "es-US"; a tag that nobody knows stays as it is."""
    return _name(locale, "name_local")


def english_name(locale: str) -> str:
    """ "Spanish" for "es"."""
    return _name(locale, "name")


def _name(locale: str, which: str) -> str:
    whole = LANG_INFO.get(locale.casefold(), {})
    if which in whole:
        return _capitalised(str(whole[which]))
    language, _, region = locale.partition("-")
    plain = LANG_INFO.get(language.casefold(), {})
    if which not in plain:
        return locale
    return _capitalised(str(plain[which])) + (f" ({region})" if region else "")


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]
