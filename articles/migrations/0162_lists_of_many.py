import django.db.models.functions.text
from django.db import migrations, models

TITLES = """
CREATE INDEX search_entries_by_words_of_titles ON articles_searchentry USING gin (ts_filter(vector, '{a}'))
"""


def add_index(apps, schema_editor):
    """The words of titles alone: a word that half of the pages have is found in titles without reading the pages."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TITLES)


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_entries_by_words_of_titles")


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0161_letters_about_originals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="publishedname",
            index=models.Index(fields=["subject", "language"], name="published_names_by_subject"),
        ),
        migrations.AddIndex(
            model_name="publishedpage",
            index=models.Index(
                models.F("language"), django.db.models.functions.text.Lower("title"), models.F("id"), name="pages_by_title"
            ),
        ),
        migrations.RunPython(add_index, remove_index, elidable=False),
    ]
