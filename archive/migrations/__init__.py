"""The catalogue's formats, one numbered SQL file each, run in order; each in one transaction with the record that it ran."""
