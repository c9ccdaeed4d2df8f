"""Answering what a reader reported."""

from django import forms

from articles.choices import ReportOutcome


class CloseReportForm(forms.Form):
    outcome = forms.ChoiceField(label="What comes of it", choices=ReportOutcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="In a sentence",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was found. When a review is asked for, the clinician reads it. Say nothing about the reader.",
    )
