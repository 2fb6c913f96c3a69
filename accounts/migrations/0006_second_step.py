from django.db import migrations, models

KINDS = [
    ("sign_in", "Signed in"),
    ("failure", "A sign-in failed"),
    ("sign_out", "Signed out"),
    ("password", "The password was changed"),
    ("address", "The e-mail address was changed"),
    ("codes_on", "Codes from an app were turned on"),
    ("codes_off", "Codes from an app were turned off"),
    ("passkey_on", "A passkey was added"),
    ("passkey_off", "A passkey was removed"),
    ("recovery_on", "Recovery codes were made"),
    ("recovery_off", "Recovery codes were ended"),
    ("step_ended", "The second step was ended by whoever runs this place"),
    ("device_ended", "A device was signed out from another"),
    ("token_made", "A secret address was made"),
    ("token_ended", "A secret address was ended"),
    ("export", "Everything was taken along as a file"),
    ("erase", "The account was erased"),
    ("admin_read", "Staff looked at rows of this account"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_audit_event"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.AlterField("auditevent", "kind", models.CharField(choices=KINDS, max_length=12)),
        # A session from before the list of devices would not stand in it, and nobody could end it.
        migrations.RunSQL("DELETE FROM django_session", migrations.RunSQL.noop),
    ]
