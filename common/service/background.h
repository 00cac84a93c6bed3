// What goes on behind the RPCs of a service: long-running operations, purges, its own schedules.
#ifndef GUANXI_COMMON_SERVICE_BACKGROUND_H_
#define GUANXI_COMMON_SERVICE_BACKGROUND_H_

#include <optional>

#include "common/jobs/leases.h"
#include "common/jobs/runner.h"
#include "common/jobs/schedules.h"
#include "common/service/services.h"

namespace guanxi::service {

// Work begins with Start and ends with this object, which waits for the steps that run; operations
// that are not done go on in another replica.
//
// Purges, one replica at a time: the request log, and guards that nobody takes, after 7 days
// (common/resource/purge.h); with operations also files a minute after their time has passed
// (file_store.h) and operations 30 days after they were done.
class Background {
 public:
  // Nothing is owned.
  Background(const Parts& parts, const Services& services);

  void Start();

 private:
  std::optional<jobs::Leases> leases_;
  std::optional<jobs::Runner> runner_;
  jobs::Schedules schedules_;
};

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_BACKGROUND_H_
