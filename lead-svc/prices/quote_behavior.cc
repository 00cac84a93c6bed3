#include "lead-svc/prices/quote_behavior.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/quote_approval.h"
#include "lead-svc/prices/quote_pricing.h"
#include "lead-svc/prices/quote_rules.h"
#include "lead-svc/prices/quote_versions.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Quote;

// The customer of the opportunity that the quote names; that it is there is checked by others.
absl::Status ShowCustomerOf(UnitOfWork& work, const PriceResources& types, Quote* quote) {
  quote->clear_customer();
  const resource::Resource& opportunities = **types.opportunities;
  const auto name = resource::ParseName(opportunities.type(), quote->opportunity(), "opportunity");
  if (!name.ok()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(opportunities, *name));
  if (row.has_value()) {
    quote->set_customer(static_cast<const v1::Opportunity&>(*row->message).customer());
  }
  return absl::OkStatus();
}

absl::Status PriceAnew(UnitOfWork& work, const PriceResources& types, Quote* quote) {
  Offer offer;
  offer.price_book = quote->price_book();
  offer.currency = quote->currency();
  offer.day = quote->has_price_date() ? rules::DayOf(quote->price_date()) : Today(work);
  offer.lines = quote->lines();
  offer.discount = quote->discount();
  auto priced = PriceOffer(work, types, offer);
  // A reference that names nothing is a fault of its field, as any other is.
  if (Reason(priced.status()) == "PRICE_BOOK_NOT_FOUND") {
    return InvalidField("price_book", "names nothing that exists");
  }
  GUANXI_RETURN_IF_ERROR(priced.status());
  const absl::Status within = CheckLimit(*priced);
  quote->set_above_limit(!within.ok());
  quote->set_below_floor(Reason(within) == "PRICE_BELOW_FLOOR");
  *quote->mutable_largest_discount() = LargestDiscountOf(*priced);
  *quote->mutable_priced_lines() = std::move(priced->lines);
  *quote->mutable_totals() = priced->totals;
  *quote->mutable_total() = priced->totals.gross_amount();
  quote->set_tax_included(priced->tax_included);
  *quote->mutable_priced_date() = rules::DateOf(offer.day);
  return absl::OkStatus();
}

absl::Status NotDraft(const Quote& quote, absl::string_view what) {
  return FailedPrecondition("QUOTE_NOT_DRAFT", quote.name(), what);
}

// What takes the place of a version that the customer has.
absl::Status SupersedeOthers(UnitOfWork& work, const PriceResources& types, const Quote& sent) {
  const resource::Resource& quotes = *types.quotes;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(quotes.type(), sent.name(), "quote.name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids, FindVersions(work, sent.series(), name.id));
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(quotes, ids));
  for (const auto& [id, row] : rows) {
    Quote other = static_cast<const Quote&>(*row.message);
    if (other.state() == Quote::ACCEPTED) {
      return FailedPrecondition("QUOTE_ACCEPTED", other.name(), "another version is ACCEPTED");
    }
    if (!row.live || other.state() != Quote::SENT) continue;
    other.set_state(Quote::SUPERSEDED);
    GUANXI_RETURN_IF_ERROR(work.Update(quotes, row, &other).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CompleteQuote(UnitOfWork& work, const PriceResources& types, const Quote* old,
                           Quote* next) {
  const bool is_sent = old != nullptr && old->state() != Quote::DRAFT;
  if (is_sent && !HaveSameContent(*old, *next)) {
    return NotDraft(*old, "it was sent: its content stands");
  }
  if (is_sent) return absl::OkStatus();
  if (next->state() == Quote::STATE_UNSPECIFIED) next->set_state(Quote::DRAFT);
  if (next->version() == 0) next->set_version(1);
  if (next->series().empty()) next->set_series(work.environment().uuids().Next().ToString());
  const bool is_new_sale = old == nullptr || old->opportunity() != next->opportunity();
  if (is_new_sale) GUANXI_RETURN_IF_ERROR(ShowCustomerOf(work, types, next));
  const bool is_priced = old != nullptr && ArePricedAlike(*old, *next);
  if (!is_priced) GUANXI_RETURN_IF_ERROR(PriceAnew(work, types, next));
  // Last, since what it comes to may be locked.
  return QuoteApproval().Guard(work.now(), old, next);
}

absl::Status DeriveFromQuote(UnitOfWork& work, const PriceResources& types, ChangeKind kind,
                             const Quote* old, const Quote& next) {
  if (kind == ChangeKind::kDeleted && next.state() != Quote::DRAFT) {
    return NotDraft(next, "it was sent: it stays");
  }
  if (kind == ChangeKind::kDeleted && next.approval().state() == type::v1::Approval::SUBMITTED) {
    return FailedPrecondition("APPROVAL_RUNNING", next.name(), "its approval runs");
  }
  const bool is_sent_now =
      next.state() == Quote::SENT && (old == nullptr || old->state() != Quote::SENT);
  return is_sent_now ? SupersedeOthers(work, types, next) : absl::OkStatus();
}

}  // namespace guanxi::lead
