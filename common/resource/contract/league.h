// The workshop's resources served over gRPC.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_LEAGUE_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_LEAGUE_H_

#include "common/resource/contract/house.h"
#include "common/resource/contract/world.h"
#include "common/resource/workshop.h"

namespace guanxi::contract {

class League {
 public:
  // kViewers: to callers with the rights of viewers.h.
  enum class To { kEverybody, kViewers };
  explicit League(To to = To::kEverybody)
      : house_(
            shop_.server, [this](const service::Parts& parts) { return Serve(parts); },
            OptionsFor(to)) {}

  // What descriptors do not say of them is nothing.
  Grounds grounds() { return house_.grounds(shop_.all()); }

 private:
  HouseOptions OptionsFor(To to) const;
  absl::StatusOr<service::Services> Serve(const service::Parts& parts) const;

  const resource::Workshop shop_;
  House house_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_LEAGUE_H_
