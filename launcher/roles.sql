-- Who may do what in PostgreSQL, laid by the superuser; a second run changes nothing.
--
-- vigie_owner owns the database and its tables; migrations run as him, the portal never.
-- vigie_app is what the portal and the workers sign in with: it owns nothing and inherits nothing,
-- every context takes one of the roles below, or the role of one establishment.
--
-- Read by psql; the passwords come by the environment, so that no process list shows them.
\set ON_ERROR_STOP on
\getenv owner_password VIGIE_OWNER_PASSWORD
\getenv app_password VIGIE_APP_PASSWORD
set client_min_messages = warning;

-- \gexec creates what is missing.
select format('create role %I', name)
  from unnest(array['vigie_owner', 'vigie_app', 'vigie_tenant', 'vigie_web', 'vigie_clock',
                    'vigie_door']) as name
 where not exists (select from pg_roles where rolname = name) \gexec

alter role vigie_owner with login createrole createdb password :'owner_password';
alter role vigie_app with login noinherit password :'app_password';
alter role vigie_tenant with nologin;
alter role vigie_web with nologin;
alter role vigie_clock with nologin;
alter role vigie_door with nologin;

grant vigie_web, vigie_clock, vigie_door to vigie_app with inherit false, set true;
grant vigie_web, vigie_clock, vigie_door to vigie_owner with inherit false, set true;
grant vigie_tenant to vigie_owner with admin option;

alter role vigie_app set statement_timeout = '30s';

select 'create database vigie owner vigie_owner'
 where not exists (select from pg_database where datname = 'vigie') \gexec

revoke all on database vigie from public;
grant connect on database vigie to vigie_app;
alter database vigie set lock_timeout = '5s';
alter database vigie set idle_in_transaction_session_timeout = '60s';
alter database vigie set timezone = 'UTC';

\connect vigie
revoke all on schema public from public;
grant usage on schema public to vigie_tenant, vigie_web, vigie_clock, vigie_door;
