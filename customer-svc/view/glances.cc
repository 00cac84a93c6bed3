#include "customer-svc/view/glances.h"

#include "absl/time/civil_time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/date.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TimeUtil;

const FieldDescriptor* FieldOf(const Message& message, absl::string_view name) {
  return message.GetDescriptor()->FindFieldByName(std::string(name));
}

std::string EnumName(const Message& message, const FieldDescriptor* field) {
  const auto* const value = message.GetReflection()->GetEnum(message, field);
  return value->number() == 0 ? std::string() : value->name();
}

}  // namespace

MessagePtr NewMessage(const Descriptor* type) {
  return MessagePtr(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

absl::StatusOr<MessagePtr> ParseMessage(const Descriptor* type, const std::string& bytes) {
  MessagePtr message = NewMessage(type);
  if (!message->ParseFromString(bytes)) return absl::DataLossError("a record is malformed");
  return message;
}

void TakeField(const Message& record, absl::string_view field, Message* glance) {
  const FieldDescriptor* const from = FieldOf(record, field);
  const FieldDescriptor* const to = FieldOf(*glance, field);
  if (from == nullptr || to == nullptr) return;
  const auto* const source = record.GetReflection();
  const auto* const target = glance->GetReflection();
  target->ClearField(glance, to);
  switch (from->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      target->SetString(glance, to, EnumName(record, from));
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      target->SetString(glance, to, source->GetString(record, from));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      target->SetBool(glance, to, source->GetBool(record, from));
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (source->HasField(record, from)) {
        target->MutableMessage(glance, to)->CopyFrom(source->GetMessage(record, from));
      }
      break;
    default:
      break;
  }
}

std::string TextIn(const Message& message, absl::string_view name) {
  const FieldDescriptor* const field = FieldOf(message, name);
  if (field == nullptr || field->is_repeated()) return std::string();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return EnumName(message, field);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    return message.GetReflection()->GetBool(message, field) ? "true" : "false";
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return std::string();
  return message.GetReflection()->GetString(message, field);
}

std::optional<absl::Time> TimeIn(const Message& message, absl::string_view name) {
  const FieldDescriptor* const field = FieldOf(message, name);
  if (field == nullptr || field->message_type() == nullptr || field->is_repeated() ||
      !message.GetReflection()->HasField(message, field)) {
    return std::nullopt;
  }
  const Message& value = message.GetReflection()->GetMessage(message, field);
  if (field->message_type() == google::protobuf::Timestamp::descriptor()) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(value);
    return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
  }
  if (field->message_type() != google::type::Date::descriptor()) return std::nullopt;
  const auto& day = static_cast<const google::type::Date&>(value);
  return absl::FromCivil(absl::CivilDay(day.year(), day.month(), day.day()), absl::UTCTimeZone());
}

}  // namespace guanxi::customer
