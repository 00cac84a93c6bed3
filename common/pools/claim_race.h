// Many who claim the same records at once, for the tests of the services that keep pools.
#ifndef GUANXI_COMMON_POOLS_CLAIM_RACE_H_
#define GUANXI_COMMON_POOLS_CLAIM_RACE_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "common/errors/errors.h"

namespace guanxi::pools {

struct ClaimRace {
  int claimants = 64;
  std::vector<std::string> records;
  // Thread-safe.
  std::function<absl::Status(int claimant, const std::string& record)> claim;
};

struct ClaimRaceResult {
  std::map<std::string, std::vector<int>> winners;  // of each record that was claimed
  std::map<int, int> claimed;                       // by each claimant
  std::map<std::string, int> refused;               // by reason
};

// Each claims one record after the other until his hands are full or there are none left. Eight of
// them go in the same order, so that about as many want each record at the same moment. What fails
// in passing is tried again, as clients do.
inline ClaimRaceResult RunClaimRace(const ClaimRace& race) {
  constexpr int kTogether = 8;
  struct Own {
    std::vector<std::string> got;
    std::map<std::string, int> refused;
  };
  std::vector<Own> all(race.claimants);
  const auto run = [&](int claimant) {
    std::vector<std::string> records = race.records;
    std::mt19937 random(claimant / kTogether);
    std::shuffle(records.begin(), records.end(), random);
    Own& own = all[claimant];
    for (size_t i = 0; i < records.size();) {
      const absl::Status status = race.claim(claimant, records[i]);
      const std::string reason(Reason(status));
      // Limits of the machine, not of the pool, have no reason of a pool.
      const bool is_busy = absl::IsResourceExhausted(status) && reason != "POOL_DAY_FULL";
      const bool passes = absl::IsAborted(status) || absl::IsUnavailable(status) || is_busy;
      if (passes) continue;
      if (status.ok()) {
        own.got.push_back(records[i]);
      } else {
        ++own.refused[reason];
        if (reason == "POOL_HAND_FULL") return;
      }
      ++i;
    }
  };
  std::vector<std::thread> crowd;
  for (int i = 0; i < race.claimants; ++i) crowd.emplace_back(run, i);
  for (std::thread& one : crowd) one.join();
  ClaimRaceResult result;
  for (int i = 0; i < race.claimants; ++i) {
    result.claimed[i] = static_cast<int>(all[i].got.size());
    for (const std::string& record : all[i].got) result.winners[record].push_back(i);
    for (const auto& [reason, count] : all[i].refused) result.refused[reason] += count;
  }
  return result;
}

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_CLAIM_RACE_H_
