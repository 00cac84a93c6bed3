// How a scan ends: what it did not find again is set aside.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_CLOSING_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_CLOSING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::customer {

struct ClosedPage {
  int64_t gone = 0;
  Uuid place;  // the last cluster that was done with
  bool is_last = false;
};

// Of the OPEN and LATER clusters behind `place`, by id, those that another scan than `scan`
// (operations/{uuid}) found last become GONE. Errors: those of UnitOfWork.
absl::StatusOr<ClosedPage> CloseOthers(resource::UnitOfWork& work,
                                       const resource::Resource& clusters, const std::string& scan,
                                       const Uuid& place);

// The statements, for the linter.
std::vector<db::Query> ScanClosingQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_CLOSING_H_
