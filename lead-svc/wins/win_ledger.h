// Posts what writes of opportunities credit and take back.
#ifndef GUANXI_LEAD_SVC_WINS_WIN_LEDGER_H_
#define GUANXI_LEAD_SVC_WINS_WIN_LEDGER_H_

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::lead {

// After a write of an opportunity (`old` is null on create), which is held. Deleting one takes
// nothing back: what was won was won. Errors: those of UnitOfWork.
absl::Status PostWin(resource::UnitOfWork& work, const resource::Resource& opportunities,
                     const resource::Resource& win_entries, const v1::Opportunity* old,
                     const v1::Opportunity& next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_WINS_WIN_LEDGER_H_
