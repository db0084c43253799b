"""Draw `portal/static/icons.svg` with exactly the icons in use, and lock what is vendored.

For maintainers: `npm pack @tabler/icons@3.51.0`, unpack it, then `python scripts/sprite.py FOLDER`.
Without a folder it checks: every icon in use is drawn, none is drawn in vain, hashes agree.
"""

import ast
import hashlib
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "portal" / "static"
SPRITE = STATIC / "icons.svg"
LOCK = STATIC / "vendor.lock.json"
# Modules that name icons as strings; the name is the whole literal.
NAMING = (ROOT / "portal/templatetags/vigie.py", ROOT / "portal/desk/finding.py")
TABLER = ("@tabler/icons", "3.51.0", "MIT")
FIGTREE = ("@fontsource-variable/figtree", "5.3.0", "OFL-1.1")
AXE = ("axe-core", "4.14.1", "MPL-2.0")
VENDORED = {
    SPRITE: TABLER,
    STATIC / "fonts/figtree-latin.woff2": FIGTREE,
    STATIC / "fonts/figtree-latin-ext.woff2": FIGTREE,
    ROOT / "tests/e2e/vendor/axe.min.js": AXE,
}


def in_templates() -> set[str]:
    """Return the icons that templates name."""
    pattern = re.compile(r"{%\s*icon\s+[\"']([a-z0-9-]+)[\"']")
    pages = [*(ROOT / "portal").rglob("*.html"), *(ROOT / "tenants").rglob("*.html")]
    return {name for page in pages for name in pattern.findall(page.read_text("utf-8"))}


def in_code() -> set[str]:
    """Return every string of the modules that name icons; some are icons."""
    trees = [ast.parse(module.read_text("utf-8")) for module in NAMING]
    literals = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in literals if isinstance(node.value, str)}


def drawn() -> set[str]:
    """Return the icons of the sprite."""
    return set(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text("utf-8")))


def draw(folder: Path) -> None:
    """Write the sprite from the unpacked package, then the lock."""
    outlines = folder / "icons" / "outline"
    known = {path.stem for path in outlines.glob("*.svg")}
    missing = in_templates() - known
    if missing:
        sys.exit(f"No such icon: {', '.join(sorted(missing))}")
    names = sorted(in_templates() | (in_code() & known))
    symbols = "\n".join(_symbol(name, outlines / f"{name}.svg") for name in names)
    SPRITE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n', encoding="utf-8"
    )
    LOCK.write_text(json.dumps(_locked(), indent=1) + "\n", encoding="utf-8")


def check() -> list[str]:
    """Return what is wrong, in sentences; nothing when all is well."""
    wrong = [f"icon not drawn: {name}" for name in sorted(in_templates() - drawn())]
    idle = drawn() - in_templates() - in_code()
    wrong += [f"icon drawn in vain: {name}" for name in sorted(idle)]
    if json.loads(LOCK.read_text("utf-8")) != _locked():
        wrong.append("a vendored file is not the one of vendor.lock.json")
    return wrong


def _symbol(name: str, path: Path) -> str:
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text("utf-8"), re.DOTALL)
    shapes = re.sub(r'\s*<path stroke="none"[^>]*/>', "", inner.group(1) if inner else "")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(shapes.split())}</symbol>'


def _locked() -> list[dict[str, str]]:
    return [
        {
            "file": str(path.relative_to(ROOT)),
            "package": package,
            "version": version,
            "licence": licence,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path, (package, version, licence) in VENDORED.items()
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        draw(Path(sys.argv[1]))
    sys.exit("\n".join(check()) or 0)
