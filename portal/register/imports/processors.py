"""The processors that a file brings: known here by their name, made when they are missing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from portal.folding import folded
from portal.processors.actions import Did, add
from portal.processors.catalogue import vendor_named
from portal.processors.facts import Facts
from portal.processors.models import ProcessorLink
from portal.processors.refusals import ProcessorRefused
from portal.register.exports.register import Processor
from portal.register.imports.lines import Line
from portal.register.imports.refusals import FileRefused
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.portfolio.actions import place_here

Known = dict[str, str]


def known_here() -> Known:
    """Return the id of each processor that runs, by its folded name. One query."""
    running = ProcessorLink.objects.filter(state=ProcessorLink.State.ACTIVE)
    found = running.order_by("-reference").values_list("name", "pk")
    return {folded(name): str(pk) for name, pk in found}


def at_home(line: Line, known: Known) -> Sheet | None:
    """Return the sheet of `line` with links of this establishment in place of the file's own.

    A processor is known by its name; a link that the file says nothing of stays as it is written.
    """
    sheet = line.sheet
    if sheet is None or not sheet.processors:
        return sheet
    names = {one.link: one.name for one in line.processors if one.link}
    return sheet.model_copy(
        update={
            "processors": tuple(
                use.model_copy(update={"link": known.get(folded(names[use.link]), use.link)})
                if use.link in names
                else use
                for use in sheet.processors
            )
        }
    )


def make_missing(
    lines: Iterable[Line], *, known: Known, by: User | None, now: datetime
) -> tuple[ProcessorLink, ...]:
    """Return the processors made, for those that the lines bring and that are not known here.

    Errors: FileRefused for facts that cannot be; nothing is made then.
    """
    coming: dict[str, Processor] = {}
    for line in lines:
        for one in line.processors:
            coming.setdefault(folded(one.name), one)
    missing = [one for name, one in coming.items() if name and name not in known]
    if not missing:
        return ()
    place = place_here()
    try:
        return tuple(
            add(
                establishment=place,
                facts=_facts(one),
                submission=uuid4(),
                by=by,
                now=now,
                act=Did.IMPORTED,
            )
            for one in missing
        )
    except ProcessorRefused as refusal:
        raise FileRefused(refusal.message) from None


def _facts(one: Processor) -> Facts:
    """Return what the file says of a processor; a name of the catalogue brings its vendor."""
    vendor = vendor_named(one.name)
    contract, certificate = one.contract, one.certificate
    has_end = contract is not None and contract.ends_on is not None
    return Facts(
        name=vendor.name if vendor else one.name,
        vendor=str(vendor.pk) if vendor else "",
        services=one.services,
        qualification=one.qualification,
        contact_name=one.contact_name,
        contact_email=one.contact_email,
        contact_phone=one.contact_phone,
        dpo_contact=one.dpo_contact,
        signed_on=contract.signed_on if contract else None,
        starts_on=contract.starts_on if contract else None,
        ends_on=contract.ends_on if contract else None,
        notice_days=contract.notice_days if contract and has_end else None,
        renewal_months=contract.renewal_months if contract and has_end else None,
        hosts_health_data=one.hosts_health_data,
        hds_number=certificate.number if certificate and not vendor else "",
        hds_ends_on=certificate.ends_on if certificate and not vendor else None,
        sub_processors=one.sub_processors,
        transfers=one.transfers,
        has_general_authorisation=bool(contract and contract.has_general_authorisation),
        clauses=contract.clauses if contract else (),
    )
