from django.db import migrations

# What `portal.register.summaries` writes from now on, read from the content of older rows.
FILL = """
update register_activity set
  legal_bases = array(
    select distinct base from jsonb_array_elements(coalesce(content -> 'purposes', '[]')) as purpose,
      jsonb_array_elements_text(coalesce(purpose -> 'legal_bases', '[]')) as base
    order by base
  ),
  families = array(
    select distinct category ->> 'family' collate "C"
    from jsonb_array_elements(coalesce(content -> 'data_categories', '[]')) as category
    where category ->> 'family' is not null order by 1
  ),
  processors = array(
    select distinct processor ->> 'label' collate "C"
    from jsonb_array_elements(coalesce(content -> 'processors', '[]')) as processor
    where processor ->> 'label' is not null order by 1
  )
"""


class Migration(migrations.Migration):
    """SQL, so that the fleet replays it; backwards, there is nothing to undo in columns that go."""

    dependencies = [("register", "0005_activity_summarise_for_filters")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
