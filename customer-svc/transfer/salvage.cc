#include "customer-svc/transfer/salvage.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/resource/checks.h"
#include "customer-svc/transfer/fields.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace guanxi::customer {
namespace {

// Bytes that are the same for equal messages, also when they have maps.
std::string CanonicalBytes(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

// The same for the same row, whatever custom fields were defined when.
std::string Content(const Row& row) {
  v1::Customer customer = row.stated;
  customer.clear_normalized_name();  // It depends on a type that the row may not state.
  for (const auto& [key, text] : row.custom_texts.custom()) {
    (*customer.mutable_custom())[key] = text;
  }
  std::string content = CanonicalBytes(customer);
  for (const LeftOut& value : row.left_out) {
    absl::string_view key = value.field;
    const bool has_text = absl::ConsumePrefix(&key, "custom.") &&
                          row.custom_texts.custom().contains(std::string(key));
    if (!has_text) absl::StrAppend(&content, "\n", value.value);
  }
  return content;
}

// What is wrong with values that the row states: what the error says of fields, and the tags that
// are too many for their group.
std::vector<FieldViolation> ViolationsOf(const absl::Status& error, const v1::Customer& stated) {
  if (Reason(error) != "TAG_GROUP_LIMIT") return FieldViolations(error);
  const std::string names = MetadataOf(error)["tags"];
  const std::set<std::string> surplus = absl::StrSplit(names, ',');
  std::vector<FieldViolation> violations;
  for (int i = 0; i < stated.tags_size(); ++i) {
    if (surplus.count(stated.tags(i)) == 0) continue;
    violations.push_back({absl::StrCat("tags[", i, "]"), std::string(error.message())});
  }
  return violations;
}

std::string WithHeaders(const Row& row, absl::string_view text) {
  return row.headers == nullptr ? std::string(text) : row.headers->Beside(text, row.record);
}

}  // namespace

bool LeaveOutViolations(const absl::Status& error, Row* row) {
  const std::vector<FieldViolation> violations = ViolationsOf(error, row->stated);
  if (violations.empty()) return false;
  std::vector<std::string> paths;
  for (const FieldViolation& violation : violations) paths.push_back(violation.path);
  const auto taken = TakeOut(paths, &row->stated);
  bool any = false;
  for (size_t i = 0; i < paths.size(); ++i) {
    if (!taken[i]) continue;
    any = true;
    const std::string field = paths[i].substr(0, paths[i].find_first_of(".["));
    row->left_out.push_back(
        {field, absl::StrCat(paths[i], ": ", violations[i].description), *taken[i]});
  }
  return any;
}

void NormalizeRow(const resource::Resource& customers, const resource::WriteContext& context,
                  Row* row) {
  while (row->status.ok()) {
    v1::Customer normal = row->stated;
    Violations violations;
    resource::CheckGiven(normal, &violations);
    if (violations.empty()) customers.Normalize(context, &normal, &violations);
    if (violations.empty()) {
      row->stated = std::move(normal);
      row->content = Content(*row);
      return;
    }
    const absl::Status error = violations.ToStatus();
    if (!LeaveOutViolations(error, row)) row->status = error;
  }
}

std::string DescribeLeftOut(const Row& row) {
  std::string text;
  for (const LeftOut& value : row.left_out) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", WithHeaders(row, value.why));
  }
  return text;
}

std::string DescribeRefusal(const Row& row, const absl::Status& error) {
  std::string text;
  for (const FieldViolation& fault : FieldViolations(error)) {
    absl::StrAppend(&text, text.empty() ? "" : "; ",
                    WithHeaders(row, absl::StrCat(fault.path, ": ", fault.description)));
  }
  return text.empty() ? WithHeaders(row, error.message()) : text;
}

}  // namespace guanxi::customer
