// The custom methods of guanxi.lead.v1.QuoteService: the moves, the page, the margin.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_SERVICE_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_SERVICE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/approvals/approval_desk.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/quote_service.adapter.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class QuoteServiceImpl : public v1::QuoteServiceMethods {
 public:
  QuoteServiceImpl(const resource::Engine* engine, const PriceResources* types,
                   const approvals::ApprovalDesk* desk)
      : engine_(engine), types_(types), desk_(desk) {}

  absl::StatusOr<v1::Quote> SubmitQuote(const rpc::Call& call,
                                        const v1::SubmitQuoteRequest& request) override;
  absl::StatusOr<v1::Quote> SendQuote(const rpc::Call& call,
                                      const v1::SendQuoteRequest& request) override;
  absl::StatusOr<v1::Quote> AcceptQuote(const rpc::Call& call,
                                        const v1::AcceptQuoteRequest& request) override;
  absl::StatusOr<v1::Quote> RejectQuote(const rpc::Call& call,
                                        const v1::RejectQuoteRequest& request) override;
  absl::StatusOr<v1::Quote> ReviseQuote(const rpc::Call& call,
                                        const v1::ReviseQuoteRequest& request) override;
  absl::StatusOr<google::api::HttpBody> PrintQuote(const rpc::Call& call,
                                                   const v1::PrintQuoteRequest& request) override;
  absl::StatusOr<v1::GetQuoteMarginResponse> GetQuoteMargin(
      const rpc::Call& call, const v1::GetQuoteMarginRequest& request) override;

 private:
  using Change = absl::FunctionRef<absl::Status(resource::UnitOfWork& work, v1::Quote* quote)>;
  // Runs `change` on the live quote that the request names, if its etag is current, while nobody
  // else moves a version of its series.
  template <typename Request>
  absl::StatusOr<v1::Quote> Move(const rpc::Call& call, const Request& request,
                                 Change change) const;
  // The live quote, held with its series.
  absl::StatusOr<resource::Stored> Hold(resource::UnitOfWork& work,
                                        const resource::ResourceName& name) const;

  const resource::Engine* const engine_;
  const PriceResources* const types_;
  const approvals::ApprovalDesk* const desk_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_SERVICE_H_
