#include "common/resource/column_checks.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/filter/literal.h"
#include "common/text/money.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/date.pb.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

constexpr int kNanosPerUnit = 1000000000;

void CheckTime(const std::string& path, const Timestamp& time, Violations* violations) {
  const bool in_range = time.seconds() >= TimeUtil::kTimestampMinSeconds &&
                        time.seconds() <= TimeUtil::kTimestampMaxSeconds;
  if (!in_range || time.nanos() < 0 || time.nanos() >= kNanosPerUnit) {
    violations->Add(path, "want a time of the years 1 to 9999");
  }
}

void CheckDate(const std::string& path, const google::type::Date& date, Violations* violations) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  const bool whole = date.year() != 0 && date.month() != 0 && date.day() != 0;
  const bool exists =
      day.year() == date.year() && day.month() == date.month() && day.day() == date.day();
  const bool in_range = date.year() >= 0 && date.year() <= 9999 && date.month() >= 0 &&
                        date.month() <= 12 && date.day() >= 0 && date.day() <= 31;
  if (!in_range || (whole && !exists)) violations->Add(path, "there is no such day");
}

void CheckDecimal(const std::string& path, const google::type::Decimal& decimal,
                  Violations* violations) {
  const auto read = filter::ParseDecimal(decimal.value());
  if (!read.ok()) violations->Add(path, read.status().message());
}

void CheckMoney(const std::string& path, const google::type::Money& money, Violations* violations) {
  if (!text::IsCurrencyCode(money.currency_code())) {
    violations->Add(absl::StrCat(path, ".currency_code"),
                    "want a currency of ISO 4217 such as CNY");
  }
  const bool two_signs =
      (money.units() > 0 && money.nanos() < 0) || (money.units() < 0 && money.nanos() > 0);
  if (two_signs || std::abs(static_cast<int64_t>(money.nanos())) >= kNanosPerUnit) {
    violations->Add(absl::StrCat(path, ".nanos"),
                    "want less than 1,000,000,000, of the sign of the units");
  }
}

}  // namespace

void CheckColumns(const ResourceType& type, const Message& resource, Violations* violations) {
  for (const Column& column : type.columns()) {
    const bool is_message = column.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const Message& holder = column.HolderIn(resource);
    if (!is_message || !holder.GetReflection()->HasField(holder, column.field)) continue;
    const Message& value = holder.GetReflection()->GetMessage(holder, column.field);
    if (column.kind == ColumnKind::kTime) {
      CheckTime(column.path, static_cast<const Timestamp&>(value), violations);
    } else if (column.kind == ColumnKind::kDate) {
      CheckDate(column.path, static_cast<const google::type::Date&>(value), violations);
    } else if (column.kind == ColumnKind::kDecimal) {
      CheckDecimal(column.path, static_cast<const google::type::Decimal&>(value), violations);
    } else if (column.kind == ColumnKind::kMoney) {
      CheckMoney(column.path, static_cast<const google::type::Money&>(value), violations);
    }
  }
}

}  // namespace guanxi::resource
