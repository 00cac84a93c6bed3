#include "common/resource/row_codec.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/column_codec.h"
#include "common/resource/personal.h"
#include "common/resource/unknown_fields.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

// An UPDATE leaves projected columns to statements of their own.
enum class For { kInsert, kUpdate };

void AppendColumnNames(const ResourceType& type, For statement, std::vector<std::string>* names) {
  for (const Column& column : type.columns()) {
    if (column.projected && statement == For::kUpdate) continue;
    for (std::string& name : column.names()) names->push_back(std::move(name));
  }
  for (const UniqueKey& key : type.unique_keys()) {
    if (!key.claim.empty()) names->push_back(key.claim);
  }
  names->push_back("body");
  names->push_back("personal");
}

absl::Status AppendColumnValues(const ResourceType& type, const Stored& row, For statement,
                                std::vector<db::Value>* values) {
  for (const Column& column : type.columns()) {
    if (column.projected && statement == For::kUpdate) continue;
    GUANXI_RETURN_IF_ERROR(AppendColumn(column, *row.message, values));
  }
  for (const UniqueKey& key : type.unique_keys()) {
    if (key.claim.empty()) continue;
    GUANXI_ASSIGN_OR_RETURN(const auto claimed, KeyValues(key, row));
    if (claimed.empty()) {
      values->emplace_back(nullptr);
    } else {
      values->emplace_back(1);
    }
  }
  Blobs blobs = EncodeBlobs(type, *row.message, row.rest);
  values->emplace_back(std::move(blobs.body));
  values->emplace_back(std::move(blobs.personal));
  return absl::OkStatus();
}

std::unique_ptr<Message> CopyIfAny(const std::unique_ptr<Message>& message) {
  return message == nullptr ? nullptr : CopyMessage(*message);
}

}  // namespace

void CopyProjected(const ResourceType& type, const Message& from, Message* to) {
  for (const Column* column : type.projected()) CopyField(from, column->field, to);
}

bool SameProjected(const ResourceType& type, const Message& a, const Message& b) {
  return std::all_of(type.projected().begin(), type.projected().end(),
                     [&](const Column* column) { return SameField(a, b, column->field); });
}

bool IsFolded(const ResourceType& type, const Stored& row) {
  const auto* const field = type.merged_into_field();
  if (row.live || field == nullptr || row.message == nullptr) return false;
  return !row.message->GetReflection()->GetString(*row.message, field).empty();
}

Stored CopyRow(const Stored& row) {
  Stored copy;
  copy.name = row.name;
  copy.version = row.version;
  copy.live = row.live;
  copy.projection = row.projection;
  copy.step = row.step;
  copy.message = CopyMessage(*row.message);
  copy.rest = {CopyIfAny(row.rest.body), CopyIfAny(row.rest.personal)};
  return copy;
}

Rest AlignRest(const Rest& rest, const Message& old, const Message& next) {
  return {rest.body != nullptr ? AlignRest(*rest.body, old, next) : nullptr,
          rest.personal != nullptr ? AlignRest(*rest.personal, old, next) : nullptr};
}

Blobs EncodeBlobs(const ResourceType& type, const Message& message, const Rest& rest) {
  std::unique_ptr<Message> body = CopyMessage(message), personal(message.New());
  if (rest.body != nullptr) PutUnknownFields(*rest.body, body.get());
  if (rest.personal != nullptr) SetMessage(*rest.personal, personal.get());
  const auto* reflection = message.GetReflection();
  for (const FieldDescriptor* field : {type.name_field(), type.etag_field()}) {
    if (field != nullptr) reflection->ClearField(body.get(), field);
  }
  for (const Column* column : type.projected()) reflection->ClearField(body.get(), column->field);
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
  return absl::StrCat(alias, ".id, ", ParentColumn(type, alias), ", ", alias, ".version, ", alias,
                      ".live, ", alias, ".body, ", alias, ".personal",
                      ProjectedColumns(type, alias));
}

std::string ParentColumn(const ResourceType& type, absl::string_view alias) {
  if (!type.has_parent()) return "NULL";
  const std::string parent = absl::StrCat(alias, ".parent_id");
  return type.has_grandparent() ? absl::StrCat("CONCAT(", alias, ".grandparent_id, ", parent, ")")
                                : parent;
}

std::string ProjectedColumns(const ResourceType& type, absl::string_view alias) {
  std::string columns;
  for (const std::string& name : ProjectedNames(type)) {
    absl::StrAppend(&columns, ", ", alias, ".", name);
  }
  if (!columns.empty()) absl::StrAppend(&columns, ", ", alias, ".projection");
  return columns;
}

absl::StatusOr<Stored> DecodeRow(const ResourceType& type, const db::Row& row) {
  Stored stored;
  GUANXI_ASSIGN_OR_RETURN(stored.name.id, Uuid::FromBytes(row.String(0)));
  absl::string_view parents = row.String(1);
  if (type.has_grandparent()) {
    GUANXI_ASSIGN_OR_RETURN(stored.name.grandparent,
                            Uuid::FromBytes(parents.substr(0, Uuid::kSize)));
    parents.remove_prefix(Uuid::kSize);
  }
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(stored.name.parent, Uuid::FromBytes(parents));
  }
  stored.version = row.Int64(2);
  stored.live = row.Bool(3);
  stored.message.reset(google::protobuf::MessageFactory::generated_factory()
                           ->GetPrototype(type.descriptor())
                           ->New());
  GUANXI_RETURN_IF_ERROR(
      DecodeBlobs(row.String(4), row.String(5), stored.message.get(), &stored.rest));
  type.names().Canonicalize(stored.message.get());  // older rows hold them as they were stated
  if (!type.projected().empty()) {
    size_t at = row.size() - 1;
    for (const Column* column : type.projected()) at -= column->width();
    for (const Column* column : type.projected()) {
      GUANXI_RETURN_IF_ERROR(DecodeColumn(*column, row, at, stored.message.get()));
      at += column->width();
    }
    stored.projection = row.Int64(at);
  }
  StampIdentity(type, &stored);
  return stored;
}

std::vector<std::string> InsertColumns(const ResourceType& type) {
  std::vector<std::string> names = {"tenant_id", "id"};
  for (std::string& name : ParentNames(type)) names.push_back(std::move(name));
  names.push_back("version");
  names.push_back("live");
  if (!type.projected().empty()) names.push_back("projection");
  AppendColumnNames(type, For::kInsert, &names);
  return names;
}

std::vector<std::string> UpdateColumns(const ResourceType& type) {
  std::vector<std::string> names = {"version", "live"};
  AppendColumnNames(type, For::kUpdate, &names);
  return names;
}

absl::StatusOr<std::vector<db::Value>> InsertValues(const ResourceType& type, const Uuid& tenant,
                                                    const Stored& row) {
  std::vector<db::Value> values;
  values.reserve(8 + 2 * type.columns().size());
  values.emplace_back(tenant.bytes());
  values.emplace_back(row.name.id.bytes());
  for (db::Value& parent : ParentValues(type, row.name)) values.push_back(std::move(parent));
  values.emplace_back(row.version);
  values.emplace_back(row.live);
  if (!type.projected().empty()) values.emplace_back(row.projection);
  GUANXI_RETURN_IF_ERROR(AppendColumnValues(type, row, For::kInsert, &values));
  return values;
}

absl::StatusOr<std::vector<db::Value>> UpdateValues(const ResourceType& type, const Stored& row) {
  std::vector<db::Value> values;
  values.reserve(8 + 2 * type.columns().size());  // and the key
  values.emplace_back(row.version);
  values.emplace_back(row.live);
  GUANXI_RETURN_IF_ERROR(AppendColumnValues(type, row, For::kUpdate, &values));
  return values;
}

std::vector<std::string> ParentNames(const ResourceType& type) {
  if (!type.has_parent()) return {};
  if (!type.has_grandparent()) return {"parent_id"};
  return {"parent_id", "grandparent_id"};
}

std::vector<db::Value> ParentValues(const ResourceType& type, const ResourceName& name) {
  if (!type.has_parent()) return {};
  if (!type.has_grandparent()) return {name.parent.bytes()};
  return {name.parent.bytes(), name.grandparent.bytes()};
}

std::vector<std::string> KeyNames(const Column& column) {
  // What is equal as text is equal by its sort key, too.
  return column.collated ? std::vector<std::string>{column.name} : column.names();
}

absl::StatusOr<std::vector<db::Value>> KeyValues(const UniqueKey& key, const Stored& row) {
  std::vector<db::Value> values;
  if (!row.live && !key.claim.empty()) return values;
  for (const Column* column : key.columns) {
    std::vector<db::Value> of_column;
    GUANXI_RETURN_IF_ERROR(AppendColumn(*column, *row.message, &of_column));
    if (!IsSet(*column, of_column[0])) return std::vector<db::Value>();
    if (column->collated) of_column.resize(1);
    for (db::Value& value : of_column) values.push_back(std::move(value));
  }
  return values;
}

std::vector<db::Value> Comparable(std::vector<db::Value> values) {
  for (db::Value& value : values) {
    const auto* text = std::get_if<std::string>(&value.data());
    if (text != nullptr && !text->empty() && text->back() == ' ') {
      value = db::Value(text->substr(0, text->find_last_not_of(' ') + 1));
    }
  }
  return values;
}

std::vector<std::string> ProjectedNames(const ResourceType& type) {
  std::vector<std::string> names;
  for (const Column* column : type.projected()) {
    for (std::string& name : column->names()) names.push_back(std::move(name));
  }
  return names;
}

absl::StatusOr<std::vector<db::Value>> ProjectedValues(const ResourceType& type,
                                                       const Message& message) {
  std::vector<db::Value> values;
  for (const Column* column : type.projected()) {
    GUANXI_RETURN_IF_ERROR(AppendColumn(*column, message, &values));
  }
  return values;
}

absl::Time TruncateToMicros(absl::Time time) {
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

void SetTime(const FieldDescriptor* field, absl::Time time, Message* message) {
  const Timestamp value =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
  static_cast<Timestamp*>(message->GetReflection()->MutableMessage(message, field))
      ->CopyFrom(value);
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
