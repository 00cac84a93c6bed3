#include "customer-svc/transfer/header_names.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/text/utf8.h"
#include "customer-svc/transfer/columns.h"

namespace guanxi::customer {
namespace {

constexpr size_t kShownBytes = 64;

// How the paths of what the column states begin.
std::string FieldOf(const Column& column, absl::string_view source_system) {
  absl::string_view part = column.meaning();
  if (part == "external_id") return absl::StrCat("external_ids.", source_system);
  if (absl::ConsumePrefix(&part, "address.")) return absl::StrCat("addresses[0].", part);
  return column.field();
}

// Whether the path is that of the field, or of a part of it.
bool IsWithin(absl::string_view path, absl::string_view field) {
  return absl::ConsumePrefix(&path, field) && (path.empty() || path[0] == '.' || path[0] == '[');
}

}  // namespace

HeaderNames::HeaderNames(const transfer::Layout& layout, absl::string_view source_system) {
  for (int i = 0; i < std::min(layout.meanings_size(), layout.header_size()); ++i) {
    const auto column = Column::Parse(layout.meanings(i), source_system);
    if (!column.ok() || layout.header(i).empty()) continue;
    columns_.push_back({column->meaning(), FieldOf(*column, source_system),
                        std::string(text::TruncateUtf8(layout.header(i), kShownBytes)),
                        static_cast<size_t>(i)});
  }
}

std::string HeaderNames::Beside(absl::string_view text, const tabular::Record& row) const {
  const absl::string_view path = text.substr(0, text.find(": "));
  const auto is_empty = [&](const Named& column) {
    return column.place >= row.fields.size() || row.fields[column.place].empty();
  };
  std::vector<const Named*> found;
  for (const Named& column : columns_) {
    if (column.meaning == path || IsWithin(path, column.field)) found.push_back(&column);
  }
  const auto keep = [&](auto wanted) {
    if (std::none_of(found.begin(), found.end(), wanted)) return;
    found.erase(std::stable_partition(found.begin(), found.end(), wanted), found.end());
  };
  keep([&](const Named* column) { return column->meaning == path; });
  keep([&](const Named* column) { return !is_empty(*column); });
  std::string headers;
  for (const Named* column : found) {
    if (column->header == path) continue;
    absl::StrAppend(&headers, headers.empty() ? "" : " / ", column->header);
  }
  if (headers.empty()) return std::string(text);
  return absl::StrCat(path, " (", headers, ")", text.substr(path.size()));
}

}  // namespace guanxi::customer
