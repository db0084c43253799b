"""The register as files: for the CNIL, a colleague, another tool. Pure: no table is read."""
