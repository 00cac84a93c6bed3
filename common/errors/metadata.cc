#include "common/errors/metadata.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace guanxi {

ErrorMetadata MetadataOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(
      absl::StrCat("type.googleapis.com/", google::rpc::ErrorInfo::descriptor()->full_name()));
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return {};
  return ErrorMetadata(info.metadata().begin(), info.metadata().end());
}

}  // namespace guanxi
