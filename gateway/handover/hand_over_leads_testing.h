// The made-up services of lead-svc.
#ifndef GUANXI_GATEWAY_HANDOVER_HAND_OVER_LEADS_TESTING_H_
#define GUANXI_GATEWAY_HANDOVER_HAND_OVER_LEADS_TESTING_H_

#include <grpcpp/grpcpp.h>

#include "gateway/handover/hand_over_testing.h"
#include "gateway/handover/shelf.h"
#include "guanxi/customer/v1/data_access_request_service.grpc.pb.h"
#include "guanxi/customer/v1/service_ticket_service.grpc.pb.h"
#include "guanxi/lead/v1/contract_service.grpc.pb.h"
#include "guanxi/lead/v1/lead_service.grpc.pb.h"
#include "guanxi/lead/v1/opportunity_service.grpc.pb.h"
#include "guanxi/lead/v1/quote_service.grpc.pb.h"

namespace guanxi::handover {

class Contracts : public lead::v1::ContractService::Service {
 public:
  grpc::Status ListContracts(grpc::ServerContext* context,
                             const lead::v1::ListContractsRequest* request,
                             lead::v1::ListContractsResponse* response) override {
    return ListOf<lead::v1::Contract>(&shelf, *context, *request, response,
                                      [](auto* all) { return all->add_contracts(); });
  }
  grpc::Status BatchUpdateContracts(grpc::ServerContext*,
                                    const lead::v1::BatchUpdateContractsRequest* request,
                                    lead::v1::BatchUpdateContractsResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.contract(); });
  }
  Shelf shelf;
};

class Leads : public lead::v1::LeadService::Service {
 public:
  grpc::Status ListLeads(grpc::ServerContext* context, const lead::v1::ListLeadsRequest* request,
                         lead::v1::ListLeadsResponse* response) override {
    return ListOf<lead::v1::Lead>(&shelf, *context, *request, response,
                                  [](auto* all) { return all->add_leads(); });
  }
  grpc::Status BatchUpdateLeads(grpc::ServerContext*,
                                const lead::v1::BatchUpdateLeadsRequest* request,
                                lead::v1::BatchUpdateLeadsResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.lead(); });
  }
  Shelf shelf;
};

class Opportunities : public lead::v1::OpportunityService::Service {
 public:
  grpc::Status ListOpportunities(grpc::ServerContext* context,
                                 const lead::v1::ListOpportunitiesRequest* request,
                                 lead::v1::ListOpportunitiesResponse* response) override {
    return ListOf<lead::v1::Opportunity>(&shelf, *context, *request, response,
                                         [](auto* all) { return all->add_opportunities(); });
  }
  grpc::Status BatchUpdateOpportunities(grpc::ServerContext*,
                                        const lead::v1::BatchUpdateOpportunitiesRequest* request,
                                        lead::v1::BatchUpdateOpportunitiesResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.opportunity(); });
  }
  Shelf shelf;
};

class DataAccessRequests : public customer::v1::DataAccessRequestService::Service {
 public:
  grpc::Status ListDataAccessRequests(
      grpc::ServerContext* context, const customer::v1::ListDataAccessRequestsRequest* request,
      customer::v1::ListDataAccessRequestsResponse* response) override {
    return ListOf<customer::v1::DataAccessRequest>(
        &shelf, *context, *request, response,
        [](auto* all) { return all->add_data_access_requests(); });
  }
  grpc::Status BatchUpdateDataAccessRequests(
      grpc::ServerContext*, const customer::v1::BatchUpdateDataAccessRequestsRequest* request,
      customer::v1::BatchUpdateDataAccessRequestsResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.data_access_request(); });
  }
  Shelf shelf;
};

class ServiceTickets : public customer::v1::ServiceTicketService::Service {
 public:
  grpc::Status ListServiceTickets(grpc::ServerContext* context,
                                  const customer::v1::ListServiceTicketsRequest* request,
                                  customer::v1::ListServiceTicketsResponse* response) override {
    return ListOf<customer::v1::ServiceTicket>(
        &shelf, *context, *request, response, [](auto* all) { return all->add_service_tickets(); });
  }
  grpc::Status BatchUpdateServiceTickets(
      grpc::ServerContext*, const customer::v1::BatchUpdateServiceTicketsRequest* request,
      customer::v1::BatchUpdateServiceTicketsResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.service_ticket(); });
  }
  Shelf shelf;
};

class Quotes : public lead::v1::QuoteService::Service {
 public:
  grpc::Status ListQuotes(grpc::ServerContext* context, const lead::v1::ListQuotesRequest* request,
                          lead::v1::ListQuotesResponse* response) override {
    return ListOf<lead::v1::Quote>(&shelf, *context, *request, response,
                                   [](auto* all) { return all->add_quotes(); });
  }
  grpc::Status BatchUpdateQuotes(grpc::ServerContext*,
                                 const lead::v1::BatchUpdateQuotesRequest* request,
                                 lead::v1::BatchUpdateQuotesResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.quote(); });
  }
  Shelf shelf;
};

}  // namespace guanxi::handover

#endif  // GUANXI_GATEWAY_HANDOVER_HAND_OVER_LEADS_TESTING_H_
