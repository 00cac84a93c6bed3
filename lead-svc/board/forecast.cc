#include "lead-svc/board/forecast.h"

#include <limits>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"

namespace guanxi::lead {
namespace {

constexpr int kPercent = 100;

// What share of those that were closed was won.
struct Share {
  int64_t won = 0;
  int64_t closed = 0;

  void Add(const std::pair<int64_t, int64_t>& outcome) {
    won += outcome.first;
    closed += outcome.first + outcome.second;
  }
};

// Two steps: the amount of a board times the number of closed opportunities is no Int any more.
money::Int Part(money::Int nanos, int64_t part, int64_t whole) {
  const money::Int rest = nanos % whole;
  return nanos / whole * part + money::DivideRounded(rest * part, whole);
}

class History {
 public:
  History(const BoardSums& sums, const Outcomes& outcomes) : outcomes_(outcomes) {
    std::set<Uuid> seen;
    for (const auto& [key, sum] : sums) {
      if (sum.count != 0) seen.insert(key.owner);
    }
    for (const auto& [key, outcome] : outcomes) {
      if (seen.count(key.second) != 0) all_[key.first].Add(outcome);
    }
  }

  // The share to weigh by: the owner's, that of all, or the stage's own word.
  Share Of(const BoardKey& key, int probability) const {
    Share own;
    const auto found = outcomes_.find({key.stage, key.owner});
    if (found != outcomes_.end()) own.Add(found->second);
    if (own.closed >= kLeastClosed) return own;
    const auto all = all_.find(key.stage);
    if (all != all_.end() && all->second.closed >= kLeastClosed) return all->second;
    return {probability, kPercent};
  }

 private:
  const Outcomes& outcomes_;
  std::map<std::string, Share> all_;  // by stage
};

struct Weighed {
  int64_t count = 0;
  money::Int nanos = 0;
  money::Int by_stage = 0;
  money::Int by_history = 0;
};

}  // namespace

absl::StatusOr<google::type::Money> SumOf(money::Int nanos, const std::string& currency) {
  const money::Int most =
      money::Int(std::numeric_limits<int64_t>::max()) * money::PowerOfTen(money::kMaxPlaces);
  if (nanos > most || nanos < -most) {
    return Error(absl::StatusCode::kOutOfRange, "SUM_TOO_LARGE",
                 absl::StrCat("the sum in ", currency, " is no amount any more"));
  }
  return money::MoneyOf(nanos, money::kMaxPlaces, currency);
}

absl::StatusOr<v1::PipelineForecast> Forecast(const std::vector<v1::Stage>& stages,
                                              const BoardSums& sums, const Outcomes& outcomes) {
  const History history(sums, outcomes);
  std::map<std::string, int> probabilities;
  for (const v1::Stage& stage : stages) probabilities[stage.name()] = stage.probability();
  std::map<std::string, std::map<std::string, Weighed>> weighed;  // by stage, by currency
  for (const auto& [key, sum] : sums) {
    // A sum stays when what was in it has gone.
    if (key.currency.empty() || sum.count == 0) continue;
    const auto found = probabilities.find(key.stage);
    const int probability = found != probabilities.end() ? found->second : 0;
    const Share share = history.Of(key, probability);
    Weighed& one = weighed[key.stage][key.currency];
    one.count += sum.count;
    one.nanos += sum.nanos;
    one.by_stage += Part(sum.nanos, probability, kPercent);
    one.by_history += Part(sum.nanos, share.won, share.closed);
  }
  v1::PipelineForecast forecast;
  for (const v1::Stage& stage : stages) {
    for (const auto& [currency, one] : weighed[stage.name()]) {
      v1::StageForecast& made = *forecast.add_stages();
      made.set_stage(stage.name());
      made.set_count(one.count);
      GUANXI_ASSIGN_OR_RETURN(*made.mutable_amount(), SumOf(one.nanos, currency));
      GUANXI_ASSIGN_OR_RETURN(*made.mutable_by_stage(), SumOf(one.by_stage, currency));
      GUANXI_ASSIGN_OR_RETURN(*made.mutable_by_history(), SumOf(one.by_history, currency));
    }
  }
  return forecast;
}

}  // namespace guanxi::lead
