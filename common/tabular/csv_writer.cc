#include "common/tabular/csv_writer.h"

#include "common/tabular/formula.h"

namespace guanxi::tabular {
namespace {

bool NeedsQuotes(absl::string_view field, char delimiter) {
  if (field.empty()) return false;
  if (field.front() == ' ' || field.back() == ' ') return true;
  for (const char c : field) {
    if (c == delimiter || c == '"' || c == '\r' || c == '\n') return true;
  }
  // At the start of a file it would pass for a byte order mark.
  return field.front() == '\xEF';
}

void AppendField(absl::string_view field, char delimiter, std::string* out) {
  const bool quotes = NeedsQuotes(field, delimiter);
  if (quotes) out->push_back('"');
  if (NeedsMark(field)) out->push_back('\'');
  for (const char c : field) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  if (quotes) out->push_back('"');
}

}  // namespace

void AppendCsvRow(const std::vector<std::string>& fields, std::string* out, char delimiter) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out->push_back(delimiter);
    AppendField(fields[i], delimiter, out);
  }
  out->append("\r\n");
}

}  // namespace guanxi::tabular
