// What a write knows besides the message.
#ifndef GUANXI_COMMON_RESOURCE_WRITE_CONTEXT_H_
#define GUANXI_COMMON_RESOURCE_WRITE_CONTEXT_H_

#include <string>

#include "absl/time/time.h"
#include "common/base/uuid.h"

namespace guanxi::resource {

// What made a write happen, if something else did: the first event of the chain, and how many lie
// between.
struct Cause {
  Uuid root;
  int depth = 0;
};
// Chains of causes are no longer: a rule that sets off another that sets off the first ends here.
inline constexpr int kMaxCauseDepth = 8;

// What a write knows besides the message.
struct WriteContext {
  // Region of phone numbers without a country code.
  std::string phone_region = "CN";
  // Why, as the caller states it; for histories that record it.
  std::string reason;
  // Whether rows of a file are written, not what somebody states by a call.
  bool is_import = false;
  // Whether records are merged into one another, or become several again: what is written was there
  // before, so that rules about new records do not look at it.
  bool is_merge = false;
  // Of the writes; nil root: they are the first.
  Cause cause;
  // The moment of the writes, set by the unit of work.
  absl::Time now;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WRITE_CONTEXT_H_
