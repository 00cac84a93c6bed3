// What customers say of what they are worth: the events of analytics-svc, projected, and the tags
// that stand for it.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_VALUES_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_VALUES_H_

#include <string>

#include "absl/status/status.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::customer {

// Thread-safe. Owns nothing.
class CustomerValues {
 public:
  CustomerValues(const resource::Engine* engine, const resource::Resource* customers)
      : engine_(engine), customers_(customers) {}

  // What one event changes; those that tell of no values change nothing. Told again, or of
  // customers who say so already, it changes nothing either. Customers who are gone, and tags that
  // a customer may not have, are passed over: they keep nobody else from what he is worth.
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // The consumer of analytics-svc's events at a gRPC target. What is lost of them is not read anew:
  // everybody is told of again the next day.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  const resource::Engine* const engine_;
  const resource::Resource* const customers_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_VALUES_H_
