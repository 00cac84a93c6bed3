#include "workflow-svc/process/model_json.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/text/json_check.h"
#include "google/protobuf/util/json_util.h"

namespace guanxi::workflow {
namespace {

constexpr size_t kMaxJsonBytes = 1024 * 1024;
// Two for each level of branches, and what a node is made of.
constexpr int kMaxJsonDepth = 64;
constexpr size_t kMaxJsonValues = 50000;

}  // namespace

absl::StatusOr<v1::ProcessModel> ModelFromJson(absl::string_view path, absl::string_view json) {
  if (json.size() > kMaxJsonBytes) return InvalidField(path, "at most 1 MiB");
  text::JsonLimits limits;
  limits.depth = kMaxJsonDepth;
  limits.values = kMaxJsonValues;
  limits.either_case = true;
  if (const absl::Status status = text::CheckJson(json, limits); !status.ok()) {
    return InvalidField(path, status.message());
  }
  v1::ProcessModel model;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &model);
  if (!status.ok()) {
    return InvalidField(
        path, absl::StrCat("no model of a process: ",
                           absl::string_view(status.message().data(), status.message().size())));
  }
  return model;
}

std::string ModelToJson(const v1::ProcessModel& model) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  // It prints whatever there is: no Any is among it.
  (void)google::protobuf::util::MessageToJsonString(model, &json, options);
  return json;
}

}  // namespace guanxi::workflow
