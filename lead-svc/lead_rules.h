// How leads go: normal form, and moves between states.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_LEAD_SVC_LEAD_RULES_H_
#define GUANXI_LEAD_SVC_LEAD_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"

namespace guanxi::lead {

// `phone_region` is that of numbers without a country code. A new lead becomes NEW, since `now`.
void NormalizeLead(absl::string_view phone_region, absl::Time now, v1::Lead* lead,
                   Violations* violations);
void NormalizeLeadSource(v1::LeadSource* source, Violations* violations);
void CheckLeadSource(const v1::LeadSource& next, Violations* violations);

// By the methods of LeadService that have these names.
enum class LeadMove { kWork, kQualify, kDisqualify, kReopen, kBeginConversion, kConvert };

// Moves the lead at the moment `now`, for a reason that may be empty.
//
// Errors: FAILED_PRECONDITION, LEAD_MOVE_NOT_ALLOWED where its state does not allow the move.
absl::Status MoveLead(LeadMove move, const std::string& reason, absl::Time now, v1::Lead* lead);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_RULES_H_
