// The custom methods of guanxi.lead.v1.TouchService.
#ifndef GUANXI_LEAD_SVC_TOUCH_SERVICE_H_
#define GUANXI_LEAD_SVC_TOUCH_SERVICE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/touch_service.adapter.h"
#include "lead-svc/customer_client.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class TouchServiceImpl : public v1::TouchServiceMethods {
 public:
  TouchServiceImpl(const resource::Engine* engine, const Resources* resources,
                   const CustomerClient* customers)
      : engine_(engine), resources_(resources), customers_(customers) {}

  absl::StatusOr<v1::Touch> AcceptTouch(const rpc::Call& call,
                                        const v1::AcceptTouchRequest& request) override;

 private:
  using Values = std::vector<v1::TouchValue>;
  // What an acceptance comes to: the touch afterwards, the values that are meant as they were, and
  // the customer of the lead, or "".
  struct Accepted {
    v1::Touch touch;
    Values meant;
    std::string customer;
  };
  // Writes it in one unit of work. `in_customer` are those of the values of which it is known what
  // has become of them in the customer.
  absl::StatusOr<Accepted> Store(const rpc::Call& call, const v1::AcceptTouchRequest& request,
                                 const Values& in_customer) const;
  // The same, in a unit of work that may run several times.
  absl::Status StoreIn(resource::UnitOfWork& work, const v1::AcceptTouchRequest& request,
                       const resource::ResourceName& name, const Values& in_customer,
                       Accepted* accepted) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const CustomerClient* const customers_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_TOUCH_SERVICE_H_
