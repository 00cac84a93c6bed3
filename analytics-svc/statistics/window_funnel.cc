#include "analytics-svc/statistics/window_funnel.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>

namespace guanxi::analytics {
namespace {

// The way that reached a step last: when it began, and when it came here.
struct Way {
  int64_t begin = 0;
  int64_t here = 0;
};

// One event as one step; -1: as none.
struct Entry {
  int64_t time = 0;
  int step = 0;
};

std::vector<Entry> Entries(const std::vector<FunnelEvent>& events, int steps, bool with_others) {
  std::vector<Entry> entries;
  for (const FunnelEvent& event : events) {
    bool is_step = false;
    for (int step = 0; step < steps; ++step) {
      if ((event.steps >> step & 1) == 0) continue;
      entries.push_back({event.time, step});
      is_step = true;
    }
    if (!is_step && with_others) entries.push_back({event.time, -1});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.time, a.step) < std::tie(b.time, b.step);
  });
  return entries;
}

// All modes but kStrictOnce.
class Walk {
 public:
  Walk(int steps, int64_t window, FunnelMode mode)
      : ways_(static_cast<size_t>(steps)), window_(window), mode_(mode) {}

  // False if the way has ended.
  bool Take(const Entry& entry) {
    if (entry.step < 0) return !ways_[0].has_value();
    if (entry.step == 0) {
      ways_[0] = Way{entry.time, entry.time};
      return ways_.size() > 1;
    }
    std::optional<Way>& way = ways_[static_cast<size_t>(entry.step)];
    const std::optional<Way>& before = ways_[static_cast<size_t>(entry.step) - 1];
    if (mode_ == FunnelMode::kStrictDeduplication && way.has_value()) return false;
    if (!before.has_value()) return mode_ != FunnelMode::kStrictOrder || !ways_[0].has_value();
    const bool is_later = mode_ != FunnelMode::kStrictIncrease || before->here < entry.time;
    if (entry.time <= before->begin + window_ && is_later) way = Way{before->begin, entry.time};
    return !ways_.back().has_value();
  }

  int Level() const {
    size_t level = ways_.size();
    while (level > 0 && !ways_[level - 1].has_value()) --level;
    return static_cast<int>(level);
  }

 private:
  std::vector<std::optional<Way>> ways_;
  const int64_t window_;
  const FunnelMode mode_;
};

// Gives steps different ones of the events of one moment, one after the other.
class Assignment {
 public:
  // `events`: the steps of each.
  explicit Assignment(const std::vector<uint32_t>* events)
      : events_(*events), step_of_(events->size(), -1) {}

  // Whether the step gets one, too; others may get another one for it.
  bool Add(int step) {
    std::vector<bool> is_tried(events_.size());
    return Place(step, &is_tried);
  }

 private:
  bool Place(int step, std::vector<bool>* is_tried) {
    for (size_t i = 0; i < events_.size(); ++i) {
      if ((events_[i] >> step & 1) == 0 || (*is_tried)[i]) continue;
      (*is_tried)[i] = true;
      if (step_of_[i] >= 0 && !Place(step_of_[i], is_tried)) continue;
      step_of_[i] = step;
      return true;
    }
    return false;
  }

  const std::vector<uint32_t>& events_;
  std::vector<int> step_of_;
};

// Moves on all ways by what happened at `time`. `begins[k]`: the latest begin of those that have
// reached k + 1 steps.
void TakeMoment(int64_t time, const std::vector<uint32_t>& moment, int64_t window,
                std::vector<std::optional<int64_t>>* begins) {
  const std::vector<std::optional<int64_t>> before = *begins;
  const auto count = static_cast<int>(before.size());
  for (int reached = 0; reached < count; ++reached) {
    const std::optional<int64_t> begin =
        reached == 0 ? time : before[static_cast<size_t>(reached) - 1];
    if (!begin.has_value() || time > *begin + window) continue;
    Assignment assignment(&moment);
    for (int step = reached; step < count && assignment.Add(step); ++step) {
      std::optional<int64_t>& at = (*begins)[static_cast<size_t>(step)];
      at = std::max(at.value_or(*begin), *begin);
    }
  }
}

int LevelOnce(std::vector<FunnelEvent> events, int steps, int64_t window) {
  std::stable_sort(events.begin(), events.end(),
                   [](const FunnelEvent& a, const FunnelEvent& b) { return a.time < b.time; });
  std::vector<std::optional<int64_t>> begins(static_cast<size_t>(steps));
  for (size_t i = 0; i < events.size();) {
    const int64_t time = events[i].time;
    std::vector<uint32_t> moment;
    for (; i < events.size() && events[i].time == time; ++i) moment.push_back(events[i].steps);
    TakeMoment(time, moment, window, &begins);
  }
  while (steps > 0 && !begins[static_cast<size_t>(steps) - 1].has_value()) --steps;
  return steps;
}

}  // namespace

int FunnelLevel(std::vector<FunnelEvent> events, int steps, int64_t window, FunnelMode mode) {
  if (mode == FunnelMode::kStrictOnce) return LevelOnce(std::move(events), steps, window);
  Walk walk(steps, window, mode);
  for (const Entry& entry : Entries(events, steps, mode == FunnelMode::kStrictOrder)) {
    if (!walk.Take(entry)) break;
  }
  return walk.Level();
}

}  // namespace guanxi::analytics
