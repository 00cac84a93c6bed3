#include "common/timers/runner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/events/partition.h"
#include "common/timers/partition_runner.h"
#include "common/timers/runner_metrics.h"

namespace guanxi::timers {
namespace {

constexpr absl::Duration kRest = absl::Seconds(1);

std::vector<std::string> NamesOf(const Kinds& kinds) {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds) names.push_back(name);
  return names;
}

}  // namespace

Runner::Runner(db::Database* database, const resource::Engine* engine, const Clocks& clocks,
               Timers* timers, Kinds kinds, Options options)
    : timers_(timers),
      kinds_(std::move(kinds)),
      options_(std::move(options)),
      metrics_(std::make_unique<RunnerMetrics>(options_.registry, NamesOf(kinds_))) {
  for (int thread = 0; thread < options_.threads; ++thread) {
    std::vector<int> partitions;
    for (int i = thread; i < events::kPartitions; i += options_.threads) partitions.push_back(i);
    parts_.push_back(std::make_unique<PartitionRunner>(
        Firing::Parts{database, engine, clocks.business, nullptr, &kinds_, &options_,
                      metrics_.get()},
        clocks.system, std::move(partitions), absl::StrCat(options_.owner, "/", thread)));
  }
}

Runner::~Runner() {
  is_ending_ = true;
  if (!threads_.empty()) timers_->Listen(nullptr);
  for (const auto& part : parts_) part->End();
  for (std::thread& thread : threads_) thread.join();
  for (const auto& part : parts_) {
    if (!part->Release().ok()) Log(Severity::kInfo, "timers.partitions_not_released", {});
  }
}

void Runner::Start() {
  timers_->Listen([this](int partition, absl::Time due) {
    parts_[partition % options_.threads]->NoteArmed(due);
  });
  for (const auto& part : parts_) {
    threads_.emplace_back([this, part = part.get()] { Work(part); });
  }
}

void Runner::Work(PartitionRunner* part) {
  while (!is_ending_) {
    const auto worked = part->Turn();
    if (!worked.ok()) {
      Log(Severity::kWarning, "timers.not_fired", {{"reason", Reason(worked.status())}});
      part->Rest(kRest);
    } else if (*worked == 0) {
      part->Sleep();
    }
  }
}

absl::StatusOr<int> Runner::Turn() {
  int all = 0;
  for (const auto& part : parts_) {
    const auto worked = part->Turn();
    if (!worked.ok()) return worked.status();
    all += *worked;
  }
  return all;
}

}  // namespace guanxi::timers
