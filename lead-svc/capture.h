// Taking somebody in: who he is, what becomes of what he said, in one step.
#ifndef GUANXI_LEAD_SVC_CAPTURE_H_
#define GUANXI_LEAD_SVC_CAPTURE_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/capture_service.pb.h"
#include "lead-svc/assigner.h"
#include "lead-svc/capture_intake.h"
#include "lead-svc/customer_client.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented at CaptureService in the proto. Thread-safe. Owns nothing that it is given.
class Capture {
 public:
  Capture(const resource::Engine* engine, const Resources* resources,
          const CustomerClient* customers, const Assigner* assigner)
      : engine_(engine), resources_(resources), customers_(customers), assigner_(assigner) {}

  // Whether values may be taken as confirmed: a stranger's never are, whatever the source is.
  enum class Sender { kProgram, kStranger };
  // The errors of CaptureLead.
  absl::StatusOr<v1::CaptureLeadResponse> Take(const rpc::Call& call,
                                               const v1::CaptureLeadRequest& request,
                                               Sender sender = Sender::kProgram) const;

 private:
  // Who has the keys, by customer-svc.
  struct Known {
    v1::Touch::Match match = v1::Touch::NEW_LEAD;  // or KNOWN_CUSTOMER, AMBIGUOUS
    customer::v1::Customer customer;               // of KNOWN_CUSTOMER
    std::vector<std::string> candidates;           // of AMBIGUOUS
    // Of KNOWN_CUSTOMER the numbers and addresses that he or one of his contacts has.
    std::set<std::string> points;
  };
  absl::StatusOr<Known> Recognise(const rpc::Call& call, const Intake& intake) const;
  // What of the values is for the customer's fields. A number of a contact's does not become one of
  // the company's: what he was recognised by is there (SAME).
  static std::vector<v1::TouchValue*> ForCustomer(const Known& known,
                                                  std::vector<v1::TouchValue>* values);
  // What is known before anything is written.
  struct Arrival {
    Intake intake;
    Known known;
  };
  // The open lead that has the keys may be another customer's: then nobody is known, and no
  // customer is filled in.
  absl::Status CheckLead(const rpc::Call& call, Arrival* arrival) const;
  absl::StatusOr<Arrival> Prepare(const rpc::Call& call, const v1::CaptureLeadRequest& request,
                                  Sender sender) const;

  // In one unit of work, which may run several times: the lead with what it gets, and the touch.
  absl::Status Store(resource::UnitOfWork& work, const Intake& intake, const Known& known,
                     v1::CaptureLeadResponse* response) const;
  // The lead as it is stored afterwards.
  absl::StatusOr<v1::Lead> StoreLead(resource::UnitOfWork& work, const Intake& intake,
                                     const Known& known, v1::Touch* touch) const;
  // Puts what was said into a lead that is there, and finds an owner for one that has none.
  absl::Status UpdateLead(resource::UnitOfWork& work, const Intake& intake, const Known& known,
                          const resource::Stored& open, v1::Lead* next) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const CustomerClient* const customers_;
  const Assigner* const assigner_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CAPTURE_H_
