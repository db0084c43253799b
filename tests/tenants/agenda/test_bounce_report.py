"""Delivery reports as mail servers write them, and as nobody should."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from tenants.agenda.bounce_address import alert_of, bounce_address
from tenants.agenda.bounce_report import Failure, NotAReport, read_report

ALERT = UUID("5f0a6f0e-2a7c-4a53-9f0b-3a1c0c1f7d10")
DPO = frozenset({"dpo@firm.test"})
SAMPLES = Path(__file__).with_name("bounces")


@pytest.fixture(autouse=True)
def instance(settings: Settings) -> None:
    """Give the instance its domain and its key."""
    settings.MAIL_DOMAIN = "vigie.test"
    settings.SECRET_KEY = "a key of the tests, long enough to be one"
    settings.SECRET_KEY_FALLBACKS = []


def sample(name: str, to: str | None = None) -> bytes:
    """Return a sample addressed to the alert's own address, or to `to`."""
    text = (SAMPLES / f"{name}.eml").read_text(encoding="utf-8")
    return text.replace("{to}", to or bounce_address(ALERT)).encode()


def test_address_when_written_then_is_the_one_typed_here() -> None:
    # Computed apart: openssl dgst -sha256 -hmac "$key" over the purpose and the sixteen bytes.
    assert bounce_address(ALERT) == (
        "alerte+5f0a6f0e2a7c4a539f0b3a1c0c1f7d10.6yfmryqme6fv3k3r@vigie.test"
    )


def test_address_when_its_case_was_changed_then_it_is_known_all_the_same() -> None:
    assert alert_of(bounce_address(ALERT).upper()) == ALERT


@pytest.mark.parametrize(
    ("former", "latter"),
    [("f7d10.", "f7d11."), ("alerte+5f", "alerte+6f"), ("@", "a@"), ("alerte+", "alerte-")],
)
def test_address_when_forged_then_it_is_nobodys(former: str, latter: str) -> None:
    assert alert_of(bounce_address(ALERT).replace(former, latter)) is None


def test_address_when_the_key_was_changed_then_the_former_one_still_serves(
    settings: Settings,
) -> None:
    address = bounce_address(ALERT)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the tests, as long as it must be"

    assert bounce_address(ALERT) != address
    assert alert_of(address) == ALERT


@pytest.mark.parametrize(
    ("name", "status", "code", "is_over", "words"),
    [
        (
            "postfix_permanent", "5.1.1", 550, True,
            "smtp; 550 5.1.1 [address]: Recipient address rejected: User unknown",
        ),
        (
            "postfix_delayed", "4.4.1", None, False,
            "X-Postfix; connect to mx.firm.test[203.0.113.25]:25: Connection timed out",
        ),
        (
            "exchange_permanent", "5.1.10", 550, True,
            "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient [address] not found by SMTP"
            " address lookup",
        ),
        (
            "gmail_permanent", "5.1.1", 550, True,
            "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try"
            " 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnec"
            "essary spaces. - gsmtp",
        ),
        (
            "nested", "5.7.1", 554, True,
            "smtp; 554 5.7.1 [address]: Relay access denied",
        ),
    ],
)  # fmt: skip
def test_report_when_a_server_writes_it_then_says_who_and_why(
    name: str, status: str, code: int | None, is_over: bool, words: str
) -> None:
    report = read_report(sample(name))

    assert report.alert_id == ALERT
    assert report.failures == (
        Failure(addresses=DPO, status=status, code=code, words=words[:200], is_over=is_over),
    )


def test_report_when_the_mail_was_delivered_then_there_is_no_failure() -> None:
    assert read_report(sample("success")).failures == ()


def test_report_when_the_header_was_rewritten_then_the_envelope_serves() -> None:
    raw = sample("postfix_permanent", to="postmaster@vigie.test")

    assert read_report(raw, sent_to=bounce_address(ALERT)).alert_id == ALERT


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "l’adresse de retour d’aucune alerte"),
        (b"\x00\xff\xfe" * 1000, "l’adresse de retour d’aucune alerte"),
        (b"To: alerte+5f0a6f0e2a7c4a539f0b3a1c0c1f7d10.aaaaaaaaaaaaaaaa@vigie.test\n\nx", "aucune"),
    ],
)
def test_report_when_it_is_not_addressed_to_an_alert_then_refused(
    raw: bytes, sentence: str
) -> None:
    with pytest.raises(NotAReport, match=sentence):
        read_report(raw)


def test_report_when_only_an_answer_of_absence_then_refused() -> None:
    raw = f"To: {bounce_address(ALERT)}\nSubject: Absent\n\nDe retour lundi.".encode()

    with pytest.raises(NotAReport, match="n’est pas un rapport de remise"):
        read_report(raw)


def test_report_when_it_stands_in_a_message_returned_then_it_is_not_ours() -> None:
    with pytest.raises(NotAReport, match="n’est pas un rapport de remise"):
        read_report(sample("returned_report"))


def test_report_when_ten_megabytes_are_returned_with_it_then_it_is_read() -> None:
    raw = sample("exchange_permanent") + b"x" * 10_000_000

    assert len(read_report(raw).failures) == 1


def test_report_when_nested_without_end_then_refused() -> None:
    head = f"To: {bounce_address(ALERT)}\nMIME-Version: 1.0\n"
    deep = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(5000)
    )

    with pytest.raises(NotAReport):
        read_report((head + deep).encode())


@pytest.mark.parametrize(
    "name", ["postfix_permanent", "exchange_permanent", "gmail_permanent", "nested"]
)
def test_report_when_cut_anywhere_then_it_is_read_or_refused_and_never_fails(name: str) -> None:
    whole = sample(name)
    outcomes = set()
    for length in range(0, len(whole), 7):
        try:
            outcomes.add(len(read_report(whole[:length]).failures))
        except NotAReport:
            outcomes.add(-1)

    assert outcomes == {-1, 0, 1}


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 3000), put=st.binary(min_size=1, max_size=12))
def test_report_when_bytes_are_changed_then_it_is_read_or_refused_and_never_fails(
    at: int, put: bytes
) -> None:
    raw = sample("gmail_permanent")
    try:
        report = read_report(raw[:at] + put + raw[at + len(put) :])
    except NotAReport:
        return

    assert report.alert_id == ALERT
