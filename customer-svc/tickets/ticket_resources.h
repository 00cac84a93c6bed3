// Tickets, what is said about them, and their rules, wired to the engine.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_RESOURCES_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_RESOURCES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/resource/resource.h"

namespace guanxi::customer {

// Immutable, thus thread-safe; one for the process.
struct TicketResources {
  // They are linked with the others by who has them.
  static absl::StatusOr<std::unique_ptr<const TicketResources>> Create();

  std::unique_ptr<const resource::Resource> tickets;
  std::unique_ptr<const resource::Resource> events;
  std::unique_ptr<const resource::Resource> rules;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_RESOURCES_H_
