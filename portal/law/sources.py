"""Where a rule comes from, and how surely that was verified."""

from dataclasses import dataclass

VERIFICATIONS = ("verified", "verified_secondary", "knowledge", "open")


@dataclass(frozen=True, slots=True)
class Source:
    """A text of law, a guideline or a decision, as it is cited under a result.

    `verification` is one of `verified` (the text or an official source was read),
    `verified_secondary` (an agreeing secondary source was read), `knowledge` and `open`:
    the last two are shown to the DPO as to be confirmed. `url` leads to the official text, empty
    where there is none.
    """

    text: str
    verification: str
    url: str = ""

    @property
    def is_to_be_confirmed(self) -> bool:
        """Return whether a DPO must still confirm it before relying on it against someone."""
        return self.verification in {"knowledge", "open"}
