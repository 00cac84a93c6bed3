#include "common/db/rows.h"

#include <cstdlib>
#include <limits>

#include "absl/strings/numbers.h"
#include "common/base/log.h"

namespace guanxi::db {
namespace {

// A mistake in the program; see the class comment.
[[noreturn]] void Misuse(absl::string_view problem, size_t column) {
  Log(Severity::kError, "db.row_misuse", {{"problem", problem}, {"column", column}});
  std::abort();
}

}  // namespace

const Value& Row::operator[](size_t i) const {
  if (i >= size_) Misuse("no such column", i);
  return cells_[i];
}

int64_t Row::Int64(size_t i) const {
  const Value::Data& data = (*this)[i].data();
  if (const auto* n = std::get_if<int64_t>(&data)) return *n;
  if (std::holds_alternative<std::monostate>(data)) return 0;
  if (const auto* n = std::get_if<uint64_t>(&data)) {
    if (*n <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return *n;
  }
  if (const auto* text = std::get_if<std::string>(&data)) {
    int64_t number;
    if (absl::SimpleAtoi(*text, &number)) return number;
  }
  Misuse("not an int64", i);
}

uint64_t Row::Uint64(size_t i) const {
  const Value::Data& data = (*this)[i].data();
  if (const auto* n = std::get_if<uint64_t>(&data)) return *n;
  const int64_t number = Int64(i);
  if (number < 0) Misuse("not a uint64", i);
  return number;
}

double Row::Double(size_t i) const {
  const Value::Data& data = (*this)[i].data();
  if (const auto* number = std::get_if<double>(&data)) return *number;
  return static_cast<double>(Int64(i));
}

absl::string_view Row::String(size_t i) const {
  const Value::Data& data = (*this)[i].data();
  if (const auto* text = std::get_if<std::string>(&data)) return *text;
  if (std::holds_alternative<std::monostate>(data)) return "";
  Misuse("not bytes", i);
}

absl::Time Row::Time(size_t i) const {
  if (IsNull(i)) return absl::UnixEpoch();
  const absl::StatusOr<absl::Time> time = ParseDateTime(String(i));
  if (!time.ok()) Misuse("not a DATETIME", i);
  return *time;
}

}  // namespace guanxi::db
