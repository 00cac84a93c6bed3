#include "common/events/consumer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/consumer_metrics.h"
#include "common/events/partition.h"
#include "common/events/partition_reader.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

// Between two rounds that leave nothing behind: what comes meanwhile is applied together, since a
// transaction costs about as much for one event as for ten. The first event of a quiet time does
// not wait: a round ends in waiting for it.
constexpr absl::Duration kTick = absl::Milliseconds(50);
// Between two looks whether events have left something to be done.
constexpr absl::Duration kLeftOverTick = absl::Milliseconds(200);
// What fails is left alone for so long.
constexpr absl::Duration kRest = absl::Seconds(1);
// Rounds in a row, so that the thread can be told to end.
constexpr int kRounds = 50;
constexpr int kLettersAtOnce = 50;

}  // namespace

Consumer::Consumer(db::Database* database, Clock* clock, Options options)
    : database_(database),
      clock_(clock),
      options_(std::move(options)),
      dead_letters_(database, clock, options_.name),
      metrics_(std::make_unique<ConsumerMetrics>(options_.registry, options_.name)) {
  for (int thread = 0; thread < options_.threads; ++thread) {
    std::vector<int> partitions;
    for (int i = thread; i < kPartitions; i += options_.threads) partitions.push_back(i);
    readers_.push_back(std::make_unique<PartitionReader>(
        database_, clock_, options_, std::move(partitions),
        absl::StrCat(options_.owner, "/", thread), metrics_.get()));
  }
}

Consumer::~Consumer() {
  is_ending_ = true;
  for (const auto& reader : readers_) reader->End();
  tickers_.clear();
  for (const auto& reader : readers_) {
    if (!reader->Release().ok()) Log(Severity::kInfo, "events.partitions_not_released", {});
  }
}

void Consumer::Start() {
  for (const auto& reader : readers_) {
    tickers_.push_back(std::make_unique<Ticker>(
        kTick, [this, reader = reader.get(), rest = absl::InfinitePast()]() mutable {
          if (clock_->Now() < rest) return;
          for (int i = 0; i < kRounds; ++i) {
            const auto busy = reader->Turn();
            if (!busy.ok()) {
              Log(Severity::kWarning, "events.not_held",
                  {{"consumer", options_.name}, {"reason", Reason(busy.status())}});
              rest = clock_->Now() + kRest;
            }
            if (!busy.ok() || !*busy || !reader->IsBehind()) return;
          }
        }));
  }
  if (options_.left_over) {
    tickers_.push_back(
        std::make_unique<Ticker>(kLeftOverTick, [this, rest = absl::InfinitePast()]() mutable {
          if (clock_->Now() >= rest && !GoOn()) rest = clock_->Now() + kRest;
        }));
  }
}

bool Consumer::GoOn() {
  for (int i = 0; i < kRounds && !is_ending_; ++i) {
    const auto more = options_.left_over();
    if (!more.ok()) {
      Log(Severity::kWarning, "events.left_over",
          {{"consumer", options_.name}, {"reason", Reason(more.status())}});
    }
    if (!more.ok()) return false;
    if (!*more) break;
  }
  return true;
}

absl::StatusOr<bool> Consumer::Turn() {
  bool any = false;
  for (const auto& reader : readers_) {
    GUANXI_ASSIGN_OR_RETURN(const bool busy, reader->Turn());
    any |= busy;
  }
  // Behind them: what they have left over, if only by reading records anew, is done too.
  if (options_.left_over) {
    GUANXI_ASSIGN_OR_RETURN(const bool more, options_.left_over());
    any |= more;
  }
  return any;
}

absl::StatusOr<Consumer::Redriven> Consumer::Redrive(const Uuid& tenant,
                                                     const std::function<bool()>& stops) {
  Redriven redriven;
  Uuid resource;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<DeadLetter> next,
                            dead_letters_.List(tenant, resource, /*limit=*/1));
    if (next.empty()) return redriven;
    GUANXI_ASSIGN_OR_RETURN(resource, Uuid::FromBytes(next[0].event.resource_id()));
    GUANXI_ASSIGN_OR_RETURN(const bool all, RedriveRecord(tenant, resource, stops, &redriven));
    if (!all) ++redriven.left;
  }
}

absl::StatusOr<bool> Consumer::RedriveRecord(const Uuid& tenant, const Uuid& resource,
                                             const std::function<bool()>& stops,
                                             Redriven* redriven) {
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<DeadLetter> letters,
                            dead_letters_.ListOf(tenant, resource, kLettersAtOnce));
    if (letters.empty()) return true;
    for (const DeadLetter& letter : letters) {
      if (stops && stops()) return absl::CancelledError("nobody waits for it any more");
      const absl::Status status =
          options_.apply({letter.event}, [&](db::Transaction& tx) -> absl::Status {
            return dead_letters_.Remove(tx, letter.event);
          });
      if (!status.ok()) {
        Log(Severity::kWarning, "events.redrive_failed",
            {{"consumer", options_.name}, {"reason", ReasonOf(status)}});
        redriven->reasons.insert(ReasonOf(status));
        return false;
      }
      ++redriven->applied;
    }
  }
}

}  // namespace guanxi::events
