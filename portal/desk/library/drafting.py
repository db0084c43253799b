"""What people of the firm do to a template before establishments hear of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.refusal import CaseRefused
from portal.register.differences import Difference, differences
from portal.register.masters import Master, shipped, version_of
from portal.register.sheet import Sheet
from portal.register.spread.merging import merge
from tenants.accounts.models import User
from tenants.library.actions import Published, TemplateChangedError, publish, retire
from tenants.library.models import MasterTemplate, TemplateDraft, TemplateVersion

_PREFIX = "CAB-"


class DraftChangedError(CaseRefused):
    """Somebody wrote the draft meanwhile; nothing is overwritten."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Quelqu’un d’autre a modifié ce brouillon entre-temps. Votre texte est resté "
                "dans le formulaire\u00a0; le sien est affiché au-dessus. Corrigez, puis "
                "enregistrez de nouveau."
            )
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A section as typed: the fields it asks, and the sheet that holds what was said of them."""

    sheet: Sheet
    fields: tuple[str, ...]


def sheet_to_write(master: Master | None, draft: TemplateDraft | None) -> Sheet:
    """Return what the form starts from: the draft, else the template."""
    if draft is not None:
        return Sheet.model_validate(draft.content)
    if master is None:
        raise ValueError("neither a template nor a draft")
    return master.sheet


@transaction.atomic
def begin(*, name: str, types: tuple[str, ...], by: User, now: datetime) -> TemplateDraft:
    """Return the draft of a new template of the firm, under the next free reference."""
    taken = [
        *MasterTemplate.objects.filter(pk__startswith=_PREFIX).values_list("pk", flat=True),
        *TemplateDraft.objects.filter(pk__startswith=_PREFIX).values_list("pk", flat=True),
    ]
    number = max((int(one.removeprefix(_PREFIX)) for one in taken), default=0) + 1
    return TemplateDraft.objects.create(
        reference=f"{_PREFIX}{number:03}",
        base=0,
        content=Sheet(name=name).model_dump(mode="json"),
        types=list(types),
        saved_at=now,
        saved_by=by,
    )


@transaction.atomic
def write(
    *,
    master: Master | None,
    reference: str,
    written: Written,
    revision: int,
    by: User,
    now: datetime,
) -> TemplateDraft:
    """Return the draft with the fields of one section; begun when there was none (revision 0).

    Errors: DraftChangedError when `revision` no longer stands.
    """
    draft = TemplateDraft.objects.select_for_update().filter(pk=reference).first()
    if (draft.revision if draft else 0) != revision:
        raise DraftChangedError
    base = sheet_to_write(master, draft)
    said = {name: getattr(written.sheet, name) for name in written.fields}
    content = base.model_copy(update=said).model_dump(mode="json")
    if draft is None:
        return _begun(master, reference, content=content, by=by, now=now)
    draft.content = content
    draft.revision += 1
    draft.saved_at, draft.saved_by = now, by
    draft.save(update_fields=["content", "revision", "saved_at", "saved_by"])
    return draft


@transaction.atomic
def adopt(*, master: Master, by: User, now: datetime) -> TemplateDraft:
    """Return a draft that takes what Vigie's newer file changed; the firm's own changes stay.

    Errors: CaseRefused when there is nothing newer, or when a draft is being written.
    """
    if master.ahead is None:
        raise CaseRefused(_("Il n’y a pas de version plus récente de Vigie à reprendre."))
    rows = TemplateVersion.objects.filter(
        template_id=master.reference, shipped_version__isnull=False
    )
    last = rows.order_by("-shipped_version").first()
    base = Sheet.model_validate(last.content) if last else master.sheet
    joined = merge(base=base, mine=master.sheet, theirs=master.ahead.sheet).sheet
    content = joined.model_dump(mode="json")
    draft = _begun(master, master.reference, content=content, by=by, now=now)
    draft.shipped_version = master.ahead.version
    draft.save(update_fields=["shipped_version"])
    return draft


def discard(*, reference: str) -> None:
    """Forget what was written and not published."""
    TemplateDraft.objects.filter(pk=reference).delete()


@transaction.atomic
def publish_draft(
    *, master: Master | None, draft: TemplateDraft, revision: int, why: str, by: User, now: datetime
) -> TemplateVersion:
    """Return the version published from the draft, which is then gone.

    Errors: DraftChangedError; CaseRefused when it changes nothing, or when somebody published
    meanwhile.
    """
    held = TemplateDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None or held.revision != revision:
        raise DraftChangedError
    sheet = Sheet.model_validate(held.content)
    if master is not None and sheet == master.sheet and held.shipped_version is None:
        raise CaseRefused(
            _("Ce brouillon ne change rien au modèle\u00a0: il n’y a rien à publier.")
        )
    own = shipped().get(draft.pk)
    published = Published(
        reference=draft.pk,
        base=held.base,
        content=held.content,
        name=sheet.name,
        why=why,
        types=tuple(held.types),
        shipped_version=held.shipped_version,
    )
    origin = own.sheet.model_dump(mode="json") if own and own.version == held.base else None
    try:
        version = publish(published, origin=origin, by=by, now=now)
    except TemplateChangedError:
        raise CaseRefused(
            _("Une version a été publiée depuis le début de ce brouillon\u00a0: comparez-la.")
        ) from None
    held.delete()
    return version


@transaction.atomic
def set_retired(*, master: Master, is_retired: bool, by: User, now: datetime) -> None:
    """Retire the template, or propose it again. One of Vigie's enters the library by it."""
    if not MasterTemplate.objects.filter(pk=master.reference).exists():
        content = master.sheet.model_dump(mode="json")
        template = MasterTemplate.objects.create(
            reference=master.reference,
            version=master.version,
            name=master.sheet.name,
            types=list(master.types),
            changed_at=now,
        )
        TemplateVersion.objects.create(
            template=template,
            number=master.version,
            shipped_version=master.version,
            content=content,
            at=now,
            by=by,
        )
    retire(reference=master.reference, base=master.version, is_retired=is_retired, now=now)


def _begun(
    master: Master | None, reference: str, *, content: dict[str, object], by: User, now: datetime
) -> TemplateDraft:
    if TemplateDraft.objects.filter(pk=reference).exists():
        raise DraftChangedError
    return TemplateDraft.objects.create(
        reference=reference,
        base=master.version if master else 0,
        content=content,
        types=list(master.types) if master else [],
        saved_at=now,
        saved_by=by,
    )


def known_version(reference: str, number: int) -> Sheet | None:
    """Return what the template said at that version, None when it never had it."""
    found = version_of(reference, number)
    return found.sheet if found else None


def changes_of(master: Master | None, sheet: Sheet) -> tuple[Difference, ...]:
    """Return what a draft changes of the template; everything it says of one that is new."""
    return differences(master.sheet if master else Sheet(name=sheet.name), sheet)
