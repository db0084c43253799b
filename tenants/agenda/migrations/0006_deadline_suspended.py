"""A period that the law stops while an answer is awaited: its own state, and since when."""

from django.db import migrations, models
from django.db.models import Q

# As in 0002, for a suspended deadline too: nobody being recalled of it is as bad.
FUNCTION = """
create or replace function public.open_deadline_has_alert() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
    perform 1 from public.agenda_deadline d
      where d.id = new.id and d.state in ({states});
    if not found then
        return null;
    end if;
    perform 1 from public.agenda_alert a where a.deadline_id = new.id and a.state <> 'cancelled';
    if not found then
        raise exception 'an open deadline has no alert'
            using errcode = 'check_violation', constraint = 'deadline_open_has_alert';
    end if;
    return null;
end
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("agenda", "0005_recurrence_add_series")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="suspended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "en cours"),
                    ("suspended", "suspendue"),
                    ("met", "tenue"),
                    ("cancelled", "annulée"),
                ],
                default="open",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=Q(state="suspended", suspended_at__isnull=False)
                | (~Q(state="suspended") & Q(suspended_at__isnull=True)),
                name="deadline_suspended_has_its_instant",
            ),
        ),
        migrations.RunSQL(
            sql=[FUNCTION.format(states="'open', 'suspended'")],
            reverse_sql=[FUNCTION.format(states="'open'")],
        ),
    ]
