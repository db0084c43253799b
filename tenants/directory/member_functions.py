"""Ending or changing a membership: nobody else than the owner of the tables writes one.

Who may is asked here again, of the memberships themselves, whatever the portal thought: in an
establishment its managers and the DPOs and leads of its agency, acting as that establishment's own
role; in an agency its leads, acting as the portal's. The last manager or lead stays.
"""

# `current_setting('role')` is the role that was set before the call: within a function of the
# owner, current_user is the owner. One at a time in each place, so that of two managers who remove
# each other one remains. Invitations still open to the same address would let the person back in.
_CHANGE_MEMBER = """
create or replace function public.change_member(membership bigint, new_role text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
    me bigint := nullif(current_setting('app.user_id', true), '')::bigint;
    acting text := current_setting('role', true);
    one public.directory_membership;
    keeper text;
    roles text[];
begin
    select * into one from public.directory_membership m where m.id = membership;
    perform pg_advisory_xact_lock(hashtext('directory_membership'),
        coalesce(one.establishment_id, -one.agency_id, 0)::int);
    select * into one from public.directory_membership m where m.id = membership for update;
    if one.establishment_id is not null then
        keeper := 'manager';
        roles := array['manager', 'contributor', 'reader'];
        perform 1 from public.directory_establishment e
           join public.directory_membership m
             on (m.establishment_id = e.id and m.role = 'manager')
             or (m.agency_id = e.agency_id and m.role in ('lead', 'dpo'))
          where e.id = one.establishment_id and e.schema_name = acting and m.user_id = me;
    else
        keeper := 'lead';
        roles := array['lead', 'dpo', 'assistant'];
        perform 1 from public.directory_membership m
          where acting = 'vigie_web' and m.user_id = me and m.agency_id = one.agency_id
            and m.role = 'lead';
    end if;
    if not found or not coalesce(new_role = any(roles), true) then
        return 'unknown';
    end if;
    if one.role = keeper and new_role is distinct from keeper then
        perform 1 from public.directory_membership m
           join public.accounts_user u on u.id = m.user_id and u.is_active
          where m.role = keeper and m.id <> one.id
            and m.establishment_id is not distinct from one.establishment_id
            and m.agency_id is not distinct from one.agency_id;
        if not found then
            return 'last';
        end if;
    end if;
    if new_role is not null then
        update public.directory_membership m set role = new_role where m.id = one.id;
        return 'done';
    end if;
    insert into public.directory_departure
        (user_id, role, agency_id, establishment_id, said_by_id, left_at)
        values (one.user_id, one.role, one.agency_id, one.establishment_id, me, now());
    delete from public.directory_invitation i
     where i.accepted_at is null
       and i.email = (select lower(u.email) from public.accounts_user u where u.id = one.user_id)
       and i.establishment_id is not distinct from one.establishment_id
       and i.agency_id is not distinct from one.agency_id;
    delete from public.directory_membership m where m.id = one.id;
    return 'done';
end
$body$
"""

# The portal itself sees nobody's membership but one's own: a lead asks for those of the agencies
# led, establishments or not.
_MY_STAFF = """
create or replace function public.my_staff() returns setof public.directory_membership
language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
    select m.* from public.directory_membership m
     where m.agency_id in (
        select led.agency_id from public.directory_membership led
         where led.role = 'lead'
           and led.user_id = nullif(current_setting('app.user_id', true), '')::bigint)
$body$
"""

MEMBER_FUNCTIONS = (
    _CHANGE_MEMBER,
    _MY_STAFF,
    "revoke all on function public.change_member(bigint, text) from public",
    "grant execute on function public.change_member(bigint, text) to vigie_web, vigie_tenant",
    "revoke all on function public.my_staff() from public",
    "grant execute on function public.my_staff() to vigie_web",
)
