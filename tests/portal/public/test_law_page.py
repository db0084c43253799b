"""What docs/law.md promises a jurist."""

import re
from pathlib import Path

from portal.law.case_clocks import EVALUATIONS
from portal.law.cases import check

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "law.md").read_text(encoding="utf-8")


def test_example_when_checked_then_it_passes(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "mine.yaml"
    path.write_text(example, encoding="utf-8")

    assert check(path).lines() == ("1 passed, 0 failed",)


def test_kinds_when_listed_then_all_are_there() -> None:
    table = PAGE[PAGE.index("| `kind`") : PAGE.index("Two other shapes")]
    told = re.findall(
        r"`(\w+)`", " ".join(line.split("|")[1] for line in table.splitlines()[2:] if line)
    )

    assert set(told) == set(EVALUATIONS)
