#include "workflow-svc/rules/time/time_field.h"

#include <memory>
#include <utility>
#include <variant>

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

absl::Status NoTime() { return absl::InvalidArgumentError("want a field of times or dates"); }

// The fields on the way to the last one; the path may end behind a map, in a key of it.
absl::StatusOr<std::vector<const FieldDescriptor*>> StepsOf(
    const std::vector<std::string>& path, const google::protobuf::Descriptor* message) {
  std::vector<const FieldDescriptor*> steps;
  for (const std::string& name : path) {
    const bool in_map = !steps.empty() && steps.back()->is_map();
    if (in_map && steps.size() + 1 == path.size()) return steps;
    if (in_map) return NoTime();
    const FieldDescriptor* const step =
        message != nullptr ? message->FindFieldByName(name) : nullptr;
    if (step == nullptr) return absl::InvalidArgumentError("there is no such field");
    if (step->is_repeated() && !step->is_map()) return NoTime();
    steps.push_back(step);
    message = step->message_type();
  }
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

absl::StatusOr<TimeField> TimeField::Find(absl::string_view path,
                                          const google::protobuf::Descriptor* descriptor) {
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  GUANXI_ASSIGN_OR_RETURN(auto steps, StepsOf(names, descriptor));
  TimeField field{std::string(path)};
  if (steps.size() < names.size()) {
    field.tells_ = Tells::kEither;
    for (const filter::Kind kind : {filter::Kind::kDate, filter::Kind::kTimestamp}) {
      GUANXI_RETURN_IF_ERROR(field.AddReader(kind, names.back(), descriptor));
    }
    return field;
  }
  const google::protobuf::Descriptor* const type = steps.back()->message_type();
  if (steps.back()->is_map() || type == nullptr) return NoTime();
  if (type->full_name() == "google.type.Date") {
    field.tells_ = Tells::kDate;
    field.steps_ = std::move(steps);
  } else if (type->full_name() == "google.protobuf.Timestamp") {
    GUANXI_RETURN_IF_ERROR(field.AddReader(filter::Kind::kTimestamp, "", descriptor));
  } else {
    return NoTime();
  }
  return field;
}

absl::Status TimeField::AddReader(filter::Kind kind, absl::string_view key,
                                  const google::protobuf::Descriptor* descriptor) {
  auto field = std::make_shared<filter::Field>();
  field->path = path_;
  field->kind = kind;
  field->key = std::string(key);
  GUANXI_ASSIGN_OR_RETURN(filter::MessageField reader,
                          filter::MessageField::Bind(std::move(field), descriptor));
  readers_.push_back(std::move(reader));
  return absl::OkStatus();
}

std::optional<ToldTime> TimeField::Read(const Message& record) const {
  if (!steps_.empty()) return ReadDate(record);
  for (const filter::MessageField& reader : readers_) {
    filter::Values values;
    reader.Read(record, &values);
    if (!values.empty()) return TimeOf(values[0]);
  }
  return std::nullopt;
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
