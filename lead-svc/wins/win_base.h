// What a win comes to in the tenant's currency.
#ifndef GUANXI_LEAD_SVC_WINS_WIN_BASE_H_
#define GUANXI_LEAD_SVC_WINS_WIN_BASE_H_

#include "absl/status/status.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Before a write of an opportunity (`old` is null on create): fixes `base_amount` and `base_rate`
// of what is WON, on the day on which it was, and clears those of what is not. Errors: those of
// common/db.
absl::Status FixWin(resource::UnitOfWork& work, const PriceResources& prices,
                    const v1::Opportunity* old, v1::Opportunity* next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_WINS_WIN_BASE_H_
