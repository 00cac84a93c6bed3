#include "customer-svc/transfer/json_row.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/output_only.h"
#include "common/text/json_check.h"
#include "common/text/utf8.h"
#include "customer-svc/transfer/fields.h"
#include "google/protobuf/util/json_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::JsonStringToMessage;
// In the order of the text.
using Json = nlohmann::ordered_json;

constexpr size_t kShownBytes = 200;

absl::Status Check(absl::string_view text) {
  text::JsonLimits limits;
  limits.either_case = true;
  return text::CheckJson(text, limits);
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

const FieldDescriptor* FindField(const Message& message, const std::string& key) {
  const auto* type = message.GetDescriptor();
  if (const FieldDescriptor* field = type->FindFieldByName(key); field != nullptr) return field;
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->json_name() == key) return type->field(i);
  }
  return nullptr;
}

// Reads an object member by member, each for itself: what one of them gets wrong costs no other.
class MemberReader {
 public:
  explicit MemberReader(Row* row) : row_(row) {}

  void ReadMembers(const Json& object, const std::string& prefix, Message* message) {
    for (const auto& [key, value] : object.items()) {
      if (prefix.empty() && (key == kRowKey || key == kErrorKey || key == kTextKey)) continue;
      const std::string path = absl::StrCat(prefix, text::TruncateUtf8(key, kShownBytes));
      const FieldDescriptor* field = FindField(*message, key);
      if (prefix.empty()) top_field_ = field == nullptr ? "" : field->name();
      if (prefix.empty() && key == kCustomerKey) {
        row_->kept = value.is_string() ? value.get<std::string>() : Dump(value);
      } else if (field == nullptr) {
        LeaveOut(path, "customers have no such field", value);
      } else if (IsWritable(field)) {
        ReadMember(value, path, field, message);
      }
    }
  }

 private:
  void ReadMember(const Json& value, const std::string& path, const FieldDescriptor* field,
                  Message* message) {
    if (IsGroup(field) && value.is_object()) {
      ReadMembers(value, path + ".", message->GetReflection()->MutableMessage(message, field));
    } else if (field->is_map() && value.is_object()) {
      for (const auto& [key, entry] : value.items()) {
        Add(Json{{key, entry}}, absl::StrCat(path, ".", text::TruncateUtf8(key, kShownBytes)),
            field, message);
      }
    } else if (field->is_repeated() && value.is_array()) {
      for (size_t i = 0; i < value.size(); ++i) {
        Add(Json::array({value[i]}), absl::StrCat(path, "[", i, "]"), field, message);
      }
    } else {
      Add(value, path, field, message);
    }
  }

  void Add(const Json& value, const std::string& path, const FieldDescriptor* field,
           Message* message) {
    const std::unique_ptr<Message> part(message->New());
    Json object = Json::object();
    object[field->json_name()] = value;
    const auto parsed = JsonStringToMessage(Dump(object), part.get());
    if (parsed.ok()) {
      message->MergeFrom(*part);
      return;
    }
    LeaveOut(path, std::string(parsed.message()), value);
    // Whom the row means is not guessed.
    const bool identifies = field->containing_type() == v1::Customer::descriptor() &&
                            (field->name() == "name" || field->name() == "external_ids");
    if (identifies) row_->status = absl::InvalidArgumentError(row_->left_out.back().why);
  }

  void LeaveOut(const std::string& path, absl::string_view why, const Json& value) {
    row_->left_out.push_back(
        {top_field_, absl::StrCat(path, ": ", text::TruncateUtf8(why, kShownBytes)), Dump(value)});
  }

  Row* const row_;
  std::string top_field_;  // The customer's field that is being read.
};

}  // namespace

void ReadJsonRow(absl::string_view text, Row* row) {
  if (const absl::Status status = Check(text); !status.ok()) {
    row->status =
        absl::InvalidArgumentError(absl::StrCat("not a customer in JSON: ", status.message()));
    return;
  }
  const bool whole = JsonStringToMessage(std::string(text), &row->stated).ok();
  if (!whole) {
    row->stated.Clear();
    const Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) {
      row->status = absl::InvalidArgumentError("not a customer in JSON: want an object");
      return;
    }
    MemberReader(row).ReadMembers(json, "", &row->stated);
  }
  static const auto& output_only = *new resource::OutputOnlyFields(v1::Customer::descriptor());
  output_only.Clear(&row->stated);
  ClearEmptyGroups(&row->stated);
}

std::string JsonErrorRow(const std::string& text, int64_t row, const std::string& customer,
                         const std::string& error) {
  Json json;
  if (Check(text).ok()) json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) json = Json{{kTextKey, text}};
  if (!customer.empty()) json[kCustomerKey] = customer;
  json[kRowKey] = row;
  json[kErrorKey] = error;
  return Dump(json) + "\n";
}

}  // namespace guanxi::customer
