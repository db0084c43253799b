"""The register as JSON, exact: what Vigie reads back. Its schema: docs/register.schema.json."""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from portal.register.exports.register import Register
from portal.register.sheet import SCHEMA_VERSION


class Document(BaseModel):
    """The JSON file; `schema_version` is raised when a field changes meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["vigie-register"] = "vigie-register"
    schema_version: int = Field(default=SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    register_: Register = Field(alias="register")


def write(register: Register) -> bytes:
    """Return the file, in UTF-8."""
    document = Document(register=register)
    return document.model_dump_json(by_alias=True, indent=2).encode() + b"\n"


def read(content: bytes) -> Register:
    """Return the register of a file. Raises pydantic's ValidationError when it is not one."""
    return Document.model_validate_json(content).register_


def schema() -> str:
    """Return the JSON Schema of the file, as docs/register.schema.json holds it."""
    found: dict[str, Any] = Document.model_json_schema(by_alias=True)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
