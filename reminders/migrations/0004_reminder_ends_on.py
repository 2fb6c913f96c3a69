from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0003_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="ends_on",
            field=models.DateField(null=True),
        ),
    ]
