// What else a quote says and does when it is written.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_BEHAVIOR_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_BEHAVIOR_H_

#include "absl/status/status.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Behavior.complete: whose it is, which version of what, and what it comes to.
//   FAILED_PRECONDITION  QUOTE_NOT_DRAFT  what was sent would state other content
//   FAILED_PRECONDITION  APPROVAL_LOCKED  its approval runs
// and those of PriceOffer, where it is priced.
absl::Status CompleteQuote(resource::UnitOfWork& work, const PriceResources& types,
                           const v1::Quote* old, v1::Quote* next);

// Behavior.derive: the version that was SENT before the one that is now becomes SUPERSEDED.
//   FAILED_PRECONDITION  QUOTE_NOT_DRAFT  what was sent would be deleted
//   FAILED_PRECONDITION  APPROVAL_RUNNING what is being approved would be deleted
//   FAILED_PRECONDITION  QUOTE_ACCEPTED   another version is ACCEPTED
absl::Status DeriveFromQuote(resource::UnitOfWork& work, const PriceResources& types,
                             resource::ChangeKind kind, const v1::Quote* old,
                             const v1::Quote& next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_BEHAVIOR_H_
