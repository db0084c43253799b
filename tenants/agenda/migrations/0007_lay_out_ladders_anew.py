"""Ladders changed: what lies behind an open deadline must not be sent once more.

Escalations, business hours and the spread of a morning give new instants to old rungs, and the
reconciler sends what is wanted and missing, however late. Laid out anew from now, only what lies
ahead is wanted. An alert already due and not yet sent keeps the layout before it; a deadline whose
end is over keeps it after the last rung, so that nobody is told « late » a second time. Sixteen
minutes: a rung is compared at eight sharp, its alerts are spread over a quarter of an hour.
"""

from django.db import migrations

LAY_OUT = """
update agenda_deadline d
   set planned_at = greatest(d.planned_at, least(
           now(),
           d.due_at - interval '1 microsecond',
           (select min(a.due_at) - interval '16 minutes' from agenda_alert a
             where a.deadline_id = d.id and a.state in ('planned', 'sending'))))
 where d.state = 'open'
"""


class Migration(migrations.Migration):
    """Reversible: the layout of before is a layout like another."""

    dependencies = [("agenda", "0006_deadline_suspended")]

    operations = [migrations.RunSQL(sql=LAY_OUT, reverse_sql=migrations.RunSQL.noop)]
