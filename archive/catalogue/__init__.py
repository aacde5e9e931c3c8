"""The catalogue: SQLite beside the WARC files. All SQL of the project lives in this folder and in archive/migrations/.

`connection.py` opens and migrates; every other module is one noun and takes the connection.
"""
