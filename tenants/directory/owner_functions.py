"""What the portal may ask the owner of the tables to do or to tell, and nothing beside.

Each runs with the owner's rights: it takes no name of a table, and answers one narrow question.
"""

from tenants.directory.member_functions import MEMBER_FUNCTIONS

# Whoever works in a place that the signed-in person reaches; memberships of others are hidden from
# the portal itself.
_MY_PEOPLE = """
create or replace function public.my_people() returns setof bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
    with mine as (
        select m.agency_id, m.establishment_id from public.directory_membership m
         where m.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    ), reached as (
        select e.id, e.agency_id from public.directory_establishment e
         where e.id in (select establishment_id from mine)
            or e.agency_id in (select agency_id from mine)
    )
    select m.user_id from public.directory_membership m
     where m.establishment_id in (select id from reached)
        or m.agency_id in (select agency_id from reached)
        or m.agency_id in (select agency_id from mine)
$body$
"""

# A portal that sees only its own establishments must still give a new one a free address. It is
# told of those of that very name, numbered or not: never the list of the others.
_TAKEN_SLUGS = """
create or replace function public.taken_slugs(stem text) returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
    select slug from public.directory_establishment
     where starts_with(slug, stem) and substr(slug, length(stem) + 1) ~ '^(-[0-9]+)?$'
       and stem <> ''
$body$
"""

# Runs as the owner, so the portal can open an establishment without holding the owner's password.
# It can do one thing: create, from the recorded DDL, the schema of an establishment whose row the
# caller could insert under its own policies; it refuses a schema or a role that exists.
_OPENING = """
create or replace function public.open_establishment_schema(schema_name text, fingerprint text)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
    recorded text;
begin
    if schema_name !~ '^e_[a-z0-9]{12}$' then
        raise exception 'not a name of schema';
    end if;
    perform 1 from public.directory_establishment e
      where e.schema_name = open_establishment_schema.schema_name;
    if not found then
        raise exception 'no establishment has this schema';
    end if;
    select t.ddl into strict recorded from public.directory_schematemplate t
      where t.fingerprint = open_establishment_schema.fingerprint;
    execute format('create role %I nologin in role vigie_tenant', schema_name);
    execute format('grant %I to vigie_app with inherit false, set true', schema_name);
    execute format('grant %I to current_user with inherit false, set true', schema_name);
    execute format('create schema %I', schema_name);
    perform set_config('search_path', format('%I, public', schema_name), true);
    execute recorded;
    execute format('grant usage on schema %I to %I', schema_name, schema_name);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I',
                   schema_name, schema_name);
    execute format('grant usage, select on all sequences in schema %I to %I',
                   schema_name, schema_name);
    execute format('revoke insert, update, delete on %I.django_migrations from %I',
                   schema_name, schema_name);
    execute format('revoke update, delete on %I.journal_entry from %I',
                   schema_name, schema_name);
    execute format('revoke update, delete on %I.register_activityversion from %I',
                   schema_name, schema_name);
    execute format('revoke update, delete on %I.processors_processorlinkversion from %I',
                   schema_name, schema_name);
end
$body$
"""
FUNCTIONS = (
    *MEMBER_FUNCTIONS,
    _MY_PEOPLE,
    _TAKEN_SLUGS,
    _OPENING,
    "revoke all on function public.my_people() from public",
    "grant execute on function public.my_people() to vigie_web",
    "revoke all on function public.taken_slugs(text) from public",
    "grant execute on function public.taken_slugs(text) to vigie_web",
    "revoke all on function public.open_establishment_schema(text, text) from public",
    "grant execute on function public.open_establishment_schema(text, text) to vigie_web",
)
