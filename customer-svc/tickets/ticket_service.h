// The custom methods of guanxi.customer.v1.ServiceTicketService: what becomes of tickets.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_SERVICE_H_

#include <set>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/tickets/ticket_resources.h"
#include "guanxi/customer/v1/service_ticket_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class TicketServiceImpl : public v1::ServiceTicketServiceMethods {
 public:
  TicketServiceImpl(const resource::Engine* engine, const TicketResources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::ServiceTicket> DispatchServiceTicket(
      const rpc::Call& call, const v1::DispatchServiceTicketRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> StartServiceTicket(
      const rpc::Call& call, const v1::StartServiceTicketRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> WaitForCustomer(
      const rpc::Call& call, const v1::WaitForCustomerRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> ResolveServiceTicket(
      const rpc::Call& call, const v1::ResolveServiceTicketRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> CloseServiceTicket(
      const rpc::Call& call, const v1::CloseServiceTicketRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> ReopenServiceTicket(
      const rpc::Call& call, const v1::ReopenServiceTicketRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> EscalateServiceTicket(
      const rpc::Call& call, const v1::EscalateServiceTicketRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> MergeServiceTickets(
      const rpc::Call& call, const v1::MergeServiceTicketsRequest& request) override;
  absl::StatusOr<v1::ServiceTicket> RecordReturnVisit(
      const rpc::Call& call, const v1::RecordReturnVisitRequest& request) override;

 private:
  // Sets what a ticket becomes; may run several times, each time on what is stored.
  using Change = absl::FunctionRef<absl::Status(absl::Time now, v1::ServiceTicket* ticket)>;
  // Does what is to be done with the ticket that was found; may run several times.
  using Work =
      absl::FunctionRef<absl::Status(resource::UnitOfWork& work, const resource::Stored& row)>;
  // Runs `change` on the ticket that the request names, if its etag is current and the caller sees
  // `paths`; Do holds those of `held` before.
  template <typename Request>
  absl::StatusOr<v1::ServiceTicket> Move(const rpc::Call& call, const Request& request,
                                         absl::Span<const absl::string_view> paths,
                                         Change change) const;
  template <typename Request>
  absl::StatusOr<v1::ServiceTicket> Do(const rpc::Call& call, const Request& request,
                                       absl::Span<const absl::string_view> paths, Work body,
                                       const std::set<resource::ResourceName>& held = {}) const;
  absl::StatusOr<std::vector<resource::ResourceName>> OthersOf(
      const resource::ResourceName& own, const v1::MergeServiceTicketsRequest& request) const;

  const resource::Engine* const engine_;
  const TicketResources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_SERVICE_H_
