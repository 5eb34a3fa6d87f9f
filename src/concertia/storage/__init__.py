"""How files are written and read: Parquet tables, canonical JSON, folders that appear at once."""
