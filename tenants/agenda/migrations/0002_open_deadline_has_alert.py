"""An open deadline that nobody would be told of cannot be committed."""

from django.db import migrations

# Deferred: the deadline is written before its alerts, in the same transaction. As the owner: the
# question is about all rows, whatever the role in force when the transaction ends.
FUNCTION = """
create function public.open_deadline_has_alert() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
    perform 1 from public.agenda_deadline d where d.id = new.id and d.state = 'open';
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
TRIGGER = """
create constraint trigger deadline_open_has_alert
    after insert or update on public.agenda_deadline
    deferrable initially deferred
    for each row execute function public.open_deadline_has_alert()
"""


class Migration(migrations.Migration):
    """Reversible: the trigger and its function go."""

    dependencies = [("agenda", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=[FUNCTION, TRIGGER],
            reverse_sql=[
                "drop trigger deadline_open_has_alert on public.agenda_deadline",
                "drop function public.open_deadline_has_alert()",
            ],
        ),
    ]
