"""Under which account PostgreSQL, which refuses to run as root, is started."""

import functools
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.say import Refusal

_NOBODY = "65534"
_UNSHARE = ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")


@dataclass(frozen=True)
class Account:
    """`prefix` comes before the command; `user` is the account to take, None for ours."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    def own(self, folder: Path) -> None:
        """Create `folder`, mode 700, owned by the account.

        Raises Refusal when the account cannot reach it.
        """
        if self.user:
            self._refuse_closed(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)

    def _refuse_closed(self, folder: Path) -> None:
        for reached in (folder, Path(__file__)):
            closed = [path for path in reached.parents if not path.stat().st_mode & 0o001]
            if closed:
                raise Refusal(
                    f"PostgreSQL tourne ici sous le compte {self.user}, qui ne peut pas entrer dans"
                    f" {closed[0]} : placez Vigie et ses données ailleurs (par exemple sous"
                    " /srv), ou relancez en utilisateur ordinaire."
                )


@functools.cache
def account() -> Account:
    """Return how to run PostgreSQL here.

    An ordinary user runs it as himself. Root runs it in a user namespace where root is called
    nobody: files stay root's, no account is made. Without namespaces, as postgres or nobody.
    """
    if os.geteuid() != 0:
        return Account()
    if shutil.which("unshare") and _works(_UNSHARE):
        return Account(prefix=_UNSHARE)
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user=name)
    raise Refusal(
        "PostgreSQL refuse de tourner en root : relancez en utilisateur ordinaire,"
        " ou donnez DATABASE_URL et DATABASE_OWNER_URL."
    )


def _works(prefix: tuple[str, ...]) -> bool:
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
