#include "lead-svc/contracts/usage_service.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "lead-svc/contracts/change_row.h"
#include "lead-svc/contracts/stated.h"
#include "lead-svc/contracts/usage_rules.h"
#include "lead-svc/prices/quote_pricing.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Contract;
using v1::Invoice;

// From the day after what was invoiced last.
UsagePeriod OpenPeriod(const Contract& contract, absl::CivilDay last) {
  UsagePeriod period;
  period.last = last;
  if (contract.has_usage_invoiced_until()) {
    period.first = rules::DayOf(contract.usage_invoiced_until()) + 1;
  }
  return period;
}

absl::CivilDay TodayOf(const UnitOfWork& work) {
  return work.environment().MomentOf(work.principal().tenant).Today();
}

absl::StatusOr<UsagePeriod> PeriodOf(const v1::PriceUsageRequest& request, const Contract& contract,
                                     absl::CivilDay today) {
  GUANXI_ASSIGN_OR_RETURN(const absl::CivilDay last, StatedDay("last_date", request.last_date(),
                                                               request.has_last_date(), today));
  UsagePeriod period = OpenPeriod(contract, last);
  if (request.has_first_date()) {
    GUANXI_ASSIGN_OR_RETURN(period.first,
                            StatedDay("first_date", request.first_date(), true, today));
  }
  if (period.first.has_value() && *period.first > period.last) {
    return InvalidField("last_date", "want a day that is not before the first one");
  }
  return period;
}

Invoice DraftOf(const v1::InvoiceUsageRequest& request, const v1::PriceUsageResponse& priced) {
  Invoice draft;
  draft.set_kind(request.kind());
  *draft.mutable_title() = request.title();
  *draft.mutable_amount() = priced.totals().gross_amount();
  *draft.mutable_tax_amount() = priced.totals().tax_amount();
  v1::InvoicedUsage& usage = *draft.mutable_usage();
  if (priced.has_first_date()) *usage.mutable_first_date() = priced.first_date();
  *usage.mutable_last_date() = priced.last_date();
  *usage.mutable_lines() = priced.lines();
  *usage.mutable_priced_lines() = priced.priced_lines();
  return draft;
}

}  // namespace

absl::StatusOr<v1::PriceUsageResponse> UsageRecordServiceImpl::PriceUsage(
    const rpc::Call& call, const v1::PriceUsageRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSees(call));
  const resource::Resource& contracts = *resources_->contracts;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(contracts.type(), request.parent(), "parent"));
  v1::PriceUsageResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(contracts, name));
        const auto& contract = static_cast<const Contract&>(*row.message);
        GUANXI_ASSIGN_OR_RETURN(const UsagePeriod period,
                                PeriodOf(request, contract, TodayOf(work)));
        GUANXI_ASSIGN_OR_RETURN(response, Price(work, contract, period, request.price_book()));
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<Invoice> UsageRecordServiceImpl::InvoiceUsage(
    const rpc::Call& call, const v1::InvoiceUsageRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSees(call));
  const resource::Resource& contracts = *resources_->contracts;
  const resource::Resource& invoices = *resources_->invoices;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(contracts.type(), request.parent(), "parent"));
  if (!request.has_last_date()) return InvalidField("last_date", "is required");
  Invoice next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(contracts, name));
        const auto& contract = static_cast<const Contract&>(*row.message);
        GUANXI_ASSIGN_OR_RETURN(const absl::CivilDay last,
                                StatedDay("last_date", request.last_date(), true, TodayOf(work)));
        GUANXI_RETURN_IF_ERROR(CheckOpenUsage(contract, request.last_date(), contract.name()));
        GUANXI_ASSIGN_OR_RETURN(
            const v1::PriceUsageResponse priced,
            Price(work, contract, OpenPeriod(contract, last), request.price_book()));
        next = DraftOf(request, priced);
        ResourceName fresh;
        fresh.parent = name.id;
        fresh.id = work.environment().uuids().Next();
        GUANXI_RETURN_IF_ERROR(work.Insert(invoices, fresh, &next));
        GUANXI_RETURN_IF_ERROR(
            ChangeRow<Contract>(work, contracts, contract.name(), [&](Contract* above) {
              *above->mutable_usage_invoiced_until() = rules::DateOf(last);
              return absl::OkStatus();
            }));
        work.Answer(invoices, fresh.id, next, &next);
        return absl::OkStatus();
      }));
  return next;
}

absl::Status UsageRecordServiceImpl::CheckSees(const rpc::Call& call) const {
  // Methods of the service's own show what they make of fields that the caller may not see.
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(resources_->usage_records->type(), call.principal,
                                             {"product", "quantity", "end_date"}));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(resources_->contracts->type(), call.principal,
                                             {"amount", "quote", "usage_invoiced_until"}));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(prices_->price_entries->type(), call.principal,
                                             {"product", "currency", "start_date", "price"}));
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(prices_->price_books->type(), call.principal, {"tax_included"}));
  return resource::CheckSeen(prices_->products->type(), call.principal,
                             {"display_name", "unit", "tax_rate", "discontinued"});
}

absl::StatusOr<v1::PriceUsageResponse> UsageRecordServiceImpl::Price(
    UnitOfWork& work, const Contract& contract, const UsagePeriod& period,
    const std::string& book) const {
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(resources_->contracts->type(), contract.name(), "parent"));
  GUANXI_ASSIGN_OR_RETURN(UsageSums sums, SumUsage(work, name.id, period));
  Offer offer;
  GUANXI_ASSIGN_OR_RETURN(offer.price_book, BookOf(work, contract, book));
  offer.currency = contract.amount().currency_code();
  offer.day = period.last;
  offer.lines = sums.lines;
  GUANXI_ASSIGN_OR_RETURN(PricedOffer priced, PriceOffer(work, *prices_, offer));
  v1::PriceUsageResponse response;
  *response.mutable_lines() = std::move(sums.lines);
  *response.mutable_priced_lines() = std::move(priced.lines);
  *response.mutable_totals() = priced.totals;
  response.set_record_count(sums.record_count);
  if (period.first.has_value()) *response.mutable_first_date() = rules::DateOf(*period.first);
  *response.mutable_last_date() = rules::DateOf(period.last);
  return response;
}

absl::StatusOr<std::string> UsageRecordServiceImpl::BookOf(UnitOfWork& work,
                                                           const Contract& contract,
                                                           const std::string& stated) const {
  if (!stated.empty()) return stated;
  if (!contract.quote().empty()) {
    const resource::Resource& quotes = *prices_->quotes;
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(quotes.type(), contract.quote(), "quote"));
    GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(quotes, name));
    if (row.has_value()) return static_cast<const v1::Quote&>(*row->message).price_book();
  }
  return InvalidField("price_book", "is required: the contract has no quote");
}

}  // namespace guanxi::lead
