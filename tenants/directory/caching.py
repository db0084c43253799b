"""Keys of the cache: each carries the schema it was written in."""

from tenants.directory.switching import wrapper


def tenant_key(key: str, key_prefix: str, version: int) -> str:
    """Return `key` under the schema in force, so that no establishment reads another's entry."""
    return f"{wrapper().context.schema}:{key_prefix}:{version}:{key}"
