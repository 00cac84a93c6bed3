#include "workflow-svc/approval/process_timers.h"

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using timers::ArmedTimer;

// Instances that are moved in one transaction: most write a few rows, and where some write so many
// that they do not fit, the runner tries half of them.
constexpr int kMaxBatch = 25;

using StaffPtr = std::shared_ptr<const Staff>;
using MakeCommand = std::function<Command(const ArmedTimer&, int64_t number)>;

// "<uuid of the instance>/<number>".
absl::StatusOr<std::pair<ResourceName, int64_t>> ReadKey(const std::string& key) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(key, absl::MaxSplits('/', 1));
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(parts.first));
  int64_t number = 0;
  if (!absl::SimpleAtoi(parts.second, &number)) {
    return absl::InternalError("a timer's key is none of a process");
  }
  return std::make_pair(ResourceName{Uuid(), id}, number);
}

// Whether it was overtaken by what people did: there is nothing left to be done.
bool IsOver(const absl::Status& status) {
  const std::string reason = Reason(status);
  return reason == "NOT_RUNNING" || reason == "NOT_DUE" || reason == "NOT_WAITED_FOR";
}

// Takes all instances of the batch by one statement, in the order of their ids.
absl::Status Hold(UnitOfWork& work, const resource::Resource& instances,
                  const timers::Batch& batch) {
  std::set<ResourceName> names;
  for (const ArmedTimer& timer : batch.timers) {
    GUANXI_ASSIGN_OR_RETURN(const auto key, ReadKey(timer.key));
    names.insert(key.first);
  }
  return work.HoldLive(instances, names, resource::Lock::kExclusive).status();
}

timers::Kind KindOf(const ProcessRunner* runner, StaffBook* staff, MakeCommand make) {
  timers::Kind kind;
  kind.max_batch = kMaxBatch;
  kind.prepare = [staff](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(StaffPtr people,
                            staff->Of(batch.tenant, absl::Now() + policy::Authorizer::kMaxWait));
    return std::any(std::move(people));
  };
  kind.fire = [runner, make = std::move(make)](UnitOfWork& work,
                                               const timers::Batch& batch) -> absl::Status {
    const auto* const people = std::any_cast<StaffPtr>(&batch.prepared);
    if (people == nullptr) return absl::InternalError("the people were not prepared");
    GUANXI_RETURN_IF_ERROR(Hold(work, *runner->parts().instances, batch));
    for (const ArmedTimer& timer : batch.timers) {
      GUANXI_ASSIGN_OR_RETURN(const auto key, ReadKey(timer.key));
      const absl::Status done = runner->Run(work, **people, key.first, make(timer, key.second));
      if (!done.ok() && !IsOver(done)) return done;
    }
    return absl::OkStatus();
  };
  return kind;
}

}  // namespace

timers::Kinds ProcessTimerKinds(const ProcessRunner* runner, StaffBook* staff) {
  timers::Kinds kinds;
  kinds[kProcessTimer] = KindOf(runner, staff, [](const ArmedTimer&, int64_t timer) {
    return Command{"", false, FireTimer{timer}};
  });
  kinds[kProcessChildTimer] = KindOf(runner, staff, [](const ArmedTimer& timer, int64_t pass) {
    return Command{"", false, SubProcessDone{pass, timer.payload == "approved"}};
  });
  kinds[kProcessCancelTimer] = KindOf(runner, staff, [](const ArmedTimer&, int64_t) {
    return Command{"", true, Terminate{}};
  });
  return kinds;
}

}  // namespace guanxi::workflow
