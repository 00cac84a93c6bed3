#include "workflow-svc/rules/time/time_field.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/filter/literal.h"
#include "common/filter/matcher.h"
#include "google/type/date.pb.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The fields on the way to a google.type.Date; empty where the path ends elsewhere.
std::vector<const FieldDescriptor*> StepsToDate(const std::string& path,
                                                const google::protobuf::Descriptor* message) {
  std::vector<const FieldDescriptor*> steps;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    const FieldDescriptor* const step =
        message != nullptr ? message->FindFieldByName(std::string(name)) : nullptr;
    if (step == nullptr || step->is_repeated()) return {};
    steps.push_back(step);
    message = step->message_type();
  }
  if (message != google::type::Date::descriptor()) return {};
  return steps;
}

ToldTime TimeOf(const filter::Literal& value) {
  ToldTime told;
  const auto* const day = std::get_if<absl::CivilDay>(&value);
  told.is_date = day != nullptr;
  if (day == nullptr) {
    told.time = std::get<absl::Time>(value);
    return told;
  }
  told.year = static_cast<int>(day->year());
  told.month = day->month();
  told.day = day->day();
  return told;
}

bool IsDayOfLeapYear(int month, int day) {
  const absl::CivilDay normal(2000, month, day);
  return normal.month() == month && normal.day() == day;
}

}  // namespace

absl::StatusOr<TimeField> TimeField::Bind(filter::FieldPtr field,
                                          const google::protobuf::Descriptor* descriptor) {
  const bool tells = field->kind == filter::Kind::kTimestamp || field->kind == filter::Kind::kDate;
  if (!tells || field->repeated) {
    return absl::InternalError(absl::StrCat(field->path, " tells no time"));
  }
  GUANXI_ASSIGN_OR_RETURN(filter::MessageField reader,
                          filter::MessageField::Bind(field, descriptor));
  TimeField bound(std::move(field), std::move(reader));
  if (bound.is_date()) bound.steps_ = StepsToDate(bound.path(), descriptor);
  return bound;
}

std::optional<ToldTime> TimeField::Read(const Message& record) const {
  if (!steps_.empty()) return ReadDate(record);
  filter::Values values;
  reader_.Read(record, &values);
  if (values.empty()) return std::nullopt;
  return TimeOf(values[0]);
}

std::optional<ToldTime> TimeField::ReadDate(const Message& record) const {
  const Message* message = &record;
  for (const FieldDescriptor* const step : steps_) {
    if (!message->GetReflection()->HasField(*message, step)) return std::nullopt;
    message = &message->GetReflection()->GetMessage(*message, step);
  }
  // By the wire's form: the message may be a dynamic one.
  google::type::Date date;
  if (!date.ParseFromString(message->SerializeAsString())) return std::nullopt;
  if (date.month() < 1 || !IsDayOfLeapYear(date.month(), date.day())) return std::nullopt;
  ToldTime told;
  told.is_date = true;
  told.year = date.year();
  told.month = date.month();
  told.day = date.day();
  return told;
}

}  // namespace guanxi::workflow
