"""A file brought to the register: kept, its columns said, confirmed, abandoned, undone."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import hold
from portal.register.actions import archive, save
from portal.register.importing.queries import KEPT_FOR, brought
from portal.register.imports.bringing import Fate, Kind, bring, fates, seal_of
from portal.register.imports.lines import LONGEST_LINE, Line
from portal.register.imports.mapping import Mapping
from portal.register.imports.reading import Source, read_file
from portal.register.imports.refusals import ImportRefused
from portal.register.models import Import, ImportedLine, ImportMapping
from tenants.accounts.models import User

_LONGEST_NAME = 255


@transaction.atomic
def keep(*, name: str, content: bytes, by: User, now: datetime) -> tuple[Import, Source]:
    """Return the file kept until it is confirmed, and what it is; sent twice, it is kept once.

    Errors: FileRefused when it is no register: nothing is kept.
    """
    source = read_file(content).source
    purge(now=now)
    kept, _is_new = Import.objects.get_or_create(
        by_id=by.pk,
        digest=sha256(content).hexdigest(),
        state=Import.State.WAITING,
        defaults={"file_name": name[-_LONGEST_NAME:], "content": content, "sent_at": now},
    )
    return kept, source


@transaction.atomic
def say_columns(*, kept: Import, page: int, mapping: Mapping, by: User, now: datetime) -> Import:
    """Return the import with what its columns are, remembered for the next file with its titles.

    Errors: ImportRefused when it was confirmed or abandoned meanwhile.
    """
    held = _held(kept)
    table = read_file(bytes(held.content or b"")).tables[page]
    chosen = mapping.model_dump(mode="json")
    held.columns = {"page": page, "mapping": chosen}
    held.save(update_fields=["columns"])
    remember(fingerprint=table.fingerprint, mapping=mapping, by=by, now=now)
    return held


def remember(*, fingerprint: str, mapping: Mapping, by: User | None, now: datetime) -> None:
    """Keep what was chosen for the columns of tables with these titles."""
    ImportMapping.objects.update_or_create(
        fingerprint=fingerprint,
        defaults={
            "mapping": mapping.model_dump(mode="json"),
            "used_at": now,
            "by_id": by.pk if by else None,
        },
    )


@transaction.atomic
def confirm(*, kept: Import, seal: str, only_valid: bool, by: User, now: datetime) -> Import:
    """Return the import, written whole in the register; confirmed twice, it is written once.

    `seal` is that of the fates the person has read. Side effects in order: the activities, their
    versions and the journal; what became of each line; the file is forgotten.

    Errors: ImportRefused when the register changed since the preview, or the import was abandoned;
    FileRefused when a line is refused and `only_valid` is not chosen, or when no line is valid.
    """
    held = Import.objects.select_for_update().filter(pk=kept.pk).first()
    if held is not None and held.state != Import.State.WAITING:
        return held
    held = _held(kept)
    lines = brought(held).lines
    if lines is None:
        raise ImportRefused(_("Dites d’abord à quoi correspondent les colonnes."))
    hold()
    read = fates(lines)
    if seal_of(read) != seal:
        raise ImportRefused(
            _(
                "Le registre a changé depuis cet aperçu. Rien n’a été importé\u00a0: relisez le "
                "sort de chaque ligne, puis confirmez."
            )
        )
    found = bring(lines, by=by, now=now, only_valid=only_valid)
    return _done(held, found, only_valid=only_valid, now=now)


@transaction.atomic
def bring_at_once(
    *, name: str, content: bytes, lines: tuple[Line, ...], only_valid: bool, now: datetime
) -> Import:
    """Return the import of a file that the command line brings: it can be undone like another.

    Errors: those of `bring`.
    """
    found = bring(lines, by=None, now=now, only_valid=only_valid)
    made = Import(file_name=name[-_LONGEST_NAME:], digest=sha256(content).hexdigest(), sent_at=now)
    return _done(made, found, only_valid=only_valid, now=now)


def _done(held: Import, found: tuple[Fate, ...], *, only_valid: bool, now: datetime) -> Import:
    held.state = Import.State.DONE
    held.content = None
    held.done_at = now
    held.only_valid = only_valid
    held.save()
    ImportedLine.objects.bulk_create(_line(held, fate) for fate in found)
    return held


def _line(held: Import, fate: Fate) -> ImportedLine:
    is_written = fate.kind in (Kind.ADDED, Kind.CHANGED) and fate.activity is not None
    after = fate.activity.version if is_written and fate.activity else None
    named = fate.line.sheet.name if fate.line.sheet else fate.line.name
    return ImportedLine(
        of=held,
        number=fate.line.number,
        kind=fate.kind.value,
        name=named[:LONGEST_LINE],
        why=fate.why,
        told=list(fate.line.told),
        activity=fate.activity,
        before=after - 1 if after and fate.kind is Kind.CHANGED else None,
        after=after,
    )


@transaction.atomic
def abandon(*, kept: Import) -> None:
    """Forget a file that awaits its confirmation; done meanwhile, it stays."""
    Import.objects.filter(pk=kept.pk, state=Import.State.WAITING).delete()


def purge(*, now: datetime) -> None:
    """Forget the files that nobody confirmed for a day."""
    Import.objects.filter(state=Import.State.WAITING, sent_at__lt=now - KEPT_FOR).delete()


@transaction.atomic
def undo(*, done: Import, by: User, now: datetime) -> Import:
    """Return the import undone: what it added is archived, what it changed says what it said.

    An activity that somebody changed since is left as it is; its line says why. Undone twice, it
    is undone once.
    """
    held = Import.objects.select_for_update().get(pk=done.pk)
    if held.state != Import.State.DONE:
        return held
    hold()
    lines = held.lines.select_related("activity").filter(after__isnull=False).order_by("number")
    for line in lines:
        line.left = _undone(line, by=by, now=now)
        line.save(update_fields=["left"])
    held.state = Import.State.UNDONE
    held.undone_at = now
    held.undone_by_id = by.pk
    held.save(update_fields=["state", "undone_at", "undone_by_id"])
    return held


def _undone(line: ImportedLine, *, by: User, now: datetime) -> str:
    """Return "" once the line is undone, else what was done to its activity since."""
    activity = line.activity
    if activity is None or line.after is None:
        return ""
    if activity.version != line.after:
        since = activity.versions.get(number=activity.version)
        return _("%(act)s depuis l’import\u00a0: laissée telle quelle.") % {
            "act": since.get_act_display()
        }
    if line.before is None:
        archive(activity=activity, version=line.after, why=_("Import annulé"), by=by, now=now)
        return ""
    sheet = activity.versions.get(number=line.before).sheet
    why = _("Import annulé\u00a0: retour à la version %(number)s") % {"number": line.before}
    save(activity=activity, sheet=sheet, version=line.after, why=why, by=by, now=now)
    return ""


def _held(kept: Import) -> Import:
    """Return the import that awaits, locked. Errors: ImportRefused when it no longer does."""
    waiting = Import.objects.select_for_update().filter(state=Import.State.WAITING)
    held = waiting.filter(pk=kept.pk).first()
    if held is None:
        raise ImportRefused(
            _(
                "Cet import n’attend plus\u00a0: il a été confirmé ou abandonné dans un autre "
                "onglet."
            )
        )
    return held
