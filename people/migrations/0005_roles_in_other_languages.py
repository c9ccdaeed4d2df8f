import people.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0004_device_losses"),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="role_translations",
            field=models.TextField(
                blank=True,
                help_text="A line for each language, such as “es: Psiquiatra”. A text in that language and its signature name the person so. Where there is none, the line above stands there.",
                validators=[people.models.valid_translations],
                verbose_name="role in other languages",
            ),
        ),
    ]
