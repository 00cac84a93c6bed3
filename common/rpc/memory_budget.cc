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

absl::Status MemoryBudget::Take(const Principal& who, int64_t bytes) {
  if (bytes > largest()) {
    return Error(absl::StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE",
                 "the request takes more memory than one caller may use: send it in parts");
  }
  MutexLock lock(&mutex_);
  const auto tenant = tenants_.find(who.tenant);
  const int64_t of_tenant = bytes + (tenant == tenants_.end() ? 0 : tenant->second.held);
  if (of_tenant > share_) {
    return ResourceExhausted("TENANT_MEMORY_FULL",
                             "the tenant's calls hold as much memory as they may", kComeBack);
  }
  if (of_tenant > limit_ - (counted_ + bytes)) {
    return ResourceExhausted("MEMORY_FULL", "the server's calls hold as much memory as they may",
                             kComeBack);
  }
  if (!who.subject.empty() && tenant != tenants_.end()) {
    const auto& callers = tenant->second.callers;
    const auto caller = callers.find(who.subject);
    const int64_t of_caller = bytes + (caller == callers.end() ? 0 : caller->second);
    if (of_caller > share_ - of_tenant) {
      return ResourceExhausted("CALLER_MEMORY_FULL",
                               "the caller's calls hold as much memory as they may", kComeBack);
    }
  }
  Change(who, bytes);
  return absl::OkStatus();
}

void MemoryBudget::Add(const Principal& who, int64_t bytes) {
  MutexLock lock(&mutex_);
  Change(who, bytes);
}

int64_t MemoryBudget::held() const {
  MutexLock lock(&mutex_);
  return held_;
}

void MemoryBudget::Change(const Principal& who, int64_t by) {
  const auto tenant = tenants_.try_emplace(who.tenant).first;
  int64_t& held = tenant->second.held;
  counted_ -= std::min(held, share_);
  held += by;
  counted_ += std::min(held, share_);
  held_ += by;
  if (gauge_ != nullptr) gauge_->Set(static_cast<double>(held_));
  const auto caller = tenant->second.callers.try_emplace(who.subject, 0).first;
  caller->second += by;
  if (caller->second == 0) tenant->second.callers.erase(caller);
  if (held == 0) tenants_.erase(tenant);
}

}  // namespace guanxi::rpc
