#include "common/filter/bind.h"

#include <variant>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace guanxi::filter {
namespace {

db::Value Convert(bool value) { return value; }
db::Value Convert(int64_t value) { return value; }
db::Value Convert(const std::string& text) { return text; }
db::Value Convert(const Bytes& bytes) { return bytes.value; }
db::Value Convert(const Decimal& decimal) { return db::Value::Decimal(decimal.text); }
// Its currency is a literal of its own in what ToSql binds.
db::Value Convert(const Money& money) { return Convert(money.amount); }
db::Value Convert(absl::Time time) { return time; }
// Of four digits: the server takes "1-02-03" for a day of 2001.
db::Value Convert(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

}  // namespace

db::Value ToDbValue(const Literal& literal) {
  return std::visit([](const auto& value) { return Convert(value); }, literal);
}

}  // namespace guanxi::filter
