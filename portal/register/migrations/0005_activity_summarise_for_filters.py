import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0004_register_imports")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="families",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="legal_bases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=1), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="processors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300), db_default=[], default=list, size=None
            ),
        ),
    ]
