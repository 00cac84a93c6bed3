#include "lead-svc/prices/quote_service.h"

#include <set>
#include <string>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "lead-svc/prices/margin.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/quote_approval.h"
#include "lead-svc/prices/quote_moves.h"
#include "lead-svc/prices/quote_page.h"
#include "lead-svc/prices/quote_versions.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Quote;

// Why a quote was rejected, as it is stored.
absl::StatusOr<std::string> ParseReason(std::string reason) {
  const int max_bytes =
      resource::Rules(Quote::descriptor()->FindFieldByName("reject_reason")).max_bytes();
  Violations violations;
  rules::NormalizeLine("reason", &reason, &violations);
  if (reason.empty()) violations.Add("reason", "is required");
  if (static_cast<int>(reason.size()) > max_bytes) violations.Add("reason", "is too long");
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return reason;
}

}  // namespace

absl::StatusOr<Quote> QuoteServiceImpl::SubmitQuote(const rpc::Call& call,
                                                    const v1::SubmitQuoteRequest& request) {
  Quote quote;
  GUANXI_RETURN_IF_ERROR(desk_->Submit(call, ApprovedQuotes(*types_->quotes), request, &quote));
  return quote;
}

absl::StatusOr<Quote> QuoteServiceImpl::SendQuote(const rpc::Call& call,
                                                  const v1::SendQuoteRequest& request) {
  return Move(call, request,
              [](UnitOfWork& work, Quote* quote) { return Send(work.now(), Today(work), quote); });
}

absl::StatusOr<Quote> QuoteServiceImpl::AcceptQuote(const rpc::Call& call,
                                                    const v1::AcceptQuoteRequest& request) {
  return Move(call, request, [](UnitOfWork& work, Quote* quote) {
    return Accept(work.now(), Today(work), quote);
  });
}

absl::StatusOr<Quote> QuoteServiceImpl::RejectQuote(const rpc::Call& call,
                                                    const v1::RejectQuoteRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason, ParseReason(request.reason()));
  return Move(call, request,
              [&](UnitOfWork& work, Quote* quote) { return Reject(reason, work.now(), quote); });
}

absl::StatusOr<Stored> QuoteServiceImpl::Hold(UnitOfWork& work, const ResourceName& name) const {
  const resource::Resource& quotes = *types_->quotes;
  // Whose series it is must be known before anything is held: who holds a version first and then
  // waits for the series waits for one who waits for the version.
  GUANXI_ASSIGN_OR_RETURN(const auto seen, work.Peek(quotes, name));
  if (seen.has_value()) {
    const auto& quote = static_cast<const Quote&>(*seen->message);
    GUANXI_RETURN_IF_ERROR(work.Guard("quote_series", quote.series()));
  }
  return work.GetLive(quotes, name);
}

template <typename Request>
absl::StatusOr<Quote> QuoteServiceImpl::Move(const rpc::Call& call, const Request& request,
                                             Change change) const {
  const resource::Resource& quotes = *types_->quotes;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(quotes.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  Quote next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, Hold(work, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(quotes, etag, old));
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(change(work, &next));
        return work.Update(quotes, old, &next).status();
      }));
  return next;
}

absl::StatusOr<Quote> QuoteServiceImpl::ReviseQuote(const rpc::Call& call,
                                                    const v1::ReviseQuoteRequest& request) {
  const resource::Resource& quotes = *types_->quotes;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(quotes.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  Quote next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, Hold(work, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(quotes, etag, old));
        next.CopyFrom(*old.message);
        GUANXI_ASSIGN_OR_RETURN(const int last, LastVersion(work, next.series()));
        GUANXI_RETURN_IF_ERROR(Revise(last + 1, &next));
        ResourceName fresh;
        fresh.id = work.environment().uuids().Next();
        GUANXI_RETURN_IF_ERROR(work.Insert(quotes, fresh, &next));
        work.Answer(quotes, fresh.id, next, &next);
        return absl::OkStatus();
      }));
  return next;
}

absl::StatusOr<google::api::HttpBody> QuoteServiceImpl::PrintQuote(
    const rpc::Call& call, const v1::PrintQuoteRequest& request) {
  const resource::Resource& quotes = *types_->quotes;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(quotes.type(), request.name(), "name"));
  Quote quote;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(quotes, name));
        quote.CopyFrom(*row.message);
        return absl::OkStatus();
      }));
  // Bytes are not looked at on the way out, as messages are.
  if (const auto view = resource::ViewOf(quotes.type(), call.principal); view != nullptr) {
    view->Present(&quote);
  }
  google::api::HttpBody body;
  body.set_content_type("text/html; charset=utf-8");
  body.set_data(QuotePage(quote));
  return body;
}

absl::StatusOr<v1::GetQuoteMarginResponse> QuoteServiceImpl::GetQuoteMargin(
    const rpc::Call& call, const v1::GetQuoteMarginRequest& request) {
  const resource::Resource& quotes = *types_->quotes;
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(quotes.type(), call.principal, {"lines", "priced_lines", "totals"}));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(types_->product_costs->type(), call.principal,
                                             {"product", "currency", "start_date", "unit_cost"}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(quotes.type(), request.name(), "name"));
  v1::GetQuoteMarginResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(quotes, name));
        const auto& quote = static_cast<const Quote&>(*row.message);
        std::set<std::string> products;
        for (const v1::QuoteLine& line : quote.lines()) {
          if (!line.product().empty()) products.insert(line.product());
        }
        GUANXI_ASSIGN_OR_RETURN(
            const auto costs,
            FindCosts(work, *types_, {quote.currency(), rules::DayOf(quote.priced_date())},
                      products));
        response = MarginOf(quote, costs);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::lead
