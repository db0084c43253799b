"""Vendors of the demonstration and the processors of its establishments. All invented."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.instants import to_local, zone_of
from portal.law.processors import Answer
from portal.processors.actions import add
from portal.processors.facts import Clause, Facts, SubProcessor, Transfer
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.library.models import Vendor
from tenants.library.vendors import Certified, add_vendor, certify

_L, _B, _R = "Pharmacie des Allobroges", "Laboratoire Belledonne", "EHPAD La Roseraie"
_LAC, _DRAC, _BIEVRE = (
    "Pharmacie du Lac",
    "Centre d’imagerie du Drac",
    "Maison de santé de la Bièvre",
)
_OFFICINAL = "Officinal Logiciel SAS"
_VERCORS = "Hébergement Vercors Santé"
_DESK = "Télésecrétariat du Grésivaudan"
_BOREAL = "Nuage Boréal Inc."
_ALPIN = "Archivage d’images Alpin"
_PAY = "Paie Dauphiné"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One vendor; `expires_in` days from today its certificate ends (None: it has none)."""

    name: str
    kind: str
    services: str
    area: str = Vendor.Area.EEA
    countries: str = "France"
    parent: str = ""
    tool: str = ""
    agreement: str = Vendor.Agreement.YES
    chain: str = ""
    expires_in: int | None = None
    activities: tuple[str, ...] = ("1", "2", "3", "4", "5")


VENDORS = (
    Sample(
        name=_OFFICINAL,
        kind=Vendor.Kind.SOFTWARE,
        services="Logiciel d’officine en mode hébergé, reprise des ordonnances, sauvegarde.",
        chain="Hébergement Vercors Santé, France",
        expires_in=40,
    ),
    Sample(
        name=_VERCORS,
        kind=Vendor.Kind.HOST,
        services="Hébergement de serveurs et d’applications de santé.",
        expires_in=-18,
        activities=("1", "2", "3", "4", "5", "6"),
    ),
    Sample(
        name=_DESK,
        kind=Vendor.Kind.SECRETARY,
        services="Télésecrétariat et prise de rendez-vous par téléphone.",
        agreement=Vendor.Agreement.NO,
    ),
    Sample(
        name=_BOREAL,
        kind=Vendor.Kind.BACKUP,
        services="Sauvegarde chiffrée des postes et messagerie.",
        area=Vendor.Area.BOTH,
        countries="Irlande, Canada",
        parent="États-Unis",
        tool="dpf",
        agreement=Vendor.Agreement.UNKNOWN,
    ),
    Sample(
        name=_ALPIN,
        kind=Vendor.Kind.HOST,
        services="Archivage d’images médicales.",
        expires_in=610,
        activities=("1", "2", "3", "4", "5", "6"),
    ),
    Sample(name=_PAY, kind=Vendor.Kind.PAYROLL, services="Bulletins de paie et déclarations."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One processor of one establishment; days count from today, `yes` clauses are at yes."""

    place: str
    vendor: str
    hosts: bool = False
    signed_ago: int | None = 700
    ends_in: int | None = None
    notice: int | None = None
    renews: int | None = None
    yes: int = 18
    contact: str = ""
    transfers: tuple[Transfer, ...] = ()


TIES = (
    Tie(place=_L, vendor=_OFFICINAL, hosts=True, ends_in=145, notice=90, renews=12),
    Tie(place=_L, vendor=_PAY, signed_ago=None, yes=0),
    Tie(
        place=_L,
        vendor=_BOREAL,
        ends_in=400,
        yes=14,
        transfers=(Transfer(country="Canada", tool="adequacy"),),
    ),
    Tie(place=_LAC, vendor=_OFFICINAL, hosts=True, ends_in=24, yes=18),
    Tie(place=_B, vendor=_VERCORS, hosts=True, ends_in=700, contact="Astreinte, 04 76 00 00 00"),
    Tie(place=_B, vendor=_DESK, ends_in=-12, yes=9),
    Tie(place=_R, vendor=_VERCORS, hosts=True, ends_in=320, notice=60),
    Tie(place=_DRAC, vendor=_ALPIN, hosts=True, ends_in=900, renews=12, notice=90),
    Tie(place=_BIEVRE, vendor=_DESK, signed_ago=None, yes=0),
)
_POINTS = [f"S{number:02}" for number in (*range(1, 15), 16, 19, 20, 21)]


def load_vendors(*, by: User, now: datetime) -> dict[str, Vendor]:
    """Return the vendors of the catalogue by their names, written as the owner."""
    return {one.name: _vendor(one, by=by, now=now) for one in VENDORS}


def _vendor(sample: Sample, *, by: User, now: datetime) -> Vendor:
    vendor = add_vendor(
        facts={
            "name": sample.name,
            "kind": sample.kind,
            "services": sample.services,
            "hosting_area": sample.area,
            "hosting_countries": sample.countries,
            "parent_country": sample.parent,
            "transfer_tool": sample.tool,
            "agreement": sample.agreement,
            "sub_processors": sample.chain,
            "source": "Prestataire inventé pour la démonstration.",
            "checked_on": now.date() - timedelta(days=30),
        },
        by=by,
        now=now,
    )
    if sample.expires_in is not None:
        ends_on = now.date() + timedelta(days=sample.expires_in)
        certify(
            vendor=vendor,
            certificate_version=0,
            given=Certified(
                holder=sample.name,
                number=f"HDS-DEMO-{abs(sample.expires_in):04}",
                body="Organisme inventé",
                activities=sample.activities,
                referential="v2.0",
                issued_on=ends_on - timedelta(days=1095),
                expires_on=ends_on,
                verified_on=now.date() - timedelta(days=30),
                sites="",
            ),
            by=by,
            now=now,
        )
    return vendor


def load_tie(
    tie: Tie, *, vendor: Vendor, establishment: Establishment, by: User, now: datetime
) -> None:
    """Add the processor to its establishment. To be called inside."""
    today = to_local(now, zone=zone_of(establishment)).date()
    signed_on = _after(today, None if tie.signed_ago is None else -tie.signed_ago)
    add(
        establishment=establishment,
        facts=Facts(
            name=vendor.name,
            vendor=str(vendor.pk),
            services=vendor.services,
            contact_name=tie.contact,
            signed_on=signed_on,
            starts_on=signed_on,
            ends_on=_after(today, tie.ends_in),
            notice_days=tie.notice,
            renewal_months=tie.renews,
            hosts_health_data=tie.hosts,
            transfers=tie.transfers,
            sub_processors=(SubProcessor(name=_VERCORS, country="France", is_authorised=True),)
            if vendor.name == _OFFICINAL
            else (),
            clauses=tuple(
                Clause(point=point, answer=Answer.YES if at < tie.yes else Answer.NO)
                for at, point in enumerate(_POINTS)
                if tie.yes
            ),
        ),
        submission=uuid.uuid4(),
        by=by,
        now=now,
    )


def _after(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)
