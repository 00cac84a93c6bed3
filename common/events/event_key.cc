#include "common/events/event_key.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace guanxi::events {
namespace {

constexpr char kPrefix[] = "gxe_";
constexpr char kSubject[] = "guanxi event log";

}  // namespace

std::string EventKey::Token() const {
  return absl::StrCat(kPrefix, absl::BytesToHexString(keys_.Digest(kSubject)));
}

absl::Status EventKey::Check(absl::string_view authorization) const {
  std::string digest;
  if (absl::ConsumePrefix(&authorization, "Bearer ") &&
      absl::ConsumePrefix(&authorization, kPrefix) && authorization.size() == 64) {
    digest = absl::HexStringToBytes(authorization);
  }
  if (!digest.empty() && keys_.IsDigest(digest, kSubject)) return absl::OkStatus();
  return Error(absl::StatusCode::kUnauthenticated, "EVENT_KEY",
               "only services read each other's event log, by the key that they share");
}

}  // namespace guanxi::events
