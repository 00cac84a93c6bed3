#include "customer-svc/transfer/file_kind.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "common/tabular/record.h"

namespace guanxi::customer {
namespace {

struct Kind {
  absl::string_view start;
  const char* name;
};

constexpr char kSaveAsCsv[] = ": save it as CSV";

constexpr Kind kBytes[] = {{"PK\x03\x04", "a workbook (.xlsx) or an archive"},
                           {"\xD0\xCF\x11\xE0", "a workbook (.xls)"},
                           {"%PDF", "a PDF"},
                           {"\x89PNG", "a picture"},
                           {"\xFF\xD8\xFF", "a picture"},
                           {"GIF8", "a picture"},
                           {"RIFF", "a picture or a sound"},
                           {"\x1F\x8B", "compressed (gzip)"},
                           {"BZh", "compressed (bzip2)"},
                           {"\xFD"
                            "7zXZ",
                            "compressed (xz)"},
                           {"\x28\xB5\x2F\xFD", "compressed (zstd)"},
                           {"7z\xBC\xAF", "an archive (7z)"},
                           {"Rar!", "an archive (RAR)"},
                           {"SQLite format 3", "a database"},
                           {"\x7F"
                            "ELF",
                            "a program"},
                           {"{\\rtf", "a text document (RTF)"}};

// In any case, after blanks and a byte order mark.
constexpr Kind kTexts[] = {{"BEGIN:VCARD", "a vCard"},
                           {"BEGIN:VCALENDAR", "a calendar"},
                           {"<!doctype", "a web page"},
                           {"<html", "a web page"},
                           {"<table", "a web page"},
                           {"<?xml", "XML"},
                           {"<svg", "a picture"},
                           {"dn: ", "a directory (LDIF)"},
                           {"%!PS", "a document (PostScript)"}};

}  // namespace

absl::Status WrongFormat(absl::string_view description) {
  return InvalidField("file", description, "FILE_FORMAT");
}

absl::Status CheckFileKind(absl::string_view start) {
  for (const Kind& kind : kBytes) {
    if (absl::StartsWith(start, kind.start)) {
      return WrongFormat(absl::StrCat("is ", kind.name, kSaveAsCsv));
    }
  }
  absl::ConsumePrefix(&start, tabular::kByteOrderMark);
  start = absl::StripLeadingAsciiWhitespace(start);
  for (const Kind& kind : kTexts) {
    if (absl::StartsWithIgnoreCase(start, kind.start)) {
      return WrongFormat(absl::StrCat("is ", kind.name, kSaveAsCsv));
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
