"""The catalogue's formats, one numbered SQL file each; each runs in one transaction with the record that it ran."""
