from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0005_conversations"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="matched",
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
