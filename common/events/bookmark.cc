#include "common/events/bookmark.h"

#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::events {
namespace {

constexpr size_t kDigestBytes = 32;
constexpr size_t kPlaceBytes = Uuid::kSize + 8 * kPartitions;

}  // namespace

std::string Bookmark::Serialise() const {
  return absl::StrCat(place.Serialise(), rights, absl::ToUnixMicros(time));
}

absl::StatusOr<Bookmark> Bookmark::Parse(absl::string_view bytes) {
  Bookmark mark;
  int64_t micros = 0;
  if (bytes.size() <= kPlaceBytes + kDigestBytes ||
      !absl::SimpleAtoi(bytes.substr(kPlaceBytes + kDigestBytes), &micros)) {
    return absl::InvalidArgumentError("no bookmark");
  }
  GUANXI_ASSIGN_OR_RETURN(mark.place, FeedPlace::Parse(bytes.substr(0, kPlaceBytes)));
  mark.rights = std::string(bytes.substr(kPlaceBytes, kDigestBytes));
  mark.time = absl::FromUnixMicros(micros);
  return mark;
}

}  // namespace guanxi::events
