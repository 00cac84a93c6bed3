// Inboxes, and processes beside very many that wait.
#ifndef GUANXI_BENCH_APPROVAL_INBOX_H_
#define GUANXI_BENCH_APPROVAL_INBOX_H_

#include "absl/status/status.h"
#include "common/flags/service_flags.h"

namespace guanxi::bench {

// Prints how soon somebody with --own open tasks has pages of his inbox, and its counts, among
// --tasks tasks of as many processes that wait; and how fast others are walked beside those,
// against none. The schema is empty before. Errors: those of ApprovalWorld.
absl::Status MeasureInbox(const ServiceFlags& flags);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_APPROVAL_INBOX_H_
