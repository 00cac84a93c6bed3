// Leads on which somebody still works, by what identifies them.
#ifndef GUANXI_LEAD_SVC_OPEN_LEADS_H_
#define GUANXI_LEAD_SVC_OPEN_LEADS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// One key in normal form.
struct LeadKey {
  enum class Kind { kPhone, kEmail, kCreditCode };
  Kind kind;
  std::string value;
};

// Whether somebody still works on it: NEW, WORKING, QUALIFIED or CONVERTING.
bool IsOpen(const v1::Lead& lead);

// The open lead that has one of the keys, locked until the end: of several the one that changed
// last. Until the end nobody else in a unit of work that calls this finds, or misses, one by the
// same keys. The principal must reach all leads. Errors: those of common/db.
absl::StatusOr<std::optional<resource::Stored>> TakeOpenLead(resource::UnitOfWork& work,
                                                             const Resources& resources,
                                                             absl::Span<const LeadKey> keys);

// The same as it is now, for who looks before he writes: somebody else may find another one.
absl::StatusOr<std::optional<resource::Stored>> FindOpenLead(resource::UnitOfWork& work,
                                                             const Resources& resources,
                                                             absl::Span<const LeadKey> keys);

// That somebody came in about the lead `name`, for Lead.last_touch_time and Lead.ambiguous_time.
// Errors: those of common/db.
absl::Status NoteTouch(resource::UnitOfWork& work, const resource::Resource& leads,
                       const resource::ResourceName& name, const v1::Touch& touch);

// The statements, for the linter.
std::vector<db::Query> OpenLeadQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_OPEN_LEADS_H_
