"""Files with tables that nobody reads here, each with the way to one that is read."""

from __future__ import annotations

from pathlib import Path, PurePath

from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import mark, tr

HEAD = 512
_BY_SHEETS = mark("{file} is a spreadsheet of {program}. Save it there as .xlsx or CSV, and open that.")
_BY_R = mark(
    '{file} is a file of R. In R write the table with write.csv(d, "{stem}.csv", row.names = FALSE).'
)
_BY_STATS = mark(
    "{file} is a file of {program}. Export the table there as CSV, or with pandas: pandas.{reader}(…).to_csv(…)."
)
_BY_PANDAS = mark(
    "{file} is {program}. Save the table as Parquet or CSV, with pandas: pandas.{reader}(…).to_csv(…)."
)
_NEVER = mark("{file} holds pickled objects, which can run any program. Save the table as CSV or Parquet.")
_ARCHIVE = mark("{file} is an archive that is not opened here. Unpack it, and open the table in it.")

_SHEETS = {".ods": "LibreOffice", ".fods": "LibreOffice", ".numbers": "Numbers", ".xlsb": "Excel"}
_STATS = {
    ".sav": ("SPSS", "read_spss"),
    ".zsav": ("SPSS", "read_spss"),
    ".por": ("SPSS", "read_spss"),
    ".dta": ("Stata", "read_stata"),
    ".sas7bdat": ("SAS", "read_sas"),
    ".xpt": ("SAS", "read_sas"),
}
_PANDAS = {
    ".feather": ("a Feather file", "read_feather"),
    ".arrow": ("an Arrow file", "read_feather"),
    ".ipc": ("an Arrow file", "read_feather"),
    ".orc": ("an ORC file", "read_orc"),
    ".html": ("a web page", "read_html"),
    ".htm": ("a web page", "read_html"),
    ".xml": ("an XML file", "read_xml"),
    ".sqlite": ("a database", "read_sql"),
    ".db": ("a database", "read_sql"),
}
_UTF_16 = b"\xff\xfe", b"\xfe\xff"
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
    (b"$FL2", ".sav"),
    (b"$FL3", ".sav"),
    (b"<stata_dta>", ".dta"),
    (b"ARROW1", ".feather"),
    (b"FEA1", ".feather"),
    (b"ORC", ".orc"),
    (b"SQLite format 3\0", ".sqlite"),
    (b"RDX", ".rds"),
    *((bytes((0x80, protocol)), ".pkl") for protocol in (2, 3, 4, 5)),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!", ".rar"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
)


def head_of(path: Path) -> bytes:
    """Return how a file begins; nothing where it cannot be read."""
    try:
        with open_file(path) as file:
            return file.read(HEAD)
    except NnsimError:
        return b""


def is_text(head: bytes) -> bool:
    """Return whether a file that begins so is a text without mark-up: many programs call one .xls that is tabbed."""
    told = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(told) and (head.startswith(_UTF_16) or (b"\0" not in head and not told.startswith(b"<")))


def refuse_foreign(name: str, head: bytes = b"") -> None:
    """Raise NnsimError with the way to convert it when a file is of a kind that is known and not read."""
    begun = next((suffix for start, suffix in _SIGNATURES if head.startswith(start)), "")
    if b"application/vnd.oasis.opendocument.spreadsheet" in head[:200]:
        begun = ".ods"
    suffix = begun or PurePath(name).suffix.lower()
    fill = {"file": name, "stem": PurePath(name).stem}
    if suffix == ".xls" and (begun or not is_text(head)):
        raise NnsimError(tr(_BY_SHEETS).format(program="Excel 97–2003", **fill))
    if suffix in _SHEETS:
        raise NnsimError(tr(_BY_SHEETS).format(program=_SHEETS[suffix], **fill))
    if suffix in (".rds", ".rda", ".rdata"):
        raise NnsimError(tr(_BY_R).format(**fill))
    for text, known in ((_BY_STATS, _STATS), (_BY_PANDAS, _PANDAS)):
        if suffix in known:
            program, reader = known[suffix]
            raise NnsimError(tr(text).format(program=program, reader=reader, **fill))
    if suffix in (".pkl", ".pickle"):
        raise NnsimError(tr(_NEVER).format(**fill))
    if suffix in (".7z", ".rar", ".zst"):
        raise NnsimError(tr(_ARCHIVE).format(**fill))
