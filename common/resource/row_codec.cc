#include "common/resource/row_codec.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/personal.h"
#include "common/resource/unknown_fields.h"
#include "common/text/collation.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

std::string GetString(const FieldDescriptor* field, const Message& message) {
  return message.GetReflection()->GetString(message, field);
}

absl::Status AppendColumn(const Column& column, const Message& resource,
                          std::vector<db::Value>* values) {
  const Message* holder = &resource;
  for (const FieldDescriptor* step : column.parents) {
    holder = &holder->GetReflection()->GetMessage(*holder, step);  // an empty one if it is absent
  }
  const Message& message = *holder;
  switch (column.kind) {
    case ColumnKind::kText: {
      const std::string text = GetString(column.field, message);
      values->emplace_back(text);
      if (column.collated) {
        GUANXI_ASSIGN_OR_RETURN(std::string key, text::SortKey(text));
        values->emplace_back(std::move(key));
      }
      return absl::OkStatus();
    }
    case ColumnKind::kName: {
      const std::string text = GetString(column.field, message);
      if (text.empty()) {
        values->emplace_back(nullptr);
        return absl::OkStatus();
      }
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, ParseReference(column.collection, text));
      values->emplace_back(id.bytes());
      return absl::OkStatus();
    }
    case ColumnKind::kEnum:
      values->emplace_back(message.GetReflection()->GetEnumValue(message, column.field));
      return absl::OkStatus();
    case ColumnKind::kTime:
      if (message.GetReflection()->HasField(message, column.field)) {
        values->emplace_back(GetTime(column.field, message));
      } else {
        values->emplace_back(nullptr);
      }
      return absl::OkStatus();
  }
  return absl::InternalError("unknown column kind");
}

void AppendColumnNames(const ResourceType& type, std::vector<std::string>* names) {
  for (const Column& column : type.columns()) {
    names->push_back(column.name);
    if (column.collated) names->push_back(column.sort_name());
  }
  names->push_back("body");
  names->push_back("personal");
}

absl::Status AppendColumnValues(const ResourceType& type, const Stored& row,
                                std::vector<db::Value>* values) {
  for (const Column& column : type.columns()) {
    GUANXI_RETURN_IF_ERROR(AppendColumn(column, *row.message, values));
  }
  Blobs blobs = EncodeBlobs(*row.message, row.rest);
  values->emplace_back(std::move(blobs.body));
  values->emplace_back(std::move(blobs.personal));
  return absl::OkStatus();
}

std::unique_ptr<Message> CopyIfAny(const std::unique_ptr<Message>& message) {
  return message == nullptr ? nullptr : CopyMessage(*message);
}

}  // namespace

std::unique_ptr<Message> CopyMessage(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

Stored CopyRow(const Stored& row) {
  Stored copy;
  copy.name = row.name;
  copy.version = row.version;
  copy.live = row.live;
  copy.message = CopyMessage(*row.message);
  copy.rest = {CopyIfAny(row.rest.body), CopyIfAny(row.rest.personal)};
  return copy;
}

Rest AlignRest(const Rest& rest, const Message& old, const Message& next) {
  return {rest.body != nullptr ? AlignRest(*rest.body, old, next) : nullptr,
          rest.personal != nullptr ? AlignRest(*rest.personal, old, next) : nullptr};
}

Blobs EncodeBlobs(const Message& message, const Rest& rest) {
  std::unique_ptr<Message> body = CopyMessage(message), personal(message.New());
  if (rest.body != nullptr) PutUnknownFields(*rest.body, body.get());
  if (rest.personal != nullptr) personal->CopyFrom(*rest.personal);
  const auto* descriptor = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  for (const char* derived : {"name", "etag"}) {
    const FieldDescriptor* field = descriptor->FindFieldByName(derived);
    if (field != nullptr) reflection->ClearField(body.get(), field);
  }
  SplitPersonal(body.get(), personal.get());
  return {body->SerializeAsString(), personal->SerializeAsString()};
}

absl::Status DecodeBlobs(absl::string_view body, absl::string_view personal, Message* message,
                         Rest* rest) {
  std::unique_ptr<Message> apart(message->New());
  if (!message->ParseFromArray(body.data(), static_cast<int>(body.size())) ||
      !apart->ParseFromArray(personal.data(), static_cast<int>(personal.size()))) {
    return absl::InternalError(
        absl::StrCat(message->GetDescriptor()->full_name(), ": a stored row does not parse"));
  }
  MergePersonal(apart.get(), message);
  if (HasRest(*apart)) rest->personal = std::move(apart);
  rest->body = TakeUnknownFields(message);
  return absl::OkStatus();
}

std::string RowColumns(const ResourceType& type, absl::string_view alias) {
  return absl::StrCat(alias, ".id, ",
                      type.has_parent() ? absl::StrCat(alias, ".parent_id") : "NULL", ", ", alias,
                      ".version, ", alias, ".live, ", alias, ".body, ", alias, ".personal");
}

absl::StatusOr<Stored> DecodeRow(const ResourceType& type, const db::Row& row) {
  Stored stored;
  GUANXI_ASSIGN_OR_RETURN(stored.name.id, Uuid::FromBytes(row.String(0)));
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(stored.name.parent, Uuid::FromBytes(row.String(1)));
  }
  stored.version = row.Int64(2);
  stored.live = row.Bool(3);
  stored.message.reset(google::protobuf::MessageFactory::generated_factory()
                           ->GetPrototype(type.descriptor())
                           ->New());
  GUANXI_RETURN_IF_ERROR(
      DecodeBlobs(row.String(4), row.String(5), stored.message.get(), &stored.rest));
  StampIdentity(type, &stored);
  return stored;
}

std::vector<std::string> InsertColumns(const ResourceType& type) {
  std::vector<std::string> names = {"tenant_id", "id"};
  if (type.has_parent()) names.push_back("parent_id");
  names.push_back("version");
  names.push_back("live");
  AppendColumnNames(type, &names);
  return names;
}

std::vector<std::string> UpdateColumns(const ResourceType& type) {
  std::vector<std::string> names = {"version", "live"};
  AppendColumnNames(type, &names);
  return names;
}

absl::StatusOr<std::vector<db::Value>> InsertValues(const ResourceType& type, const Uuid& tenant,
                                                    const Stored& row) {
  std::vector<db::Value> values;
  values.reserve(8 + 2 * type.columns().size());
  values.emplace_back(tenant.bytes());
  values.emplace_back(row.name.id.bytes());
  if (type.has_parent()) values.emplace_back(row.name.parent.bytes());
  values.emplace_back(row.version);
  values.emplace_back(row.live);
  GUANXI_RETURN_IF_ERROR(AppendColumnValues(type, row, &values));
  return values;
}

absl::StatusOr<std::vector<db::Value>> UpdateValues(const ResourceType& type, const Stored& row) {
  std::vector<db::Value> values = {row.version, row.live};
  GUANXI_RETURN_IF_ERROR(AppendColumnValues(type, row, &values));
  return values;
}

absl::Time TruncateToMicros(absl::Time time) {
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

void SetTime(const FieldDescriptor* field, absl::Time time, Message* message) {
  const Timestamp value =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
  message->GetReflection()->MutableMessage(message, field)->CopyFrom(value);
}

absl::Time GetTime(const FieldDescriptor* field, const Message& message) {
  const auto* reflection = message.GetReflection();
  if (field == nullptr || !reflection->HasField(message, field)) return absl::InfinitePast();
  const auto& value = static_cast<const Timestamp&>(reflection->GetMessage(message, field));
  return absl::FromUnixSeconds(value.seconds()) + absl::Nanoseconds(value.nanos());
}

void StampIdentity(const ResourceType& type, Stored* row) {
  Message* message = row->message.get();
  const auto* reflection = message->GetReflection();
  reflection->SetString(message, type.name_field(), FormatName(type, row->name));
  if (type.etag_field() != nullptr) {
    reflection->SetString(message, type.etag_field(), absl::StrCat(row->version));
  }
}

}  // namespace guanxi::resource
