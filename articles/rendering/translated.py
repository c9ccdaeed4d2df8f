"""What a page says of the text that it is a translation of. The frame's words, in the language that is spoken now."""

from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from articles.rendering.shapes import OriginalText
from medsite.lib import languages


def origin(original: OriginalText) -> str:
    """Which text it is a translation of, for those who get no link; empty for one that was withdrawn."""
    if not original.url:
        return ""
    return _("Translation of “%(title)s” (%(language)s), version of %(day)s.") % {
        "title": original.title,
        "language": language_of(original),
        "day": date_format(original.on),
    }


def behind(original: OriginalText) -> str:
    """That the original was changed or withdrawn since; empty when it was not."""
    if original.withdrawn_on is not None:
        return _("The original text was withdrawn on %(day)s. This translation follows the text from before.") % {
            "day": date_format(original.withdrawn_on)
        }
    if original.changed_on is not None:
        return _(
            "The original text was changed on %(day)s. This translation has not been checked against the change yet."
        ) % {"day": date_format(original.changed_on)}
    return ""


def language_of(original: OriginalText) -> str:
    """What the language of the original is called in a sentence; its tag where that is all that is known."""
    try:
        name = str(get_language_info(original.locale)["name_translated"])
    except KeyError:
        return original.locale
    return languages.in_a_sentence(name)
