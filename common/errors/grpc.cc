#include "common/errors/grpc.h"

#include <map>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace guanxi {
namespace {

// Metadata of a whole response is limited to 8 KiB by many peers, gRPC's clients among them: the
// details hold the message once more, travel in base64, and share the room with the edge's headers.
constexpr size_t kMaxMessageBytes = 512;
constexpr size_t kMaxDetailBytes = 3 * 1024;
constexpr absl::string_view kDetailPrefix = "type.googleapis.com/google.rpc.";

std::string Truncate(absl::string_view text) {
  if (text.size() <= kMaxMessageBytes) return std::string(text);
  size_t end = kMaxMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "…");
}

absl::Status WithoutSecrets(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInternal && status.code() != absl::StatusCode::kUnknown) {
    return status;
  }
  return Error(absl::StatusCode::kInternal, "INTERNAL",
               "internal error; the log has more under this request id");
}

// By type, as a status hands its payloads out in any order.
std::map<std::string, std::string> Details(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&](absl::string_view key, const absl::Cord& value) {
    if (absl::StartsWith(key, kDetailPrefix)) details.emplace(key, std::string(value));
  });
  return details;
}

// As many violations as `room` bytes take, the first ones, and how many more there are. What each
// says is cut first: one long text must not push the others out.
std::string CutViolations(const std::string& value, size_t room) {
  constexpr size_t kRoomForTheRest = 64;
  google::rpc::BadRequest all, some;
  if (!all.ParseFromString(value) || room < kRoomForTheRest) return "";
  size_t bytes = kRoomForTheRest;
  for (auto& violation : *all.mutable_field_violations()) {
    google::rpc::BadRequest alone;
    violation.set_description(Truncate(violation.description()));
    *alone.add_field_violations() = violation;
    bytes += alone.ByteSizeLong();
    if (bytes > room) break;
    some.add_field_violations()->Swap(&violation);
  }
  const int others = all.field_violations_size() - some.field_violations_size();
  if (others > 0) {
    some.add_field_violations()->set_description(absl::StrCat("and ", others, " more"));
  }
  return some.SerializeAsString();
}

// Cuts the list of violations so that the details fit, if that is what makes them too large.
void MakeRoom(std::map<std::string, std::string>* details) {
  const auto violations = details->find(absl::StrCat(kDetailPrefix, "BadRequest"));
  if (violations == details->end()) return;
  size_t others = 0;
  for (const auto& [key, value] : *details) others += value.size();
  others -= violations->second.size();
  if (others + violations->second.size() <= kMaxDetailBytes || others > kMaxDetailBytes) return;
  violations->second = CutViolations(violations->second, kMaxDetailBytes - others);
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& original) {
  if (original.ok()) return grpc::Status::OK;
  const absl::Status status = WithoutSecrets(original);
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(status.code()));
  proto.set_message(Truncate(status.message()));
  size_t bytes = 0;
  std::map<std::string, std::string> details = Details(status);
  MakeRoom(&details);
  for (const auto& [key, value] : details) {
    bytes += value.size();
    if (bytes > kMaxDetailBytes) continue;
    auto* detail = proto.add_details();
    detail->set_type_url(key);
    detail->set_value(value);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(proto.code()), proto.message(),
                      proto.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status proto;
  if (proto.ParseFromString(status.error_details())) {
    for (const auto& detail : proto.details()) {
      out.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return out;
}

}  // namespace guanxi
