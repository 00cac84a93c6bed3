// What stages say of opportunities that leave them, and of how long they stay.
#ifndef GUANXI_LEAD_SVC_STAGE_EXITS_H_
#define GUANXI_LEAD_SVC_STAGE_EXITS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/filter/moment.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/stage.pb.h"

namespace guanxi::lead {

// An `exit_filter` in its canonical form. INVALID_FIELD, `exit_filter`.
absl::StatusOr<std::string> CanonicalExit(const resource::Resource& opportunities,
                                          const std::string& exit_filter);

// That what the stages ask for is true of the opportunity at the moment.
//   FAILED_PRECONDITION  EXIT_NOT_ALLOWED  metadata `stage`, `filter`
absl::Status CheckExits(const resource::Resource& opportunities, const v1::Opportunity& opportunity,
                        const std::vector<const v1::Stage*>& left, const filter::Moment& moment);

// Behavior::assign of opportunities: `stay_until`, of one that comes to a stage now.
absl::Status AssignStay(resource::UnitOfWork& work, const resource::Resource& stages,
                        const v1::Opportunity* old, v1::Opportunity* next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_STAGE_EXITS_H_
