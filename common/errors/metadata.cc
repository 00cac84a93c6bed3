#include "common/errors/metadata.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace guanxi {

namespace {

std::string InfoKey() {
  return absl::StrCat("type.googleapis.com/", google::rpc::ErrorInfo::descriptor()->full_name());
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(InfoKey());
  if (payload.has_value() && !info.ParseFromString(std::string(*payload))) info.Clear();
  return info;
}

}  // namespace

ErrorMetadata MetadataOf(const absl::Status& status) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  return ErrorMetadata(info.metadata().begin(), info.metadata().end());
}

absl::Status Reworded(const absl::Status& status, absl::string_view text,
                      const ErrorMetadata& more) {
  absl::Status reworded(status.code(), text);
  status.ForEachPayload([&reworded](absl::string_view key, const absl::Cord& detail) {
    reworded.SetPayload(key, detail);
  });
  if (more.empty()) return reworded;
  google::rpc::ErrorInfo info = InfoOf(status);
  for (const auto& [key, value] : more) (*info.mutable_metadata())[key] = value;
  reworded.SetPayload(InfoKey(), absl::Cord(info.SerializeAsString()));
  return reworded;
}

}  // namespace guanxi
