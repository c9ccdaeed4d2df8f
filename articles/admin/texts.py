"""The limits of ArticleContent as form rules, so that their sentence stands beside the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from articles.content import TEXT_LIMIT
from medsite.lib.texts import clean_text


def check_text(value: str) -> None:
    """Refuse characters that no page and no database can hold."""
    try:
        clean_text(value)
    except ValueError as error:
        raise ValidationError(f"The text {error}. Take it out; it often comes along when text is copied.") from error


def limit_texts(form: forms.BaseForm) -> None:
    """Give every text field of a form the rules of the content."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField):
            rules: list[Any] = [check_text]
            if field.max_length is None:
                rules.append(MaxLengthValidator(TEXT_LIMIT))
            field.validators = [*field.validators, *rules]
