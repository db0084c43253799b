"""Whom the activities already in the register cite; each later version tells it by itself."""

from django.db import migrations

_FILL = """
insert into processors_processorcitation
    (activity_id, activity_reference, activity_name, rank, label, key)
select a.id, a.reference, a.name, cited.place - 1, cited.said ->> 'label',
       translate(lower(cited.said ->> 'label'), 'àâäéèêëîïôöùûüÿç’', 'aaaeeeeiioouuuyc''')
  from register_activity a
  cross join lateral jsonb_array_elements(a.content -> 'processors')
       with ordinality as cited(said, place)
 where a.state <> 'archived' and coalesce(cited.said ->> 'label', '') <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("processors", "0001_initial"), ("register", "0001_initial")]

    operations = [
        migrations.RunSQL(_FILL, reverse_sql="delete from processors_processorcitation"),
    ]
