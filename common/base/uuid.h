// UUIDs (RFC 9562): version 7 for new ids, version 8 for ids that are derived from content.
#ifndef GUANXI_COMMON_BASE_UUID_H_
#define GUANXI_COMMON_BASE_UUID_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace guanxi {

struct Uuid {
  static constexpr int kSize = 16;

  // The 36-character form with hyphens, either case. INVALID_ARGUMENT for anything else.
  static absl::StatusOr<Uuid> Parse(absl::string_view text);
  // Exactly 16 bytes, as stored in BINARY(16).
  static absl::StatusOr<Uuid> FromBytes(absl::string_view bytes);

  // Lower case with hyphens.
  std::string ToString() const;
  // A view of this object's bytes, valid as long as the object.
  absl::string_view bytes() const;
  // All bits zero: "none".
  bool IsNil() const { return *this == Uuid(); }

  friend bool operator==(const Uuid& a, const Uuid& b) { return a.data == b.data; }
  friend bool operator!=(const Uuid& a, const Uuid& b) { return !(a == b); }
  friend bool operator<(const Uuid& a, const Uuid& b) { return a.data < b.data; }
  template <typename H>
  friend H AbslHashValue(H h, const Uuid& u) {
    return H::combine(std::move(h), u.data);
  }

  std::array<uint8_t, kSize> data{};
};

// Makes version 7 ids: 48 bits of milliseconds, a 12-bit counter within the millisecond (RFC 9562,
// 6.2 method 1), 62 random bits. Ids of one source never go backwards, even if the clock does.
// Thread-safe. `clock` is not owned. Random bits are taken for many ids at once: a process that
// forks must not go on with one source on both sides.
class UuidSource {
 public:
  explicit UuidSource(Clock* clock = SystemClock()) : clock_(clock) {}
  Uuid Next();

 private:
  void TakeRandom(Uuid* uuid) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Clock* const clock_;
  Mutex mutex_;
  std::array<uint8_t, 64 * Uuid::kSize> random_ ABSL_GUARDED_BY(mutex_);
  size_t random_left_ ABSL_GUARDED_BY(mutex_) = 0;  // bytes that no id has yet, at the front
  int64_t last_ms_ ABSL_GUARDED_BY(mutex_) = 0;
  uint32_t counter_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The version 8 id whose bits come from SHA-256(name_space, 0, text): the same text in the same
// name space has the same id anywhere, at any time.
Uuid DeriveUuid(absl::string_view name_space, absl::string_view text);

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_UUID_H_
