"""Reading the imports: those that wait, those that were done, what one would bring."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.register.differences import Difference, differences
from portal.register.imports.bringing import Fate
from portal.register.imports.lines import Line
from portal.register.imports.mapped import lines_of_table
from portal.register.imports.mapping import Mapping, guess, targets
from portal.register.imports.reading import Reading, Source, read_file
from portal.register.imports.tables import Table
from portal.register.models import Import, ImportedLine, ImportMapping
from tenants.accounts.models import User

KEPT_FOR = timedelta(days=1)
_LATEST = 10


class Brought(NamedTuple):
    """What a kept file holds, and its lines: None as long as nobody said its columns."""

    reading: Reading
    lines: tuple[Line, ...] | None


def waiting(by: User) -> QuerySet[Import]:
    """Return the person's own imports that await their confirmation, the latest first."""
    kept = Import.objects.filter(state=Import.State.WAITING, by_id=by.pk)
    return kept.defer("content").order_by("-sent_at")


class LineCounts(TypedDict):
    """How many lines of an import were added and changed."""

    added: int
    changed: int


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CountedImport = WithAnnotations[Import, LineCounts]
else:
    CountedImport = Import


def latest() -> "QuerySet[CountedImport]":
    """Return the last imports that were done, with `added` and `changed`, how many lines each."""
    return (
        Import.objects.exclude(state=Import.State.WAITING)
        .annotate(
            added=Count("lines", filter=Q(lines__kind=ImportedLine.Kind.ADDED)),
            changed=Count("lines", filter=Q(lines__kind=ImportedLine.Kind.CHANGED)),
        )
        .order_by("-done_at")[:_LATEST]
    )


def waiting_of(pk: UUID, *, by: User) -> Import | None:
    """Return the person's import that awaits its confirmation; nobody else's."""
    return Import.objects.filter(pk=pk, state=Import.State.WAITING, by_id=by.pk).first()


def import_of(pk: UUID, *, by: User) -> Import | None:
    """Return an import, its lines read: done, or the person's own."""
    lines = ImportedLine.objects.select_related("activity").order_by("number")
    seen = ~Q(state=Import.State.WAITING) | Q(by_id=by.pk)
    return Import.objects.filter(seen, pk=pk).prefetch_related(Prefetch("lines", lines)).first()


def same_file(kept: Import) -> Import | None:
    """Return the last import of the very same file that still stands, None without one."""
    done = Import.objects.filter(digest=kept.digest, state=Import.State.DONE)
    return done.order_by("-done_at").first()


def brought(kept: Import) -> Brought:
    """Return what a kept file holds. Errors: FileRefused."""
    reading = read_file(bytes(kept.content or b""))
    if reading.source is not Source.TABLE:
        return Brought(reading, reading.lines)
    if kept.columns is None:
        return Brought(reading, None)
    table = reading.tables[kept.columns["page"]]
    mapping = Mapping.model_validate(kept.columns["mapping"])
    return Brought(reading, lines_of_table(table, mapping))


def mapping_for(table: Table) -> tuple[Mapping, ImportMapping | None]:
    """Return what was chosen the last time for these titles and where, else our guess."""
    kept = ImportMapping.objects.filter(fingerprint=table.fingerprint).first()
    if kept is None:
        return guess(table), None
    try:
        mapping = Mapping.model_validate(kept.mapping)
    except ValidationError:
        return guess(table), None
    known = {column: code for column, code in mapping.columns.items() if code in targets()}
    return mapping.model_copy(update={"columns": known}), kept


def kinds_in_words() -> list[tuple[ImportedLine.Kind, str]]:
    """Return what becomes of lines and the words for several of them."""
    kinds = ImportedLine.Kind
    return [
        (kinds.ADDED, _("Ajoutées")),
        (kinds.CHANGED, _("Modifiées")),
        (kinds.SAME, _("Identiques")),
        (kinds.REFUSED, _("Refusées")),
    ]


def changes_of(fate: Fate) -> tuple[Difference, ...]:
    """Return what a line would change in its activity, field by field."""
    if fate.activity is None or fate.sheet is None:
        return ()
    return differences(fate.activity.sheet, fate.sheet)
