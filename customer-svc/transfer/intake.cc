#include "customer-svc/transfer/intake.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::customer {
namespace {

// The name of a field that is set and not the file's bytes or content type, or "".
std::string StatedOption(const v1::ImportCustomersRequest& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->number() != v1::ImportCustomersRequest::kFileFieldNumber) return field->name();
  }
  return "";
}

}  // namespace

absl::Status Intake::Take(const v1::ImportCustomersRequest& message) {
  GUANXI_RETURN_IF_ERROR(CheckPiece(message));
  return text_.Take(message.file().data());
}

absl::Status Intake::CheckPiece(const v1::ImportCustomersRequest& message) {
  GUANXI_RETURN_IF_ERROR(bounds_.Note(message.file().data().size()));
  if (message.file().extensions_size() > 0) {
    return InvalidField("file.extensions", "is not supported");
  }
  const std::string option = bounds_.pieces() == 1 ? "" : StatedOption(message);
  if (option.empty()) return absl::OkStatus();
  return InvalidField(option, "must be in the first message; those after it have `file` alone");
}

}  // namespace guanxi::customer
