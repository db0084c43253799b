"""What runs or is suspended, counted on every page: an index of its own. Reversible."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0008_alert_leaves_none_silent"),
        ("directory", "0004_departure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "suspended"])),
                fields=["state", "due_at"],
                name="deadline_running_by_state",
            ),
        ),
    ]
