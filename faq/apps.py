"""The question bank: questions with answers that articles may copy."""

from django.apps import AppConfig


class FaqConfig(AppConfig):
    name = "faq"
    verbose_name = "Question bank"
