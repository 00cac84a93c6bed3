"""Small lists of the kinds that users of other products complain of, and what is right for each.

The files lie in a folder beside the checkout, as those of RealListsTest do.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Taken:
    """A file of which every row becomes a customer."""

    file: str
    rows: int
    # What `./dev load` says of values that could not be read; nothing: there are none.
    left_out: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


TAKEN = [
    Taken("capital.csv", 5, ("1 of them were taken without",
                             "row 6: taken without organization.registered_capital")),
    Taken("cell-placeholders.csv", 6),
    Taken("cell-several-phones.csv", 5),
    Taken("enc-cp1252.csv", 2, arguments=("--encoding", "windows-1252")),
    Taken("enc-utf16le-nobom.csv", 1),
    Taken("fmt-title-line.list", 1, arguments=("--format", "CSV")),
    Taken("sep-commas-in-header.csv", 1, arguments=("--map", "备注(城市,地址,其他,等)=note")),
    Taken("sep-line.csv", 1),
    Taken("shape-blank-header.csv", 1, ("1 of them were taken without",
                                        "row 2: taken without column 3 has no name")),
    Taken("shape-short-rows.csv", 2),
    Taken("trad-headers.csv", 1),
    Taken("website.csv", 2),
]

# What is refused as a whole, and what is said of it besides the file's name.
REFUSED = {
    "enc-cp1252.csv": "say which encoding",
    "enc-utf8-one-bad-byte.csv": "not valid UTF-8 at byte 47, in row 3, column 1",
    "fmt-array.json": "JSON array",
    "fmt-card.vcf": "vCard",
    "fmt-pdf.pdf": "PDF",
    "fmt-title-line.list": "no kind of list",
    "sep-commas-in-header.csv": "'备注(城市,地址,其他,等)=note'",
    "sep-fullwidth-comma.csv": "the separator ， is not supported",
}
