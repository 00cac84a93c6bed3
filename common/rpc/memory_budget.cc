#include "common/rpc/memory_budget.h"

#include <prometheus/gauge.h>

#include <algorithm>

#include "absl/time/time.h"
#include "common/errors/errors.h"

namespace guanxi::rpc {
namespace {

// Calls of the point lane, which are most, are gone by then.
constexpr absl::Duration kComeBack = absl::Seconds(1);

}  // namespace

absl::Status MemoryBudget::Take(const Uuid& tenant, int64_t bytes) {
  if (bytes > share_) {
    return Error(absl::StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE",
                 "the request takes more memory than one tenant may use: send it in parts");
  }
  MutexLock lock(&mutex_);
  const auto it = tenants_.find(tenant);
  if (it != tenants_.end() && it->second + bytes > share_) {
    return ResourceExhausted("TENANT_MEMORY_FULL",
                             "the tenant's calls hold as much memory as they may", kComeBack);
  }
  if (counted_ + bytes > limit_) {
    return ResourceExhausted("MEMORY_FULL", "the server's calls hold as much memory as they may",
                             kComeBack);
  }
  Change(tenant, bytes);
  return absl::OkStatus();
}

void MemoryBudget::Add(const Uuid& tenant, int64_t bytes) {
  MutexLock lock(&mutex_);
  Change(tenant, bytes);
}

void MemoryBudget::GiveBack(const Uuid& tenant, int64_t bytes) {
  MutexLock lock(&mutex_);
  Change(tenant, -bytes);
}

int64_t MemoryBudget::held() const {
  MutexLock lock(&mutex_);
  return held_;
}

void MemoryBudget::Change(const Uuid& tenant, int64_t by) {
  const auto it = tenants_.try_emplace(tenant, 0).first;
  counted_ -= std::min(it->second, share_);
  it->second += by;
  counted_ += std::min(it->second, share_);
  held_ += by;
  if (gauge_ != nullptr) gauge_->Set(static_cast<double>(held_));
  if (it->second == 0) tenants_.erase(it);
}

}  // namespace guanxi::rpc
