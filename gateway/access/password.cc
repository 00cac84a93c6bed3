#include "gateway/access/password.h"

#include <argon2.h>
#include <openssl/rand.h>

#include <array>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "gateway/access/client_secret.h"

namespace guanxi::access {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr size_t kHashBytes = 32;
constexpr uint32_t kThreadsPerHash = 1;

std::array<uint8_t, kSaltBytes> NewSalt() {
  std::array<uint8_t, kSaltBytes> salt;
  if (RAND_bytes(salt.data(), salt.size()) != 1) {
    Log(Severity::kError, "access.no_random_bytes");
    std::abort();  // a predictable salt is worse than no process
  }
  return salt;
}

absl::Status HashFailed(int code) {
  return Error(absl::StatusCode::kInternal, "HASH_FAILED",
               absl::StrCat("argon2: ", argon2_error_message(code)));
}

absl::StatusOr<std::string> Compute(absl::string_view password, const HashCost& cost) {
  const auto salt = NewSalt();
  std::string text(argon2_encodedlen(cost.passes, cost.memory_kib, kThreadsPerHash, kSaltBytes,
                                     kHashBytes, Argon2_id),
                   '\0');
  const int code = argon2id_hash_encoded(cost.passes, cost.memory_kib, kThreadsPerHash,
                                         password.data(), password.size(), salt.data(), salt.size(),
                                         kHashBytes, text.data(), text.size());
  if (code != ARGON2_OK) return HashFailed(code);
  text.resize(text.find('\0'));
  return text;
}

}  // namespace

class PasswordHasher::Place {
 public:
  explicit Place(PasswordHasher* hasher) : hasher_(hasher) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (!taken_) return;
    MutexLock lock(&hasher_->mutex_);
    ++hasher_->free_;
    hasher_->freed_.Signal();
  }

  absl::Status Take(absl::Time deadline) {
    MutexLock lock(&hasher_->mutex_);
    while (hasher_->free_ == 0) {
      const absl::Duration left = deadline - absl::Now();
      if (left <= absl::ZeroDuration()) {
        return ResourceExhausted("TEMPORARILY_UNAVAILABLE", "too many passwords to check",
                                 absl::Seconds(2));
      }
      hasher_->freed_.WaitWithTimeout(&hasher_->mutex_, left);
    }
    --hasher_->free_;
    taken_ = true;
    return absl::OkStatus();
  }

 private:
  PasswordHasher* const hasher_;
  bool taken_ = false;
};

PasswordHasher::PasswordHasher(int parallelism, const HashCost& cost)
    : cost_(cost), decoy_(Compute(NewSecret(), cost).value_or("")), free_(parallelism) {}

absl::StatusOr<std::string> PasswordHasher::Hash(absl::string_view password, absl::Time deadline) {
  Place place(this);
  GUANXI_RETURN_IF_ERROR(place.Take(deadline));
  return Compute(password, cost_);
}

absl::StatusOr<bool> PasswordHasher::Matches(absl::string_view password, absl::string_view hash,
                                             absl::Time deadline) {
  Place place(this);
  GUANXI_RETURN_IF_ERROR(place.Take(deadline));
  const std::string text(hash.empty() ? absl::string_view(decoy_) : hash);
  const int code = argon2id_verify(text.c_str(), password.data(), password.size());
  if (code == ARGON2_OK) return !hash.empty();
  if (code == ARGON2_VERIFY_MISMATCH) return false;
  return HashFailed(code);
}

}  // namespace guanxi::access
