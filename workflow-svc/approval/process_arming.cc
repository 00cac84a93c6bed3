// The timers of processes, armed as the state has them: a part of ProcessRunner.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/process/changes.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;

absl::Time TimeOf(int64_t micros) { return absl::FromUnixMicros(micros); }

absl::Status DisarmAllOf(UnitOfWork& work, const std::string& prefix) {
  constexpr int64_t kAtOnce = timers::Timers::kMaxAtOnce;
  for (int64_t gone = kAtOnce; gone == kAtOnce;) {
    GUANXI_ASSIGN_OR_RETURN(gone, timers::Timers::DisarmAll(work.tx(), work.principal().tenant,
                                                            kProcessTimer, prefix, kAtOnce));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ProcessRunner::StoreTimers(const Made& made) const {
  if (parts_.timers == nullptr) return absl::OkStatus();
  const Uuid& tenant = made.work.principal().tenant;
  std::vector<timers::Timer> armed;
  const std::string prefix = absl::StrCat(made.id.ToString(), "/");
  // Most often one ends with few; a node of many people with many at once.
  const bool has_none = made.result.state.timers().empty();
  if (has_none && made.kept->process.state().timers_size() > 1) {
    return DisarmAllOf(made.work, prefix);
  }
  for (const ProcessTimerChange& change :
       TimerChanges(made.kept->process.state(), made.result.state)) {
    if (change.after == nullptr) {
      if (change.before->id() == made.timer) continue;
      GUANXI_RETURN_IF_ERROR(timers::Timers::Disarm(made.work.tx(), tenant, kProcessTimer,
                                                    absl::StrCat(prefix, change.before->id())));
      continue;
    }
    armed.push_back({kProcessTimer, absl::StrCat(prefix, change.after->id()),
                     TimeOf(change.after->due_micros()), "", made.id.ToString()});
  }
  for (absl::Span<const timers::Timer> left = armed; !left.empty();) {
    const auto some = left.first(std::min(left.size(), timers::Timers::kMaxAtOnce));
    GUANXI_RETURN_IF_ERROR(parts_.timers->Arm(made.work.tx(), tenant, some));
    left.remove_prefix(some.size());
  }
  return absl::OkStatus();
}

absl::Status ProcessRunner::Arm(const Made& made, const char* kind, int64_t key,
                                const std::string& payload, const Uuid* of) const {
  if (parts_.timers == nullptr) return absl::OkStatus();
  const std::string id = (of != nullptr ? *of : made.id).ToString();
  return parts_.timers->Arm(
      made.work.tx(), made.work.principal().tenant,
      timers::Timer{kind, absl::StrCat(id, "/", key), made.work.now(), payload, id});
}

}  // namespace guanxi::workflow
