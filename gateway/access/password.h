// Hashes of passwords, and of client secrets that somebody chose.
#ifndef GUANXI_GATEWAY_ACCESS_PASSWORD_H_
#define GUANXI_GATEWAY_ACCESS_PASSWORD_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace guanxi::access {

// What one hash costs: the least that OWASP advises for argon2id, about 80 ms of one core.
struct HashCost {
  uint32_t memory_kib = 19 * 1024;
  uint32_t passes = 2;
};

// Makes and checks argon2id hashes in the usual text form ($argon2id$v=19$m=...), a fixed number
// at a time: a flood of logins takes these cores and this memory, never the whole machine.
//
// Thread-safe.
//
// Errors of both methods
//   RESOURCE_EXHAUSTED  TEMPORARILY_UNAVAILABLE  no place came free before the deadline
//   INTERNAL            HASH_FAILED              out of memory, or a stored hash is damaged
class PasswordHasher {
 public:
  explicit PasswordHasher(int parallelism = 2, const HashCost& cost = HashCost());

  absl::StatusOr<std::string> Hash(absl::string_view password, absl::Time deadline);

  // Whether `hash` was made from `password`. An empty `hash` (no such user, no password) matches
  // nothing and takes as long to say so.
  absl::StatusOr<bool> Matches(absl::string_view password, absl::string_view hash,
                               absl::Time deadline);

 private:
  // A place among those that may compute, given back at its end.
  class Place;

  const HashCost cost_;
  const std::string decoy_;
  Mutex mutex_;
  CondVar freed_;
  int free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_PASSWORD_H_
