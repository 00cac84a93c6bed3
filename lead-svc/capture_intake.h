// A request to take somebody in, read and checked: what he said, by which form, from where.
#ifndef GUANXI_LEAD_SVC_CAPTURE_INTAKE_H_
#define GUANXI_LEAD_SVC_CAPTURE_INTAKE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/lookup_service.pb.h"
#include "guanxi/lead/v1/capture_service.pb.h"
#include "lead-svc/open_leads.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

struct Intake {
  std::string form;  // names in their one form; the first may be empty
  std::string source;
  bool verified = false;   // of the source
  std::string lead_owner;  // of the form, if it is there and active; or empty
  std::string lead_department;
  std::vector<v1::TouchValue> values;
  std::string consent_version;
  absl::Time occur_time;
  v1::Attribution attribution;
};

// Reads the form and the source as they are at this moment, in a transaction of its own.
//
// Errors: INVALID_FIELD, all at once where that is possible; those of common/db.
absl::StatusOr<Intake> ReadIntake(const resource::Engine& engine, const Resources& resources,
                                  const rpc::Call& call, const v1::CaptureLeadRequest& request);

// What identifies who came, for leads and for customers.
std::vector<LeadKey> KeysOf(const Intake& intake);
customer::v1::LookupCustomerRequest LookupOf(const Intake& intake);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CAPTURE_INTAKE_H_
