"""Numbers that identify an establishment: their shape and their check digits. Pure."""

import re

_FINESS = re.compile(r"[0-9][0-9A-F][0-9]{7}")
_LA_POSTE = "356000000"

_DEPARTMENTS = {
    "971": "FR-GP",
    "972": "FR-MQ",
    "973": "FR-GF",
    "974": "FR-RE",
    "975": "FR-PM",
    "976": "FR-YT",
    "977": "FR-BL",
    "978": "FR-MF",
}
# Both islands keep, beside their own, the postcodes they had as communes of Guadeloupe.
_ISLANDS = {"97133": "FR-BL", "97150": "FR-MF"}
_ALSACE_MOSELLE = frozenset({"57", "67", "68"})


def compact(number: str) -> str:
    """Return the number without spaces, dots or dashes, in capitals."""
    return re.sub(r"[\s.\u00a0-]", "", number).upper()


def is_finess(number: str) -> bool:
    """Return whether it has the shape of a FINESS: nine characters, the department first."""
    return _FINESS.fullmatch(number) is not None


def is_siren(number: str) -> bool:
    """Return whether it is nine digits that check (Luhn)."""
    return len(number) == 9 and number.isdecimal() and _checks(number)


def is_siret(number: str) -> bool:
    """Return whether it is fourteen digits that check (Luhn; La Poste counts otherwise)."""
    if len(number) != 14 or not number.isdecimal():
        return False
    if number.startswith(_LA_POSTE):
        return _checks(number) or sum(map(int, number)) % 5 == 0
    return _checks(number)


def territory_of(postcode: str) -> str | None:
    """Return the territory a postcode tells; None in Alsace-Moselle, where the commune decides.

    Source: C. trav. L.3134-13 (Good Friday depends on the commune); L.3422-2.
    """
    if postcode[:2] in _ALSACE_MOSELLE:
        return None
    return _ISLANDS.get(postcode) or _DEPARTMENTS.get(postcode[:3], "FR-METRO")


def _checks(digits: str) -> bool:
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
