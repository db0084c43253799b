"""How days, instants and lengths are written in a letter, in French and in English."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from portal.law.calendars import Territory, holiday_on
from portal.law.periods import Period, Unit, local

_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_FR = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SMALL_FR = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_SMALL_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_UNITS_FR = {
    Unit.HOUR: ("heure", "heures"),
    Unit.DAY: ("jour", "jours"),
    Unit.WEEK: ("semaine", "semaines"),
    Unit.MONTH: ("mois", "mois"),
    Unit.YEAR: ("an", "ans"),
}
_FEMININE = {Unit.HOUR, Unit.WEEK}


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in both languages."""

    fr: str
    en: str


@lru_cache(maxsize=16_384)
def civil(day: date) -> Wording:
    """Return « 31 janvier 2026 », « 1er mai 2026 » and `31 January 2026`."""
    number = "1er" if day.day == 1 else str(day.day)
    return Wording(
        fr=f"{number} {_MONTHS_FR[day.month - 1]} {day.year}",
        en=f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}",
    )


@lru_cache(maxsize=16_384)
def weekday(day: date) -> Wording:
    """Return « samedi 31 janvier 2026 » and `Saturday 31 January 2026`."""
    plain, index = civil(day), day.weekday()
    return Wording(fr=f"{_DAYS_FR[index]} {plain.fr}", en=f"{_DAYS_EN[index]} {plain.en}")


def moment(instant: datetime, *, territory: Territory) -> Wording:
    """Return « samedi 31 janvier 2026 à 10 h 00 (heure de Paris) » and its English."""
    shown = local(instant, zone=territory.zone)
    day = weekday(shown.date())
    return Wording(
        fr=f"{day.fr} à {shown.hour}\u00a0h\u00a0{shown.minute:02} ({territory.clock_fr})",
        en=f"{day.en} at {shown.hour:02}:{shown.minute:02} ({territory.clock_en})",
    )


@lru_cache(maxsize=256)
def length(period: Period) -> Wording:
    """Return « un mois », « huit jours », « 72 heures » and their English."""
    return Wording(fr=_length_fr(period), en=_length_en(period))


def days(count: int) -> Wording:
    """Return « 7 jours », « 1 jour » and their English."""
    return Wording(
        fr=f"{count}\u00a0{'jour' if count < 2 else 'jours'}",
        en=f"{count} {'day' if count == 1 else 'days'}",
    )


def capital(words: str) -> str:
    """Return the words with a capital first letter, the rest untouched."""
    return words[0].upper() + words[1:]


def of(words: str) -> str:
    """Return « d’un mois », « de huit jours »: French `of`, elided before a vowel."""
    return f"d’{words}" if words[0] in "aeiou" else f"de {words}"


def missing_date(*, start: date, end: date) -> Wording:
    """Return « 31 février », `31 February`: the date that the month of `end` does not have."""
    return Wording(
        fr=f"{start.day} {_MONTHS_FR[end.month - 1]}",
        en=f"{start.day} {_MONTHS_EN[end.month - 1]}",
    )


def why_not_working(day: date, *, territory: Territory) -> Wording:
    """Return « le 15 août 2026 est un samedi et férié (Assomption) » and its English."""
    plain, weekend = civil(day), day.weekday() >= 5
    fr = [f"un {_DAYS_FR[day.weekday()]}"] if weekend else []
    en = [f"a {_DAYS_EN[day.weekday()]}"] if weekend else []
    holiday = holiday_on(day, territory=territory)
    if holiday is not None:
        fr.append(f"férié ({holiday.fr})")
        en.append(f"a holiday ({holiday.en})")
    return Wording(
        fr=f"le {plain.fr} est {' et '.join(fr)}", en=f"{plain.en} is {' and '.join(en)}"
    )


def _length_fr(period: Period) -> str:
    unit = _UNITS_FR[period.unit][0 if period.value == 1 else 1]
    if period.value >= len(_SMALL_FR):
        return f"{period.value}\u00a0{unit}"
    if period.value == 1 and period.unit in _FEMININE:
        return f"une {unit}"
    return f"{_SMALL_FR[period.value]} {unit}"


def _length_en(period: Period) -> str:
    unit = period.unit.value if period.value == 1 else f"{period.unit.value}s"
    if period.value >= len(_SMALL_EN):
        return f"{period.value} {unit}"
    return f"{_SMALL_EN[period.value]} {unit}"
