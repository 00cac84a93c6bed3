// The work of ScanDuplicates, step by step.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_JOB_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_JOB_H_

#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/jobs/job.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"

namespace guanxi::customer {

inline constexpr char kScanKind[] = "customers.scanDuplicates";
inline constexpr char kScanPermission[] = "duplicates.scan";

// What a scan works with. Nothing is owned.
struct ScanTools {
  db::Database* database;
  const resource::Engine* engine;
  const resource::Resource* customers;
  const resource::Resource* clusters;
  Clock* clock;  // the machine's
};

// Goes through the phases of ScanDuplicatesMetadata, each in pages of one transaction with its
// checkpoint. Whatever ends the process in between, the next one goes on behind the last page;
// a page that is done again writes what it wrote.
jobs::Handler ScanHandler(const ScanTools& tools);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_JOB_H_
