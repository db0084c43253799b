"""The last alert of an open deadline cannot be cancelled or taken away, from whichever side."""

from django.db import migrations

# As in 0002, asked when the transaction ends: a ladder laid out anew cancels before it plans.
FUNCTION = """
create function public.alert_leaves_none_silent() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
    perform 1 from public.agenda_deadline d
      where d.id = old.deadline_id and d.state = 'open'
        and not exists (select 1 from public.agenda_alert a
                         where a.deadline_id = d.id and a.state <> 'cancelled');
    if found then
        raise exception 'an open deadline has no alert'
            using errcode = 'check_violation', constraint = 'deadline_open_has_alert';
    end if;
    return null;
end
$body$
"""
CHANGED = """
create constraint trigger alert_leaves_none_silent_when_changed
    after update on public.agenda_alert
    deferrable initially deferred
    for each row
    when ((new.state = 'cancelled' and old.state <> 'cancelled')
          or new.deadline_id <> old.deadline_id)
    execute function public.alert_leaves_none_silent()
"""
DELETED = """
create constraint trigger alert_leaves_none_silent_when_deleted
    after delete on public.agenda_alert
    deferrable initially deferred
    for each row execute function public.alert_leaves_none_silent()
"""


class Migration(migrations.Migration):
    """Reversible: the triggers and their function go."""

    dependencies = [("agenda", "0007_lay_out_ladders_anew")]

    operations = [
        migrations.RunSQL(
            sql=[FUNCTION, CHANGED, DELETED],
            reverse_sql=[
                "drop trigger alert_leaves_none_silent_when_changed on public.agenda_alert",
                "drop trigger alert_leaves_none_silent_when_deleted on public.agenda_alert",
                "drop function public.alert_leaves_none_silent()",
            ],
        ),
    ]
