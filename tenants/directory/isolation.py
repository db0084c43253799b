"""Second lock: which rows of the public tables each PostgreSQL role sees, and puts in force.

Applied by the owner after every migration, idempotent; what each role may do is `grants`.
"""

from dataclasses import dataclass

from django.db import connection

from tenants.directory.grants import GRANTS
from tenants.directory.owner_functions import FUNCTIONS

ME = "nullif(current_setting('app.user_id', true), '')::bigint"
_MY = f"(select {{}} from directory_membership where user_id = {ME} and {{}} is not null)"
MY_AGENCIES = f"any(array{_MY.format('agency_id', 'agency_id')})"
MY_ESTABLISHMENTS = f"any(array{_MY.format('establishment_id', 'establishment_id')})"
MY_SCHEMAS = "any(array(select schema_name from directory_establishment))"
HERE = "(select id from directory_establishment where schema_name = current_user)"
I_OPEN = (
    "any(array(select agency_id from directory_membership"
    f" where user_id = {ME} and role in ('lead', 'dpo')))"
)
I_LEAD = (
    f"any(array(select agency_id from directory_membership where user_id = {ME} and role = 'lead'))"
)
# Whoever works for the firm reads its library; a DPO or a lead of any agency writes it.
I_SERVE = (
    f"exists (select 1 from directory_membership where user_id = {ME} and agency_id is not null)"
)
I_MANAGE = (
    f"exists (select 1 from directory_membership where user_id = {ME} and role in ('lead', 'dpo'))"
)
# A row that names its establishment twice, by schema and by id, names one and the same: otherwise
# its alerts would go to the people of another, and its reference be taken there.
SAME_PLACE = (
    "(establishment_id, schema_name) in (select id, schema_name from directory_establishment)"
)
SAME_DEADLINE = "(deadline_id, schema_name) in (select id, schema_name from agenda_deadline)"
# Nobody is signed in while signing in: the account is looked for by its address.
NOBODY_YET = f"{ME} is null"
MY_PEOPLE = f"{NOBODY_YET} or id = {ME} or id = any(array(select public.my_people()))"


@dataclass(frozen=True, slots=True)
class Policy:
    """Rows of `table` that `role` may read, and those it may write."""

    table: str
    role: str
    reads: str
    writes: str | None = None


POLICIES: tuple[Policy, ...] = (
    Policy(
        "directory_establishment",
        "vigie_web",
        f"agency_id = {MY_AGENCIES} or id = {MY_ESTABLISHMENTS}",
        f"agency_id = {I_OPEN}",
    ),
    Policy("directory_establishment", "vigie_tenant", "schema_name = current_user", "false"),
    Policy("directory_establishment", "vigie_clock", "true", "false"),
    Policy("directory_establishment", "vigie_door", "true", "false"),
    Policy("directory_membership", "vigie_web", f"user_id = {ME}", "false"),
    Policy(
        "directory_membership",
        "vigie_tenant",
        f"establishment_id = {HERE}"
        " or agency_id = (select agency_id from directory_establishment"
        " where schema_name = current_user)",
        "false",
    ),
    Policy("directory_membership", "vigie_clock", "true", "false"),
    Policy("directory_membership", "vigie_door", "true", "true"),
    Policy(
        "directory_invitation",
        "vigie_web",
        f"agency_id = {I_LEAD}"
        " or establishment_id = any(array(select id from directory_establishment))",
        f"agency_id = {I_LEAD} or establishment_id in"
        f" (select id from directory_establishment where agency_id = {I_OPEN})",
    ),
    Policy("directory_invitation", "vigie_tenant", f"establishment_id = {HERE}"),
    Policy(
        "directory_departure",
        "vigie_tenant",
        f"establishment_id = {HERE}"
        " or agency_id = (select agency_id from directory_establishment"
        " where schema_name = current_user)",
        "false",
    ),
    Policy("directory_invitation", "vigie_door", "true"),
    Policy("agenda_deadline", "vigie_web", f"schema_name = {MY_SCHEMAS}", SAME_PLACE),
    Policy("agenda_deadline", "vigie_tenant", "schema_name = current_user", SAME_PLACE),
    Policy("agenda_deadline", "vigie_clock", "true", SAME_PLACE),
    Policy("agenda_alert", "vigie_web", f"schema_name = {MY_SCHEMAS}", SAME_DEADLINE),
    Policy("agenda_alert", "vigie_tenant", "schema_name = current_user", SAME_DEADLINE),
    Policy("agenda_alert", "vigie_clock", "true"),
    Policy("agenda_alertattempt", "vigie_web", f"schema_name = {MY_SCHEMAS}"),
    Policy("agenda_alertattempt", "vigie_tenant", "schema_name = current_user"),
    Policy("agenda_alertattempt", "vigie_clock", "true"),
    Policy("agenda_recurrence", "vigie_web", f"schema_name = {MY_SCHEMAS}", SAME_PLACE),
    Policy("agenda_recurrence", "vigie_tenant", "schema_name = current_user", SAME_PLACE),
    Policy("agenda_recurrence", "vigie_clock", "true", SAME_PLACE),
    Policy("agenda_ladderstep", "vigie_web", f"agency_id = {MY_AGENCIES}", f"agency_id = {I_LEAD}"),
    Policy(
        "agenda_ladderstep",
        "vigie_tenant",
        "agency_id = (select agency_id from directory_establishment"
        " where schema_name = current_user)",
        "false",
    ),
    Policy("agenda_ladderstep", "vigie_clock", "true", "false"),
    Policy("agenda_digest", "vigie_web", f"person_id = {ME}"),
    Policy("agenda_digest", "vigie_clock", "true"),
    Policy("agenda_calendarfeed", "vigie_web", f"person_id = {ME}"),
    Policy("agenda_calendarfeed", "vigie_door", "true"),
    Policy("agenda_chatchannel", "vigie_web", f"person_id = {ME}"),
    Policy("agenda_chatchannel", "vigie_clock", "true"),
    Policy(
        "directory_absence",
        "vigie_web",
        f"agency_id = {MY_AGENCIES}",
        f"agency_id = {I_LEAD} or (person_id = {ME} and agency_id = {MY_AGENCIES})",
    ),
    Policy("directory_absence", "vigie_clock", "true", "false"),
    Policy("library_mastertemplate", "vigie_web", I_SERVE, I_MANAGE),
    Policy("library_mastertemplate", "vigie_tenant", "true", "false"),
    Policy("library_mastertemplate", "vigie_clock", "true", "false"),
    Policy("library_templateversion", "vigie_web", I_SERVE, I_MANAGE),
    Policy("library_templateversion", "vigie_tenant", "true", "false"),
    Policy("library_templateversion", "vigie_clock", "true", "false"),
    Policy("library_templatedraft", "vigie_web", I_SERVE, I_MANAGE),
    Policy("library_push", "vigie_web", I_SERVE, I_MANAGE),
    Policy("library_push", "vigie_clock", "true", "false"),
    Policy(
        "library_pushitem",
        "vigie_web",
        f"schema_name = {MY_SCHEMAS}",
        f"{SAME_PLACE} and {I_MANAGE}",
    ),
    Policy("library_pushitem", "vigie_clock", "true", SAME_PLACE),
    Policy("library_vendor", "vigie_web", I_SERVE, I_MANAGE),
    Policy("library_vendor", "vigie_tenant", "true", "false"),
    Policy("library_vendor", "vigie_clock", "true", "false"),
    Policy("library_vendorcertificate", "vigie_web", I_SERVE, I_MANAGE),
    Policy("library_vendorcertificate", "vigie_tenant", "true", "false"),
    Policy("library_vendorcertificate", "vigie_clock", "true", "false"),
    Policy("portfolio_activitystanding", "vigie_web", f"schema_name = {MY_SCHEMAS}", "false"),
    Policy("portfolio_activitystanding", "vigie_tenant", "schema_name = current_user", SAME_PLACE),
    Policy("portfolio_activitystanding", "vigie_clock", "true", "false"),
    Policy("portfolio_processorstanding", "vigie_web", f"schema_name = {MY_SCHEMAS}", "false"),
    Policy("portfolio_processorstanding", "vigie_tenant", "schema_name = current_user", SAME_PLACE),
    Policy("portfolio_processorstanding", "vigie_clock", "true", "false"),
    Policy("portfolio_deskview", "vigie_web", f"person_id = {ME}"),
    Policy("mfa_authenticator", "vigie_web", f"{NOBODY_YET} or user_id = {ME}"),
    Policy("usersessions_usersession", "vigie_web", f"{NOBODY_YET} or user_id = {ME}"),
    Policy("accounts_user", "vigie_web", MY_PEOPLE, f"{NOBODY_YET} or id = {ME}"),
    Policy("accounts_user", "vigie_clock", "true"),
    Policy("accounts_user", "vigie_door", "true"),
    Policy(
        "accounts_user",
        "vigie_tenant",
        # Those who left too: the journal goes on naming who did what.
        "id = any(array(select user_id from directory_membership))"
        " or id = any(array(select user_id from directory_departure))",
        "false",
    ),
)


def statements() -> list[str]:
    """Return the SQL that puts every grant and policy in force, in order."""
    sql = [
        "revoke all on schema public from public",
        "revoke all on all tables in schema public from public",
    ]
    for role, grants in GRANTS.items():
        sql += [
            f"grant usage on schema public to {role}",
            f"revoke all on all tables in schema public from {role}",
            f"grant usage on all sequences in schema public to {role}",
        ]
        sql += [f"grant {verbs} on public.{table} to {role}" for table, verbs in grants.items()]
    for table in sorted({policy.table for policy in POLICIES}):
        sql.append(f"alter table public.{table} enable row level security")
    for policy in POLICIES:
        name = f"{policy.role}_rows"
        writes = policy.reads if policy.writes is None else policy.writes
        sql += [
            f"drop policy if exists {name} on public.{policy.table}",
            f"create policy {name} on public.{policy.table} for all to {policy.role}"
            f" using ({policy.reads}) with check ({writes})",
            # A deletion checks no new row: without this, what may be read could be deleted.
            f"drop policy if exists {policy.role}_deletes on public.{policy.table}",
            f"create policy {policy.role}_deletes on public.{policy.table} as restrictive"
            f" for delete to {policy.role} using ({writes})",
        ]
    return sql


def apply_isolation() -> None:
    """Put the owner's functions, grants and policies in force. The owner's act."""
    with connection.cursor() as cursor:
        for statement in [*FUNCTIONS, *statements()]:
            cursor.execute(statement)
